import { z } from 'zod'
import { type Answer, json, refusal } from './exchange.ts'
import type { StoredKey } from './model.ts'
import { familyOf } from './permissions.ts'
import type { Vendor } from './vendor.ts'

/** Access policies on keys, and the groups that they name, as strict as the vendor may be. */

const info = z.unknown().optional()

/** What a policy of such a key may look like. Both spellings of the version are in the vendor's own documents. */
const policyFor = (family: string) => {
  const name = ['Manage', 'ReadConfig', 'ReadAccessPolicy', 'UpdateAccessPolicy'].map(
    (one) => `${family}:${one}`,
  )
  const permissions = z.partialRecord(z.enum(name), z.enum(['grant', 'deny']))
  return z.strictObject({
    version: z.enum(['v2025-01-01', '2025-01-01']),
    default: z.strictObject({ permissions, additionalInfo: info }),
    rules: z.array(
      z.strictObject({
        targets: z.array(z.strictObject({ group: z.string().regex(/^\d{1,18}$/) })).min(1),
        permissions,
        additionalInfo: info,
      }),
    ),
  })
}

/** Whether such a key may have a policy: members' and the organisation's have none. */
export const policiesOn = (key: Pick<StoredKey, 'owner'>): boolean => 'teamId' in key.owner

/**
 * The text that would be stored for this key, or why none can be. It comes back in other words than it was sent in: an
 * empty note is written out.
 */
export function checkPolicy(
  key: Pick<StoredKey, 'presets' | 'permissions' | 'owner'>,
  text: string,
): { readonly text: string } | { readonly problem: string } {
  if (!policiesOn(key)) return { problem: 'access policies are not supported on this key' }
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    return { problem: 'access_policy is not JSON' }
  }
  const read = policyFor(familyOf(key)).safeParse(policy)
  if (!read.success) {
    const [issue] = read.error.issues
    return { problem: `access_policy.${issue?.path.join('.')}: ${issue?.message ?? 'invalid'}` }
  }
  const { default: general, ...rest } = read.data
  return { text: JSON.stringify({ ...rest, default: { additionalInfo: null, ...general } }) }
}

// Smaller than anybody asks for: whoever does not follow the pages misses groups.
const pageSize = 3

/** One page of the groups: ids are numbers here and digits there. */
export function groupsPage(vendor: Vendor, query: string): Answer {
  const asked = new URLSearchParams(query)
  const unknown = [...asked.keys()].find((name) => !['team_id', 'page_size', 'page_token'].includes(name))
  if (unknown !== undefined) return refusal(400, `Bad Request: unknown parameter ${unknown}`)
  const size = asked.get('page_size') ?? '100'
  if (!/^[1-9]\d{0,3}$/.test(size)) return refusal(400, 'Bad Request: page_size is out of range')
  const token = asked.get('page_token') ?? ''
  const start =
    token === '' ? 0 : Number(/^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1])
  if (Number.isNaN(start)) return refusal(400, 'Bad Request: page_token is not one of ours')
  const all = vendor.account.groups ?? []
  const end = start + Math.min(Number(size), pageSize)
  const groups = all.slice(start, end).map(({ groupId, name }, at) => ({
    groupId: at % 2 === 0 ? groupId : String(groupId),
    name,
  }))
  if (end >= all.length) return json(200, { groups })
  return json(200, { groups, nextPageToken: Buffer.from(`after:${end}`).toString('base64url') })
}
