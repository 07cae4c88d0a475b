import { type Answer, json, nothing } from '../exchange.ts'
import { makeKey, problemOf } from './api-keys.ts'
import { type Call, invalid, lockedNow, mayDo, mismatch, missing, notAllowed, refuse } from './calls.ts'
import { createServiceIdBody, flag, updateServiceIdBody, withBody } from './key-bodies.ts'
import { keyShape, serviceIdShape } from './key-shapes.ts'
import { entityTag, type IbmServiceId } from './model.ts'
import { any, listRules, one, pageOf, readList } from './pages.ts'

/** `/v1/serviceids`: identities that own keys and have policies. */

const perAccount = 2000
const rules = {
  ...listRules,
  name: any,
  sort: one('name', 'description', 'created_at', 'modified_at'),
  show_group_id: one('true', 'false'),
}

/** Answers one call below `/v1/serviceids`; null where there is no such route. */
export function serviceIds(call: Call, rest: string): Answer | null {
  const { method } = call.asked
  if (rest === '') return method === 'GET' ? list(call) : null
  // With the slash, as the vendor's own client writes it.
  if (rest === '/') return method === 'POST' ? create(call) : null
  const [, id = '', lock] = /^\/([^/]+)(?:\/(lock))?$/.exec(rest) ?? []
  if (id === '') return null
  const service = call.account.serviceId(id)
  const known = lock === undefined ? ['GET', 'PUT', 'DELETE'] : ['POST', 'DELETE']
  if (!known.includes(method)) return null
  if (service === null) return missing(call, 'ServiceId', id)
  if (lock !== undefined) return setLock(call, service, method === 'POST')
  if (method === 'GET') {
    return mayDo(call, 'look', service.iamId) ? whole(call, service) : notAllowed(call)
  }
  return method === 'PUT' ? update(call, service) : remove(call, service)
}

function list(call: Call): Answer {
  const read = readList(call, rules)
  if (!('query' in read)) return read
  const { query } = read
  const { account } = call
  const { accountId } = account.state
  const asked = query.get('account_id')
  if (asked === null) return invalid(call, "Property missing or empty: 'account_id'")
  if (asked !== accountId) return notAllowed(call)
  const name = query.get('name')
  const sort = query.get('sort')
  const by = (service: IbmServiceId): string =>
    sort === 'name'
      ? service.name
      : sort === 'description'
        ? (service.description ?? '')
        : sort === 'modified_at'
          ? service.modifiedAt
          : service.createdAt
  // Who has no role sees what is theirs, without a word about the rest.
  const seen = account.serviceIds
    .filter((service) => mayDo(call, 'look', service.iamId) && (name === null || service.name === name))
    .sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0))
  if (query.get('order') === 'desc') seen.reverse()
  const history = query.get('include_history') === 'true'
  return pageOf(call, read, 'serviceids', seen, (service) => serviceIdShape(service, { accountId, history }))
}

function create(call: Call): Answer {
  return withBody(call, createServiceIdBody, (body) => {
    const { account, caller } = call
    const { accountId, settings } = account.state
    if (body.account_id !== accountId) return notAllowed(call)
    const may = !settings.restrictCreateServiceId
    if (!(may || account.holds(caller.iamId, 'iam-identity', 'ServiceIdCreator', 'Administrator'))) {
      return notAllowed(call)
    }
    const locked = flag(call, 'entity-lock')
    if (locked === null) return invalid(call, 'Entity-Lock: true or false')
    if (account.serviceIds.length >= perAccount) {
      return refuse(call, 422, 'BXNIM0150E', `The limit of ${perAccount} service IDs is reached`)
    }
    // Nothing is made where its key could not be.
    const problem =
      body.apikey === undefined ? null : problemOf(call, { ...body.apikey, iamId: 'iam-ServiceId-' })
    if (problem !== null) return problem
    const service = account.createServiceId(
      {
        name: body.name,
        description: body.description ?? null,
        groupId: body.group_id ?? 'default',
        uniqueInstanceCrns: body.unique_instance_crns ?? [],
        locked,
      },
      caller.iamId,
    )
    const shown = { accountId, history: false }
    const answer = (more: Record<string, unknown>): Answer => ({
      ...json(201, { ...serviceIdShape(service, shown), ...more }),
      headers: { 'content-type': 'application/json', etag: entityTag(service) },
    })
    if (body.apikey === undefined) return answer({})
    return makeKey(call, { ...body.apikey, iamId: service.iamId }, (key, value) =>
      answer({ apikey: keyShape(key, shown, value) }),
    )
  })
}

function whole(call: Call, service: IbmServiceId): Answer {
  const query = new URLSearchParams(call.asked.query)
  for (const [name, value] of query) {
    const known = ['include_history', 'include_activity', 'show_group_id'].includes(name)
    if (!known || !['true', 'false'].includes(value)) {
      return invalid(call, `Query parameter '${name}' is not expected, or not true or false`)
    }
  }
  const shown = {
    accountId: call.account.state.accountId,
    history: query.get('include_history') === 'true',
    activity: query.get('include_activity') === 'true',
  }
  return {
    ...json(200, serviceIdShape(service, shown)),
    headers: { 'content-type': 'application/json', etag: entityTag(service) },
  }
}

function update(call: Call, service: IbmServiceId): Answer {
  return withBody(call, updateServiceIdBody, (body) => {
    const { account, caller } = call
    if (!mayDo(call, 'update', service.iamId)) return notAllowed(call)
    if (service.locked) return lockedNow(call)
    const stopped = mismatch(call, service, () =>
      account.changeServiceId(service.id, {}, 'iam-other', 'update'),
    )
    if (stopped !== null) return stopped
    const change: Partial<IbmServiceId> = {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description || null }),
      ...(body.unique_instance_crns === undefined ? {} : { uniqueInstanceCrns: body.unique_instance_crns }),
    }
    return whole(call, account.changeServiceId(service.id, change, caller.iamId, 'update'))
  })
}

/** Its keys go first; where one of them cannot, nothing goes. */
function remove(call: Call, service: IbmServiceId): Answer {
  const { account, faults, asked } = call
  if (!mayDo(call, 'delete', service.iamId)) return notAllowed(call)
  if (service.locked) return lockedNow(call)
  const stuck = account.keys.some(({ iamId, locked }) => iamId === service.iamId && locked)
  if (stuck || faults.quirk('keys-remain', 'iam', asked) !== null) {
    return refuse(call, 409, 'BXNIM0116E', 'Not all API keys of the service ID could be deleted; try again')
  }
  account.removeServiceId(service.id)
  return nothing()
}

function setLock(call: Call, service: IbmServiceId, set: boolean): Answer {
  const { account, caller } = call
  if (!mayDo(call, 'update', service.iamId)) return notAllowed(call)
  account.changeServiceId(service.id, { locked: set }, caller.iamId, set ? 'lock' : 'unlock')
  return nothing()
}
