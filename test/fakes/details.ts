import type { AuditEntry, Key, KeyDetail, KnownUse } from '../../shared/model.ts'
import { ago } from './keys.ts'

const sendData = [
  'logs.data-ingress',
  'metrics.data-ingress',
  'spans.data-ingress',
  'profiles.data-ingress',
  'cloud-metadata-ingress',
]

const presets: Readonly<Record<string, readonly string[]>> = {
  SendData: sendData.map((name) => `${name}:SendData`),
  RUM: ['rum-ingress:SendData'],
  Alerts: ['alerts:ReadConfig', 'alerts:UpdateConfig', 'alerts:Manage'],
  APIKeys: ['team-api-keys:Manage', 'data-ingest-api-keys:Manage', 'data-ingest-api-keys:ReadConfig'],
  DataQuerying: [
    'logs.data-api#high:ReadData',
    'metrics.data-api#high:ReadData',
    'spans.data-api#high:ReadData',
  ],
  Webhooks: ['contextual-data:ReadConfig', 'contextual-data:UpdateConfig'],
  SCIM: ['team-members:Manage', 'team-groups:Manage'],
}

const places: readonly Pick<KnownUse, 'file' | 'line' | 'agent' | 'output' | 'kind'>[] = [
  {
    file: '/etc/otelcol/config.yaml',
    line: 34,
    agent: 'opentelemetry',
    output: 'coralogix',
    kind: 'literal',
  },
  { file: '/srv/edge/otel/config.yaml', line: 12, agent: 'opentelemetry', output: 'coralogix', kind: 'env' },
  { file: '/srv/edge/.env', line: 7, agent: 'opentelemetry', output: 'CORALOGIX_PRIVATE_KEY', kind: 'env' },
  {
    file: '/srv/edge/k8s/otel-secret.yaml',
    line: 9,
    agent: 'kubernetes-secret',
    output: 'PRIVATE_KEY',
    kind: 'secret',
  },
  {
    file: '/etc/fluent-bit/fluent-bit.conf',
    line: 88,
    agent: 'fluent-bit',
    output: 'http.0',
    kind: 'literal',
  },
  { file: '/etc/vector/vector.toml', line: 41, agent: 'vector', output: 'coralogix_logs', kind: 'literal' },
  {
    file: '/etc/prometheus/prometheus.yml',
    line: 112,
    agent: 'prometheus',
    output: 'remote_write[0]',
    kind: 'file',
  },
]

const uses = (key: Key): KnownUse[] =>
  places.slice(0, key.usedIn.length).map((place, index) => ({
    ...place,
    column: 22,
    keyId: key.id,
    keyState: key.state,
    seenAt: ago(index),
    canRestore: index === 0,
    restoresFiles: index === 0 ? 3 : 1,
  }))

const history = (key: Key): AuditEntry[] => {
  const ref = { accountId: key.accountId, keyId: key.id }
  const entry = (seq: number, days: number, action: string, text: string): AuditEntry => ({
    seq,
    at: ago(days),
    actor: seq === 3 ? 'terminal' : 'app',
    action,
    text,
    ref,
  })
  return [
    entry(4, 2, 'inject', 'Written to /etc/otelcol/config.yaml, 1 place.'),
    entry(3, 8, 'copy', 'Value copied; cleared after 30 s.'),
    entry(2, key.age.days, 'store', 'Stored in the keychain and read back.'),
    entry(1, key.age.days, 'create', 'Created at Coralogix, shown once.'),
  ]
}

export const fakeDetail = (key: Key): KeyDetail => ({
  key,
  presetPermissions: Object.fromEntries(key.presets.map((name) => [name, presets[name] ?? []])),
  legacyKind: key.legacy ? (key.name.startsWith('Logs') ? 'logs-query' : 'webhook') : null,
  hashed: key.secret === 'once',
  lastActivatedAt: key.lastActivatedAt,
  enteredCreatedAt: key.age.basis === 'user' ? ago(key.age.days) : null,
  policy: { maxAgeDays: key.dueAt ? 90 : null, leadDays: 14, from: 'default' },
  uses: uses(key),
  history: key.hasValue ? history(key) : [],
  intentId: null,
  cannot: key.isDefault
    ? { delete: 'Coralogix never lets the default key be deleted. It can be disabled.' }
    : {},
  legacyEvidence: key.legacy ? 'It has no preset, and exactly the permissions of an old role.' : null,
  hasPolicy: null,
})
