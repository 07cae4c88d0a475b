import { randomBytes, randomUUID } from 'node:crypto'
import { hashOf } from '../model.ts'
import type { IbmCredentials, IbmKey, IbmPolicy, IbmServiceId, IbmState, IbmUser } from './model.ts'
import { newIbmValue } from './model.ts'
import { crnOf } from './roles.ts'

const day = 86_400_000

/** `locked`. `sender`: may send. A number of days is the age. */
type ServiceRow = readonly [name: string, days: number, marks: string, description: string]

const services: readonly ServiceRow[] = [
  ['logs-prod-agents', 330, 'sender', 'Agents of the production clusters'],
  ['logs-staging-agents', 210, 'sender', 'Agents of the staging clusters'],
  ['edge-collector', 420, 'sender', 'Collectors at the edge'],
  ['billing-logs', 150, 'sender', ''],
  ['ci-pipeline', 95, '', 'Deployments; may not send'],
  ['legacy-syslog', 1460, 'sender locked', 'Relay of the old syslog hosts'],
]

/** `off`: disabled. `readable`: its value can be shown again. `ends` counts in days from now, null: never. */
type KeyRow = readonly [service: string, name: string, days: number, marks: string, ends: number | null]

const keys: readonly KeyRow[] = [
  ['logs-prod-agents', 'prod-agent-eu-de', 41, '', null],
  ['logs-prod-agents', 'prod-agent-us-south', 96, '', null],
  ['logs-prod-agents', 'prod-agent-2024', 410, 'off', null],
  ['logs-staging-agents', 'staging-agent', 60, '', 120],
  ['logs-staging-agents', 'staging-agent-trial', 85, '', 5],
  // The same name twice: names are not unique.
  ['edge-collector', 'edge-collector', 33, '', null],
  ['edge-collector', 'edge-collector', 28, 'readable', null],
  ['edge-collector', 'edge-collector-2025', 375, '', -12],
  ['billing-logs', 'billing-agent', 121, 'locked', null],
  ['ci-pipeline', 'ci-deploy', 15, '', null],
  ['legacy-syslog', 'syslog-relay', 700, 'locked', null],
  ['legacy-syslog', 'syslog-relay-dr', 698, 'off', null],
]

type Who = keyof IbmCredentials

const people: Readonly<Record<Who, { readonly name: string; readonly key: string; readonly days: number }>> =
  {
    admin: { name: 'sre-oncall', key: 'keyturn-admin', days: 7 },
    user: { name: 'payments-dev', key: 'cli-laptop', days: 190 },
    reader: { name: 'audit', key: 'audit-export', days: 64 },
    keeper: { name: 'platform', key: 'platform-cli', days: 88 },
  }

/** What each of them may do, as service and last part of the role's CRN. */
const granted: Readonly<Record<Who, readonly (readonly [service: string, ...roles: string[]])[]>> = {
  admin: [
    ['iam-identity', 'Administrator', 'UserApiKeyCreator', 'ServiceIdCreator'],
    ['logs', 'Administrator', 'Manager'],
  ],
  user: [['logs', 'Sender']],
  reader: [
    ['iam-identity', 'Viewer'],
    ['logs', 'Viewer', 'Reader'],
  ],
  keeper: [
    ['iam-identity', 'Administrator'],
    ['logs', 'Administrator'],
  ],
}

const whos = Object.keys(people) as readonly Who[]

/**
 * A new IBM Cloud account: 6 service IDs with 12 keys, and 4 users with a key each. Names, ages and rights are always
 * the same; ids and values are new each time.
 */
export function seedIbm(now: Date): Omit<IbmState, 'ports'> {
  const accountId = randomBytes(16).toString('hex')
  const instance = randomUUID()
  const at = (days: number): string => new Date(now.getTime() - days * day).toISOString()
  const digits = (n: number): string => `${5_500_000_000 + n * 7919}`
  const users = new Map<Who, IbmUser>(
    whos.map((who, n) => {
      const { name } = people[who]
      return [who, { iamId: `IBMid-${digits(n)}`, name, email: `${name}@example.com` }]
    }),
  )
  const iamIdOf = (who: Who): string => users.get(who)?.iamId ?? ''
  const born = (days: number) => ({
    createdBy: iamIdOf('admin'),
    createdAt: at(days),
    modifiedAt: at(days),
    version: 1,
    history: [{ at: at(days), by: iamIdOf('admin'), action: 'create', params: [], message: 'create' }],
  })
  const serviceIds: IbmServiceId[] = services.map(([name, days, marks, description]) => {
    const id = `ServiceId-${randomUUID()}`
    return {
      ...born(days),
      ...{ id, name, iamId: `iam-${id}`, description: description || null },
      locked: marks.includes('locked'),
      groupId: 'default',
      uniqueInstanceCrns: [],
    }
  })
  const serviceOf = (name: string): string => serviceIds.find((one) => one.name === name)?.iamId ?? ''
  const keyOf = (
    iamId: string,
    value: string,
    [, name, days, marks, ends]: KeyRow,
    createdBy = iamIdOf('admin'),
  ): IbmKey => ({
    ...born(days),
    ...{ id: `ApiKey-${randomUUID()}`, iamId, name, createdBy },
    description: null,
    locked: marks.includes('locked'),
    disabled: marks.includes('off'),
    expiresAt: ends === null ? null : at(-ends),
    storeValue: marks.includes('readable'),
    supportSessions: false,
    actionWhenLeaked: 'disable',
    valueHash: hashOf(value),
    value: marks.includes('readable') ? value : null,
    authentications: 0,
    lastAuthentication: null,
  })
  const credentials: IbmCredentials = {
    admin: newIbmValue(),
    user: newIbmValue(),
    reader: newIbmValue(),
    keeper: newIbmValue(),
  }
  const policy = (subject: string, service: string, roles: readonly string[], days: number): IbmPolicy => {
    const crns = roles.map((role) => crnOf(service, role))
    return {
      id: randomUUID(),
      subject,
      roles: crns,
      resource: [
        { name: 'accountId', value: accountId },
        { name: 'serviceName', value: service },
      ],
      description: null,
      createdBy: iamIdOf('admin'),
      createdAt: at(days),
      effective: crns,
    }
  }
  return {
    accountId,
    instance,
    users: [...users.values()],
    serviceIds,
    keys: [
      ...whos.map((who) => {
        const { key, days } = people[who]
        return keyOf(iamIdOf(who), credentials[who], ['', key, days, '', null], iamIdOf(who))
      }),
      ...keys.map((row) => keyOf(serviceOf(row[0]), newIbmValue(), row)),
    ],
    policies: [
      ...whos.flatMap((who) =>
        granted[who].map(([service, ...roles]) => policy(iamIdOf(who), service, roles, 400)),
      ),
      ...services
        .filter(([, , marks]) => marks.includes('sender'))
        .map(([name, days]) => policy(serviceOf(name), 'logs', ['Sender'], days)),
    ],
    settings: {
      restrictCreateApiKey: false,
      restrictCreateServiceId: false,
      tokenSeconds: 3600,
      conflictStatus: 409,
      pageLimit: 100,
    },
    credentials,
  }
}
