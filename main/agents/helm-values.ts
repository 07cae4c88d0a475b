import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Embedded, Place, SnippetOptions } from './agent.ts'
import { chartEmbedded, chartPlaces, chartVariables } from './locators/chart-values.ts'
import { inFileOrder, readYamlNodes } from './locators/formats/data-node.ts'
import { manifestTree } from './locators/manifest.ts'

/** Keys that only the values of the charts in question have. */
const sufficient = /^[ \t]*(?:coralogixExporter|iamAPIKey)["']?[ \t]*:/m
/** Keys of many charts, which count where the text speaks of the vendor as well. */
const usual =
  /^[ \t]*(?:customConfig|extraEnvs?|extraEnvVars|static_metadata|defaultMetadata)["']?[ \t]*:|^(?:fluentd|fluent-bit|vector|opentelemetry-[\w-]+|coralogix-[\w-]+)[ \t]*:|^config[ \t]*:/m
const vendor = /coralogix|\bCX_[A-Z]|logs\.cloud\.ibm\.com/

/** Values of the charts that carry agents: the vendor's own and those of the agents. */
export const helmValues: Agent = {
  id: 'helm-values',
  name: 'Helm values',
  group: 'carrier',
  needs:
    'presets.coralogixExporter.privateKey, secret.iamAPIKey, a variable under extraEnvs, or the agent’s configuration.',
  docsUrl: 'https://helm.sh/docs/chart_template_guide/values_files/',
  takes: keyTypes,
  files: ['values.yaml'],
  formats: ['yaml'],
  afterChange: 'Upgrade the release: helm upgrade RELEASE CHART -f FILE.',
  afterEnvironmentChange: 'Restart the pods: kubectl rollout restart WORKLOAD.',
  detect: (text) => sufficient.test(text) || (usual.test(text) && vendor.test(text)),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readYamlNodes(text)
    return read.ok ? ok(inFileOrder(read.value.flatMap((root) => chartPlaces(root, hosts)))) : read
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readYamlNodes(text)
    return read.ok ? ok(read.value.flatMap((root) => chartVariables(root, name))) : read
  },
  embedded(text): Result<readonly Embedded[]> {
    const read = readYamlNodes(text)
    return read.ok ? ok(read.value.flatMap((root) => chartEmbedded(root))) : read
  },
  tree: (text) => manifestTree(text),
  snippet,
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`

function snippet(options: SnippetOptions): string {
  const key = options.value === null ? `\${env:CORALOGIX_PRIVATE_KEY}` : quoted(options.value)
  const url = new URL(options.ingressUrl)
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port
  const address = `${url.hostname}:${port}`
  const signals = ['logs', 'metrics', 'traces']
  const target =
    options.domain === null
      ? signals
          .map((signal) => `      ${signal}:\n        endpoint: ${quoted(address)}${insecure(options)}`)
          .join('\n')
      : `      domain: ${quoted(options.domain)}`
  const variable =
    options.value === null
      ? `
extraEnvs:
  - name: CORALOGIX_PRIVATE_KEY
    valueFrom:
      secretKeyRef:
        name: coralogix-keys
        key: PRIVATE_KEY
`
      : ''
  return `# Values of the chart open-telemetry/opentelemetry-collector
mode: daemonset

image:
  repository: otel/opentelemetry-collector-contrib

config:
  exporters:
    coralogix:
${target}
      private_key: ${key}
      application_name: ${quoted(options.application)}
      subsystem_name: ${quoted(options.subsystem)}
      timeout: 30s
  service:
    pipelines:
${signals.map((signal) => `      ${signal}:\n        exporters: [coralogix]`).join('\n')}
${variable}`
}

const insecure = ({ ingressUrl }: SnippetOptions): string =>
  ingressUrl.startsWith('http://') ? '\n        tls:\n          insecure: true' : ''
