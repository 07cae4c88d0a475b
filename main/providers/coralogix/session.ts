import { type Failure, fail, ok, type Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { KeyBulkAction } from '../../../shared/providers.ts'
import type { Http } from '../http.ts'
import type {
  Connection,
  CreatedKey,
  Identity,
  KeyChange,
  Listing,
  NewKey,
  ProviderKey,
  ProviderSession,
} from '../provider.ts'
import { bulkCall } from './bulk.ts'
import { allGroups, parseGroups } from './groups.ts'
import { isRumPreset, typeOf } from './key-types.ts'
import { mergeLists } from './listing.ts'
import { sendMarkedLine } from './marked-line.ts'
import { type PolicyDoor, policyCalls } from './policies.ts'
import { family } from './policy-permissions.ts'
import { consoleOrigin } from './regions.ts'
import { type Deadlines, keyPath, paths, Rest } from './rest.ts'
import { Rights } from './rights.ts'
import { checkRights, rightsBody } from './rights-change.ts'
import { parseCreated, parseIdentity, parseKey, parseList, parsePolicyText, parseValue } from './schemas.ts'
import { verifyValue } from './verify.ts'

const notTheKey = 'not with the key that was asked for'

/** What one session leaves for the next: most are opened for a single call. By key id, which no two accounts share. */
export class Memory {
  /** What the last listing said, to name the one permission that a change needs. */
  readonly keys = new Map<string, ProviderKey>()
  readonly policies = new Map<string, string | null>()
}

/** Opens a session over REST v5. `connection.apiUrl` is an origin, as `normaliseEndpoint` returns it. */
export function openSession(
  http: Http,
  connection: Connection,
  deadlines: Deadlines,
  memory = new Memory(),
): ProviderSession {
  const rest = new Rest(http, connection)
  const rights = new Rights()
  const known = memory.keys

  async function list(path: string, goal: string, permission: string, signal: AbortSignal | undefined) {
    const words = { effect: 'read', goal, needs: [permission] } as const
    const problem = 'not with a list of keys'
    const answer = await rest.ask('GET', path, words, deadlines.list, parseList, problem, { signal })
    return rights.heard(permission, goal, answer)
  }

  const needsOf = (keyId: string, action: 'Manage' | 'ReadConfig'): readonly string[] => {
    const type = known.get(keyId)?.type
    const families = type === undefined ? Object.values(family) : [family[type]]
    return families.map((name) => `${name}:${action}`)
  }

  /** One key's call: nothing but this key is read. */
  function get<T>(
    keyId: string,
    goal: string,
    needs: readonly string[],
    read: (json: unknown) => T | null,
    signal?: AbortSignal,
  ): Promise<Result<T>> {
    const path = keyPath(keyId)
    if (!path.ok) return Promise.resolve(path)
    const words = { effect: 'read', goal, needs } as const
    return rest.ask('GET', path.value, words, deadlines.list, read, notTheKey, { signal })
  }

  async function change(
    method: 'PUT' | 'DELETE',
    keyId: string,
    goal: string,
    needs: readonly string[],
    body?: unknown,
  ): Promise<Result<void>> {
    const path = keyPath(keyId)
    if (!path.ok) return path
    const answer = await rest.change(method, path.value, { goal, needs }, deadlines.write, body)
    const [only] = needs
    if (only !== undefined && needs.length === 1) return rights.heard(only, goal, answer)
    if (answer.ok || answer.failure.code !== 'permission-missing') return answer
    return narrowed(answer.failure, needs, await rightOf(keyId))
  }

  /** The one permission that a change to this key needs, by what the key is now; null where that is not told. */
  async function rightOf(keyId: string): Promise<string | null> {
    const key = await get(keyId, 'see what the key is', needsOf(keyId, 'ReadConfig'), parseKey)
    const name = key.ok ? family[typeOf(key.value, false)] : undefined
    return name === undefined ? null : `${name}:Manage`
  }

  /** Asks how the key stands now: what the last sync saw may be old. */
  async function mayHaveRights(keyId: string, wanted: KeyChange): Promise<Result<void>> {
    const needs = needsOf(keyId, 'ReadConfig')
    const now = await get(keyId, "read the key's rights", needs, parseKey)
    if (now.ok) return checkRights(now.value, wanted)
    const recorded = known.get(keyId)
    if (now.failure.code !== 'permission-missing') return now
    return recorded === undefined ? ok(undefined) : checkRights(recorded, wanted)
  }

  const session: ProviderSession = {
    async identify(signal): Promise<Result<Identity>> {
      const words = { effect: 'read', goal: 'check the admin key', needs: [] } as const
      const problem = 'not with who the admin key belongs to'
      const time = deadlines.identify
      const who = await rest.ask('GET', paths.whoami, words, time, parseIdentity, problem, { signal })
      if (!who.ok) return who
      const { teamUrl, ...named } = who.value
      const consoleUrl = consoleOrigin(teamUrl, rest.origin)
      return ok({ ...named, userId: null, credentialKeyId: null, consoleUrl })
    },

    async listKeys(_known, signal): Promise<Result<Listing>> {
      const [all, sendData, members] = await Promise.all([
        list(paths.all, "list the team's keys", `${family.team}:ReadConfig`, signal),
        list(paths.sendData, 'list Send-Your-Data keys', `${family['send-your-data']}:ReadConfig`, signal),
        list(paths.keys, "list members' keys", `${family.personal}:ReadConfig`, signal),
      ])
      const listing = mergeLists({ all, sendData, members })
      if (!listing.ok) return listing
      for (const key of listing.value.keys) {
        known.set(key.id, key)
        if (!key.hasPolicy) continue
        rights.granted(`${family[key.type]}:ReadAccessPolicy`, 'A key came with its policy.')
      }
      return ok({ ...listing.value, rights: rights.all() })
    },

    async createKey(key: NewKey): Promise<Result<CreatedKey>> {
      const owner = ownerOf(key)
      if (!owner.ok) return owner
      if (key.presets.some(isRumPreset) && key.presets.length + key.permissions.length > 1) {
        const message = 'A RUM key stands alone: it takes no other preset or permission. No key was made.'
        return fail('refused', message, 'Make a second key for the rest.')
      }
      const permission = `${family[key.type]}:Manage`
      const body = {
        name: key.name,
        owner: owner.value,
        keyPermissions: { presets: key.presets, permissions: key.permissions },
        hashed: key.hashed,
      }
      const words = { effect: 'create', goal: 'create the key', needs: [permission] } as const
      const problem = 'without a key that can be read'
      const more = { body }
      const made = await rest.ask('POST', paths.keys, words, deadlines.write, parseCreated, problem, more)
      return rights.heard(permission, words.goal, made)
    },

    async updateKey(keyId: string, wanted: KeyChange): Promise<Result<void>> {
      if (wanted.presets !== undefined || wanted.permissions !== undefined) {
        const allowed = await mayHaveRights(keyId, wanted)
        if (!allowed.ok) return allowed
      }
      const body = {
        ...(wanted.name === undefined ? {} : { newName: wanted.name }),
        ...(wanted.active === undefined ? {} : { isActive: wanted.active }),
        ...rightsBody(wanted),
      }
      if (Object.keys(body).length === 0) {
        return fail('unsupported', 'Coralogix has nothing of this kind on a key. Nothing was changed.')
      }
      return change('PUT', keyId, goalOf(wanted), needsOf(keyId, 'Manage'), body)
    },

    async deleteKey(keyId: string): Promise<Result<void>> {
      const answer = await change('DELETE', keyId, 'delete the key', needsOf(keyId, 'Manage'))
      if (answer.ok || answer.failure.code === 'not-found') return ok(undefined)
      if (answer.failure.code !== 'refused') return answer
      const hint =
        "Coralogix never lets a team's default Send-Your-Data key be deleted; such a key can only be disabled."
      return { ok: false, failure: { ...answer.failure, hint } }
    },

    async readValue(keyId: string) {
      const read = (json: unknown) => {
        const value = parseValue(json)
        return value === undefined ? null : { value }
      }
      const answer = await get(keyId, "read the key's value", needsOf(keyId, 'ReadConfig'), read)
      return answer.ok ? ok(answer.value.value) : answer
    },

    sendMarkedLine: (value, marker) =>
      sendMarkedLine(http, connection.ingressUrl, value, marker, deadlines.write),

    verify: (value, question) => verifyValue(value, question, session.sendMarkedLine),

    policies: policyCalls(
      {
        async read(keyId, needs, signal) {
          const all = needs.flatMap((one) => [one.replace(':ReadAccessPolicy', ':ReadConfig'), one])
          const answer = await get(keyId, 'read the access policy', all, parsePolicyText, signal)
          if (!answer.ok) return answer
          const { text, holdsValue } = answer.value
          if (holdsValue) {
            const message =
              "The access policy holds the key's own value, so it is not shown. Nothing was changed."
            return fail(
              'refused',
              message,
              "Take the value out of it on the vendor's page, then rotate the key.",
            )
          }
          const [permission] = needs
          if (permission && text !== null) rights.granted(permission, 'The key came with its policy.')
          return ok(text)
        },
        write: (keyId, text, needs) => {
          const goal = text === '' ? 'take the access policy away' : 'save the access policy'
          return change('PUT', keyId, goal, needs, { accessPolicy: text })
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
      } satisfies PolicyDoor,
      memory.policies,
    ),

    bulk: bulkCall({
      mayBeSent: keyPath,
      list: () => session.listKeys([]),
      one: (keyId, action) =>
        action === 'delete'
          ? session.deleteKey(keyId)
          : session.updateKey(keyId, { active: action === 'enable' }),
      all: (keyIds, action, type) => bulkChange(keyIds, action, type),
      async look(keyId) {
        const needs = needsOf(keyId, 'ReadConfig')
        const key = await get(keyId, 'see how the key stands', needs, parseKey)
        if (key.ok) return ok(key.value.active)
        return key.failure.code === 'not-found' ? ok(null) : key
      },
    }),
    history: null,
    serviceIds: null,
  }

  async function bulkChange(keyIds: readonly string[], action: KeyBulkAction, type: KeyType) {
    const permission = `${family[type]}:Manage`
    const goal = `${action} ${keyIds.length === 1 ? 'the key' : `${keyIds.length} keys`}`
    const [path, body] =
      action === 'delete'
        ? [paths.bulkDelete, { keyIds }]
        : [paths.bulkStatus, { updates: keyIds.map((keyId) => ({ keyId, active: action === 'enable' })) }]
    const words = { goal, needs: [permission] }
    return rights.heard(permission, goal, await rest.change('POST', path, words, deadlines.write, body))
  }

  return session
}

/** A refusal that named every permission that it could be about, with the one that it is about. */
function narrowed(failure: Failure, all: readonly string[], one: string | null): Result<never> {
  if (one === null) return { ok: false, failure }
  const only = (text: string): string => text.replaceAll(all.join(' or '), one)
  return { ok: false, failure: { ...failure, message: only(failure.message), hint: only(failure.hint) } }
}

function goalOf({ name, active, presets, permissions }: KeyChange): string {
  if (active !== undefined) return active ? 'enable the key' : 'disable the key'
  if (name === undefined && (presets ?? permissions) !== undefined) return "change the key's rights"
  return name === undefined ? 'change the key' : 'rename the key'
}

/** The owner as the vendor wants it: exactly one of three fields, the team's as a number. */
function ownerOf(key: NewKey): Result<Record<string, unknown>> {
  const { kind, id } = key.owner
  if (kind === 'team') {
    if (/^\d{1,10}$/.test(id) && Number(id) <= 0xffff_ffff) return ok({ teamId: Number(id) })
    const message = "The account's team id is not known. No key was made."
    return fail('refused', message, 'Check the account: whoami tells the team id.')
  }
  return ok(kind === 'user' ? { userId: id } : { organisationId: id })
}
