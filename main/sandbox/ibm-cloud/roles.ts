import type { IbmPolicy, PolicyAttribute } from './model.ts'

export interface Role {
  readonly crn: string
  readonly name: string
  readonly description: string
  readonly actions: readonly string[]
}

const platformRole = (name: string): Role => ({
  crn: `crn:v1:bluemix:public:iam::::role:${name}`,
  name,
  description: `As ${name}, you can perform the platform actions of this role.`,
  actions: [`iam.policy.${name === 'Administrator' ? 'update' : 'read'}`],
})

/** What every service has. */
export const systemRoles: readonly Role[] = ['Viewer', 'Operator', 'Editor', 'Administrator'].map(
  platformRole,
)

const send = 'logs.data-ingress.send'

const logsRole = (name: string, of: string, actions: readonly string[]): Role => ({
  crn: `crn:v1:bluemix:public:${of}::::serviceRole:${name}`,
  name,
  description: `As ${name}, you can perform the service actions of this role.`,
  actions,
})

const identityRole = (name: string, action: string): Role => ({
  ...logsRole(name, 'iam-identity', [action]),
  name: name === 'UserApiKeyCreator' ? 'User API key creator' : 'Service ID creator',
})

/** By service: the ones of its own. Manager and Writer may send as well. */
export const serviceRoles: Readonly<Record<string, readonly Role[]>> = {
  logs: [
    logsRole('Reader', 'iam', ['logs.logs-data-api-high.read']),
    logsRole('Writer', 'iam', ['logs.logs-data-api-high.read', send]),
    logsRole('Manager', 'iam', ['logs.logs-data-api-high.read', 'logs.logs-tco-policy.manage', send]),
    logsRole('Sender', 'logs', [send]),
  ],
  'iam-identity': [
    identityRole('UserApiKeyCreator', 'iam-identity.apikey.create'),
    identityRole('ServiceIdCreator', 'iam-identity.serviceid.create'),
  ],
}

export const rolesOfService = (service: string): readonly Role[] => [
  ...systemRoles,
  ...(serviceRoles[service] ?? []),
]

export const roleByCrn = (service: string, crn: string): Role | null =>
  rolesOfService(service).find((role) => role.crn === crn) ?? null

export const crnOf = (service: string, name: string): string => {
  const found = rolesOfService(service).find((role) => role.crn.endsWith(`:${name}`))
  if (found === undefined) throw new Error(`no role ${name}`)
  return found.crn
}

export const attribute = (resource: readonly PolicyAttribute[], name: string): string | null =>
  resource.find((one) => one.name === name)?.value ?? null

/** What a subject may do on a service, by CRN of the role. `instance`: only on this one, where a policy names one. */
export function heldRoles(
  policies: readonly IbmPolicy[],
  subject: string,
  service: string,
  instance: string | null = null,
): ReadonlySet<string> {
  const fit = policies.filter(({ subject: whose, resource }) => {
    const only = attribute(resource, 'serviceInstance')
    return (
      whose === subject &&
      attribute(resource, 'serviceName') === service &&
      // As its GUID, or as the CRN that the GUID is part of: the documents leave open which.
      (only === null || instance === null || only === instance || only.split(':').includes(instance))
    )
  })
  return new Set(fit.flatMap(({ effective }) => effective))
}

/** Whether one of these roles lets telemetry in. */
export const maySend = (roles: ReadonlySet<string>): boolean =>
  (serviceRoles.logs ?? []).some(({ crn, actions }) => roles.has(crn) && actions.includes(send))
