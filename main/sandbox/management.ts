import { z } from 'zod'
import { type Answer, type Asked, json, noRoute, plainRefusal, refusal } from './exchange.ts'
import { keyInfo, keyInfoOfSendData, keySummary } from './key-shapes.ts'
import type { StoredKey, StoredOwner } from './model.ts'
import { effective, familyOf, isSendData, presets } from './permissions.ts'
import type { Vendor } from './vendor.ts'

/** REST v5 of the vendor's key management and whoami: as strict as the vendor may be, and as uneven. */

const base = '/mgmt/openapi/5/aaa'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const names = z.array(z.string().min(1).max(200)).max(500)
const createBody = z.strictObject({
  name: z.string().trim().min(1).max(300),
  owner: z.union([
    z.strictObject({ teamId: z.int().nonnegative() }),
    z.strictObject({ userId: z.string() }),
    z.strictObject({ organisationId: z.string() }),
  ]),
  keyPermissions: z.strictObject({ presets: names.default([]), permissions: names.default([]) }),
  hashed: z.boolean().default(false),
  accessPolicy: z.string().optional(),
})
const updateBody = z.strictObject({
  newName: z.string().trim().min(1).max(300).optional(),
  isActive: z.boolean().optional(),
  presets: z.strictObject({ presets: names.default([]) }).optional(),
  permissions: z.strictObject({ permissions: names.default([]) }).optional(),
  accessPolicy: z.string().optional(),
})
const bulkDeleteBody = z.strictObject({ keyIds: z.array(z.string().regex(uuid)).min(1) })
const bulkStatusBody = z.strictObject({
  updates: z.array(z.strictObject({ keyId: z.string().regex(uuid), active: z.boolean() })).min(1),
})

const denied = (): Answer => refusal(403, 'Permissions are not granted')
const badRequest = (what: string): Answer => refusal(400, `Bad Request: ${what}`)
const gone = (id: string): string => `Not Found: api key ${id} was not found`

/** Answers one call. Everything that it changes is saved when it returns. */
export function manage(vendor: Vendor, asked: Asked): Answer {
  const { method, path } = asked
  const caller = asked.bearer === null ? null : vendor.authenticate(asked.bearer)
  // A key that can only send is no key here.
  if (caller === null || isSendData(caller)) return refusal(401, 'Unauthorized')
  const may = (permission: string): boolean => effective(caller).includes(permission)
  if (method === 'GET' && path === '/identity/whoami') return whoami(vendor, caller)
  if (!path.startsWith(base)) return noRoute()
  if (asked.query !== '') return badRequest('no query parameters are taken')
  const route = `${method} ${path.slice(base.length)}`

  switch (route) {
    case 'POST /api-keys/v3':
      return withBody(asked, createBody, (body) => create(vendor, body, may))
    case 'GET /api-keys/v3/list/all':
      if (!may('team-custom-api-keys:ReadConfig')) return denied()
      return json(200, {
        // Other members' personal keys are only in the members' list.
        keys: vendor.keys.filter(({ owner }) => !('userId' in owner)).map((key) => keyInfo(key, false)),
      })
    case 'GET /send-data-keys/v3':
      if (!may('data-ingest-api-keys:ReadConfig')) return denied()
      return json(200, { keys: vendor.keys.filter(isSendData).map(keyInfoOfSendData) })
    case 'GET /api-keys/v3':
      if (!may('personal-custom-api-keys:ReadConfig')) return denied()
      return json(200, {
        keys: vendor.keys
          .filter(({ owner }) => 'userId' in owner)
          .map((key) => keySummary(key, vendor.account.members)),
      })
    case 'POST /api-keys/v3/all/delete':
      return withBody(asked, bulkDeleteBody, ({ keyIds }) => bulkDelete(vendor, keyIds, may))
    case 'POST /api-keys/v3/all/status':
      return withBody(asked, bulkStatusBody, ({ updates }) => bulkStatus(vendor, updates, may))
  }

  const id = /^\/api-keys\/v3\/([^/]+)$/.exec(path.slice(base.length))?.[1]
  if (id === undefined || !['GET', 'PUT', 'DELETE'].includes(method)) return noRoute()
  if (!uuid.test(id)) {
    return plainRefusal(400, `Bad Request: key_id invalid character: found \`${id.slice(0, 1)}\` at 1`)
  }
  const key = vendor.find(id)
  if (method === 'GET') {
    if (key === null) return refusal(404, gone(id))
    return may(`${familyOf(key)}:ReadConfig`) ? json(200, { keyInfo: keyInfo(key, true) }) : denied()
  }
  if (key === null) return plainRefusal(404, gone(id))
  if (!may(`${familyOf(key)}:Manage`)) return denied()
  if (method === 'PUT') return withBody(asked, updateBody, (body) => update(vendor, key, body))
  if (key.isDefault) return badRequest('the default Send-Your-Data key cannot be deleted')
  vendor.remove([id])
  return { status: 200, body: '' }
}

