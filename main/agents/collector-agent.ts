import type { Agent, SnippetOptions } from './agent.ts'
import { collectorControl } from './control/collector.ts'
import { collectorPlaces, signals } from './locators/collector.ts'
import { yamlTree } from './locators/formats/yaml.ts'

/** What an agent that is a collector with certain receivers says of itself. */
type Facts = Pick<Agent, 'id' | 'name' | 'needs' | 'docsUrl' | 'detect'> & {
  /** The receivers of the snippet: their YAML, and in which pipelines they stand. */
  readonly receivers: { readonly yaml: string; readonly name: string; readonly signals: readonly string[] }
}

/** An agent whose file is a collector's: it differs from the others in what it receives. */
export function collectorAgent({ receivers, ...facts }: Facts): Agent {
  return {
    ...facts,
    group: 'agent',
    takes: ['send-your-data'],
    files: [
      '/etc/otelcol-contrib/config.yaml',
      '/etc/otelcol/config.yaml',
      '/opt/otelcol/config.yaml',
      '/etc/opampsupervisor/collector.yaml',
      '/etc/opampsupervisor/config.yaml',
      '%ProgramData%\\OpenTelemetry\\Collector\\config.yaml',
    ],
    formats: ['yaml'],
    afterChange: 'Reload the collector with SIGHUP, or restart it: systemctl restart otelcol-contrib.',
    afterEnvironmentChange:
      'Restart the collector: systemctl daemon-reload && systemctl restart otelcol-contrib.',
    afterKeyFileChange:
      'Reload the collector with SIGHUP; the file of a bearertokenauth extension is read again by itself.',
    environmentFiles: [
      '/etc/systemd/system/otelcol-contrib.service.d',
      '/etc/otelcol-contrib/otelcol-contrib.conf',
      '/etc/opampsupervisor/opampsupervisor.conf',
      '/etc/otelcol/otelcol.conf',
    ],
    control: collectorControl,
    // The collector's `validate` needs the environment of the service, so the caller decides whether to run it.
    checkers: (file) => [
      ['otelcol-contrib', 'validate', '--config', file],
      ['otelcol', 'validate', '--config', file],
    ],
    locate: (text, hosts) => collectorPlaces(text, hosts, facts.id),
    tree: (text) => yamlTree(text),
    snippet: (options) => snippet(options, receivers),
  }
}

const ownReference = `\${env:CORALOGIX_PRIVATE_KEY}`

// A `$` in a collector's config starts a reference; `$$` is the character.
const text = (value: string): string => JSON.stringify(value).replaceAll('$', '$$$$')

function snippet(options: SnippetOptions, receivers: Facts['receivers']): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const plain = address.startsWith('http://')
  const bare = address.replace(/^https?:\/\//, '')
  const endpoint = /:\d+$/.test(bare) ? bare : `${bare}:${plain ? 80 : 443}`
  const insecure = plain ? '\n      tls:\n        insecure: true' : ''
  const target =
    options.domain === null
      ? signals
          .filter((signal) => receivers.signals.includes(signal))
          .map((signal) => `    ${signal}:\n      endpoint: ${text(endpoint)}${insecure}`)
          .join('\n')
      : `    domain: ${options.domain}`
  const pipelines = receivers.signals.map(
    (signal) =>
      `    ${signal}:\n      receivers: [${receivers.name}]\n      processors: [batch]\n      exporters: [coralogix]`,
  )
  return `receivers:
${receivers.yaml}

processors:
  batch: {}

exporters:
  coralogix:
${target}
    private_key: ${options.value === null ? ownReference : text(options.value)}
    application_name: ${text(options.application)}
    subsystem_name: ${text(options.subsystem)}
    timeout: 30s

service:
  pipelines:
${pipelines.join('\n')}
`
}
