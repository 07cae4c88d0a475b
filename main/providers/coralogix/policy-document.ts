import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { AccessPolicy, PolicyAccess, PolicyGrant } from '../../../shared/providers.ts'
import type { PolicyCalls } from '../provider.ts'
import { cleanText } from '../vendor-text.ts'

/**
 * The text of an access policy as it stands, with nothing dropped: what the form does not know is carried along as it
 * came. Only names and ids that are shown are cleaned, where they are shown.
 */

export type JsonObject = { readonly [name: string]: unknown }

export interface PolicyDocument extends JsonObject {
  readonly version?: unknown
  readonly default: JsonObject & { readonly permissions: JsonObject }
  readonly rules: readonly unknown[]
}

/** A rule that can be read: whom it names, and what it grants. */
export interface PolicyRule extends JsonObject {
  readonly targets: readonly unknown[]
  readonly permissions: JsonObject
}

export type PolicyNames = NonNullable<ReturnType<PolicyCalls['permissions']>>

/** In characters. The vendor documents no bound; a policy for 500 groups stays below it. */
export const maxPolicyText = 256 * 1024
const maxGroups = 500
const maxDepth = 32

const look = "Look at it on the vendor's page, or take the policy away and set a new one."

const unreadable = (why: string): Result<never> =>
  fail('vendor-malformed', `The access policy of this key ${why}. Nothing was changed.`, look)

export const isObject = (json: unknown): json is JsonObject =>
  json !== null && typeof json === 'object' && !Array.isArray(json)

/** Reads the text. Fails with `vendor-malformed` where it is no policy that can be kept whole. */
export function parsePolicy(text: string): Result<PolicyDocument> {
  if (text.length > maxPolicyText) return unreadable('is too large to be read here')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return unreadable('is not JSON')
  }
  if (!isObject(json)) return unreadable('is JSON, but no policy')
  const problem = unkeepable(json)
  if (problem !== null) return unreadable(problem)
  // A part that is left out says nothing.
  const general = json.default ?? {}
  const rules = json.rules ?? []
  const permissions = isObject(general) ? (general.permissions ?? {}) : null
  if (!isObject(general) || !isObject(permissions) || !Array.isArray(rules)) {
    return unreadable('has a form that Keyturn does not know')
  }
  const named = new Set(rules.flatMap((rule) => (isRule(rule) ? rule.targets : []).map(groupOf)))
  if (named.size > maxGroups) return unreadable(`names more than ${maxGroups} groups`)
  return ok({ ...json, default: { ...general, permissions }, rules })
}

/** Why it would not come out of here as it went in, or null. Walks without recursion: depth is the sender's choice. */
function unkeepable(json: unknown): string | null {
  let level: readonly unknown[] = [json]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return 'is nested too deeply to be read here'
    if (level.some((one) => typeof one === 'number' && Math.abs(one) > Number.MAX_SAFE_INTEGER)) {
      return 'holds a number that is too large to be kept exactly'
    }
    level = level.flatMap((one) => (one !== null && typeof one === 'object' ? Object.values(one) : []))
  }
  return null
}

/** Whether a rule says whom it names and what it grants, in the documented form. */
export const isRule = (rule: unknown): rule is PolicyRule =>
  isObject(rule) && Array.isArray(rule.targets) && rule.targets.length > 0 && isObject(rule.permissions)

/** The id of the group that a target names; null where it names none, or none that can be shown as it is. */
export function groupOf(target: unknown): string | null {
  const group = isObject(target) ? target.group : null
  const id = typeof group === 'number' && Number.isInteger(group) ? String(group) : group
  if (typeof id !== 'string' || id === '' || id.length > 100) return null
  return cleanText(id) === id ? id : null
}

type Mark = 'grant' | 'deny' | null

/** One of two pairs of permissions, as a policy words it. */
export interface Reading {
  readonly access: PolicyAccess
  /** Exactly what Keyturn writes for this access. */
  readonly plain: boolean
}

/** What a map of permissions says of one thing: seeing it and changing it are two permissions. */
export function readPair(permissions: JsonObject, read: string, manage: string): Reading {
  const [reads, manages] = [markOf(permissions, read), markOf(permissions, manage)]
  if (manages === 'grant') return { access: 'manage', plain: reads === 'grant' }
  if (reads === 'grant') return { access: 'read', plain: manages === 'deny' }
  if (reads === 'deny') return { access: 'none', plain: manages === 'deny' }
  return { access: 'default', plain: manages === null }
}

/** What it says of one permission. The vendor writes permissions in either case. */
export function markOf(permissions: JsonObject, name: string): Mark {
  const said = Object.entries(permissions)
    .filter(([one]) => sameName(one, name))
    .map(([, mark]) => mark)
  // Said twice: the one that takes away is the one to believe.
  if (said.includes('deny')) return 'deny'
  return said.includes('grant') ? 'grant' : null
}

export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/** What a map of permissions grants, as the form shows it. */
export const readGrant = (permissions: JsonObject, names: PolicyNames): PolicyGrant => ({
  access: readPair(permissions, names.read, names.manage).access,
  policy: readPair(permissions, names.readPolicy, names.managePolicy).access,
})

/** What the form shows of a policy. A group that several rules name is shown with what the first one says. */
export function policyOf(document: PolicyDocument, names: PolicyNames): AccessPolicy {
  const rules = new Map<string, PolicyGrant>()
  for (const rule of document.rules.filter(isRule)) {
    const grant = readGrant(rule.permissions, names)
    for (const id of rule.targets.map(groupOf)) if (id !== null && !rules.has(id)) rules.set(id, grant)
  }
  return {
    general: readGrant(document.default.permissions, names),
    rules: [...rules].map(([groupId, grant]) => ({ groupId, ...grant })),
  }
}
