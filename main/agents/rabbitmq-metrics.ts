import type { Agent } from './agent.ts'
import { telegrafControl } from './control/telegraf.ts'
import { tomlTree } from './locators/formats/toml.ts'
import { inputsOf, isTelegraf, locateTelegraf, telegrafOutput } from './locators/telegraf.ts'

/** RabbitMQ's metrics through Telegraf: a configuration of Telegraf whose only inputs are RabbitMQ's. */
export const rabbitmqMetrics: Agent = {
  id: 'rabbitmq-metrics',
  name: 'RabbitMQ Metrics',
  group: 'agent',
  needs:
    'Telegraf with the rabbitmq input and an opentelemetry output; the key stands in its coralogix table.',
  docsUrl: 'https://docs.influxdata.com/telegraf/v1/input-plugins/rabbitmq/',
  takes: ['send-your-data'],
  files: ['/etc/telegraf/telegraf.conf', '/etc/telegraf/telegraf.d/rabbitmq.conf'],
  formats: ['toml'],
  afterChange: 'Reload Telegraf: systemctl reload telegraf (it sends SIGHUP).',
  afterEnvironmentChange: 'Restart Telegraf: systemctl restart telegraf.',
  afterKeyFileChange: 'Restart Telegraf: systemctl restart telegraf.',
  environmentFiles: ['/etc/default/telegraf', '/etc/systemd/system/telegraf.service.d'],
  control: telegrafControl,
  checkers: (file) => [['telegraf', 'config', 'check', '--config', file]],
  detect(text) {
    if (!isTelegraf(text)) return false
    const inputs = inputsOf(text)
    return inputs.length > 0 && inputs.every((name) => name === 'rabbitmq')
  },
  locate: (text, hosts) => locateTelegraf(text, hosts, 'rabbitmq-metrics'),
  tree: tomlTree,
  // The user and password of the broker are its own: Telegraf takes them from its environment.
  snippet: (options) => `[agent]
  interval = "10s"
  flush_interval = "10s"

[[inputs.rabbitmq]]
  url = "http://127.0.0.1:15672"
  username = "\${RABBITMQ_USERNAME}"
  password = "\${RABBITMQ_PASSWORD}"

${telegrafOutput(options)}`,
}
