import type { Account, DueItem, Key, KeyType } from '../../shared/model.ts'

/** Keys and accounts as a real team would have them, for the fake of `Api` and the unit tests. */

const day = 86_400_000
const now = Date.now()
/** So many files that carry a key. */
export const fakeFiles = (count: number): Key['usedIn'] =>
  Array.from({ length: count }, (_, n) => ({
    file: `/etc/fluent-bit/site-${n + 1}.conf`,
    agent: 'fluent-bit',
  }))

export const ago = (days: number): string => new Date(now - days * day).toISOString()

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const acme = uuid(1)
export const staging = uuid(2)
export const sandbox = uuid(3)

export const fakeAccount = (more: Partial<Account> = {}): Account => ({
  id: acme,
  name: 'acme',
  provider: 'coralogix',
  region: 'eu2',
  apiUrl: 'https://api.eu2.coralogix.com',
  ingressUrl: 'https://ingress.eu2.coralogix.com',
  teamName: 'acme-observability',
  teamId: '4014201',
  userName: null,
  consoleUrl: 'https://acme.app.eu2.coralogix.com',
  transport: 'auto',
  grpcUrl: null,
  instance: null,
  userId: null,
  credentialKeyId: null,
  addedAt: ago(92),
  sync: {
    lastSyncedAt: new Date(now - 4 * 60_000).toISOString(),
    running: false,
    lastChange: { new: 2, changed: 1, gone: 1, total: 34 },
    failure: null,
    notes: [],
    rights: [],
  },
  ...more,
})

export const fakeAccounts = (): Account[] => [
  fakeAccount(),
  fakeAccount({
    id: staging,
    name: 'acme-staging',
    region: 'us1',
    teamName: 'acme-staging',
    sync: {
      ...fakeAccount().sync,
      lastChange: { new: 0, changed: 0, gone: 0, total: 6 },
      notes: ["The members' keys were left out: the admin key lacks team-members:ReadConfig."],
    },
  }),
]

export const fakeKey = (more: Partial<Key> = {}): Key => ({
  id: 'key',
  accountId: acme,
  account: 'acme',
  provider: 'coralogix',
  name: 'edge-eu2-otel',
  type: 'send-your-data',
  legacy: false,
  isDefault: false,
  state: 'active',
  secret: 'once',
  hasValue: true,
  owner: { kind: 'team', id: '4014201', name: null },
  presets: ['SendData'],
  permissions: [],
  createdAt: null,
  lastActivatedAt: null,
  firstSeenAt: ago(41),
  age: { days: 41, basis: 'firstSeen' },
  dueAt: null,
  fingerprint: 'k9LM',
  change: null,
  usedIn: [],
  rum: false,
  stateBasis: 'vendor',
  description: null,
  locked: false,
  expiresAt: null,
  ...more,
})

type Line = readonly [
  name: string,
  type: KeyType,
  ageDays: number,
  uses: number,
  dueIn: number | null,
  more?: Partial<Key>,
]

const readable: Partial<Key> = { secret: 'readable' }
const notHeld: Partial<Key> = { hasValue: false, fingerprint: null }
const legacy: Partial<Key> = { legacy: true, secret: 'readable', ...notHeld }
const member = (name: string): Partial<Key> => ({
  owner: { kind: 'user', id: name, name },
  presets: ['DataQuerying'],
})

