import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { must, refOf } from '../agents/world.ts'
import { filesBench } from './files-bench.ts'

/** Keys of IBM Cloud and of Aggregations.io where their agents have them: found, replaced and put back. */

let bench: ReturnType<typeof filesBench>
beforeEach(() => {
  bench = filesBench()
})
afterEach(() => bench.folder.remove())

const survey = async (keyId: string) => must(await bench.files.survey(refOf(keyId)))
const keyValue = (keyId: string): string => bench.keys.get(keyId)?.value ?? ''

const ibmHost = '11111111-2222-4333-8444-555555555555.ingress.eu-de.logs.cloud.ibm.com'
const ibmOutput = (key: string): string => `[SERVICE]
    Flush       1
    HTTP_Server On

[OUTPUT]
    Name                logger-icl-output-plugin
    Id                  cloud-logs
    Match               *
    Target_Host         ${ibmHost}
    Target_Port         443
    Target_Path         /logs/v1/singles
    Authentication_Mode IAMAPIKey
    IAM_Environment     Production
${key}    Retry_Limit         10
`
const ingest = 'https://ingest.aggregations.io/7f3b1c'

type Config = readonly [name: string, file: string, agent: string, text: (value: string) => string]

const ibm: readonly Config[] = [
  [
    'the agent of IBM Cloud Logs',
    'fluent-bit.conf',
    'ibm-cloud-logs',
    (value) => ibmOutput(`    IAM_API_key         ${value}\n`),
  ],
  [
    'the same, by a variable that the file sets',
    'fluent-bit.conf',
    'ibm-cloud-logs',
    (value) => `@SET LOGS_KEY=${value}\n${ibmOutput(`    IAM_API_key         \${LOGS_KEY}\n`)}`,
  ],
  [
    'the same in YAML',
    'fluent-bit.yaml',
    'ibm-cloud-logs',
    (value) => `pipeline:
  inputs:
    - name: systemd
      tag: host.*
  outputs:
    - name: logger-icl-output-plugin
      match: '*'
      target_host: ${ibmHost}
      target_port: 443
      authentication_mode: IAMAPIKey
      iam_api_key: ${value}
`,
  ],
]

const aggregations: readonly Config[] = [
  [
    'Telegraf',
    'telegraf.conf',
    'telegraf',
    (value) => `[[inputs.cpu]]

[[outputs.http]]
  url = "${ingest}"
  method = "POST"
  data_format = "json"
  [outputs.http.headers]
    Content-Type = "application/json"
    x-api-token = "${value}"
`,
  ],
  [
    'Vector',
    'vector.yaml',
    'vector',
    (value) => `sources:
  events:
    type: http_server
    address: 0.0.0.0:8080
sinks:
  counters:
    type: http
    inputs: [events]
    uri: ${ingest}
    encoding:
      codec: json
    request:
      headers:
        x-api-token: ${value}
`,
  ],
  [
    'the OpenTelemetry Collector',
    'config.yaml',
    'opentelemetry',
    (value) => `receivers:
  otlp:
    protocols:
      grpc: {}
exporters:
  otlphttp/counters:
    endpoint: https://ingest.aggregations.io
    headers:
      x-api-token: ${value}
service:
  pipelines:
    metrics:
      receivers: [otlp]
      exporters: [otlphttp/counters]
`,
  ],
  [
    'Fluent Bit',
    'fluent-bit.conf',
    'fluent-bit',
    (value) => `[INPUT]
    Name cpu

[OUTPUT]
    Name   http
    Match  *
    Host   ingest.aggregations.io
    Port   443
    URI    /7f3b1c
    Format json
    tls    On
    Header x-api-token ${value}
`,
  ],
  [
    'Fluentd',
    'fluent.conf',
    'fluentd',
    (value) => `<source>
  @type forward
</source>
<match events.**>
  @type http
  endpoint ${ingest}
  json_array true
  headers {"x-api-token":"${value}"}
</match>
`,
  ],
  [
    'Logstash',
    'events.conf',
    'logstash',
    (value) => `input { beats { port => 5044 } }
output {
  http {
    url => "${ingest}"
    http_method => "post"
    format => "json_batch"
    headers => { "x-api-token" => "${value}" }
  }
}
`,
  ],
  [
    "Grafana's data source",
    'aggregations-io.yaml',
    'aggregations-io',
    (value) => `apiVersion: 1
datasources:
  - name: Aggregations.io
    type: aggregations-io-datasource
    access: proxy
    secureJsonData:
      apiKey: ${value}
`,
  ],
  [
    'a script',
    'send.sh',
    'aggregations-io',
    (value) => `#!/bin/sh
curl --fail-with-body -X POST ${ingest} -H "x-api-token: ${value}" -H 'Content-Type: application/json' -d '[{"n": 1}]'
`,
  ],
]

