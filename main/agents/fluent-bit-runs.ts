import type { Agent } from './agent.ts'
import { fluentBitControl } from './control/fluent-bit.ts'

/** How Fluent Bit is reloaded, where its environment is set and what checks it, whatever it is run for. */
export const fluentBitRuns = {
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
  control: fluentBitControl,
  // The packages put the program where no PATH leads.
  checkers: (file) =>
    ['fluent-bit', '/opt/fluent-bit/bin/fluent-bit'].map((program) => [program, '--dry-run', '-c', file]),
} satisfies Partial<Agent>
