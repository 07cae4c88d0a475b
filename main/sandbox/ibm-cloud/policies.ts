import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Answer, json, nothing } from '../exchange.ts'
import type { Call } from './calls.ts'
import { policyError } from './errors.ts'
import { readBody } from './key-bodies.ts'
import { type IbmPolicy, isServiceIdentity } from './model.ts'
import { attribute, maySend, roleByCrn, rolesOfService, serviceRoles, systemRoles } from './roles.ts'

/** `/v1/policies` and `/v2/roles`, with errors of a shape of their own. */

const value = z.strictObject({ name: z.string().min(1), value: z.string().min(1) })
const body = z.strictObject({
  type: z.literal('access'),
  subjects: z.array(z.strictObject({ attributes: z.array(value).length(1) })).length(1),
  roles: z.array(z.strictObject({ role_id: z.string().min(1) })).min(1),
  resources: z
    .array(
      z.strictObject({
        attributes: z
          .array(value.extend({ operator: z.enum(['stringEquals', 'stringMatch']).optional() }))
          .min(1),
      }),
    )
    .length(1),
  description: z.string().max(300).optional(),
})

const denied = (): Answer =>
  policyError(403, 'insufficent_permissions', 'You are not authorized to perform this operation')
const invalid = (message: string): Answer => policyError(400, 'invalid_body', message)

const listParameters: ReadonlySet<string> = new Set([
  'account_id',
  'iam_id',
  'access_group_id',
  'type',
  'service_type',
  'format',
  'state',
  'tag_name',
  'tag_value',
  'sort',
  'limit',
  'start',
])

/** Answers one call of the policies' part; null where there is no such route. */
export function policyCalls(call: Call): Answer | null {
  const { method, path } = call.asked
  if (path === '/v2/roles') return method === 'GET' ? roles(call) : null
  if (path === '/v1/policies') return method === 'GET' ? list(call) : method === 'POST' ? create(call) : null
  const id = /^\/v1\/policies\/([^/]+)$/.exec(path)?.[1]
  if (id === undefined || (method !== 'GET' && method !== 'DELETE')) return null
  const found = call.account.state.policies.find((policy) => policy.id === id)
  // What may not be seen is not there.
  if (found === undefined || !visible(call, found)) {
    return policyError(404, 'policy_not_found', `Policy ${id} was not found`)
  }
  if (method === 'GET') return withTag(200, found)
  if (!mayGrant(call, found.resource)) return denied()
  call.account.removePolicy(id)
  return nothing()
}

function roles({ account, asked }: Call): Answer {
  const query = new URLSearchParams(asked.query)
  const odd = [...query.keys()].find(
    (name) => !['account_id', 'service_name', 'policy_type', 'source_service_name'].includes(name),
  )
  if (odd !== undefined) return policyError(400, 'request_not_processed', `Query parameter ${odd}`)
  if ((query.get('account_id') ?? account.state.accountId) !== account.state.accountId) return denied()
  const service = query.get('service_name') ?? ''
  const shown = ({ crn, name, description, actions }: (typeof systemRoles)[number]) => ({
    crn,
    display_name: name,
    description,
    actions,
  })
  return json(200, {
    custom_roles: [],
    service_roles: (serviceRoles[service] ?? []).map(shown),
    system_roles: systemRoles.map(shown),
  })
}

function list(call: Call): Answer {
  const query = new URLSearchParams(call.asked.query)
  const odd = [...query.keys()].find((name) => !listParameters.has(name))
  if (odd !== undefined) return policyError(400, 'request_not_processed', `Query parameter ${odd}`)
  const accountId = query.get('account_id')
  if (accountId === null) {
    return policyError(400, 'missing_required_query_parameter', 'account_id is required')
  }
  if (accountId !== call.account.state.accountId) return denied()
  const iamId = query.get('iam_id')
  const policies = call.account.state.policies
    .filter((policy) => iamId === null || policy.subject === iamId)
    .filter(() => !query.has('access_group_id'))
    .filter(() => (query.get('type') ?? 'access') === 'access')
    .filter(() => (query.get('state') ?? 'active') === 'active')
    // Nobody is told that there is more than they may see.
    .filter((policy) => visible(call, policy))
  return pageOf(call, query, policies)
}

/** One page: here a token is named `start`, and `next` says it beside the link. */
function pageOf(
  { account, asked, faults, pages }: Call,
  query: URLSearchParams,
  all: readonly IbmPolicy[],
): Answer {
  const wanted = Number(query.get('limit') ?? 100)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 100) {
    return policyError(400, 'request_not_processed', 'limit is 1 to 100')
  }
  const start = query.get('start')
  const page = start === null ? { offset: 0 } : pages.find(start, asked.path)
  if (page === null) return policyError(400, 'request_not_processed', 'start is none of ours')
  const limit = Math.min(wanted, account.state.settings.pageLimit)
  const again = faults.quirk('repeat-next', 'iam', asked) !== null
  const foreign = faults.quirk('foreign-next', 'iam', asked)
  const origin = foreign === null ? 'https://iam.cloud.ibm.com' : (foreign.to ?? 'https://iam.example.net')
  const end = again ? page.offset : page.offset + limit
  const token = end < all.length || foreign !== null ? pages.give(asked.path, '', end) : null
  const link = (extra: Readonly<Record<string, string>>): string => {
    const same = [...query].filter(([name]) => name !== 'start')
    return `${origin}${asked.path}?${new URLSearchParams([...same, ...Object.entries(extra)])}`
  }
  return json(200, {
    policies: all.slice(page.offset, page.offset + limit).map(shape),
    limit,
    first: { href: link({}) },
    ...(token === null ? {} : { next: { href: link({ start: token }), start: token } }),
  })
}

