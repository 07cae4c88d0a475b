import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, SnippetOptions } from './agent.ts'
import { placesOf } from './locators/fluentd-places.ts'
import { readFluentdYaml } from './locators/fluentd-yaml.ts'
import { type FluentdElement, plainSection, readFluentd } from './locators/formats/fluentd.ts'
import { yamlTree } from './locators/formats/yaml.ts'

/** A line that opens a section of Fluentd's own format. */
const opening = /^[ \t]*<(source|match|filter|label|system|worker)(?:[ \t][^>\r\n]*)?>[ \t]*(?:#.*)?\r?$/m

const isYaml = (text: string): boolean => !opening.test(text) && /^["']?config["']?[ \t]*:/m.test(text)

const read = (text: string): Result<FluentdElement> =>
  isYaml(text) ? readFluentdYaml(text) : readFluentd(text)

/** Fluentd, its own format and YAML: headers of http outputs, record fields, and the vendor's plugin. */
export const fluentd: Agent = {
  id: 'fluentd',
  name: 'Fluentd',
  group: 'agent',
  needs:
    'An http output with headers; the key stands after Bearer, or in a record field that a header names.',
  docsUrl: 'https://docs.fluentd.org/output/http',
  takes: ['send-your-data'],
  files: [
    '/etc/fluent/fluentd.conf',
    '/etc/td-agent/td-agent.conf',
    '/etc/fluent/fluent.conf',
    '/fluentd/etc/fluent.conf',
    'C:\\opt\\fluent\\etc\\fluent\\fluentd.conf',
  ],
  formats: ['conf'],
  afterChange:
    'Reload Fluentd: send SIGUSR2 to its supervisor, or restart it: systemctl restart fluentd (or td-agent).',
  afterEnvironmentChange: 'Restart Fluentd: systemctl restart fluentd (or td-agent).',
  afterKeyFileChange:
    'Reload Fluentd: send SIGUSR2 to its supervisor, or restart it: systemctl restart fluentd (or td-agent).',
  environmentFiles: [
    '/etc/default/fluentd',
    '/etc/sysconfig/fluentd',
    '/etc/default/td-agent',
    '/etc/sysconfig/td-agent',
    '/etc/systemd/system/fluentd.service.d',
    '/etc/systemd/system/td-agent.service.d',
  ],
  // Without the flag the dry run prints the whole configuration, the key with it.
  checkers: (file) =>
    ['fluentd', 'td-agent'].map((program) => [program, '--dry-run', '--suppress-config-dump', '-c', file]),
  detect: (text) =>
    opening.test(text)
      ? !/^\s*<[?!]/.test(text) && /^[ \t]*(@(type|include|id|label)|type)[ \t]+\S/m.test(text)
      : isYaml(text) &&
        /^[ \t]*-[ \t]+["']?(source|match|filter|label|worker)["']?[ \t]*:/m.test(text) &&
        /\$(type|tag|name)["']?[ \t]*:/.test(text),
  locate(text, hosts) {
    const root = read(text)
    return root.ok ? ok(placesOf(root.value, text, hosts)) : root
  },
  tree(text) {
    if (isYaml(text)) return yamlTree(text)
    const root = readFluentd(text)
    return root.ok ? ok(plainSection(root.value)) : root
  },
  snippet,
}

/** The whole hash stands in double quotes: before 1.18 Fluentd runs `#{…}` nowhere else. */
function snippet(options: SnippetOptions): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const key = options.value ?? `#{ENV['CORALOGIX_PRIVATE_KEY']}`
  return `<filter **>
  @type record_transformer
  renew_record true
  enable_ruby true
  <record>
    applicationName '${options.application}'
    subsystemName '${options.subsystem}'
    text \${record.to_json}
  </record>
</filter>

<match **>
  @type http
  @id coralogix
  endpoint "${address}/logs/v1/singles"
  headers "{\\"Authorization\\":\\"Bearer ${key}\\"}"
  json_array true
  retryable_response_codes 503
  error_response_as_unrecoverable false
  <format>
    @type json
  </format>
  <buffer>
    @type memory
    chunk_limit_size 1m
    flush_interval 1s
    retry_max_interval 30s
  </buffer>
</match>
`
}
