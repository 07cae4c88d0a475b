import { expect, it } from 'vitest'
import { effectivePolicy } from '../../../main/rotation/policy.ts'
import {
  advisedPolicies,
  openScopes,
  policyOf,
  policyWords,
  typesInUse,
  widerPolicy,
} from '../../../renderer/features/settings/policy-draft.ts'
import type { RotationPolicy } from '../../../shared/model.ts'
import { providers } from '../../fakes/answers.ts'
import { acme, fakeKey, staging } from '../../fakes/keys.ts'
import { ibm, vendorAccounts } from '../../fakes/vendor-accounts.ts'

const policies: readonly RotationPolicy[] = [
  { scope: { kind: 'default' }, maxAgeDays: 90, leadDays: 14 },
  { scope: { kind: 'account', accountId: staging }, maxAgeDays: null, leadDays: 0 },
  { scope: { kind: 'type', type: 'team' }, maxAgeDays: 60, leadDays: 14 },
  { scope: { kind: 'preset', preset: 'SCIM' }, maxAgeDays: 180, leadDays: 30 },
  { scope: { kind: 'preset', preset: 'Alerts' }, maxAgeDays: 30, leadDays: 7 },
]

it('says what a policy asks for', () => {
  expect(policies.map(policyWords).slice(0, 2)).toEqual([
    'Replace after 90 days, remind 14 days before',
    'Never due',
  ])
})

it('names the same policy for a key as the reminders follow', () => {
  for (const accountId of [acme, staging])
    for (const type of ['send-your-data', 'team'] as const)
      for (const presets of [[], ['SCIM'], ['SCIM', 'Alerts']]) {
        const key = fakeKey({ accountId, type, presets })
        const held = effectivePolicy(policies, { ref: { accountId, keyId: key.id }, type, presets })
        const said = widerPolicy(policies, key)
        expect(said?.scope.kind).toBe(held.from)
        expect(said).toMatchObject({ maxAgeDays: held.maxAgeDays, leadDays: held.leadDays })
      }
})

it('offers a policy for accounts and presets that have none', () => {
  const accounts = [
    { id: acme, name: 'acme' },
    { id: staging, name: 'acme-staging' },
  ]
  const keys = [fakeKey({ presets: ['SendData', 'SCIM'] }), fakeKey({ presets: ['SendData'] })]
  expect(openScopes(policies, accounts, keys).map(({ name }) => name)).toEqual([
    'Account acme',
    'Preset SendData',
  ])
  expect(policyOf(policies, { kind: 'account', accountId: staging })?.maxAgeDays).toBeNull()
})

it('offers policies for the types of the vendors in use, and of the keys that there are', () => {
  const coralogix = [{ provider: 'coralogix' }] as const
  expect(typesInUse(providers, coralogix, [])).toEqual(['send-your-data', 'team', 'personal'])
  expect(typesInUse(providers, coralogix, [fakeKey({ type: 'organisation' })])).toContain('organisation')
  expect(typesInUse(providers, vendorAccounts(), [])).toEqual(['service-id', 'user', 'org-wide', 'personal'])
})

it('offers what a vendor advises, with its reason, until the account has a policy of its own', () => {
  const [advised, ...others] = advisedPolicies(providers, vendorAccounts(), [])
  expect(others).toEqual([])
  expect(advised?.policy).toEqual({
    ...{ scope: { kind: 'account', accountId: ibm }, maxAgeDays: 90, leadDays: 14 },
  })
  expect(advised?.reason).toContain('90 days')
  expect(advisedPolicies(providers, vendorAccounts(), advised ? [advised.policy] : [])).toEqual([])
})
