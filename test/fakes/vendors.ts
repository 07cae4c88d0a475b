import { coralogixFacts } from '../../main/providers/coralogix/facts.ts'
import type { Provider, ProviderKey } from '../../main/providers/provider.ts'
import { fail, ok } from '../../shared/errors.ts'
import { FakeVendor } from './provider.ts'

const noOptions = {
  presets: [],
  permissions: [],
  permissionGroups: [],
  members: [],
  readable: false,
  description: true,
  expiry: true,
} as const

/** Any two addresses will do. */
const anywhere: Provider['endpointsOf'] = ({ apiUrl, ingressUrl, instance }) =>
  ok({
    ...{ region: 'custom', apiUrl: apiUrl ?? 'http://127.0.0.1:3', ingressUrl: ingressUrl ?? '' },
    ...{ grpcUrl: null, transport: null, instance },
  })

const lockedOut = 'It is locked: unlock it first.'

const cannotWhenLocked = ({ locked }: ProviderKey) => ({
  policy: 'This vendor has no access policies on keys.',
  permissions: 'A key of this vendor has no permissions of its own.',
  ...(locked ? { rename: lockedOut, describe: lockedOut, enable: lockedOut } : {}),
  ...(locked ? { disable: lockedOut, delete: lockedOut, lock: 'It is locked already.' } : {}),
})

/** A vendor with service IDs, locks, descriptions, expiry and a history, in memory. */
export function serviceIdVendor(): FakeVendor {
  const vendor = new FakeVendor({
    ...coralogixFacts,
    id: 'ibm-cloud',
    info: {
      ...coralogixFacts.info,
      ...{ id: 'ibm-cloud', name: 'IBM Cloud', types: ['service-id', 'user'], transports: [] },
      credential: { label: 'IBM Cloud API key', hint: '' },
    },
    domains: {},
    endpointsOf: anywhere,
    createOptions: () => ({ ...noOptions, types: ['service-id', 'user'] }),
    checkCreate: (request, { options }) => {
      const { type, ownerId } = request
      if (type !== 'service-id' || ownerId === null)
        return fail('usage', 'Choose the service ID that the key belongs to.')
      const name = options.members.find(({ id }) => id === ownerId)?.name ?? null
      return ok({ request, owner: { kind: 'service-id', id: ownerId, name } })
    },
    cannot: cannotWhenLocked,
    mayBeCredential: ({ type }) => type === 'user',
    adviceOnUse: ({ type }) =>
      type === 'user' ? 'It may do everything that the person may, and ends with their account.' : null,
  })
  vendor.has = { policies: false, history: true, bulk: false, serviceIds: true }
  vendor.identity = {
    ...{ teamId: 'account-1', teamName: 'Acme on IBM', userName: 'ops', userId: 'IBMid-1' },
    ...{ credentialKeyId: 'ApiKey-admin', consoleUrl: null },
  }
  return vendor
}

/** A vendor without an API for keys: what stands here is what the user says. */
export function recordVendor(): FakeVendor {
  const vendor = new FakeVendor({
    ...coralogixFacts,
    id: 'aggregations-io',
    info: {
      ...coralogixFacts.info,
      ...{ id: 'aggregations-io', name: 'Aggregations.io', mode: 'record', credential: null },
      ...{ types: ['org-wide', 'personal'], transports: [] },
    },
    domains: {},
    endpointsOf: anywhere,
    createOptions: () => ({
      ...noOptions,
      expiry: false,
      types: ['org-wide', 'personal'],
      permissions: ['Read', 'Write'],
    }),
    checkCreate: () => fail('unsupported', 'Make the key on the page of Aggregations.io, then record it.'),
    cannot: () => ({ policy: 'This vendor has no access policies on keys.', lock: 'It has no locks.' }),
    mayBeCredential: () => false,
  })
  vendor.has = { policies: false, history: false, bulk: false, serviceIds: false }
  vendor.identity = {
    ...{ teamId: null, teamName: null, userName: null, userId: null, credentialKeyId: null },
    consoleUrl: null,
  }
  return vendor
}
