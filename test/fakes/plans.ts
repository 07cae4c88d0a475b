import type { CheckReport, InjectionPlan, InjectionReceipt, Key, PlannedFile } from '../../shared/model.ts'
import { uuid } from './keys.ts'

/** Plans as main makes them: a file that leads elsewhere comes as its far end, with the way there. */

const dropIn = '/etc/systemd/system/otelcol-contrib.service.d/override.conf'

const plannedFile = (file: string, key: Key | undefined): PlannedFile => {
  const after = `${key?.name} •••${key?.fingerprint}`
  const before = 'edge-eu1-otel •••7Qx2'
  const shared = { unchanged: false, warnings: [], chain: [] }
  if (file.endsWith('.env'))
    return {
      ...shared,
      file,
      agent: 'dotenv',
      agentName: '.env file',
      changes: [],
      unchanged: true,
      afterChange: 'Restart what reads the file: a running process keeps the old environment.',
      checker: null,
    }
  if (file.endsWith('prometheus.yml'))
    return {
      ...shared,
      file,
      agent: 'prometheus',
      agentName: 'Prometheus',
      changes: [112, 131].map((line, index) => ({
        line,
        output: `remote_write[${index}]`,
        before: `      credentials: "${before}"`,
        after: `      credentials: "${after}"`,
        contextBefore: ['    authorization:'],
        contextAfter: index === 0 ? ['    queue_config:'] : [],
      })),
      warnings: [
        'It sends to ingress.coralogix.com, an endpoint that the vendor retires. Use ingress.eu1.coralogix.com.',
      ],
      afterChange: 'Reload Prometheus: systemctl reload prometheus, or POST /-/reload.',
      checker: `promtool check config ${file}`,
    }
  if (file.includes('indirect'))
    return {
      ...shared,
      file: dropIn,
      agent: 'systemd',
      agentName: 'systemd unit',
      changes: [
        {
          line: 3,
          output: 'CORALOGIX_PRIVATE_KEY',
          before: `Environment="CORALOGIX_PRIVATE_KEY=${before}"`,
          after: `Environment="CORALOGIX_PRIVATE_KEY=${after}"`,
          contextBefore: ['[Service]'],
          contextAfter: [],
        },
      ],
      chain: [
        { file, line: 12, text: `private_key takes \${env:CORALOGIX_PRIVATE_KEY}` },
        { file: dropIn, line: 3, text: 'sets CORALOGIX_PRIVATE_KEY' },
      ],
      afterChange: 'Load and restart it: systemctl daemon-reload && systemctl restart otelcol-contrib.',
      checker: 'systemd-analyze verify otelcol-contrib.service',
    }
  return {
    ...shared,
    file,
    agent: 'opentelemetry',
    agentName: 'OpenTelemetry Collector',
    changes: [
      {
        line: 34,
        output: 'coralogix',
        before: `    private_key: "${before}"`,
        after: `    private_key: "${after}"`,
        contextBefore: ['  coralogix:', '    domain: "eu2.coralogix.com"'],
        contextAfter: ['    application_name: "edge"'],
      },
    ],
    afterChange: 'Reload the collector with SIGHUP, or restart it: systemctl restart otelcol-contrib.',
    checker: `otelcol-contrib validate --config ${file}`,
  }
}

export const fakePlan = (
  ref: InjectionPlan['ref'],
  files: readonly string[],
  key: Key | undefined,
): InjectionPlan => ({ planId: uuid(500), ref, files: files.map((file) => plannedFile(file, key)) })

export const receiptOf = (plan: InjectionPlan | null): InjectionReceipt => ({
  written: (plan?.files ?? [])
    .filter((file) => !file.unchanged)
    .map(({ file, changes, afterChange, checker }) => ({
      file,
      places: changes.length,
      afterChange,
      checker,
      sha256Before: 'a'.repeat(64),
      sha256After: 'b'.repeat(64),
    })),
  unchanged: (plan?.files ?? []).filter((file) => file.unchanged).map((file) => file.file),
})

/** promtool finds a fault; the others find none. */
export const fakeCheck = (file: string): CheckReport =>
  file.endsWith('prometheus.yml')
    ? {
        file,
        agent: 'prometheus',
        command: `promtool check config ${file}`,
        passed: false,
        output: [
          `Checking ${file}`,
          '  FAILED: parsing YAML file: yaml: unmarshal errors:',
          '  line 118: field queue_confg not found in type config.plain',
        ],
      }
    : {
        file,
        agent: 'opentelemetry',
        command: `otelcol-contrib validate --config ${file}`,
        passed: true,
        output: [],
      }
