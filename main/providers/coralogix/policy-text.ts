import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { AccessPolicy, PolicyAccess, PolicyGrant } from '../../../shared/providers.ts'
import {
  groupOf,
  isRule,
  type JsonObject,
  maxPolicyText,
  type PolicyDocument,
  type PolicyNames,
  type PolicyRule,
  parsePolicy,
  policyOf,
  readGrant,
  sameName,
} from './policy-document.ts'
import { keptOf } from './policy-kept.ts'

// The vendor prints it with and without the v; its own tests against the real service write this one.
const version = 'v2025-01-01'

const empty: PolicyDocument = { version, default: { permissions: {} }, rules: [] }

/**
 * Reads a policy's text: what the form shows of it, and in words what it does not show. Fails with `vendor-malformed`
 * where the text is no policy.
 */
export function readPolicy(
  text: string,
  names: PolicyNames,
): Result<{ readonly policy: AccessPolicy; readonly kept: readonly string[] }> {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return parsed
  return ok({ policy: policyOf(parsed.value, names), kept: keptOf(parsed.value, names) })
}

/**
 * The text that says `policy`. Takes the text as it stands, null where there is none, and changes in it only what
 * differs from what the form showed of it; the same text comes back where nothing does. Fails with `vendor-malformed`
 * where the text is no policy, and with `usage` where a group stands in the form twice.
 */
export function writePolicy(text: string | null, policy: AccessPolicy, names: PolicyNames): Result<string> {
  const parsed = text === null ? ok(empty) : parsePolicy(text)
  if (!parsed.ok) return parsed
  const wanted = new Map(policy.rules.map((rule) => [rule.groupId, rule]))
  if (wanted.size < policy.rules.length) {
    const twice = policy.rules.find(
      (rule, at) => policy.rules.findIndex((one) => one.groupId === rule.groupId) < at,
    )
    return fail(
      'usage',
      `The group ${twice?.groupId} stands in two rules. Nothing was changed.`,
      'Leave one out.',
    )
  }
  const document = parsed.value
  const before = policyOf(document, names)
  const same =
    sameGrant(before.general, policy.general) &&
    before.rules.length === policy.rules.length &&
    before.rules.every((rule) => {
      const want = wanted.get(rule.groupId)
      return want !== undefined && sameGrant(rule, want)
    })
  if (text !== null && same) return ok(text)
  const permissions = withGrant(document.default.permissions, before.general, policy.general, names)
  const next = JSON.stringify({
    ...document,
    version: document.version ?? version,
    default: { ...document.default, permissions },
    rules: rulesFor(document.rules, before, wanted, names),
  })
  if (next.length <= maxPolicyText) return ok(next)
  return fail('refused', 'The access policy would be too large. Nothing was changed.', 'Name fewer groups.')
}

/** The rules with these grants: what a rule says beside them stays with the groups that it was said of. */
function rulesFor(
  rules: readonly unknown[],
  before: AccessPolicy,
  wanted: ReadonlyMap<string, PolicyGrant>,
  names: PolicyNames,
): readonly unknown[] {
  const shown = new Map(before.rules.map((rule) => [rule.groupId, rule]))
  const settled = new Set<string>()
  const kept = rules.flatMap((rule): readonly unknown[] => (isRule(rule) ? divided(rule) : [rule]))
  const added = [...wanted]
    .filter(([id]) => !shown.has(id))
    .map(([id, grant]) => {
      const permissions = withGrant({}, { access: 'default', policy: 'default' }, grant, names)
      return { targets: [{ group: id }], permissions }
    })
    .filter(saysSomething)
  return [...kept, ...added]

  /** The rule as it was for the targets that stay, and once more for each new grant. */
  function divided(rule: PolicyRule): readonly PolicyRule[] {
    const stay: unknown[] = []
    const change = new Map<string, { readonly grant: PolicyGrant; readonly targets: unknown[] }>()
    for (const target of rule.targets) {
      const id = groupOf(target)
      const grant = id === null ? undefined : wanted.get(id)
      const was = id === null ? undefined : shown.get(id)
      if (id === null || (grant && was && sameGrant(grant, was))) stay.push(target)
      // Taken out of the form, or already carried by an earlier rule.
      else if (grant !== undefined && !settled.has(id)) {
        settled.add(id)
        const name = `${grant.access} ${grant.policy}`
        const entry = change.get(name) ?? { grant, targets: [] }
        entry.targets.push(target)
        change.set(name, entry)
      }
    }
    if (stay.length === rule.targets.length) return [rule]
    const said = readGrant(rule.permissions, names)
    const changed = [...change.values()].map(({ grant, targets }) => ({
      ...rule,
      targets,
      permissions: withGrant(rule.permissions, said, grant, names),
    }))
    return [...(stay.length > 0 ? [{ ...rule, targets: stay }] : []), ...changed.filter(saysSomething)]
  }
}

/** A rule that grants and denies nothing is none. */
const saysSomething = ({ targets: _, permissions, ...more }: PolicyRule): boolean =>
  Object.keys(permissions).length > 0 || Object.values(more).some((value) => value !== null)

const sameGrant = (left: PolicyGrant, right: PolicyGrant): boolean =>
  left.access === right.access && left.policy === right.policy

/** A map of permissions with another grant; what it says about anything else stays. */
function withGrant(
  permissions: JsonObject,
  before: PolicyGrant,
  after: PolicyGrant,
  names: PolicyNames,
): JsonObject {
  const access = before.access === after.access ? null : pair(names.read, names.manage, after.access)
  const policy =
    before.policy === after.policy ? null : pair(names.readPolicy, names.managePolicy, after.policy)
  const gone = [
    ...(access === null ? [] : [names.read, names.manage]),
    ...(policy === null ? [] : [names.readPolicy, names.managePolicy]),
  ]
  const stay = Object.entries(permissions).filter(([name]) => !gone.some((one) => sameName(one, name)))
  return Object.fromEntries([...stay, ...Object.entries(access ?? {}), ...Object.entries(policy ?? {})])
}

function pair(read: string, manage: string, access: PolicyAccess): JsonObject {
  if (access === 'default') return {}
  return {
    [read]: access === 'none' ? 'deny' : 'grant',
    [manage]: access === 'manage' ? 'grant' : 'deny',
  }
}
