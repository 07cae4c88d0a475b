import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { must, oldKey, refOf, temporaryFolder, world } from './world.ts'

// The vendor shuts these addresses down: such a file needs another endpoint, not only another key.

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const logs = 'https://api.coralogix.com/api/v1/logs'
const rest = 'https://api.eu2.coralogix.com/logs/rest/singles'
const privateLink = 'private-link.eu2.coralogix.com'

const files: readonly (readonly [string, string, string])[] = [
  [
    'fluent-bit',
    'fluent-bit.conf',
    `[OUTPUT]\n    Name http\n    Match *\n    Host api.coralogix.com\n    Port 443\n    URI /logs/rest/singles\n    Header private_key ${oldKey}\n`,
  ],
  [
    'fluent-bit in YAML',
    'fluent-bit.yaml',
    `pipeline:\n  outputs:\n    - {name: http, host: ${privateLink}, uri: /logs/v1/singles, header: Authorization Bearer ${oldKey}}\n`,
  ],
  [
    "Fluent Bit's plugin",
    'plugin.conf',
    `[OUTPUT]\n    Name coralogix\n    Match *\n    Private_Key ${oldKey}\n    Endpoint ${privateLink}\n`,
  ],
  [
    'zabbix',
    'zabbix.conf',
    `[INPUT]\n    Name tail\n    Path /x/history-history-syncer-*.ndjson\n[OUTPUT]\n    Name http\n    Host ${privateLink}\n    Header Authorization Bearer ${oldKey}\n`,
  ],
  [
    'fluentd',
    'fluentd.conf',
    `<match **>\n  @type http\n  endpoint ${rest}\n  headers {"private_key":"${oldKey}"}\n</match>\n`,
  ],
  [
    "Fluentd's plugin",
    'td-agent.conf',
    `<match **>\n  @type coralogix\n  privatekey "${oldKey}"\n  endpoint "${privateLink}"\n</match>\n`,
  ],
  [
    'logstash',
    'pipeline.conf',
    `output {\n  http { url => "${logs}" headers => { "private_key" => "${oldKey}" } }\n}\n`,
  ],
  [
    "Logstash's plugin",
    'old.conf',
    `output {\n  coralogix { config_params => { "PRIVATE_KEY" => "${oldKey}" } endpoint => "private-link.api.coralogix.com" }\n}\n`,
  ],
  [
    'vector',
    'vector.yaml',
    `sources: {a: {type: stdin}}\nsinks:\n  cx:\n    type: http\n    inputs: [a]\n    uri: ${rest}\n    headers: {private_key: ${oldKey}}\n`,
  ],
  [
    'opentelemetry',
    'config.yaml',
    `exporters:\n  otlphttp: {logs_endpoint: ${logs}, headers: {Authorization: Bearer ${oldKey}}}\nservice: {}\n`,
  ],
  [
    "the collector's own exporter",
    'own.yaml',
    `exporters:\n  coralogix: {traces: {endpoint: '${privateLink}:443'}, private_key: ${oldKey}}\nservice: {}\n`,
  ],
  [
    'statsd',
    'statsd.yaml',
    `receivers: {\n  statsd: {} }\nexporters:\n  coralogix: {endpoint: '${privateLink}:9443', private_key: ${oldKey}}\nservice: {}\n`,
  ],
  [
    'prometheus',
    'prometheus.yml',
    `remote_write:\n  - {url: 'https://${privateLink}/prometheus/v1', bearer_token: ${oldKey}}\n`,
  ],
  [
    'prometheus-operator',
    'values.yaml',
    `prometheus:\n  remoteWrite:\n    - {url: 'https://${privateLink}/prometheus/v1', bearerToken: ${oldKey}}\n`,
  ],
  [
    'telegraf',
    'telegraf.conf',
    `[[outputs.opentelemetry]]\n  service_address = "${privateLink}:443"\n  [outputs.opentelemetry.coralogix]\n    private_key = "${oldKey}"\n`,
  ],
  [
    "Telegraf's http output",
    'http.conf',
    `[[outputs.http]]\n  url = "${logs}"\n  [outputs.http.headers]\n    Authorization = "Bearer ${oldKey}"\n    private_key = "${oldKey}"\n`,
  ],
  [
    'rabbitmq-metrics',
    'rabbitmq.conf',
    `[[inputs.rabbitmq]]\n[[outputs.opentelemetry]]\n  service_address = "${privateLink}:443"\n  [outputs.opentelemetry.coralogix]\n    private_key = "${oldKey}"\n`,
  ],
  [
    'telegraf-operator',
    'classes.yaml',
    `classes:\n  data:\n    shop: |\n      [[outputs.opentelemetry]]\n        service_address = "${privateLink}:443"\n        [outputs.opentelemetry.coralogix]\n          private_key = "${oldKey}"\n`,
  ],
  [
    'nagios',
    'commands.cfg',
    `define command{\n  command_name send_nrdp_host\n  command_line $USER1$/send_nrdp.php --url=https://${privateLink}/nrdp/v1/a/b/ --token=${oldKey}\n}\n`,
  ],
  ['custom-metrics', 'send.sh', `#!/bin/sh\ncurl -H 'private_key: ${oldKey}' -d @x ${rest}\n`],
  [
    'custom-metrics by PrivateLink',
    'private.sh',
    `#!/bin/sh\ncurl -H 'Authorization: Bearer ${oldKey}' -d @x https://${privateLink}/logs/v1/singles\n`,
  ],
  ['dotenv', 'a.env', `CORALOGIX_ENDPOINT=${rest}\nCORALOGIX_PRIVATE_KEY=${oldKey}\n`],
  [
    'headers in a .env',
    'b.env',
    `OTEL_EXPORTER_OTLP_ENDPOINT=https://${privateLink}\nOTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20${oldKey}\n`,
  ],
  [
    'systemd',
    'a.service',
    `[Service]\nEnvironment=CORALOGIX_ENDPOINT=${rest}\nEnvironment=CORALOGIX_PRIVATE_KEY=${oldKey}\n`,
  ],
  [
    'compose',
    'compose.yaml',
    `services:\n  a:\n    image: a\n    environment: {ENDPOINT: ${privateLink}, PRIVATE_KEY: ${oldKey}}\n`,
  ],
  [
    'kubernetes-secret',
    'secret.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {CORALOGIX_ENDPOINT: ${privateLink}, PRIVATE_KEY: ${oldKey}}\n`,
  ],
  [
    'kubernetes-configmap',
    'daemonset.yaml',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      env:\n        - {name: ENDPOINT, value: ${privateLink}}\n        - {name: PRIVATE_KEY, value: ${oldKey}}\n`,
  ],
  [
    'helm-values',
    'helm.yaml',
    `global: {domain: ${privateLink}}\npresets:\n  coralogixExporter:\n    privateKey: ${oldKey}\n`,
  ],
  [
    'ecs-task',
    'task.json',
    JSON.stringify({
      containerDefinitions: [
        {
          name: 'a',
          image: 'a',
          logConfiguration: {
            logDriver: 'awsfirelens',
            options: { Name: 'http', Host: 'api.coralogix.com', Header: `Authorization Bearer ${oldKey}` },
          },
        },
      ],
    }),
  ],
  [
    'ecs-task with the first header',
    'first.json',
    JSON.stringify({
      containerDefinitions: [
        {
          name: 'a',
          image: 'a',
          logConfiguration: {
            logDriver: 'awsfirelens',
            options: { Name: 'http', Host: 'api.coralogix.com', Header: `private_key ${oldKey}` },
          },
        },
      ],
    }),
  ],
  [
    'lambda',
    'template.yaml',
    `Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables: {CORALOGIX_ENDPOINT: ${rest}, CORALOGIX_API_KEY: ${oldKey}, APP_NAME: a}\n`,
  ],
  [
    'launchd',
    'a.plist',
    `<?xml version="1.0"?>\n<plist version="1.0"><dict><key>EnvironmentVariables</key><dict><key>CORALOGIX_ENDPOINT</key><string>${rest}</string><key>CORALOGIX_PRIVATE_KEY</key><string>${oldKey}</string></dict></dict></plist>\n`,
  ],
  [
    'terraform',
    'main.tf',
    `module "a" {\n  source = "coralogix/aws/coralogix//modules/coralogix-aws-shipper"\n  custom_domain = "${privateLink}"\n  api_key = "${oldKey}"\n}\n`,
  ],
]

describe('an address that the vendor shuts down is warned of', () => {
  it.each(files)('%s', async (_, name, text) => {
    const file = join(folder.path, name)
    writeFileSync(file, text, { mode: 0o600 })
    const { injection } = world()
    const plan = must(await injection.plan([file], refOf('new'), []))
    expect(plan.files[0]?.warnings.join('\n')).toContain('an old address that the vendor is shutting down')
  })

  it('also where the key stands in another file', async () => {
    const config = join(folder.path, 'collector.yaml')
    const variable = '$' + '{env:CORALOGIX_PRIVATE_KEY}'
    writeFileSync(
      config,
      `exporters:\n  coralogix: {endpoint: '${privateLink}:443', private_key: '${variable}'}\nservice: {}\n`,
      { mode: 0o600 },
    )
    writeFileSync(join(folder.path, '.env'), `CORALOGIX_PRIVATE_KEY=${oldKey}\n`, { mode: 0o600 })
    const plan = must(await world({ root: folder.path }).injection.plan([config], refOf('new'), []))
    expect(plan.files.flatMap(({ warnings }) => warnings).join('\n')).toContain('an old address')
  })

  it('but not where it only reads', async () => {
    const file = join(folder.path, 'coralogix.yaml')
    writeFileSync(
      file,
      `apiVersion: 1\ndatasources:\n  - {name: a, type: prometheus, url: 'https://api.eu2.coralogix.com/metrics', jsonData: {httpHeaderName1: Authorization}, secureJsonData: {httpHeaderValue1: Bearer ${oldKey}}}\n`,
      { mode: 0o600 },
    )
    const plan = must(await world().injection.plan([file], refOf('team'), []))
    expect(plan.files[0]?.warnings).toEqual([])
  })
})
