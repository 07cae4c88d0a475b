import type { AccessPolicy, AccessPolicyView, PolicyAccess, PolicyGrant } from '../../../shared/providers.ts'
import { count } from '../../words.ts'

/** An access policy while it is edited. All pure. */
export interface PolicyDraft {
  readonly general: PolicyGrant
  readonly rules: AccessPolicy['rules']
  /** Whether the policy says who may see and change the policy itself. */
  readonly itself: boolean
}

type Rule = AccessPolicy['rules'][number]

export const accessWords: Record<PolicyAccess, string> = {
  default: 'Default',
  none: 'No access',
  read: 'Read',
  manage: 'Manage',
}

/** What an access means, in the list where it is chosen. */
export const accessNotes: Record<PolicyAccess, string> = {
  default: 'by their roles',
  none: 'whatever their roles',
  read: 'may see it',
  manage: 'may change it',
}

export const accesses: readonly PolicyAccess[] = ['default', 'none', 'read', 'manage']

const silent: PolicyGrant = { access: 'default', policy: 'default' }
const says = ({ access, policy }: PolicyGrant): boolean => access !== 'default' || policy !== 'default'

/** Starts from what the key has; one without a policy starts with one that says nothing. */
export function draftOf(policy: AccessPolicy | null): PolicyDraft {
  const general = policy?.general ?? silent
  const rules = policy?.rules ?? []
  return { general, rules, itself: [general, ...rules].some((grant) => grant.policy !== 'default') }
}

/** What is saved. With the switch off, the policy says nothing about itself. */
export function toPolicy({ general, rules, itself }: PolicyDraft): AccessPolicy {
  const kept = <T extends PolicyGrant>(grant: T): T => (itself ? grant : { ...grant, policy: 'default' })
  return {
    general: kept(general),
    rules: rules.map((rule) => ({ ...kept(rule), groupId: rule.groupId.trim() })),
  }
}

export const samePolicy = (a: AccessPolicy, b: AccessPolicy): boolean =>
  a.general.access === b.general.access &&
  a.general.policy === b.general.policy &&
  a.rules.length === b.rules.length &&
  a.rules.every((rule, index) => {
    const other = b.rules[index]
    return rule.groupId === other?.groupId && rule.access === other.access && rule.policy === other.policy
  })

export const nameOfGroup = (id: string, groups: AccessPolicyView['groups']): string =>
  groups.find((group) => group.id === id)?.name ?? `Group ${id}`

export const withRule = (draft: PolicyDraft, groupId: string): PolicyDraft => ({
  ...draft,
  rules: [...draft.rules, { groupId, access: 'read', policy: 'default' }],
})

export const withoutRule = (draft: PolicyDraft, index: number): PolicyDraft => ({
  ...draft,
  rules: draft.rules.filter((_, at) => at !== index),
})

export const changedRule = (draft: PolicyDraft, index: number, change: Partial<Rule>): PolicyDraft => ({
  ...draft,
  rules: draft.rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule)),
})

/** Why a group cannot be added by what was typed; null where it can. */
export function groupProblem(draft: PolicyDraft, groupId: string): string | null {
  const id = groupId.trim()
  if (id === '') return 'Give the id of the group.'
  if (id.length > 100) return 'Use 100 characters or fewer.'
  if (draft.rules.some((rule) => rule.groupId === id)) return 'This group has a rule already.'
  return null
}

/** What must be changed before it is saved, by the place of its rule; `whole` about all of it. */
export interface PolicyProblems {
  readonly whole: string | null
  readonly rules: ReadonlyMap<number, string>
}

export function problemsOf(draft: PolicyDraft): PolicyProblems {
  const policy = toPolicy(draft)
  const rules = new Map<number, string>()
  for (const [index, rule] of policy.rules.entries()) {
    if (policy.rules.findIndex((each) => each.groupId === rule.groupId) < index)
      rules.set(index, 'This group has a rule above. Keep one of them.')
    else if (!says(rule)) rules.set(index, 'This rule says nothing. Choose an access, or remove it.')
  }
  const empty = !says(policy.general) && policy.rules.length === 0
  return {
    rules,
    whole: empty
      ? 'The policy says nothing: roles alone decide. Choose an access or add a group; Reset takes a policy away.'
      : null,
  }
}

export const hasProblems = ({ whole, rules }: PolicyProblems): boolean => whole !== null || rules.size > 0

/** What is allowed and may surprise. */
export function warningsOf(draft: PolicyDraft): readonly string[] {
  const { general, rules } = toPolicy(draft)
  const nobody = (of: keyof PolicyGrant) =>
    general[of] === 'none' && !rules.some((rule) => rule[of] !== 'none')
  const noOne = (of: keyof PolicyGrant) =>
    (general[of] === 'none' || general[of] === 'read') &&
    !rules.some((rule) => rule[of] === 'manage' || rule[of] === 'default')
  return [
    ...(nobody('access')
      ? ['Nobody can see this key at the vendor any more, perhaps not even this account’s admin key.']
      : noOne('access')
        ? ['Nobody can change this key at the vendor any more, perhaps not even this account’s admin key.']
        : []),
    ...(draft.itself && noOne('policy')
      ? ['Nobody can change this policy afterwards, perhaps not even this account’s admin key.']
      : []),
  ]
}

/** What the policy comes to, one sentence. */
export function policySentence(draft: PolicyDraft): string {
  const { general, rules } = toPolicy(draft)
  const everybody: Record<PolicyAccess, string> = {
    default: 'Everybody has what their roles give',
    none: 'Nobody has access',
    read: 'Everybody with the right roles may see the key',
    manage: 'Everybody with the right roles may change the key',
  }
  return `${everybody[general.access]}${rules.length > 0 ? `; ${count(rules.length, 'group has a rule', 'groups have rules')} of ${rules.length === 1 ? 'its' : 'their'} own` : ''}.`
}

/** That the vendor shows no policy; it may hide one from a credential that may not read it. */
export const noPolicySentence = (readPolicy: string, readable = false): string =>
  readable
    ? 'The key has no policy: everybody has what their roles give.'
    : `The vendor shows no policy: everybody has what their roles give. It could hide one from this account’s credential: it is not proven that it has ${readPolicy}.`
