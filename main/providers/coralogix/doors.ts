import { fail, ok } from '../../../shared/errors.ts'
import type { ProviderSession } from '../provider.ts'
import type { BulkDoor } from './bulk.ts'
import { allGroups, parseGroups } from './groups.ts'
import type { KeyCalls } from './key-calls.ts'
import type { PolicyDoor } from './policies.ts'
import { family } from './policy-permissions.ts'
import { type Deadlines, keyPath, paths, type Rest } from './rest.ts'
import type { Rights } from './rights.ts'
import { parseKey, parsePolicyText } from './schemas.ts'

/** What the calls behind policies and bulk changes are made with. */
export interface Means {
  readonly rest: Rest
  readonly keys: KeyCalls
  readonly rights: Rights
  readonly deadlines: Deadlines
}

/** Access policies in the vendor's own calls: a text on the key, and the list of groups that it can name. */
export function policyDoor({ rest, keys, rights, deadlines }: Means): PolicyDoor {
  return {
    async read(keyId, needs, signal) {
      const all = needs.flatMap((one) => [one.replace(':ReadAccessPolicy', ':ReadConfig'), one])
      const answer = await keys.get(keyId, 'read the access policy', all, parsePolicyText, signal)
      if (!answer.ok) return answer
      const { text, holdsValue } = answer.value
      if (holdsValue) {
        const message = "The access policy holds the key's own value, so it is not shown."
        return fail('refused', message, "Take the value out of it on the vendor's page, then rotate the key.")
      }
      const [permission] = needs
      if (permission && text !== null) rights.granted(permission, 'The key came with its policy.')
      return ok(text)
    },
    write(keyId, text, needs) {
      const goal = text === '' ? 'take the access policy away' : 'save the access policy'
      return keys.change('PUT', keyId, goal, needs, { accessPolicy: text })
    },
    async groups(signal) {
      const permission = 'team-groups:ReadConfig'
      const words = { effect: 'read', goal: "list the team's groups", needs: [permission] } as const
      const groups = await allGroups((query) => {
        const path = `${paths.groups}?${query}`
        const problem = 'not with a list of groups'
        return rest.ask('GET', path, words, deadlines.list, parseGroups, problem, { signal })
      })
      return rights.heard(permission, words.goal, groups)
    },
  }
}

/** Bulk changes in the vendor's own calls. `session`: what the keys are listed and changed one by one with. */
export function bulkDoor({ rest, keys, rights, deadlines }: Means, session: () => ProviderSession): BulkDoor {
  return {
    mayBeSent: keyPath,
    list: () => session().listKeys([]),
    one: (keyId, action) =>
      action === 'delete'
        ? session().deleteKey(keyId)
        : session().updateKey(keyId, { active: action === 'enable' }),
    async all(keyIds, action, type) {
      const permission = `${family[type]}:Manage`
      const goal = `${action} ${keyIds.length === 1 ? 'the key' : `${keyIds.length} keys`}`
      const [path, body] =
        action === 'delete'
          ? [paths.bulkDelete, { keyIds }]
          : [paths.bulkStatus, { updates: keyIds.map((keyId) => ({ keyId, active: action === 'enable' })) }]
      const words = { goal, needs: [permission] }
      return rights.heard(permission, goal, await rest.change('POST', path, words, deadlines.write, body))
    },
    async look(keyId) {
      const needs = keys.needsOf(keyId, 'ReadConfig')
      const key = await keys.get(keyId, 'see how the key stands', needs, parseKey)
      if (key.ok) return ok(key.value.active)
      return key.failure.code === 'not-found' ? ok(null) : key
    },
  }
}
