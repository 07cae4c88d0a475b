import { fail, ok, type Result } from '../../../shared/errors.ts'
import { notBegun } from '../http-failure.ts'
import type { PolicyCalls, PolicyKey } from '../provider.ts'
import { noPolicies, policyPermissions } from './policy-permissions.ts'
import { readPolicy, writePolicy } from './policy-text.ts'

/** How a transport reads and writes the text of a key's policy. */
export interface PolicyDoor {
  /** Null where the key has none. */
  read(keyId: string, needs: readonly string[], signal?: AbortSignal): Promise<Result<string | null>>
  /** An empty text takes the policy away. Nothing else of the key is changed. */
  write(keyId: string, text: string, needs: readonly string[]): Promise<Result<void>>
  groups: PolicyCalls['groups']
}

/**
 * Access policies over any transport. `shown`: by key, the text that was read last. Where another one stands there when
 * it is saved, somebody else has changed it meanwhile.
 */
export function policyCalls(door: PolicyDoor, shown: Map<string, string | null>): PolicyCalls {
  const namesOf = (key: PolicyKey): Result<NonNullable<ReturnType<typeof policyPermissions>>> => {
    const names = policyPermissions(key.type)
    return names === null ? fail('refused', noPolicies, 'Use a Team or Send-Your-Data key.') : ok(names)
  }
  const textOf = async (key: PolicyKey, needs: readonly string[], signal?: AbortSignal) =>
    explained(await door.read(key.id, needs, signal), needs)

  return {
    async read(key, signal) {
      const names = namesOf(key)
      if (!names.ok) return names
      const text = await textOf(key, [names.value.readPolicy], signal)
      if (!text.ok) return text
      shown.set(key.id, text.value)
      return text.value === null ? ok(null) : readPolicy(text.value, names.value)
    },

    async write(key, policy): Promise<Result<void>> {
      const names = namesOf(key)
      if (!names.ok) return names
      const { readPolicy: mayRead, managePolicy: mayWrite } = names.value
      let next = ''
      if (policy !== null) {
        const text = notBegun({ effect: 'change' }, await textOf(key, [mayRead]))
        if (!text.ok) return text
        if (shown.has(key.id) && shown.get(key.id) !== text.value) {
          shown.delete(key.id)
          const message = 'The access policy was changed elsewhere since it was read. Nothing was changed.'
          return fail('refused', message, 'Look at it again, then repeat the change.')
        }
        const written = writePolicy(text.value, policy, names.value)
        if (!written.ok) return written
        if (written.value === text.value) return ok(undefined)
        next = written.value
      }
      // The vendor may store it in other words than it was sent in.
      shown.delete(key.id)
      return explained(await door.write(key.id, next, [mayWrite]), [mayWrite])
    },

    groups: async (signal) => {
      const groups = await door.groups(signal)
      if (groups.ok || groups.failure.code !== 'permission-missing') return groups
      const hint =
        'The ids of groups can be typed instead. To list them, use an admin key that has team-groups:ReadConfig.'
      return { ok: false, failure: { ...groups.failure, hint } }
    },

    permissions: policyPermissions,
  }
}

/** A 403 with the reason that people run into: the preset for keys stops short of their policies. */
function explained<T>(result: Result<T>, needs: readonly string[]): Result<T> {
  if (result.ok || result.failure.code !== 'permission-missing') return result
  const hint = `The preset APIKeys does not hold the policy actions: give the admin key ${needs.join(' or ')} by name, beside the preset.`
  // A key that is listed can be read, so it is the policy action that is missing.
  return { ok: false, failure: { ...result.failure, permissions: needs, hint } }
}
