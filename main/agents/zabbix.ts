import type { Agent, SnippetOptions } from './agent.ts'
import { fluentBitRuns } from './fluent-bit-runs.ts'
import { locateFluentBit, tailsZabbixOnly } from './locators/fluent-bit.ts'
import { fluentBitTree } from './locators/fluent-bit-file.ts'

/** Zabbix: a Fluent Bit that tails the server's real-time export files and posts each kind to the ingress. */
export const zabbix: Agent = {
  id: 'zabbix',
  name: 'Zabbix',
  group: 'agent',
  needs:
    'Fluent Bit beside the Zabbix server, with three http outputs (items, trends, triggers); the key stands in each.',
  docsUrl: 'https://coralogix.com/docs/integrations/metrics/zabbix/',
  takes: ['send-your-data'],
  files: ['/etc/fluent-bit/fluent-bit.conf', '/etc/fluent-bit/fluent-bit.yaml'],
  ...fluentBitRuns,
  detect: (text) => tailsZabbixOnly(text),
  locate: (text, hosts) => locateFluentBit(text, hosts, 'zabbix'),
  tree: (text) => fluentBitTree(text),
  snippet,
}

/** The export files of a Zabbix server (ExportDir), each with the type that the ingress expects. */
const kinds = [
  { type: 'Item', file: 'history-history-syncer-*.ndjson' },
  { type: 'Trend', file: 'trends-history-syncer-*.ndjson' },
  { type: 'Trigger', file: 'problems-history-syncer-*.ndjson' },
] as const

/** What makes the server write these files. */
const serverSettings =
  '# In zabbix_server.conf: ExportDir=/var/lib/zabbix/export and ExportFileSize=1M. Fluent Bit has to be able to read them.\n'

/** Fluent Bit sends the rest of a header's line as it stands: nothing is quoted in the classic format. */
function snippet(options: SnippetOptions): string {
  const url = new URL(options.ingressUrl)
  const tls = url.protocol === 'https:' ? 'On' : 'Off'
  const port = url.port === '' ? (tls === 'On' ? '443' : '80') : url.port
  const headers = (type: string): readonly string[] => [
    `Authorization Bearer ${options.value ?? `\${CORALOGIX_PRIVATE_KEY}`}`,
    `data-type ${type}`,
    'destination Metrics',
    `application-name ${options.application}`,
    `subsystem ${options.subsystem}`,
  ]
  if (options.format === 'classic')
    return `${serverSettings}${kinds
      .map(
        ({ type, file }) => `[INPUT]
    Name          tail
    Path          /var/lib/zabbix/export/${file}
    Tag           ${type}

[OUTPUT]
    Name          http
    Match         ${type}
    Host          ${url.hostname}
    Port          ${port}
    URI           /zabbix/api/v1/real-time-export
    Format        json
    TLS           ${tls}
    Json_date_key false
${headers(type)
  .map((header) => `    Header        ${header}`)
  .join('\n')}
    compress      gzip
    Retry_Limit   10
`,
      )
      .join('\n')}`
  const inputs = kinds.map(
    ({ type, file }) => `    - name: tail
      path: /var/lib/zabbix/export/${file}
      tag: ${type}
`,
  )
  const outputs = kinds.map(
    ({ type }) => `    - name: http
      match: ${type}
      host: ${url.hostname}
      port: ${port}
      uri: /zabbix/api/v1/real-time-export
      format: json
      tls: ${tls.toLowerCase()}
      json_date_key: false
      header:
${headers(type)
  .map((header, index) => `        - ${index < 3 ? header : JSON.stringify(header)}`)
  .join('\n')}
      compress: gzip
      retry_limit: 10
`,
  )
  return `${serverSettings}pipeline:\n  inputs:\n${inputs.join('')}  outputs:\n${outputs.join('')}`
}