function whoami(vendor: Vendor, caller: StoredKey): Answer {
  const { teamId, teamName, members } = vendor.account
  const { owner } = caller
  const user = 'userId' in owner ? members.find(({ userId }) => userId === owner.userId)?.email : undefined
  return json(200, {
    team_id: teamId,
    team_name: teamName,
    ...(user === undefined ? {} : { user_name: user }),
    // Only the label, as older answers have it: no console belongs to this vendor.
    team_url: 'acme-sandbox',
  })
}

function withBody<T>(asked: Asked, schema: z.ZodType<T>, then: (body: T) => Answer): Answer {
  if (asked.contentType !== 'application/json') return badRequest('content-type must be application/json')
  let body: unknown
  try {
    body = JSON.parse(asked.body.toString('utf8'))
  } catch {
    return plainRefusal(400, 'Bad Request: the body is not JSON')
  }
  const read = schema.safeParse(body)
  if (read.success) return then(read.data)
  const [issue] = read.error.issues
  return badRequest(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
}

/** Why these rights cannot be given to a key, or null. */
function rightsProblem(
  vendor: Vendor,
  given: { presets: readonly string[]; permissions: readonly string[] },
): string | null {
  // What a key has already, a twin for example, another one may have, too.
  const had = (name: string): boolean => vendor.keys.some((key) => key.presets.includes(name))
  const unknown = given.presets.find((name) => !presets.has(name) && !had(name))
  if (unknown !== undefined) return `unknown preset ${unknown}`
  const odd = given.permissions.find((one) => !/^[a-z0-9.#-]+:[A-Za-z]+$/i.test(one))
  if (odd !== undefined) return `unknown permission ${odd}`
  const count = given.presets.length + given.permissions.length
  if (count === 0) return 'at least one preset or permission is required'
  if (given.presets.includes('RUM') && count > 1) return 'the RUM preset stands alone'
  return null
}

function create(
  vendor: Vendor,
  body: z.infer<typeof createBody>,
  may: (permission: string) => boolean,
): Answer {
  const wanted = { ...body.keyPermissions, owner: body.owner, name: body.name, hashed: body.hashed }
  const problem = rightsProblem(vendor, wanted) ?? ownerProblem(vendor, body.owner)
  if (problem !== null) return badRequest(problem)
  if (!may(`${familyOf(wanted)}:Manage`)) return denied()
  const { key, value } = vendor.create(wanted)
  return json(200, { keyId: key.id, name: key.name, value })
}

function ownerProblem({ account }: Vendor, owner: StoredOwner): string | null {
  if ('teamId' in owner) return owner.teamId === account.teamId ? null : 'team_id is not yours'
  if ('organisationId' in owner) {
    return owner.organisationId === account.organisationId ? null : 'organisation_id is not yours'
  }
  return account.members.some(({ userId }) => userId === owner.userId) ? null : 'user_id is not a member'
}

function update(vendor: Vendor, key: StoredKey, body: z.infer<typeof updateBody>): Answer {
  const given = {
    presets: body.presets?.presets ?? key.presets,
    permissions: body.permissions?.permissions ?? key.permissions,
  }
  if (body.presets !== undefined || body.permissions !== undefined) {
    const problem = key.legacy
      ? 'permissions of a legacy key cannot be updated'
      : rightsProblem(vendor, given)
    if (problem !== null) return badRequest(problem)
  }
  const change = { ...given, name: body.newName ?? key.name, active: body.isActive ?? key.active }
  vendor.update([{ id: key.id, change }])
  return json(200, {})
}

/** All or none: one id that cannot be deleted refuses them all. */
function bulkDelete(vendor: Vendor, ids: readonly string[], may: (permission: string) => boolean): Answer {
  for (const id of ids) {
    const key = vendor.find(id)
    if (key === null) return refusal(404, gone(id))
    if (!may(`${familyOf(key)}:Manage`)) return denied()
    if (key.isDefault) return badRequest('the default Send-Your-Data key cannot be deleted')
  }
  vendor.remove(ids)
  return { status: 200, body: '' }
}

function bulkStatus(
  vendor: Vendor,
  updates: readonly { readonly keyId: string; readonly active: boolean }[],
  may: (permission: string) => boolean,
): Answer {
  for (const { keyId } of updates) {
    const key = vendor.find(keyId)
    if (key === null) return refusal(404, gone(keyId))
    if (!may(`${familyOf(key)}:Manage`)) return denied()
  }
  vendor.update(updates.map(({ keyId, active }) => ({ id: keyId, change: { active } })))
  return json(200, {})
}
