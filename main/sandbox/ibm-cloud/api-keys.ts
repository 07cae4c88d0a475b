import type { z } from 'zod'
import { type Answer, json, nothing } from '../exchange.ts'
import { type Call, invalid, lockedNow, mayDo, mismatch, missing, notAllowed, refuse } from './calls.ts'
import { createKeyBody, flag, updateKeyBody, withBody } from './key-bodies.ts'
import { keyShape } from './key-shapes.ts'
import { entityTag, type IbmKey, isServiceIdentity, newIbmValue } from './model.ts'
import { any, listRules, one, pageOf, readList } from './pages.ts'

/** `/v1/apikeys`: keys of users and service IDs. */

export const keysPerIdentity = 20

const rules = {
  ...listRules,
  iam_id: any,
  scope: one('entity', 'account'),
  type: one('user', 'serviceid'),
  sort: one('name', 'description', 'created_at', 'created_by'),
}

/** Answers one call below `/v1/apikeys`; null where there is no such route. `rest`: what of the path follows it. */
export function apiKeys(call: Call, rest: string): Answer | null {
  const { method } = call.asked
  if (rest === '') {
    if (method === 'GET') return list(call)
    return method === 'POST' ? create(call) : null
  }
  if (rest === '/details') return method === 'GET' ? details(call) : null
  const [, id = '', part] = /^\/([^/]+)(?:\/(lock|disable))?$/.exec(rest) ?? []
  if (id === '') return null
  const key = call.account.key(id)
  if (part !== undefined && (method === 'POST' || method === 'DELETE')) {
    return key === null ? missing(call, 'ApiKey', id) : mark(call, key, part, method === 'POST')
  }
  if (part !== undefined || !['GET', 'PUT', 'DELETE'].includes(method)) return null
  if (key === null) return missing(call, 'ApiKey', id)
  if (method === 'GET') return read(call, key)
  return method === 'PUT' ? update(call, key) : remove(call, key)
}

function list(call: Call): Answer {
  const read = readList(call, rules)
  if (!('query' in read)) return read
  const { query } = read
  const { account, caller } = call
  const { accountId } = account.state
  if ((query.get('account_id') ?? accountId) !== accountId) return notAllowed(call)
  const iamId = query.get('iam_id')
  const wide = query.get('scope') === 'account'
  if (wide && !account.holds(caller.iamId, 'iam-identity', 'Administrator')) return notAllowed(call)
  if (iamId !== null) {
    if (!account.has(iamId)) return missing(call, 'Identity', iamId)
    // Nobody lists another user's keys by name, not even an administrator.
    const own = iamId === caller.iamId
    if (!(own || (isServiceIdentity(iamId) && mayDo(call, 'look', iamId)))) return notAllowed(call)
  }
  const type = query.get('type')
  const whose = iamId ?? (wide ? null : caller.iamId)
  const keys = account.keys
    .filter((key) => whose === null || key.iamId === whose)
    .filter((key) => type === null || (type === 'serviceid') === isServiceIdentity(key.iamId))
  const planted = call.faults.quirk('value-in-list', 'iam', call.asked)
  const history = query.get('include_history') === 'true'
  return pageOf(call, read, 'apikeys', sorted(keys, query), (key, index) => {
    // Documented as always there, and not said with what: here it is missing or empty by turns.
    const value = planted === null ? (index % 2 === 0 ? '' : undefined) : (planted.value ?? newIbmValue())
    return keyShape(key, { accountId, history }, value)
  })
}

/** Without `sort`: as they were made. */
function sorted(keys: readonly IbmKey[], query: URLSearchParams): readonly IbmKey[] {
  const sort = query.get('sort')
  const by = (key: IbmKey): string =>
    sort === 'name'
      ? key.name
      : sort === 'description'
        ? (key.description ?? '')
        : sort === 'created_by'
          ? key.createdBy
          : key.createdAt
  const up = [...keys].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0))
  return query.get('order') === 'desc' ? up.reverse() : up
}

function create(call: Call): Answer {
  return withBody(call, createKeyBody, (body) => {
    const { account, caller } = call
    if ((body.account_id ?? account.state.accountId) !== account.state.accountId) return notAllowed(call)
    if (!account.has(body.iam_id)) return missing(call, 'Identity', body.iam_id)
    if (!mayDo(call, 'create', body.iam_id)) return notAllowed(call)
    const service = isServiceIdentity(body.iam_id)
    const restricted = !service && account.state.settings.restrictCreateApiKey
    if (restricted && !account.holds(caller.iamId, 'iam-identity', 'UserApiKeyCreator'))
      return notAllowed(call)
    return makeKey(call, { ...body, iamId: body.iam_id }, (key, value) => {
      const { accountId } = account.state
      return {
        ...json(201, keyShape(key, { accountId, history: false }, value)),
        headers: { 'content-type': 'application/json', etag: entityTag(key) },
      }
    })
  })
}

type Wish = Omit<z.infer<typeof createKeyBody>, 'iam_id'> & { readonly iamId: string }

