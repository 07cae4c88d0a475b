import type { Account, CreateOptions, Key, KeyOwner, ProviderId } from '../../shared/model.ts'
import type { AccountReport, AccountRight, SenderSetup } from '../../shared/providers.ts'
import { ago, fakeAccount, fakeFiles, fakeKey, uuid } from './keys.ts'

/** A believable account of each other vendor, for the fake of `Api` and the unit tests. */

export const ibm = uuid(11)
export const aggregations = uuid(12)

const granted = (what: string, permission: string): AccountRight => ({
  what,
  permission,
  state: 'granted',
  evidence: 'The vendor answered the last sync with the list.',
})

const ibmRights: readonly AccountRight[] = [
  granted('List the account’s service IDs', 'iam-identity.serviceid.list'),
  granted('List the keys of service IDs', 'iam-identity.apikey.list'),
  {
    what: 'List the keys of other users',
    permission: 'iam-identity.apikey.manage',
    state: 'missing',
    evidence: 'The vendor answered 403 to the list of all user keys.',
  },
  {
    what: 'Give a service ID the right to send',
    permission: 'iam.policy.create',
    state: 'unknown',
    evidence: 'It was not tried: only a new service ID needs it.',
  },
]

export const vendorAccounts = (): Account[] => [
  fakeAccount({
    id: ibm,
    name: 'ibm-prod',
    provider: 'ibm-cloud',
    region: 'eu-de',
    apiUrl: 'https://iam.cloud.ibm.com',
    ingressUrl: 'https://0b9b8b0e-1f2a-4b6d-9a55-6d1f0a6f3c21.ingress.eu-de.logs.cloud.ibm.com',
    transport: null,
    instance: '0b9b8b0e-1f2a-4b6d-9a55-6d1f0a6f3c21',
    teamName: null,
    teamId: '9f2c4a61d0e84b0f8a4f5d4bb5e7a1c3',
    userName: 'ops@acme.example',
    userId: 'IBMid-550005146S',
    credentialKeyId: 'ApiKey-credential',
    consoleUrl: 'https://cloud.ibm.com',
    sync: {
      ...fakeAccount().sync,
      lastChange: { new: 1, changed: 0, gone: 0, total: 7 },
      notes: ['Keys of other users were left out: the credential lacks iam-identity.apikey.manage.'],
      rights: ibmRights,
    },
  }),
  fakeAccount({
    id: aggregations,
    name: 'acme-metrics',
    provider: 'aggregations-io',
    region: 'custom',
    apiUrl: 'https://app.aggregations.io',
    ingressUrl: 'https://ingest.aggregations.io',
    transport: null,
    teamName: null,
    teamId: null,
    consoleUrl: 'https://app.aggregations.io',
    sync: { ...fakeAccount().sync, lastChange: null },
  }),
]

const serviceId = (name: string): KeyOwner => ({
  kind: 'service-id',
  id: `iam-ServiceId-${name}`,
  name,
})
const user: KeyOwner = { kind: 'user', id: 'IBMid-550005146S', name: 'ops@acme.example' }

const inIbm = (id: string, name: string, age: number, more: Partial<Key>): Key =>
  fakeKey({
    id,
    accountId: ibm,
    account: 'ibm-prod',
    provider: 'ibm-cloud',
    name,
    type: 'service-id',
    presets: [],
    createdAt: ago(age),
    age: { days: age, basis: 'vendor' },
    firstSeenAt: ago(Math.min(age, 60)),
    ...more,
  })

const recorded = (id: string, name: string, age: number, more: Partial<Key>): Key =>
  fakeKey({
    id,
    accountId: aggregations,
    account: 'acme-metrics',
    provider: 'aggregations-io',
    name,
    type: 'org-wide',
    stateBasis: 'user',
    owner: null,
    presets: [],
    permissions: ['Write'],
    firstSeenAt: ago(age),
    age: { days: age, basis: 'user' },
    ...more,
  })

