import { z } from 'zod'
import { ok, type Result } from '../../../shared/errors.ts'
import type { AccountRight } from '../../../shared/providers.ts'
import type { Iam } from './iam.ts'
import { roles } from './meanings.ts'
import { readPages } from './pages.ts'
import { plainId } from './schemas.ts'

/** As the documents print it; asked for first, since one page of them prints another. */
const senderRole = 'crn:v1:bluemix:public:logs::::serviceRole:Sender'
const sends = /^crn:v1:[^:]*:[^:]*:(logs|iam)::::serviceRole:(Sender|Writer|Manager)$/

const attribute = z.object({
  name: z.string(),
  value: z.string(),
  operator: z
    .string()
    .nullish()
    .transform((text) => text ?? 'stringEquals'),
})

const policy = z.object({
  id: z.string().regex(plainId),
  type: z.string().nullish().catch(null),
  state: z.string().nullish().catch(null),
  roles: z.array(z.object({ role_id: z.string() })).max(100),
  resources: z.array(z.object({ attributes: z.array(attribute).max(50) })).max(50),
})

type Policy = z.infer<typeof policy>

const parsePolicy = (entry: unknown): Policy | null => {
  const read = policy.safeParse(entry)
  return read.success ? read.data : null
}

export interface SendingRight {
  readonly state: AccountRight['state']
  readonly text: string
  /** The policy that grants it. */
  readonly policyId?: string
}

/**
 * Whether policies of this identity let it send to Cloud Logs, and to `instance` where one is given (a GUID). Nothing
 * shown is no answer: it may only mean that nothing may be seen. Rights through access groups are not seen here.
 */
export async function maySend(
  iam: Iam,
  accountId: string,
  instance: string | null,
  ownerId: string,
  signal?: AbortSignal,
): Promise<Result<SendingRight>> {
  const listed = await readPages(iam, {
    path: '/v1/policies',
    query: { account_id: accountId, iam_id: ownerId, type: 'access' },
    page: 'start',
    list: 'policies',
    what: 'access policies',
    parse: parsePolicy,
    needs: [roles.policyAdmin],
    signal,
  })
  if (!listed.ok) {
    if (listed.failure.code !== 'permission-missing') return listed
    return ok({ state: 'unknown', text: listed.failure.message })
  }
  const { entries, notes } = listed.value
  const able = entries.filter(counts)
  const grant = able.find((one) => reach(one, instance) === 'yes')
  if (grant) {
    const where = instance === null ? '' : ' to this instance'
    return ok({ state: 'granted', text: `A policy lets it send logs${where}.`, policyId: grant.id })
  }
  if (able.some((one) => reach(one, instance) === 'maybe')) {
    return ok({
      state: 'unknown',
      text: 'A policy lets it send logs under conditions that cannot be judged from here.',
    })
  }
  if (entries.length === 0 || notes.length > 0) {
    return ok({
      state: 'unknown',
      text: [
        'IBM Cloud showed no policy that lets it send; it may have some that this credential cannot see.',
      ]
        .concat(notes)
        .join(' '),
    })
  }
  return ok({
    state: 'missing',
    text: 'None of its own policies lets it send logs; an access group still may.',
  })
}

const counts = ({ type, state, roles: held }: Policy): boolean =>
  (type ?? 'access') === 'access' &&
  (state ?? 'active') === 'active' &&
  held.some(({ role_id }) => sends.test(role_id))

/** Whether a policy reaches Cloud Logs, and this instance of it. What it is narrowed by otherwise is not judged. */
function reach({ resources }: Policy, instance: string | null): 'yes' | 'no' | 'maybe' {
  const each = resources.map(({ attributes }): 'yes' | 'no' | 'maybe' => {
    const plain = attributes.every(({ operator }) => operator === 'stringEquals')
    const value = (name: string): string | undefined => attributes.find((one) => one.name === name)?.value
    const service = value('serviceName')
    if (plain && service !== undefined && service !== 'logs') return 'no'
    // The documents leave open whether the GUID is meant or the CRN that it is part of.
    const only = value('serviceInstance')
    if (plain && only !== undefined && instance !== null && !only.split(':').includes(instance)) return 'no'
    const known = ['accountId', 'serviceName', 'serviceInstance', 'serviceType']
    const narrowed = attributes.some(({ name }) => !known.includes(name))
    const every = service !== undefined || value('serviceType') === 'service'
    return plain && every && !narrowed ? 'yes' : 'maybe'
  })
  return each.includes('yes') ? 'yes' : each.includes('maybe') ? 'maybe' : 'no'
}

const roleList = z.object({
  service_roles: z.array(z.object({ crn: z.string(), display_name: z.string() })).max(200),
})

/** The role Sender as the vendor names it now, or as it is documented where it cannot be asked for. */
export async function senderRoleOf(iam: Iam, accountId: string): Promise<Result<string>> {
  const { result } = await iam.send({
    method: 'GET',
    path: '/v2/roles',
    query: { service_name: 'logs', account_id: accountId, policy_type: 'access' },
    effect: 'read',
    goal: 'look up the role Sender',
    needs: [],
  })
  if (!result.ok) {
    const asked = ['permission-missing', 'not-found', 'refused', 'vendor-malformed', 'vendor-failed']
    return asked.includes(result.failure.code) ? ok(senderRole) : result
  }
  const read = roleList.safeParse(result.value)
  const found = read.success
    ? read.data.service_roles.find(({ crn, display_name }) => display_name === 'Sender' && sends.test(crn))
    : undefined
  return ok(found?.crn ?? senderRole)
}