/** Makes a key, by the rules that hold for one in a call of its own and for one in the call for a service ID. */
export function makeKey(call: Call, body: Wish, then: (key: IbmKey, value: string) => Answer): Answer {
  const problem = problemOf(call, body)
  if (problem !== null) return problem
  const locked = flag(call, 'entity-lock')
  const disabled = flag(call, 'entity-disable')
  if (locked === null || disabled === null)
    return invalid(call, 'Entity-Lock and Entity-Disable: true or false')
  const { key, value } = call.account.createKey(
    {
      name: body.name,
      iamId: body.iamId,
      description: body.description ?? null,
      storeValue: body.store_value ?? false,
      supportSessions: body.support_sessions ?? false,
      actionWhenLeaked: body.action_when_leaked ?? 'disable',
      expiresAt: body.expires_at ?? null,
      value: body.apikey ?? null,
      locked,
      disabled,
    },
    call.caller.iamId,
  )
  return then(key, value)
}

/** Why such a key cannot be made, or null. Asked before anything is made with it. */
export function problemOf(call: Call, body: Wish): Answer | null {
  const { account } = call
  const service = isServiceIdentity(body.iamId)
  if (body.store_value && !service) return invalid(call, "Property 'store_value' must be false for users")
  if (body.support_sessions && service) return invalid(call, "Property 'support_sessions' is for users only")
  const { expires_at: expiresAt = null } = body
  if (account.expired({ expiresAt })) return invalid(call, "Property 'expires_at' is in the past")
  if (body.apikey !== undefined && account.holder(body.apikey) !== null) {
    return refuse(call, 409, 'BXNIM0111E', 'An API key with this value exists already')
  }
  if (account.keys.filter(({ iamId }) => iamId === body.iamId).length < keysPerIdentity) return null
  return refuse(call, 422, 'BXNIM0151E', `The limit of ${keysPerIdentity} API keys is reached`)
}

/** The value in full: only of a service ID's key that was made to be read again. */
const readable = (key: IbmKey): string => (isServiceIdentity(key.iamId) ? (key.value ?? '') : '')

function whole(call: Call, key: IbmKey): Answer {
  const query = new URLSearchParams(call.asked.query)
  const shown = {
    accountId: call.account.state.accountId,
    history: query.get('include_history') === 'true',
    activity: query.get('include_activity') === 'true',
  }
  return {
    ...json(200, keyShape(key, shown, readable(key))),
    headers: { 'content-type': 'application/json', etag: entityTag(key) },
  }
}

/** Why these parameters are none of a single key's, or null. */
function oddQuery(call: Call, ...allowed: readonly string[]): Answer | null {
  for (const [name, value] of new URLSearchParams(call.asked.query)) {
    if (!allowed.includes(name) || !['true', 'false'].includes(value)) {
      return invalid(call, `Query parameter '${name}' is not expected, or not true or false`)
    }
  }
  return null
}

function read(call: Call, key: IbmKey): Answer {
  const odd = oddQuery(call, 'include_history', 'include_activity')
  if (odd !== null) return odd
  return mayDo(call, 'look', key.iamId) ? whole(call, key) : notAllowed(call)
}

function details(call: Call): Answer {
  const odd = oddQuery(call, 'include_history')
  if (odd !== null) return odd
  const value = call.asked.headers['iam-apikey'] ?? ''
  if (value === '') return invalid(call, "Header missing or empty: 'IAM-ApiKey'")
  const key = call.account.holder(value)
  if (key === null) return refuse(call, 404, 'BXNIM0102E', 'Unable to find Object')
  return mayDo(call, 'look', key.iamId) ? whole(call, key) : notAllowed(call)
}

function update(call: Call, key: IbmKey): Answer {
  return withBody(call, updateKeyBody, (body) => {
    const { account, caller } = call
    if (!mayDo(call, 'update', key.iamId)) return notAllowed(call)
    if (key.locked) return lockedNow(call)
    const stopped = mismatch(call, key, () => account.changeKey(key.id, {}, 'iam-other', 'update'))
    if (stopped !== null) return stopped
    const { expires_at: expiresAt } = body
    if (expiresAt && account.expired({ expiresAt }))
      return invalid(call, "Property 'expires_at' is in the past")
    if (body.support_sessions && isServiceIdentity(key.iamId)) {
      return invalid(call, "Property 'support_sessions' is for users only")
    }
    const change: Partial<IbmKey> = {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description || null }),
      ...(body.support_sessions === undefined ? {} : { supportSessions: body.support_sessions }),
      ...(body.action_when_leaked === undefined ? {} : { actionWhenLeaked: body.action_when_leaked }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt || null }),
    }
    return whole(call, account.changeKey(key.id, change, caller.iamId, 'update'))
  })
}

function remove(call: Call, key: IbmKey): Answer {
  if (!mayDo(call, 'delete', key.iamId)) return notAllowed(call)
  if (key.locked) return lockedNow(call)
  call.account.removeKey(key.id)
  return nothing()
}

/** Locks or disables, or takes it back. What is locked can only be unlocked. */
function mark(call: Call, key: IbmKey, part: string, set: boolean): Answer {
  const { account, caller } = call
  if (!mayDo(call, 'update', key.iamId)) return notAllowed(call)
  if (part === 'lock') {
    account.changeKey(key.id, { locked: set }, caller.iamId, set ? 'lock' : 'unlock')
    return nothing()
  }
  if (key.locked) return lockedNow(call)
  account.changeKey(key.id, { disabled: set }, caller.iamId, set ? 'disable' : 'enable')
  return nothing()
}
