import type { Agent } from './agent.ts'
import { telegrafControl } from './control/telegraf.ts'
import { tomlTree } from './locators/formats/toml.ts'
import { isTelegraf, locateTelegraf, telegrafOutput } from './locators/telegraf.ts'

/** Telegraf: the Coralogix dialect of its OpenTelemetry output, and headers of outputs that go to our hosts. */
export const telegraf: Agent = {
  id: 'telegraf',
  name: 'Telegraf',
  group: 'agent',
  needs:
    'An opentelemetry output with a coralogix table (Telegraf 1.23.4); the key stands in its private_key.',
  docsUrl: 'https://coralogix.com/docs/integrations/metrics/telegraf/',
  takes: ['send-your-data'],
  files: ['/etc/telegraf/telegraf.conf', '/etc/telegraf/telegraf.d/*.conf'],
  formats: ['toml'],
  afterChange: 'Reload Telegraf: systemctl reload telegraf (it sends SIGHUP).',
  afterEnvironmentChange: 'Restart Telegraf: systemctl restart telegraf.',
  afterKeyFileChange: 'Restart Telegraf: systemctl restart telegraf.',
  environmentFiles: ['/etc/default/telegraf', '/etc/systemd/system/telegraf.service.d'],
  control: telegrafControl,
  checkers: (file) => [['telegraf', 'config', 'check', '--config', file]],
  detect: isTelegraf,
  locate: (text, hosts) => locateTelegraf(text, hosts, 'telegraf'),
  tree: tomlTree,
  snippet: (options) => `[agent]
  interval = "10s"
  flush_interval = "10s"

[[inputs.cpu]]

[[inputs.mem]]

${telegrafOutput(options)}`,
}
