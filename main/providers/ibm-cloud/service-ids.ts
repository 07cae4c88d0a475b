import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { ServiceId } from '../../../shared/providers.ts'
import { notBegun } from '../http-failure.ts'
import type { ServiceIdCalls } from '../provider.ts'
import { isServiceId } from './create-rules.ts'
import type { Iam } from './iam.ts'
import { listServiceIds, type Who } from './listing.ts'
import { answered, roles, vendor } from './meanings.ts'
import { maySend, senderRoleOf } from './policies.ts'
import { parseServiceId, plainId } from './schemas.ts'

interface Parts {
  readonly iam: Iam
  /** Of the instance that logs are sent to, where the account names one: its GUID. */
  readonly instance: string | null
  /** Asked for with each call: it is read from the token. */
  who(signal?: AbortSignal): Promise<Result<Who>>
}

/** Service IDs and their right to send. */
export function serviceIdCalls({ iam, instance, who }: Parts): ServiceIdCalls {
  return {
    async list(signal) {
      const own = await who(signal)
      if (!own.ok) return own
      const listed = await listServiceIds(iam, own.value.accountId, signal)
      return listed.ok ? ok({ serviceIds: listed.value.entries, notes: listed.value.notes }) : listed
    },

    async create(name, description) {
      const own = notBegun({ effect: 'create', thing: 'service ID' }, await who())
      if (!own.ok) return own
      const { result, unusable } = await iam.send({
        method: 'POST',
        // With the slash at the end: so the vendor's own client has it.
        path: '/v1/serviceids/',
        body: { account_id: own.value.accountId, name, ...(description ? { description } : {}) },
        effect: 'create',
        thing: 'service ID',
        goal: 'create the service ID',
        needs: [roles.serviceIdCreator],
      })
      if (!result.ok) return result
      const created = parseServiceId(result.value)
      return created === null ? unusable('without a service ID that can be read') : ok(created)
    },

    async remove(id) {
      const path = pathOf('/v1/serviceids', id)
      if (!path.ok) return path
      const { result } = await iam.send({
        method: 'DELETE',
        path: path.value,
        effect: 'change',
        goal: 'delete the service ID',
        needs: [roles.admin],
        means: (refusal) =>
          refusal.status === 409 || refusal.status === 412
            ? {
                code: 'refused',
                what: `${answered(refusal)}: one of its keys may not have been deleted, or it is locked`,
                hint: 'Try again in a moment; in the console, unlock it and its keys first.',
              }
            : null,
      })
      return gone(result)
    },

    async grantSending(service) {
      if (service.locked) {
        const message = `The service ID ${service.name} is locked at ${vendor}, so it can be given no role. Nothing was changed.`
        return fail('refused', message, 'Unlock it in the console.')
      }
      const words = { effect: 'create', thing: 'policy' } as const
      const own = notBegun(words, await who())
      if (!own.ok) return own
      const role = notBegun(words, await senderRoleOf(iam, own.value.accountId))
      if (!role.ok) return role
      const { result, refusal, unusable } = await iam.send({
        method: 'POST',
        path: '/v1/policies',
        body: senderPolicy(service, role.value, own.value.accountId, instance),
        ...words,
        goal: `give ${isServiceId(service.ownerId) ? 'the service ID' : 'the user'} the role Sender`,
        needs: [roles.sender, roles.policyAdmin],
        means: (refusal) =>
          refusal.status === 409 && refusal.name === 'policy_conflict_error'
            ? {
                code: 'refused',
                what: `${answered(refusal)}: it has such a policy already`,
                hint: 'Look at its access in the console.',
              }
            : null,
      })
      if (refusal?.name === 'policy_conflict_error') {
        // It is there already, made by hand or by a call whose answer was lost: then that one is meant.
        const right = await maySend(iam, own.value.accountId, instance, service.ownerId)
        if (right.ok && right.value.policyId) return ok({ policyId: right.value.policyId })
      }
      if (!result.ok) return result
      const { id } = (result.value ?? {}) as { id?: unknown }
      return typeof id === 'string' && plainId.test(id)
        ? ok({ policyId: id })
        : unusable('without the id of the policy')
    },

    async revokeSending(policyId) {
      const path = pathOf('/v1/policies', policyId)
      if (!path.ok) return path
      const { result } = await iam.send({
        method: 'DELETE',
        path: path.value,
        effect: 'change',
        goal: 'take the role Sender away',
        needs: [roles.policyAdmin],
      })
      return gone(result)
    },

    async maySend(ownerId, signal) {
      const own = await who(signal)
      return own.ok ? maySend(iam, own.value.accountId, instance, ownerId, signal) : own
    },
  }
}

const gone = (result: Result<unknown>): Result<void> =>
  result.ok || result.failure.code === 'not-found' ? ok(undefined) : result

function pathOf(parent: string, id: string): Result<string> {
  if (plainId.test(id)) return ok(`${parent}/${encodeURIComponent(id)}`)
  return fail('usage', `The IBM Cloud API does not take the id ${id.slice(0, 40)}. Nothing was sent.`)
}

/** On the one instance where it is known, else on every instance of the account. */
const senderPolicy = (
  service: ServiceId,
  role: string,
  accountId: string,
  instance: string | null,
): Record<string, unknown> => ({
  type: 'access',
  description: 'Sends logs to IBM Cloud Logs. Made by Keyturn.',
  subjects: [{ attributes: [{ name: 'iam_id', value: service.ownerId }] }],
  roles: [{ role_id: role }],
  resources: [
    {
      attributes: [
        { name: 'accountId', value: accountId },
        { name: 'serviceName', value: 'logs' },
        ...(instance === null
          ? []
          : [{ name: 'serviceInstance', value: instance, operator: 'stringEquals' }]),
      ],
    },
  ],
})
