import type { Agent } from './agent.ts'
import { fluentBitSnippet } from './fluent-bit-snippet.ts'
import { locateFluentBit } from './locators/fluent-bit.ts'
import { fluentBitTree, isFluentBit } from './locators/fluent-bit-file.ts'

/** Fluent Bit, classic and YAML: `Header Authorization Bearer …` on our hosts, and the Coralogix plugin. */
export const fluentBit: Agent = {
  id: 'fluent-bit',
  name: 'Fluent Bit',
  group: 'agent',
  needs: 'An http output with a Header line; the key stands bare after Authorization Bearer.',
  docsUrl: 'https://docs.fluentbit.io/manual/data-pipeline/outputs/http',
  takes: ['send-your-data'],
  files: [
    '/etc/fluent-bit/fluent-bit.conf',
    '/etc/fluent-bit/fluent-bit.yaml',
    '/fluent-bit/etc/fluent-bit.conf',
    'C:\\Program Files\\fluent-bit\\conf\\fluent-bit.conf',
  ],
  formats: ['yaml', 'classic'],
  afterChange:
    'Restart Fluent Bit: systemctl restart fluent-bit. With hot reload on, SIGHUP or POST /api/v2/reload is enough.',
  afterEnvironmentChange: 'Restart Fluent Bit: systemctl restart fluent-bit.',
  afterKeyFileChange:
    'Nothing where the variable has a refresh_interval above 0; otherwise reload Fluent Bit as for a change of its file, or restart it: systemctl restart fluent-bit.',
  environmentFiles: [
    '/etc/default/fluent-bit',
    '/etc/sysconfig/fluent-bit',
    '/etc/systemd/system/fluent-bit.service.d',
  ],
  // The packages put the program where no PATH leads.
  checkers: (file) =>
    ['fluent-bit', '/opt/fluent-bit/bin/fluent-bit'].map((program) => [program, '--dry-run', '-c', file]),
  detect: (text) => isFluentBit(text),
  locate: (text, hosts) => locateFluentBit(text, hosts, 'fluent-bit'),
  tree: (text) => fluentBitTree(text),
  snippet: fluentBitSnippet,
}