const all = [
  ...ibm.map((config) => [...config, 'service', 'user'] as const),
  ...aggregations.map((config) => [...config, 'org', 'own'] as const),
]

describe.each(all)('the key of %s', (_name, file, agent, text, from, to) => {
  it('is found, replaced by one of the other type, and put back', async () => {
    const path = bench.put(file, text(keyValue(from)))
    bench.target(path, { controlUrl: 'http://127.0.0.1:2020' })
    const { agents, doubts, notes } = await survey(from)
    expect([doubts, notes]).toEqual([[], []])
    const found = { file: path, agent, files: [path], controlUrl: 'http://127.0.0.1:2020', outside: null }
    expect(agents).toMatchObject([{ ...found, afterChange: expect.stringMatching(/\w/) }])

    const [planned] = must(await bench.files.preview([path], refOf(from), 'next', refOf(to)))
    expect(planned?.changes).not.toEqual([])
    expect(JSON.stringify(planned)).not.toContain(keyValue(from))
    const written = must(await bench.files.replace([path], refOf(from), refOf(to)))
    expect(bench.text(path)).toBe(text(keyValue(to)))
    expect((await survey(from)).agents).toEqual([])
    expect((await survey(to)).agents).toMatchObject([{ file: path }])
    must(await bench.files.putBack([path], refOf(to), refOf(from), written))
    expect(bench.text(path)).toBe(text(keyValue(from)))
  })

  it('does not give way to a key of another vendor', async () => {
    const path = bench.put(file, text(keyValue(from)))
    bench.target(path)
    const refused = await bench.files.preview([path], refOf(from), 'edge', refOf('new'))
    expect(refused).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(refused.ok ? '' : refused.failure.message).toContain('a Coralogix send-your-data key')
  })
})

describe('the key of the agent of IBM Cloud Logs', () => {
  it('in its environment: that is written, and only a restart gives it to the agent', async () => {
    const config = bench.put('etc/fluent-bit/fluent-bit.conf', ibmOutput(''))
    const env = bench.put('etc/default/fluent-bit', `IAM_API_KEY=${keyValue('service')}\n`)
    bench.target(config)
    const { agents } = await survey('service')
    expect(agents).toMatchObject([
      {
        file: config,
        agent: 'ibm-cloud-logs',
        files: [env],
        carriedBy: 'environment',
        afterChange: expect.stringContaining('systemctl restart fluent-bit'),
      },
    ])
    must(await bench.files.replace([env], refOf('service'), refOf('user')))
    expect(bench.text(env)).toBe(`IAM_API_KEY=${keyValue('user')}\n`)
  })

  it('in a Kubernetes Secret that stands beside it', async () => {
    const secret = bench.put(
      'secret.yaml',
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: logs-agent\nstringData:\n  IAM_API_KEY: ${keyValue('service')}\n`,
    )
    bench.target(secret)
    const { agents } = await survey('service')
    expect(agents).toMatchObject([{ file: secret, files: [secret] }])
    must(await bench.files.replace([secret], refOf('service'), refOf('user')))
    expect(bench.text(secret)).toContain(keyValue('user'))
  })
})