export const vendorKeys = (): Key[] => [
  inIbm('ApiKey-1', 'logs-agent-fra', 78, {
    owner: serviceId('edge-fra'),
    usedIn: fakeFiles(2),
    dueAt: ago(-12),
  }),
  inIbm('ApiKey-2', 'logs-agent-par', 20, {
    owner: serviceId('edge-par'),
    usedIn: fakeFiles(1),
    locked: true,
  }),
  inIbm('ApiKey-3', 'batch-sender', 84, { owner: serviceId('batch'), expiresAt: ago(-6), change: 'new' }),
  inIbm('ApiKey-4', 'trial-sender', 130, {
    owner: serviceId('batch'),
    expiresAt: ago(3),
    hasValue: false,
    fingerprint: null,
  }),
  inIbm('ApiKey-5', 'ops-laptop', 200, { type: 'user', owner: user, hasValue: false, fingerprint: null }),
  inIbm('ApiKey-credential', 'keyturn', 30, {
    type: 'user',
    owner: user,
    hasValue: false,
    fingerprint: null,
  }),
  inIbm('ApiKey-6', 'old-sender', 320, { owner: serviceId('edge-fra'), state: 'disabled' }),
  recorded('record-1', 'events-gateway', 55, { usedIn: fakeFiles(1), dueAt: ago(-35) }),
  recorded('record-2', 'grafana-read', 40, { permissions: ['Read'] }),
  recorded('record-3', 'try-out', 12, { type: 'personal', permissions: ['Read', 'Write'] }),
  recorded('record-4', 'events-gateway-old', 160, { state: 'disabled', hasValue: false, fingerprint: null }),
]

/** A way to a key that stopped at the right to send. */
export const stoppedSetup: SenderSetup = {
  id: uuid(500),
  accountId: ibm,
  account: 'ibm-prod',
  name: 'edge-mad',
  state: 'stopped',
  steps: [
    { step: 'service-id', state: 'done', text: 'Made: ServiceId-4d1f.' },
    {
      step: 'sender-role',
      state: 'failed',
      text: 'The vendor answered 403: the credential lacks iam.policy.create.',
    },
    { step: 'key', state: 'open', text: '' },
    { step: 'verify', state: 'open', text: '' },
  ],
  made: ['the service ID edge-mad'],
  key: null,
  failure: {
    code: 'permission-missing',
    message: 'The vendor answered 403: the credential lacks iam.policy.create.',
    hint: 'Ask an administrator of the account for the role Administrator on All IAM Account Management, then resume.',
  },
  startedAt: ago(0.2),
}

const pages: Record<ProviderId, AccountReport['pages']> = {
  coralogix: [
    { id: 'keys', label: 'API keys', url: 'https://acme.app.eu2.coralogix.com/#/settings/api-keys' },
    {
      id: 'security',
      label: 'API Key Security Settings',
      url: 'https://acme.app.eu2.coralogix.com/#/settings/api-keys-security',
    },
  ],
  'ibm-cloud': [
    { id: 'keys', label: 'API keys', url: 'https://cloud.ibm.com/iam/apikeys' },
    { id: 'service-ids', label: 'Service IDs', url: 'https://cloud.ibm.com/iam/serviceids' },
  ],
  'aggregations-io': [
    { id: 'keys', label: 'API Keys', url: 'https://app.aggregations.io/organization/api-keys' },
  ],
}

const notes: Record<ProviderId, AccountReport['notes']> = {
  coralogix: [
    {
      title: 'API key security settings',
      text: 'In Coralogix, under Settings, then API Key Security Settings, an administrator decides whether new keys can be shown again. There is no API for it.',
    },
  ],
  'ibm-cloud': [],
  'aggregations-io': [
    {
      title: 'API keys',
      text: 'Keys are made, changed and disabled on the page API Keys. There is no API for it, so what stands here is what you enter.',
    },
  ],
}

/** What the fake says of an account. */
export const fakeReport = ({ id, provider, sync }: Account): AccountReport => ({
  accountId: id,
  rights: sync.rights,
  pages: pages[provider],
  notes: notes[provider],
})

/** What can be chosen for a new key of the other vendors. */
export const vendorOptions: Partial<Record<ProviderId, CreateOptions>> = {
  'ibm-cloud': {
    types: ['service-id', 'user'],
    presets: [],
    permissions: [],
    permissionGroups: [],
    members: [
      ...['edge-fra', 'edge-par', 'batch'].map((name) => ({
        ...{ id: `iam-ServiceId-${name}`, name, types: ['service-id'] as const },
      })),
      { id: user.id, name: user.name ?? '', types: ['user'] },
    ],
    readable: false,
    description: true,
    expiry: true,
  },
  'aggregations-io': {
    types: ['org-wide', 'personal'],
    presets: [],
    permissions: ['Read', 'Write'],
    usual: ['Write'],
    permissionGroups: [],
    members: [],
    readable: false,
    description: true,
    expiry: false,
  },
}
