import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { Secret } from '../../vault/secret.ts'
import type { Http, HttpCall } from '../http.ts'
import type {
  Connection,
  CreatedKey,
  Identity,
  KeyChange,
  Listing,
  NewKey,
  ProviderSession,
} from '../provider.ts'
import { isRumPreset } from './key-types.ts'
import { mergeLists } from './listing.ts'
import { sendMarkedLine } from './marked-line.ts'
import { consoleOrigin } from './regions.ts'
import { type ParsedList, parseCreated, parseIdentity, parseList, parseValue } from './schemas.ts'

// Pinned: paths have moved between versions, and the bare list path of version 4 answers 400 in version 5.
const base = '/mgmt/openapi/5'
const paths = {
  whoami: '/identity/whoami',
  keys: `${base}/aaa/api-keys/v3`,
  all: `${base}/aaa/api-keys/v3/list/all`,
  sendData: `${base}/aaa/send-data-keys/v3`,
} as const

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

// The permissions of the admin key that each type's keys want. The vendor's answers rarely say which one is missing.
const family: Partial<Record<KeyType, string>> = {
  'send-your-data': 'data-ingest-api-keys',
  team: 'team-custom-api-keys',
  personal: 'personal-custom-api-keys',
  organisation: 'team-api-keys',
}

/** How long each call may take, in milliseconds. */
export interface Deadlines {
  readonly list: number
  readonly write: number
  readonly identify: number
}

/** Opens a session over REST v5. `connection.apiUrl` is an origin, as `normaliseEndpoint` returns it. */
export function openSession(http: Http, connection: Connection, deadlines: Deadlines): ProviderSession {
  const origin = connection.apiUrl.replace(/\/+$/, '')
  // What the last listing said, to name the one permission that a change needs.
  const types = new Map<string, KeyType>()

  function call(
    method: HttpCall['method'],
    path: string,
    words: Pick<HttpCall, 'effect' | 'goal' | 'needs'>,
    deadlineMs: number,
    more: Pick<HttpCall, 'body' | 'signal'> = {},
  ): HttpCall {
    const { credential } = connection
    return { vendor: 'Coralogix', method, url: `${origin}${path}`, credential, deadlineMs, ...words, ...more }
  }

  async function list(
    path: string,
    goal: string,
    needs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Result<ParsedList>> {
    const request = call('GET', path, { effect: 'read', goal, needs }, deadlines.list, { signal })
    const answer = await http.send(request)
    if (!answer.ok) return answer
    const parsed = parseList(answer.value)
    return parsed === null ? http.unusable(request, 'not with a list of keys') : ok(parsed)
  }

  /** Refuses an id that could be anything but one path segment of this API. */
  function keyPath(keyId: string): Result<string> {
    if (uuid.test(keyId)) return ok(`${paths.keys}/${encodeURIComponent(keyId)}`)
    const message = 'This key has an id that the Coralogix API does not take. Nothing was sent.'
    return fail('usage', message, "Change the key on the vendor's own page.")
  }

  const manage = (keyId: string): readonly string[] => {
    const type = types.get(keyId)
    const families = type === undefined ? Object.values(family) : [family[type]]
    return families.map((name) => `${name}:Manage`)
  }

  return {
    async identify(signal): Promise<Result<Identity>> {
      const words = { effect: 'read', goal: 'check the admin key', needs: [] } as const
      const request = call('GET', paths.whoami, words, deadlines.identify, { signal })
      const answer = await http.send(request)
      if (!answer.ok) return answer
      const who = parseIdentity(answer.value)
      if (who === null) return http.unusable(request, 'not with who the admin key belongs to')
      const { teamUrl, ...rest } = who
      return ok({ ...rest, userId: null, credentialKeyId: null, consoleUrl: consoleOrigin(teamUrl, origin) })
    },

    async listKeys(_known, signal): Promise<Result<Listing>> {
      const [all, sendData, members] = await Promise.all([
        list(paths.all, "list the team's keys", [`${family.team}:ReadConfig`], signal),
        list(paths.sendData, 'list Send-Your-Data keys', [`${family['send-your-data']}:ReadConfig`], signal),
        list(paths.keys, "list members' keys", [`${family.personal}:ReadConfig`], signal),
      ])
      const listing = mergeLists({ all, sendData, members })
      if (listing.ok) for (const key of listing.value.keys) types.set(key.id, key.type)
      return listing
    },

    async createKey(key: NewKey): Promise<Result<CreatedKey>> {
      const owner = ownerOf(key)
      if (!owner.ok) return owner
      if (key.presets.some(isRumPreset) && key.presets.length + key.permissions.length > 1) {
        const message = 'A RUM key stands alone: it takes no other preset or permission. No key was made.'
        return fail('refused', message, 'Make a second key for the rest.')
      }
      const needs = [`${family[key.type]}:Manage`]
      const body = {
        name: key.name,
        owner: owner.value,
        keyPermissions: { presets: key.presets, permissions: key.permissions },
        hashed: key.hashed,
      }
      const words = { effect: 'create', goal: 'create the key', needs } as const
      const request = call('POST', paths.keys, words, deadlines.write, { body })
      const answer = await http.send(request)
      if (!answer.ok) return answer
      const created = parseCreated(answer.value)
      return created === null ? http.unusable(request, 'without a key that can be read') : ok(created)
    },

    async updateKey(keyId: string, change: KeyChange): Promise<Result<void>> {
      const path = keyPath(keyId)
      if (!path.ok) return path
      const body = {
        ...(change.name === undefined ? {} : { newName: change.name }),
        ...(change.active === undefined ? {} : { isActive: change.active }),
      }
      const goal = change.active === undefined ? 'rename the key' : switchGoal(change.active)
      const words = { effect: 'change', goal, needs: manage(keyId) } as const
      const answer = await http.send(call('PUT', path.value, words, deadlines.write, { body }))
      return answer.ok ? ok(undefined) : answer
    },

    async deleteKey(keyId: string): Promise<Result<void>> {
      const path = keyPath(keyId)
      if (!path.ok) return path
      const words = { effect: 'change', goal: 'delete the key', needs: manage(keyId) } as const
      const answer = await http.send(call('DELETE', path.value, words, deadlines.write))
      if (answer.ok || answer.failure.code === 'not-found') return ok(undefined)
      if (answer.failure.code !== 'refused') return answer
      const hint =
        "Coralogix never lets a team's default Send-Your-Data key be deleted; such a key can only be disabled."
      return { ok: false, failure: { ...answer.failure, hint } }
    },

    async readValue(keyId: string): Promise<Result<Secret | null>> {
      const path = keyPath(keyId)
      if (!path.ok) return path
      const needs = manage(keyId).map((permission) => permission.replace(':Manage', ':ReadConfig'))
      const words = { effect: 'read', goal: "read the key's value", needs } as const
      const request = call('GET', path.value, words, deadlines.list)
      const answer = await http.send(request)
      if (!answer.ok) return answer
      const value = parseValue(answer.value)
      return value === undefined ? http.unusable(request, 'not with the key that was asked for') : ok(value)
    },

    sendMarkedLine: (value, marker) =>
      sendMarkedLine(http, connection.ingressUrl, value, marker, deadlines.write),

    verify: async () =>
      fail('unsupported', 'Coralogix values are verified by a marked line only.', 'Send a marked line.'),
    policies: null,
    history: null,
    bulk: null,
    serviceIds: null,
  }
}

const switchGoal = (active: boolean): string => (active ? 'enable the key' : 'disable the key')

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
