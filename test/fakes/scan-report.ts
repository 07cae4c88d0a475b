import type { Finding, ScanReport } from '../../shared/model.ts'
import { acme, ago, staging } from './keys.ts'

/** A scan that found something of every kind. */

const base: Finding = {
  file: '/etc/otelcol/config.yaml',
  line: 34,
  column: 22,
  agent: 'opentelemetry',
  output: 'coralogix',
  kind: 'literal',
  keyId: 'acme-0000',
  keyState: 'active',
  accountId: acme,
  account: 'acme',
  keyName: 'edge-eu2-otel',
  foundIn: 'config',
  chain: [],
  outside: null,
  advice: null,
  level: 'fine',
  sentence: 'edge-eu2-otel is active and sends to its own region.',
  next: '',
}
const finding = (more: Partial<Finding>): Finding => ({ ...base, ...more })
const unknown = { keyId: null, keyState: null, keyName: null, accountId: null, account: null } as const

const findings: readonly Finding[] = [
  finding({}),
  finding({
    line: 61,
    output: 'coralogix/audit',
    ...unknown,
    level: 'notice',
    sentence: 'A key that no account of yours lists stands here.',
    next: 'Sync, or import its value so that Keyturn can tell which key it is.',
  }),
  finding({
    file: '/srv/edge/otel/config.yaml',
    line: 12,
    kind: 'env',
    chain: [
      {
        file: '/srv/edge/otel/config.yaml',
        line: 12,
        text: `private_key takes \${env:CORALOGIX_PRIVATE_KEY}`,
      },
      {
        file: '/etc/systemd/system/otelcol-contrib.service.d/override.conf',
        line: 3,
        text: 'sets CORALOGIX_PRIVATE_KEY',
      },
    ],
    sentence: 'edge-eu2-otel is active; the drop-in sets it.',
  }),
  finding({
    file: '/etc/otelcol/gateway.yaml',
    line: 34,
    keyId: 'acme-0014',
    keyName: 'edge-eu1-otel',
    keyState: 'disabled',
    level: 'problem',
    sentence: 'edge-eu1-otel is disabled: this collector sends nothing.',
    next: 'Enable the key, or put another one here with Use in.',
  }),
  finding({
    file: '/etc/fluent-bit/fluent-bit.conf',
    line: 88,
    agent: 'fluent-bit',
    output: 'http.0',
    keyId: 'acme-0016',
    keyName: 'kafka-connect',
    keyState: 'gone',
    level: 'problem',
    sentence: 'kafka-connect is gone at the vendor: Fluent Bit is refused with 401.',
    next: 'Put an active key here with Use in.',
  }),
  finding({
    file: '/etc/logs-agent/output.yaml',
    line: 17,
    agent: 'ibm-cloud-logs',
    output: 'logs-router',
    keyId: 'acme-0024',
    keyName: 'laptop-cli',
    level: 'notice',
    sentence:
      'laptop-cli of acme is active and stands at logs-router in this IBM Cloud Logs agent configuration, where it is not recommended.',
    advice: 'It is a user’s own key: it does whatever that user may do, and ends when the user leaves.',
    next: 'Put a service ID’s API key there.',
  }),
  finding({
    file: '/home/ops/.bash_history',
    line: 1204,
    agent: null,
    output: '',
    foundIn: 'history',
    keyId: 'acme-0017',
    keyName: 'terraform-ci',
    level: 'problem',
    sentence: 'The value of terraform-ci, a Team key, stands in a shell history.',
    next: 'Delete the line with history -d 1204, then replace the key.',
  }),
  finding({
    file: '/etc/otelcol/config.yaml.bak',
    line: 34,
    foundIn: 'backup',
    keyId: 'acme-0001',
    keyName: 'edge-eu2-fluentbit',
    level: 'notice',
    sentence: 'A backup still carries edge-eu2-fluentbit.',
    next: 'Delete the backup if nobody needs it.',
  }),
  finding({
    file: '/srv/edge/vector/vector.toml',
    line: 41,
    agent: 'vector',
    output: 'coralogix_logs',
    keyId: 'acme-0023',
    keyName: 'laptop-cli',
    level: 'problem',
    sentence: 'laptop-cli is a Personal key: it stops when its owner leaves.',
    next: 'Put a Send-Your-Data key here with Use in.',
  }),
  finding({
    file: '/srv/edge/k8s/daemonset.yaml',
    line: 57,
    agent: 'kubernetes-secret',
    output: 'CORALOGIX_PRIVATE_KEY',
    kind: 'secret',
    ...unknown,
    level: 'notice',
    chain: [{ file: '/srv/edge/k8s/daemonset.yaml', line: 57, text: 'takes coralogix-keys/PRIVATE_KEY' }],
    outside: {
      what: 'the Secret coralogix-keys in the cluster',
      command:
        'keyturn key value KEY_ID | kubectl create secret generic coralogix-keys --from-file=PRIVATE_KEY=/dev/stdin --dry-run=client -o yaml | kubectl apply -f -',
    },
    sentence: 'The key comes from the Secret coralogix-keys, which is not in these folders.',
    next: 'Look into the cluster.',
  }),
  finding({
    file: '/srv/edge/prometheus/prometheus.yml',
    line: 112,
    agent: 'prometheus',
    output: 'remote_write[0]',
    keyId: 'acme-staging-0000',
    keyName: 'staging-otel',
    accountId: staging,
    account: 'acme-staging',
    level: 'notice',
    sentence: 'staging-otel belongs to acme-staging (US1), but this sends to EU2.',
    next: 'Check that the data arrives where it is wanted.',
  }),
  finding({
    file: '/srv/edge/.env',
    line: 7,
    agent: 'dotenv',
    output: 'CORALOGIX_PRIVATE_KEY',
    sentence: 'edge-eu2-otel is active.',
  }),
  finding({
    file: '/srv/notes/handover.md',
    line: 19,
    agent: null,
    output: '',
    foundIn: 'other',
    keyId: 'acme-0000',
    level: 'notice',
    sentence: 'The value of edge-eu2-otel stands in a file that is not configuration.',
    next: 'Take it out, and replace the key if others could read the file.',
  }),
]

/** `days`: how long ago. */
export const fakeScan = (days = 0.05): ScanReport => ({
  startedAt: ago(days),
  finishedAt: ago(days),
  folders: ['/etc', '/srv/edge', '/home/ops'],
  cancelled: false,
  files: 10_412,
  bytes: 104_857_600,
  skipped: { binary: 812, large: 3, ignored: 96, unreadable: 1, unreadableNames: ['/etc/shadow'] },
  findings: [...findings].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line),
})

/** Nothing wrong, and so much of it that it cannot all be drawn. */
export const longScan = (count: number): ScanReport => ({
  ...fakeScan(),
  findings: [
    ...fakeScan().findings,
    ...Array.from({ length: count }, (_, i) =>
      finding({
        file: `/srv/sites/site-${String(i >> 1).padStart(4, '0')}/config.yaml`,
        line: 12 + (i % 2) * 9,
      }),
    ),
  ],
})

/** The same without what asks for attention. */
export const calmScan = (): ScanReport => ({
  ...fakeScan(),
  findings: fakeScan().findings.filter((each) => each.level === 'fine'),
})
