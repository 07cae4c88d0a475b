import type { Account, Key, KeyType, PolicyScope, RotationPolicy } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { count } from '../../words.ts'

/** A policy as it is being typed. */
export interface PolicyDraft {
  readonly never: boolean
  readonly maxAge: string
  readonly lead: string
}

export const draftOf = (
  policy: Pick<RotationPolicy, 'maxAgeDays' | 'leadDays'> | undefined,
): PolicyDraft => ({
  never: policy?.maxAgeDays === null,
  maxAge: String(policy?.maxAgeDays ?? 90),
  lead: String(policy?.leadDays ?? 14),
})

const whole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most

/** What is wrong with it, in words, or null. */
export function draftProblem({ never, maxAge, lead }: PolicyDraft): string | null {
  if (never) return null
  if (!whole(maxAge, 1, 3650)) return 'Give a whole number of days from 1 to 3650.'
  if (!whole(lead, 0, 365)) return 'Give a reminder of 0 to 365 days before.'
  if (Number(lead) >= Number(maxAge))
    return 'The reminder must come after the key is made: fewer days than the age.'
  return null
}

export const daysOf = ({
  never,
  maxAge,
  lead,
}: PolicyDraft): Pick<RotationPolicy, 'maxAgeDays' | 'leadDays'> => ({
  maxAgeDays: never ? null : Number(maxAge),
  leadDays: never ? 0 : Number(lead),
})

/** Which policy holds where several fit, the first that there is. Main decides; this says it. */
export const whichHolds =
  'The narrowest one holds: a key’s own, then its preset’s (of several the strictest), its type’s, its account’s, the default.'

/** A scope as text, to compare by. */
export function scopeId(scope: PolicyScope): string {
  switch (scope.kind) {
    case 'default':
      return 'default'
    case 'account':
      return `account:${scope.accountId}`
    case 'type':
      return `type:${scope.type}`
    case 'preset':
      return `preset:${scope.preset}`
    case 'key':
      return `key:${scope.ref.accountId}/${scope.ref.keyId}`
  }
}

export const policyOf = (
  policies: readonly RotationPolicy[],
  scope: PolicyScope,
): RotationPolicy | undefined => policies.find((policy) => scopeId(policy.scope) === scopeId(scope))

/** What a policy asks for, in words. */
export const policyWords = (policy: Pick<RotationPolicy, 'maxAgeDays' | 'leadDays'>): string =>
  policy.maxAgeDays === null
    ? 'Never due'
    : `Replace after ${count(policy.maxAgeDays, 'day')}, remind ${count(policy.leadDays, 'day')} before`

/** The policy that a key follows where it has none of its own. */
export function widerPolicy(
  policies: readonly RotationPolicy[],
  key: Pick<Key, 'accountId' | 'type' | 'presets'>,
): RotationPolicy | undefined {
  const ages = (policy: RotationPolicy) => policy.maxAgeDays ?? Number.MAX_SAFE_INTEGER
  const [preset] = key.presets
    .flatMap((name) => policyOf(policies, { kind: 'preset', preset: name }) ?? [])
    .sort((a, b) => ages(a) - ages(b) || b.leadDays - a.leadDays)
  return (
    preset ??
    policyOf(policies, { kind: 'type', type: key.type }) ??
    policyOf(policies, { kind: 'account', accountId: key.accountId }) ??
    policyOf(policies, { kind: 'default' })
  )
}

/** For whom a policy can still be added: accounts and presets that have none. */
export function openScopes(
  policies: readonly RotationPolicy[],
  accounts: readonly Pick<Account, 'id' | 'name'>[],
  keys: readonly Pick<Key, 'presets'>[],
): readonly { readonly scope: PolicyScope; readonly name: string }[] {
  const presets = [...new Set(keys.flatMap((key) => key.presets))].sort()
  return [
    ...accounts.map(({ id, name }) => ({
      scope: { kind: 'account', accountId: id } as const,
      name: `Account ${name}`,
    })),
    ...presets.map((preset) => ({ scope: { kind: 'preset', preset } as const, name: `Preset ${preset}` })),
  ].filter(({ scope }) => !policyOf(policies, scope))
}

/** The types that a policy can be for: those of the accounts' vendors, and those that keys have. In the vendors' order. */
export function typesInUse(
  vendors: readonly Pick<ProviderInfo, 'id' | 'types'>[],
  accounts: readonly Pick<Account, 'provider'>[],
  keys: readonly Pick<Key, 'type'>[],
): readonly KeyType[] {
  const used = new Set(accounts.map((account) => account.provider))
  const offered = vendors.filter(({ id }) => used.has(id)).flatMap(({ types }) => types)
  // An organisation's keys are rare: named where there is one.
  const there = new Set(keys.map((key) => key.type))
  return [...new Set([...offered.filter((type) => type !== 'organisation' || there.has(type)), ...there])]
}

/** What a vendor advises, for those of its accounts that have no policy of their own yet. */
export function advisedPolicies(
  vendors: readonly Pick<ProviderInfo, 'id' | 'policyPreset'>[],
  accounts: readonly Pick<Account, 'id' | 'name' | 'provider'>[],
  policies: readonly RotationPolicy[],
): readonly { readonly account: string; readonly reason: string; readonly policy: RotationPolicy }[] {
  return accounts.flatMap(({ id, name, provider }) => {
    const preset = vendors.find((vendor) => vendor.id === provider)?.policyPreset
    const scope: PolicyScope = { kind: 'account', accountId: id }
    if (!preset || policyOf(policies, scope)) return []
    const { maxAgeDays, leadDays, reason } = preset
    return [{ account: name, reason, policy: { scope, maxAgeDays, leadDays } }]
  })
}
