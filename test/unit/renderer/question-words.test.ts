import { describe, expect, test } from 'vitest'
import { askedText, confirmText, overrideText, targetWords } from '../../../main/rotation/words.ts'
import { beyond, whatToDo } from '../../../renderer/features/rotation/question-words.ts'
import type { RotationDetail, RotationQuestion } from '../../../shared/rotation.ts'
import { fakeRotations } from '../../fakes/rotation-scenes.ts'

const rotation = (): RotationDetail => {
  const [first] = fakeRotations('confirm')
  if (!first) throw new Error('no rotation that asks')
  return first
}
const confirms = ({ targets }: RotationDetail): readonly RotationQuestion[] =>
  targets.map((target) => ({
    kind: 'confirm',
    targetId: target.id,
    text: confirmText(target, 'forward', 'Its process was not found'),
  }))

describe('what is asked, beside its title and its button', () => {
  test('says neither the name nor the confirmation again', () => {
    for (const target of rotation().targets) {
      const shown = whatToDo(confirmText(target, 'forward', 'Its process was not found'), target)
      expect(shown).toMatch(/^Its process was not found\. /)
      expect(shown).not.toContain('Then confirm')
    }
  })

  test('an override does not list again who is asked about', () => {
    const { targets } = rotation()
    const text = overrideText('edge', targets.map(targetWords))
    const asking = { ...rotation(), questions: confirms(rotation()) }
    expect(beyond(text, asking)).toMatch(/^Type edge to cut the old key all the same/)
    expect(beyond(text, { ...asking, questions: [] })).toBe(text)
  })

  test('why it needs the user is one short sentence, however many agents there are', () => {
    const asking = rotation()
    const text = askedText([...confirms(asking), { kind: 'override', text: 'Type edge.' }], asking)
    expect(text).toMatch(/^\d agents are not proven to run with the new key: /)
    for (const { name } of asking.targets) expect(text).not.toContain(name)
    const carried = overrideText('edge', ['/etc/one.yml carries the old key'])
    expect(askedText([{ kind: 'override', text: carried }], asking)).toBe(
      'Unconfirmed: /etc/one.yml carries the old key.',
    )
  })
})
