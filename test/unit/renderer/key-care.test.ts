import { describe, expect, test } from 'vitest'
import { expirySentence } from '../../../renderer/features/detail/facts.ts'
import { hasLock, refusalOf } from '../../../renderer/features/detail/key-menu.ts'
import { exchangeSentence } from '../../../renderer/features/rotation/exchange.ts'
import { primaryOf } from '../../../renderer/features/rotation/standing.ts'
import { defaultSettings } from '../../../shared/defaults.ts'
import { fakeKey } from '../../fakes/keys.ts'
import { rotationPlan } from '../../fakes/rotation-plan.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

describe('what the detail of a key says', () => {
  test('an action that is refused says why; on a key that is gone nothing can be changed', () => {
    const key = fakeKey()
    const cannot = { rename: 'It is locked. Unlock it first.' }
    expect(refusalOf({ key, cannot }, 'rename')).toBe('It is locked. Unlock it first.')
    expect(refusalOf({ key, cannot }, 'disable')).toBeNull()
    const gone = { key: fakeKey({ state: 'gone' }), cannot: {} }
    expect(refusalOf(gone, 'disable')).toContain('gone at the vendor')
    // Taking it off the list is what is left to do with it.
    expect(refusalOf(gone, 'delete')).toBeNull()
  })

  test('a lock is offered only where the vendor has one', () => {
    const key = fakeKey()
    const none = 'The vendor has no lock on keys.'
    expect(hasLock({ key, cannot: { lock: none, unlock: none } })).toBe(false)
    expect(hasLock({ key, cannot: { unlock: 'It is not locked.' } })).toBe(true)
    expect(hasLock({ key: fakeKey({ locked: true }), cannot: { lock: 'It is locked already.' } })).toBe(true)
  })

  test('an expiry is said with what happens then', () => {
    expect(expirySentence('2026-12-01T12:00:00Z', now)).toMatch(/^Expires 1 Dec 2026, in 10 days\./)
    expect(expirySentence('2026-11-21T18:00:00Z', now)).toMatch(/^Expires today\./)
    expect(expirySentence('2026-11-20T12:00:00Z', now)).toBe('Expired 20 Nov 2026: the vendor refuses it.')
  })
})

describe('a rotation to a key that exists', () => {
  const request = { ref: { accountId: 'a', keyId: 'k' }, mode: 'planned', settings: defaultSettings } as const
  const plan = rotationPlan(request, fakeKey(), null)

  test('the plan names it, and says that none is made', () => {
    expect(exchangeSentence(plan, null)).toContain('A new Send-Your-Data key like it')
    const sentence = exchangeSentence(
      { ...plan, replacement: { accountId: 'a', keyId: 'n' } },
      'edge-eu2-new',
    )
    expect(sentence).toContain('edge-eu2-new takes its place')
    expect(sentence).toContain('No key is made')
    const orgWide = { ...plan.newKey, type: 'org-wide' } as const
    const replaced = { ...plan, newKey: orgWide, replacement: { accountId: 'a', keyId: 'n' } }
    expect(exchangeSentence(replaced, 'edge-2')).toContain('edge-2 takes its place: an Org-Wide key in')
  })

  test('what only the user can do at the vendor is the one primary step', () => {
    const question = { kind: 'at-vendor', step: 'cut', page: 'keys', text: 'Switch it off.' } as const
    expect(primaryOf({ state: 'needs-you', held: false, questions: [question] })).toEqual({
      kind: 'at-vendor',
      step: 'cut',
    })
    expect(primaryOf({ state: 'failed', held: false, questions: [question] })).toEqual({
      kind: 'resume',
      word: 'Try again',
    })
  })
})
