import type { Agent, SnippetOptions } from './agent.ts'
import { callsAgent, callTree, locateCalls } from './locators/http-calls.ts'

/** Metrics that a program or a script sends by itself: with curl or grpcurl, or through an OpenTelemetry SDK. */
export const customMetrics: Agent = {
  id: 'custom-metrics',
  name: 'Custom Metrics',
  group: 'agent',
  needs:
    'A Send-Your-Data key in the header Authorization: Bearer, in a script that calls curl or grpcurl, or in OTEL_EXPORTER_OTLP_HEADERS of a program with an SDK.',
  docsUrl: 'https://coralogix.com/docs/integrations/metrics/custom-metrics/',
  takes: ['send-your-data'],
  files: [],
  formats: ['curl', 'grpcurl', 'env', 'env-python'],
  afterChange: 'Nothing: the next run of the script reads it. A program that is running must be restarted.',
  afterEnvironmentChange: 'Restart the program: a running process keeps the old environment.',
  afterKeyFileChange: 'Nothing: the next run of the script reads it.',
  detect: (text, hosts, fileName) => callsAgent(text, hosts, fileName, 'custom-metrics'),
  locate: (text, hosts) => locateCalls(text, hosts),
  tree: (text) => callTree(text),
  snippet: (options) =>
    options.format === 'curl'
      ? curl(options)
      : options.format === 'grpcurl'
        ? grpcurl(options)
        : environment(options),
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '')

/** `host:port`, as grpcurl and some SDKs want it. */
function hostAndPort(address: string): string {
  const bare = withoutSlash(address).replace(/^https?:\/\//, '')
  return /:\d+$/.test(bare) ? bare : `${bare}:${address.startsWith('http://') ? 80 : 443}`
}

const key = ({ value }: SnippetOptions): string =>
  value === null ? `: "\${CX_TOKEN:?is not set}"` : `CX_TOKEN='${value}'\nexport CX_TOKEN`

/** One gauge with a value of 1, as OTLP in JSON. `names`: the spelling of the fields. */
function gauge(options: SnippetOptions, names: 'camel' | 'snake'): string {
  const field = (name: string): string =>
    names === 'camel' ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const attribute = (name: string, value: string): string =>
    `{"key": "${name}", "value": {"${field('stringValue')}": ${JSON.stringify(value)}}}`
  return `{
  "${field('resourceMetrics')}": [{
    "resource": {
      "attributes": [
        ${attribute('cx.application.name', options.application)},
        ${attribute('cx.subsystem.name', options.subsystem)}
      ]
    },
    "${field('scopeMetrics')}": [{
      "metrics": [{
        "name": "keyturn_sample",
        "gauge": {"${field('dataPoints')}": [{"${field('asDouble')}": 1, "${field('timeUnixNano')}": "$(date +%s)000000000"}]}
      }]
    }]
  }]
}`
}

function curl(options: SnippetOptions): string {
  return `#!/bin/sh
# Sends one gauge as OTLP over HTTP.
${key(options)}
curl --fail-with-body -H "Authorization: Bearer $CX_TOKEN" -H 'Content-Type: application/json' \\
  --data-binary @- "${withoutSlash(options.ingressUrl)}/v1/metrics" <<EOF
${gauge(options, 'camel')}
EOF
`
}

function grpcurl(options: SnippetOptions): string {
  const plain = options.ingressUrl.startsWith('http://') ? ' -plaintext' : ''
  return `#!/bin/sh
# Sends one gauge as OTLP over gRPC. grpcurl itself fills in the key, so that no list of processes shows it.
# Needs github.com/open-telemetry/opentelemetry-proto in the current folder.
${key(options)}
grpcurl${plain} -expand-headers -H 'Authorization: Bearer \${CX_TOKEN}' -d @ \\
  -import-path opentelemetry-proto -proto opentelemetry/proto/collector/metrics/v1/metrics_service.proto \\
  ${hostAndPort(options.ingressUrl)} opentelemetry.proto.collector.metrics.v1.MetricsService/Export <<EOF
${gauge(options, 'snake')}
EOF
`
}

/** What an OpenTelemetry SDK reads. Python decodes its headers, and wants the blank encoded. */
function environment(options: SnippetOptions): string {
  const python = options.format === 'env-python'
  const blank = python ? '%20' : ' '
  const plain = options.ingressUrl.startsWith('http://')
  const headers =
    options.value === null
      ? `# Put the key in place of KEY and take the # away:\n# OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer${blank}KEY'`
      : `OTEL_EXPORTER_OTLP_HEADERS='Authorization=Bearer${blank}${options.value}'`
  // Values of attributes are percent-encoded, since commas and equals signs separate them.
  const name = encodeURIComponent(options.application)
  const subsystem = encodeURIComponent(options.subsystem)
  const endpoint = python
    ? hostAndPort(options.ingressUrl)
    : `${plain ? 'http' : 'https'}://${hostAndPort(options.ingressUrl)}`
  // Without a scheme nothing else says that the ingress speaks no TLS.
  const insecure = plain ? 'OTEL_EXPORTER_OTLP_INSECURE=true\n' : ''
  const scheme = plain ? 'http://' : 'https://'
  return `# ${python ? 'Python and Node.js prefer host:port' : `Java and .NET need ${scheme}; Go takes host:port alone`}.
OTEL_EXPORTER_OTLP_PROTOCOL=grpc
OTEL_EXPORTER_OTLP_ENDPOINT='${endpoint}'
${insecure}${headers}
OTEL_RESOURCE_ATTRIBUTES='cx.application.name=${name},cx.subsystem.name=${subsystem}'
`
}