const lines: readonly Line[] = [
  ['edge-eu2-otel', 'send-your-data', 61, 3, 29],
  ['edge-eu2-fluentbit', 'send-your-data', 84, 4, 6],
  ['edge-us1-otel', 'send-your-data', 33, 2, 57, { change: 'new' }],
  ['loki-bridge', 'send-your-data', 41, 1, null],
  ['prom-agent', 'send-your-data', 92, 2, -2],
  ['payments-vector', 'send-your-data', 71, 2, 19],
  ['payments-logstash', 'send-your-data', 103, 1, -13, { hasValue: false, fingerprint: null }],
  ['checkout-lambda', 'send-your-data', 12, 1, 78, { change: 'new' }],
  ['warehouse-fluentd', 'send-your-data', 87, 1, 3],
  ['nodes-telegraf', 'send-your-data', 55, 6, 35],
  ['rabbitmq-metrics', 'send-your-data', 48, 1, 42],
  ['windows-hosts-zabbix', 'send-your-data', 66, 1, 24],
  ['mobile-rum', 'send-your-data', 120, 0, null, { rum: true, presets: ['RUM'], secret: 'readable' }],
  ['Default', 'send-your-data', 410, 2, null, { isDefault: true, ...readable, ...notHeld }],
  ['edge-eu1-otel', 'send-your-data', 190, 1, null, { state: 'disabled' }],
  ['batch-nightly-statsd', 'send-your-data', 230, 0, null, { state: 'disabled', ...notHeld }],
  ['kafka-connect', 'send-your-data', 150, 0, null, { state: 'gone', change: 'gone' }],
  [
    'terraform-ci',
    'team',
    58,
    1,
    32,
    { presets: ['APIKeys'], permissions: ['alerts:ReadConfig', 'alerts:UpdateConfig'] },
  ],
  ['grafana-datasource', 'team', 76, 1, 14, { presets: ['DataQuerying'], change: 'changed' }],
  ['alerts-as-code', 'team', 40, 1, 50, { presets: ['Alerts', 'Webhooks'] }],
  ['scim-directory', 'team', 95, 0, 85, { presets: ['SCIM'], ...notHeld }],
  ['incident-bot', 'team', 21, 0, 69, { presets: ['Alerts'] }],
  ['archive-query', 'team', 64, 0, 26, { presets: ['DataQuerying'] }],
  ['old-dashboards', 'team', 300, 0, null, { state: 'disabled', presets: ['DataQuerying'] }],
  ['laptop-cli', 'personal', 38, 0, 52, member('dev-1@acme.example')],
  [
    'notebook-queries',
    'personal',
    80,
    0,
    10,
    { ...member('dev-2@acme.example'), createdAt: ago(80), age: { days: 80, basis: 'vendor' } },
  ],
  ['on-call-phone', 'personal', 17, 0, 73, { ...member('dev-3@acme.example'), ...notHeld }],
  ['Logs query key', 'team', 600, 0, null, { ...legacy, presets: [] }],
  ['Webhooks API key', 'team', 600, 0, null, { ...legacy, presets: [] }],
]

const stagingLines: readonly Line[] = [
  ['staging-otel', 'send-your-data', 30, 2, 60],
  ['staging-fluentbit', 'send-your-data', 30, 1, 60],
  ['load-test', 'send-your-data', 9, 0, 81],
  ['preview-environments', 'send-your-data', 52, 1, 38],
  ['staging-terraform', 'team', 30, 1, 60, { presets: ['APIKeys'] }],
  ['staging-default', 'send-your-data', 410, 0, null, { isDefault: true, ...readable, ...notHeld }],
]

const keyOf = (accountId: string, account: string, index: number, line: Line): Key => {
  const [name, type, days, useCount, dueIn, more] = line
  const vendorSays = type === 'personal'
  return fakeKey({
    id: `${account}-${String(index).padStart(4, '0')}`,
    accountId,
    account,
    name,
    type,
    usedIn: fakeFiles(useCount),
    firstSeenAt: ago(days),
    age: { days, basis: vendorSays ? 'vendor' : index % 3 === 0 ? 'user' : 'firstSeen' },
    createdAt: vendorSays ? ago(days) : null,
    lastActivatedAt: vendorSays ? ago(12) : null,
    dueAt: dueIn === null ? null : ago(-dueIn),
    fingerprint: ['k9LM', '7Qx2', 'p3Vd', 'Zt81', 'm4Hc'][index % 5] ?? null,
    ...more,
  })
}

export const fakeKeys = (): Key[] => [
  ...lines.map((line, index) => keyOf(acme, 'acme', index, line)),
  ...stagingLines.map((line, index) => keyOf(staging, 'acme-staging', index, line)),
]

const places = ['eu1', 'eu2', 'us1', 'us2', 'ap1', 'ap2', 'ap3']
const agents = ['otel', 'fluentbit', 'vector', 'prom', 'telegraf', 'logstash', 'fluentd', 'statsd']
const areas = ['edge', 'payments', 'checkout', 'search', 'warehouse', 'mobile', 'batch', 'identity']

/** As many keys as wanted, all different. */
export const manyKeys = (total: number): Key[] =>
  Array.from({ length: total }, (_, i) => {
    const name = `${areas[i % 8]}-${places[i % 7]}-${agents[(i >> 3) % 8]}-${i}`
    const type: KeyType = i % 5 === 0 ? 'team' : i % 11 === 0 ? 'personal' : 'send-your-data'
    return keyOf(acme, 'acme', i, [name, type, i % 400, i % 6, i % 4 === 0 ? null : (i % 180) - 10])
  })

export const dueItems = (keys: readonly Key[]): DueItem[] =>
  keys
    .filter((key) => key.dueAt !== null && key.state === 'active')
    .map((key): DueItem => {
      const dueAt = key.dueAt ?? ''
      const daysLeft = Math.floor((Date.parse(dueAt) - now) / day)
      const basis = key.age.basis === 'firstSeen' ? 'first seen' : 'created'
      return {
        key,
        dueAt,
        daysLeft,
        status: daysLeft < 0 ? 'overdue' : daysLeft <= 14 ? 'due-soon' : 'later',
        reason: `90 days after it was ${basis}`,
      }
    })
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt))