/** All of them for who looks after the identities or the service, one's own for everybody. */
function visible({ account, caller }: Call, policy: IbmPolicy): boolean {
  const service = attribute(policy.resource, 'serviceName') ?? ''
  return (
    policy.subject === caller.iamId ||
    account.holds(caller.iamId, 'iam-identity', 'Administrator', 'Viewer') ||
    account.holds(caller.iamId, service, 'Administrator')
  )
}

const mayGrant = ({ account, caller }: Call, resource: IbmPolicy['resource']): boolean =>
  account.holds(caller.iamId, attribute(resource, 'serviceName') ?? '', 'Administrator')

function create(call: Call): Answer {
  const { account, caller, asked } = call
  const read = readBody(asked, body)
  if ('wrong' in read) return invalid(read.wrong)
  const [subject] = read.body.subjects.flatMap(({ attributes }) => attributes)
  const resource = read.body.resources.flatMap(({ attributes }) => attributes)
  if (subject?.name !== 'iam_id') return invalid('subjects: only iam_id is simulated')
  const twice = resource.find((one, at) => resource.findIndex(({ name }) => name === one.name) !== at)
  if (twice !== undefined) return invalid(`resources: ${twice.name} was given twice`)
  const accountId = attribute(resource, 'accountId')
  if (accountId === null) return invalid('resources: accountId is required')
  if (accountId !== account.state.accountId) return denied()
  const service = attribute(resource, 'serviceName')
  if (service === null) return invalid('resources: serviceName is required')
  const crns = read.body.roles.map(({ role_id }) => role_id)
  const unknown = crns.find((crn) => roleByCrn(service, crn) === null)
  if (unknown !== undefined) return policyError(400, 'role_not_found', `${unknown} is no role of ${service}`)
  if (!account.has(subject.value)) return policyError(400, 'unable_to_process', 'The subject does not exist')
  if (!mayGrant(call, resource)) return denied()
  if (isServiceIdentity(subject.value) && account.serviceIdOf(subject.value)?.locked) {
    return policyError(400, 'request_not_processed', 'The service ID is locked')
  }
  const same = account.state.policies.find(
    (policy) => policy.subject === subject.value && sameResource(policy.resource, resource),
  )
  if (same !== undefined) {
    return policyError(409, 'policy_conflict_error', 'The policy conflicts with an existing one', {
      conflicts_with: { etag: tagOf(same), role: same.roles[0], policy: same.id },
    })
  }
  return withTag(
    201,
    account.addPolicy({
      subject: subject.value,
      roles: crns,
      resource,
      description: read.body.description ?? null,
      createdBy: caller.iamId,
      effective: crns.filter((crn) => grantorHolds(call, service, crn)),
    }),
  )
}

/** A grant of more than the grantor has looks like any other and gives what the grantor has. */
function grantorHolds({ account, caller }: Call, service: string, crn: string): boolean {
  const held = account.rolesOn(caller.iamId, service)
  if (held.has(crn)) return true
  if (crn.includes(':role:')) return true
  return service === 'logs' && crn.endsWith(':Sender') && maySend(held)
}

const plain = (resource: IbmPolicy['resource']): string =>
  resource
    .map(({ name, value: text }) => `${name}=${text}`)
    .sort()
    .join('&')
const sameResource = (a: IbmPolicy['resource'], b: IbmPolicy['resource']): boolean => plain(a) === plain(b)

const tagOf = ({ id }: Pick<IbmPolicy, 'id'>): string =>
  `1-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`

const withTag = (status: number, policy: IbmPolicy): Answer => ({
  ...json(status, shape(policy)),
  headers: { 'content-type': 'application/json', etag: tagOf(policy) },
})

function shape(policy: IbmPolicy): Record<string, unknown> {
  const service = attribute(policy.resource, 'serviceName') ?? ''
  return {
    id: policy.id,
    type: 'access',
    ...(policy.description === null ? {} : { description: policy.description }),
    subjects: [{ attributes: [{ name: 'iam_id', value: policy.subject }] }],
    roles: policy.roles.map((crn) => {
      const role = rolesOfService(service).find((one) => one.crn === crn)
      return { role_id: crn, display_name: role?.name ?? '', description: role?.description ?? '' }
    }),
    resources: [{ attributes: policy.resource }],
    href: `https://iam.cloud.ibm.com/v1/policies/${policy.id}`,
    created_at: policy.createdAt,
    created_by_id: policy.createdBy,
    last_modified_at: policy.createdAt,
    last_modified_by_id: policy.createdBy,
    state: 'active',
  }
}
