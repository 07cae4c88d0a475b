import { describe, expect, test } from 'vitest'
import {
  changedRule,
  draftOf,
  groupProblem,
  hasProblems,
  nameOfGroup,
  noPolicySentence,
  policySentence,
  problemsOf,
  samePolicy,
  toPolicy,
  warningsOf,
  withoutRule,
  withRule,
} from '../../../renderer/features/policy/policy-draft.ts'
import type { AccessPolicy } from '../../../shared/providers.ts'

const policy: AccessPolicy = {
  general: { access: 'read', policy: 'default' },
  rules: [{ groupId: '1204', access: 'manage', policy: 'default' }],
}

describe('the access policy of a key, as a form', () => {
  test('opened and saved without a change, it is what it was', () => {
    expect(samePolicy(toPolicy(draftOf(policy)), policy)).toBe(true)
    expect(toPolicy(draftOf(policy))).toEqual(policy)
  })

  test('a policy that says something about itself opens with that switched on; switched off, it says nothing', () => {
    const itself: AccessPolicy = { ...policy, general: { access: 'read', policy: 'none' } }
    expect(draftOf(policy).itself).toBe(false)
    const draft = draftOf(itself)
    expect(draft.itself).toBe(true)
    expect(toPolicy({ ...draft, itself: false }).general).toEqual({ access: 'read', policy: 'default' })
    // Switched on again, nothing was forgotten.
    expect(toPolicy({ ...draft, itself: true })).toEqual(itself)
  })

  test('a group is added to read, changed and taken away', () => {
    const added = withRule(draftOf(policy), '1207')
    expect(toPolicy(added).rules[1]).toEqual({ groupId: '1207', access: 'read', policy: 'default' })
    const none = changedRule(added, 1, { access: 'none' })
    expect(toPolicy(none).rules[1]?.access).toBe('none')
    expect(toPolicy(withoutRule(none, 0)).rules).toEqual([
      { groupId: '1207', access: 'none', policy: 'default' },
    ])
  })

  test('the same group twice and a rule that says nothing are told by their place', () => {
    const twice = draftOf({ ...policy, rules: [...policy.rules, ...policy.rules] })
    expect([...problemsOf(twice).rules.keys()]).toEqual([1])
    expect(groupProblem(draftOf(policy), ' 1204 ')).toContain('already')
    expect(groupProblem(draftOf(policy), ' ')).toContain('Give the id')
    expect(groupProblem(draftOf(policy), '1205')).toBeNull()
    const silent = changedRule(draftOf(policy), 0, { access: 'default' })
    expect(problemsOf(silent).rules.get(0)).toContain('says nothing')
    // It does say something about the policy, once that is asked for.
    const itself = changedRule({ ...silent, itself: true }, 0, { policy: 'manage' })
    expect(hasProblems(problemsOf(itself))).toBe(false)
    expect(hasProblems(problemsOf({ ...itself, itself: false }))).toBe(true)
  })

  test('a policy that says nothing is not saved: that is what Reset is for', () => {
    const empty = draftOf(null)
    expect(problemsOf(empty).whole).toContain('Reset')
    expect(problemsOf(withRule(empty, '1204')).whole).toBeNull()
  })

  test('locking everybody out is allowed, and said before', () => {
    const none = { ...draftOf(null), general: { access: 'none', policy: 'none' } } as const
    expect(warningsOf(none)).toEqual([expect.stringContaining('Nobody can see this key')])
    expect(warningsOf({ ...none, itself: true })[1]).toContain('Nobody can change this policy')
    expect(warningsOf({ ...none, general: { access: 'read', policy: 'default' } })[0]).toContain(
      'can change this key',
    )
    expect(warningsOf(draftOf(policy))).toEqual([])
  })

  test('that there is none is said only where one could be read', () => {
    expect(noPolicySentence('keys:ReadAccessPolicy', true)).toMatch(/^The key has no policy/)
    const said = noPolicySentence('keys:ReadAccessPolicy')
    expect(said).toMatch(/^The vendor shows no policy/)
    expect(said).toContain('it is not proven that it has keys:ReadAccessPolicy')
  })

  test('what it comes to is one sentence, and a group that is not listed goes by its id', () => {
    expect(policySentence(draftOf(policy))).toBe(
      'Everybody with the right roles may see the key; 1 group has a rule of its own.',
    )
    expect(policySentence(draftOf(null))).toBe('Everybody has what their roles give.')
    expect(nameOfGroup('1204', [{ id: '1204', name: 'platform-owners' }])).toBe('platform-owners')
    expect(nameOfGroup('9', [])).toBe('Group 9')
  })
})
