import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Http } from '../http.ts'
import { notBegun } from '../http-failure.ts'
import type {
  Connection,
  CreatedKey,
  Identity,
  KeyChange,
  Listing,
  NewKey,
  ProviderSession,
} from '../provider.ts'
import { bulkCall } from './bulk.ts'
import { bulkDoor, type Means, policyDoor } from './doors.ts'
import { KeyCalls, Memory } from './key-calls.ts'
import { isRumPreset } from './key-types.ts'
import { mergeLists } from './listing.ts'
import { sendMarkedLine } from './marked-line.ts'
import { policyCalls } from './policies.ts'
import { family } from './policy-permissions.ts'
import { consoleOrigin } from './regions.ts'
import { type Deadlines, paths, Rest } from './rest.ts'
import { Rights } from './rights.ts'
import { checkRights, rightsBody } from './rights-change.ts'
import { parseCreated, parseIdentity, parseKey, parseList, parseValue } from './schemas.ts'
import { verifyValue } from './verify.ts'

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
  const keys = new KeyCalls(rest, deadlines, rights, known)
  const means: Means = { rest, keys, rights, deadlines }

  async function list(path: string, goal: string, permission: string, signal: AbortSignal | undefined) {
    const words = { effect: 'read', goal, needs: [permission] } as const
    const problem = 'not with a list of keys'
    const answer = await rest.ask('GET', path, words, deadlines.list, parseList, problem, { signal })
    return rights.heard(permission, goal, answer)
  }

  /** Asks how the key stands now: what the last sync saw may be old. */
  async function mayHaveRights(keyId: string, wanted: KeyChange): Promise<Result<void>> {
    const needs = keys.needsOf(keyId, 'ReadConfig')
    const now = await keys.get(keyId, "read the key's rights", needs, parseKey)
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

    async listKeys(recorded, signal): Promise<Result<Listing>> {
      for (const key of recorded) known.set(key.id, key)
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
        const allowed = notBegun({ effect: 'change' }, await mayHaveRights(keyId, wanted))
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
      return keys.change('PUT', keyId, goalOf(wanted), keys.needsOf(keyId, 'Manage'), body)
    },

    async deleteKey(keyId: string): Promise<Result<void>> {
      const answer = await keys.change('DELETE', keyId, 'delete the key', keys.needsOf(keyId, 'Manage'))
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
      const answer = await keys.get(keyId, "read the key's value", keys.needsOf(keyId, 'ReadConfig'), read)
      return answer.ok ? ok(answer.value.value) : answer
    },

    sendMarkedLine: (value, marker) =>
      sendMarkedLine(http, connection.ingressUrl, value, marker, deadlines.write),

    verify: (value, question) => verifyValue(value, question, session.sendMarkedLine),

    policies: policyCalls(policyDoor(means), memory.policies),
    bulk: bulkCall(bulkDoor(means, () => session)),
    history: null,
    serviceIds: null,
  }

  return session
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
