import { z } from 'zod'
import { checkPolicy, groupsPage, policiesOn } from './access-policies.ts'
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
  const rights = new Set(effective(caller))
  const may = (permission: string): boolean => rights.has(permission)
  if (method === 'GET' && path === '/identity/whoami') return whoami(vendor, caller)
  if (!path.startsWith(base)) return noRoute()
  if (method === 'GET' && path === `${base}/team-groups/v2`) {
    return may('team-groups:ReadConfig') ? groupsPage(vendor, asked.query) : denied()
  }
  if (asked.query !== '') return badRequest('no query parameters are taken')
  const route = `${method} ${path.slice(base.length)}`
  // Whoever may not see a policy is not told that there is one.
  const seesPolicy = (key: StoredKey): boolean => may(`${familyOf(key)}:ReadAccessPolicy`)

  switch (route) {
    case 'POST /api-keys/v3':
      return withBody(asked, createBody, (body) => create(vendor, body, may))
    case 'GET /api-keys/v3/list/all':
      if (!may('team-custom-api-keys:ReadConfig')) return denied()
      return json(200, {
        // Other members' personal keys are only in the members' list.
        keys: vendor.keys
          .filter(({ owner }) => !('userId' in owner))
          .map((key) => keyInfo(key, false, seesPolicy(key))),
      })
    case 'GET /send-data-keys/v3':
      if (!may('data-ingest-api-keys:ReadConfig')) return denied()
      return json(200, {
        keys: vendor.keys.filter(isSendData).map((key) => keyInfoOfSendData(key, seesPolicy(key))),
      })
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
    if (!may(`${familyOf(key)}:ReadConfig`)) return denied()
    return json(200, { keyInfo: keyInfo(key, true, seesPolicy(key)) })
  }
  if (key === null) return plainRefusal(404, gone(id))
  if (method === 'PUT') return withBody(asked, updateBody, (body) => update(vendor, key, body, may))
  if (!may(`${familyOf(key)}:Manage`)) return denied()
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
  const policy = body.accessPolicy ? checkPolicy(wanted, body.accessPolicy) : null
  if (policy !== null && 'problem' in policy) return badRequest(policy.problem)
  if (policy !== null && !may(`${familyOf(wanted)}:UpdateAccessPolicy`)) return denied()
  const { key, value } = vendor.create({
    ...wanted,
    ...(policy === null ? {} : { accessPolicy: policy.text }),
  })
  return json(200, { keyId: key.id, name: key.name, value })
}

function ownerProblem({ account }: Vendor, owner: StoredOwner): string | null {
  if ('teamId' in owner) return owner.teamId === account.teamId ? null : 'team_id is not yours'
  if ('organisationId' in owner) {
    return owner.organisationId === account.organisationId ? null : 'organisation_id is not yours'
  }
  return account.members.some(({ userId }) => userId === owner.userId) ? null : 'user_id is not a member'
}

/** Each part wants a right of its own, and nothing is changed where one of them is refused. */
function update(
  vendor: Vendor,
  key: StoredKey,
  body: z.infer<typeof updateBody>,
  may: (permission: string) => boolean,
): Answer {
  const { accessPolicy, newName, isActive, presets: newPresets, permissions: newPermissions } = body
  const onlyPolicy = accessPolicy !== undefined && Object.keys(body).length === 1
  if (!onlyPolicy && !may(`${familyOf(key)}:Manage`)) return denied()
  const policy = accessPolicy ? checkPolicy(key, accessPolicy) : null
  if (accessPolicy !== undefined) {
    if (!policiesOn(key)) return badRequest('access policies are not supported on this key')
    if (!may(`${familyOf(key)}:UpdateAccessPolicy`)) return denied()
    if (policy !== null && 'problem' in policy) return badRequest(policy.problem)
  }
  const given = {
    presets: newPresets?.presets ?? key.presets,
    permissions: newPermissions?.permissions ?? key.permissions,
  }
  if (newPresets !== undefined || newPermissions !== undefined) {
    const problem = key.legacy
      ? 'permissions of a legacy key cannot be updated'
      : rightsProblem(vendor, given)
    if (problem !== null) return badRequest(problem)
  }
  if (accessPolicy !== undefined) {
    vendor.setPolicy(key.id, policy !== null && 'text' in policy ? policy.text : null)
  }
  if (!onlyPolicy) {
    const change = { ...given, name: newName ?? key.name, active: isActive ?? key.active }
    vendor.update([{ id: key.id, change }])
  }
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

/** One after the other until one is refused: what was changed before stays changed. */
function bulkStatus(
  vendor: Vendor,
  updates: readonly { readonly keyId: string; readonly active: boolean }[],
  may: (permission: string) => boolean,
): Answer {
  for (const { keyId, active } of updates) {
    const key = vendor.find(keyId)
    if (key === null) return refusal(404, gone(keyId))
    if (!may(`${familyOf(key)}:Manage`)) return denied()
    vendor.update([{ id: keyId, change: { active } }])
  }
  return json(200, {})
}
