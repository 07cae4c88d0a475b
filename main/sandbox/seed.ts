import { randomUUID } from 'node:crypto'
import {
  type AdminKeys,
  hashOf,
  type Member,
  newValue,
  type StoredKey,
  type StoredOwner,
  type VendorState,
} from './model.ts'
import { legacy } from './permissions.ts'

const day = 86_400_000
const emails = ['sre-oncall', 'platform', 'payments-dev', 'data-eng', 'security', 'ci-bot'].map(
  (name) => `${name}@example.com`,
)

/** `once`: hashed. `off`: disabled. A number of days is the age. */
type Row = readonly [
  name: string,
  days: number,
  marks: string,
  presets: string,
  permissions?: readonly string[],
]

const sendData: readonly Row[] = [
  ['Default key', 1290, '', 'SendData'],
  ['edge-eu2-otel', 61, 'once', 'SendData'],
  ['edge-us1-otel', 58, 'once', 'SendData'],
  ['loki-bridge', 41, '', 'SendData'],
  ['prom-agent', 92, 'once', 'SendData'],
  ['k8s-prod-logs', 178, 'once', 'SendData'],
  ['k8s-staging-logs', 183, '', 'SendData'],
  ['k8s-prod-metrics', 178, 'once', 'SendData'],
  ['fluent-bit-gateway', 33, 'once', 'SendData'],
  ['logstash-billing', 402, '', 'SendData'],
  ['vector-payments', 12, 'once', 'SendData'],
  ['telegraf-racks', 266, '', 'SendData'],
  ['lambda-orders', 88, 'once', 'SendData'],
  ['ecs-checkout', 71, 'once', 'SendData'],
  ['rabbitmq-metrics', 145, '', 'SendData'],
  ['statsd-legacy-web', 610, 'off', 'SendData'],
  ['loadtest-2025', 388, 'off', 'SendData'],
  ['edge-eu2-otel-old', 214, 'off once', 'SendData'],
  ['shop-web-rum', 97, '', 'RUM'],
  ['mobile-app-rum', 54, '', 'RUM'],
  ['events-only', 19, 'once', '', ['contextual-data:SendData', 'logs.data-ingress:SendData']],
  ['ingest-2021', 1720, 'legacy', '', legacy.sendData],
  ['shop-web-rum-2021', 1655, 'legacy off', '', legacy.rum],
  ['jenkins-webhook', 1408, 'legacy', '', legacy.webhook],
]

const team: readonly Row[] = [
  ['grafana-readonly', 120, 'once', 'DataQuerying Grafana'],
  ['terraform-ci', 203, 'once', 'Alerts Dashboards ParsingRules TCOPolicies'],
  ['alerts-as-code', 77, '', 'Alerts OutboundWebhooks'],
  ['dashboards-backup', 340, '', 'Dashboards'],
  ['release-sourcemaps', 64, 'once', 'SourceMapping'],
  ['cost-report', 251, 'off', 'DataUsage'],
  ['slo-exporter', 30, 'once', '', ['slo:ReadConfig', 'metrics.data-api#high:ReadData']],
  ['okta-scim', 1180, 'legacy', '', legacy.scim],
  ['cx-cli-2022', 1466, 'legacy off', '', legacy.cli],
  ['kibana-export', 1533, 'legacy', '', legacy.logsQuery],
]

/** The member's place in the list of e-mails stands before the row. */
const personal: readonly (readonly [number, ...Row])[] = [
  [0, 'oncall-livetail', 48, 'once', 'LiveTail DataQuerying'],
  [1, 'platform-adhoc', 131, '', 'DataQuerying'],
  [1, 'platform-terraform', 22, 'once', 'Alerts Dashboards'],
  [2, 'payments-notebook', 290, 'off', 'DataQuerying'],
  [3, 'warehouse-sync', 167, 'once', '', ['logs.data-api#low:ReadData']],
  [4, 'siem-pull', 84, 'once', 'DataQuerying Security'],
  [5, 'alerts-rules-tags-2021', 1602, 'legacy', '', legacy.alerts],
]

const organisation: readonly Row[] = [
  ['org-audit-export', 233, 'once', '', ['org-teams:ReadConfig', 'org-quota:Read']],
]

const readOnlyRights = [
  'data-ingest-api-keys:ReadConfig',
  'team-custom-api-keys:ReadConfig',
  'personal-custom-api-keys:ReadConfig',
]
const noMembersRights = [
  'data-ingest-api-keys:Manage',
  'data-ingest-api-keys:ReadConfig',
  'team-custom-api-keys:Manage',
  'team-custom-api-keys:ReadConfig',
]

const policyRights = ['data-ingest-api-keys', 'team-custom-api-keys']
  .flatMap((family) => [`${family}:ReadAccessPolicy`, `${family}:UpdateAccessPolicy`])
  .concat('team-groups:ReadConfig')

const groupNames = [
  'Administrators',
  'Billing',
  'Data platform',
  'On-call',
  'Payments',
  'Security',
  'Support',
]

/** What only the platform's group may change, and everybody else may see. */
const guarded = JSON.stringify({
  version: '2025-01-01',
  default: {
    permissions: {
      'team-custom-api-keys:ReadConfig': 'grant',
      'team-custom-api-keys:Manage': 'deny',
      'team-custom-api-keys:ReadAccessPolicy': 'grant',
      'team-custom-api-keys:UpdateAccessPolicy': 'deny',
    },
    additionalInfo: null,
  },
  rules: [
    {
      targets: [{ group: '8102' }],
      permissions: {
        'team-custom-api-keys:ReadConfig': 'grant',
        'team-custom-api-keys:Manage': 'grant',
        'team-custom-api-keys:ReadAccessPolicy': 'grant',
        'team-custom-api-keys:UpdateAccessPolicy': 'grant',
      },
      additionalInfo: { note: 'the platform team' },
    },
  ],
})

/**
 * A new vendor account: about 45 keys such as a company has. Names, ages and rights are always the same; ids and values
 * are new each time. Takes the time of the seed and how many plain Send-Your-Data keys to add.
 */
export function seed(now: Date, extraKeys: number): Omit<VendorState, 'ports'> {
  const teamId = 5_034_117
  const organisationId = randomUUID()
  const members: Member[] = emails.map((email) => ({ userId: randomUUID(), email }))
  const of = (
    owner: StoredOwner,
    value: string,
    [name, days, marks, presets, permissions]: Row,
  ): StoredKey => {
    const createdAt = new Date(now.getTime() - days * day).toISOString()
    const hashed = marks.includes('once')
    return {
      id: randomUUID(),
      name,
      owner,
      active: !marks.includes('off'),
      hashed,
      presets: presets === '' ? [] : presets.split(' '),
      permissions: permissions ?? [],
      createdAt,
      lastActivated: createdAt,
      isDefault: name === 'Default key',
      legacy: marks.includes('legacy'),
      valueHash: hashOf(value),
      value: hashed ? null : value,
      ...(name === 'terraform-ci' ? { accessPolicy: guarded } : {}),
    }
  }
  const made = (owner: StoredOwner, row: Row): StoredKey =>
    // Keys from before prefixes look like UUIDs.
    of(owner, row[2].includes('legacy') ? randomUUID() : newValue(owner), row)

  const adminKeys = {
    full: newValue({ teamId }),
    readOnly: newValue({ teamId }),
    noMembers: newValue({ teamId }),
    noPolicies: newValue({ teamId }),
  } as const satisfies AdminKeys
  const keys: StoredKey[] = [
    of({ teamId }, adminKeys.full, ['keyturn-admin', 7, 'once', 'APIKeys', policyRights]),
    of({ teamId }, adminKeys.noPolicies, ['keyturn-no-policies', 7, 'once', 'APIKeys']),
    of({ teamId }, adminKeys.readOnly, ['keyturn-viewer', 7, 'once', '', readOnlyRights]),
    of({ teamId }, adminKeys.noMembers, ['keyturn-no-members', 7, 'once', '', noMembersRights]),
    ...[...sendData, ...team].map((row) => made({ teamId }, row)),
    ...personal.map(([member, ...row]) => made({ userId: members[member]?.userId ?? '' }, row)),
    ...organisation.map((row) => made({ organisationId }, row)),
  ]
  for (let n = 0; n < extraKeys; n++) {
    const marks = `${n % 3 === 0 ? 'once' : ''}${n % 10 === 0 ? ' off' : ''}`
    keys.push(
      made({ teamId }, [`fleet-${String(n + 1).padStart(5, '0')}-otel`, (n % 700) + 1, marks, 'SendData']),
    )
  }
  const groups = groupNames.map((name, at) => ({ groupId: 8100 + at, name }))
  return { version: 1, teamId, teamName: 'Acme sandbox', organisationId, members, keys, adminKeys, groups }
}
