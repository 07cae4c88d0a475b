import { factsOf, lastOf } from '../facts.ts'
import { broughtBack } from '../words.ts'
import { askUser, doneRow, mayBeCut } from './by-hand.ts'
import { interlock } from './interlock.ts'
import { failed, newKeyOf, type StepContext, type StepEnd, tryAgain } from './step.ts'
import { bringTo, newIs, revive } from './vendor-key.ts'

/**
 * Deactivates the old key, when nothing known needs it any more and the new one is there; asks the user to do it where
 * the vendor has no API for that.
 */
export async function cut(c: StepContext): Promise<StepEnd> {
  const { ref, keyName, mode } = c.record
  if (mode !== 'leaked-cut-first' && !factsOf(c.record, c.evidence).overridden) {
    const open = await interlock(c)
    if (open) return open
  }
  const held = await c.vendor.standing(newKeyOf(c.record))
  if (!held.ok) return failed('cut', null, held.failure)
  if (held.value !== 'active') {
    const message = `${newIs(held.value)}, so the old one is not cut.`
    return failed('cut', null, { code: 'refused', message, hint: revive(held.value) }, { newIs: held.value })
  }
  const old = await c.vendor.standing(ref)
  if (!old.ok) return failed('cut', null, old.failure)
  // What was cut or deleted by hand needs no leave any more.
  const { cut: protection } = old.value === 'active' ? await c.vendor.protection(ref) : { cut: null }
  if (protection !== null)
    return failed('cut', null, { code: 'refused', message: protection, hint: tryAgain })
  const hand = c.vendor.byHand(ref)
  if (hand && old.value === 'active') return askUser(c, 'cut', hand)
  const done = await bringTo(c.vendor, ref, 'disabled', keyName)
  if (!done.ok) return failed('cut', null, done.failure)
  if (done.value.now === 'gone') {
    const text = 'The old key is deleted at the vendor already: it cannot come back'
    const row = doneRow('cut', hand, text, 'deleted already, so that it cannot come back,')
    return { rows: [{ ...row, detail: { ...row.detail, code: 'not-found' } }] }
  }
  const text = done.value.already
    ? 'The old key is deactivated: the vendor says so'
    : 'Deactivated the old key; the vendor says that it is'
  return { rows: [doneRow('cut', hand, text, 'deactivated')] }
}

/**
 * Activates the old key again: on the way back, and when an agent fails in the soak. Where the vendor has no API for
 * that, the user is asked, also when the old key may have been deactivated without a word.
 */
export async function bringBack(c: StepContext): Promise<StepEnd> {
  const { ref, keyName, direction } = c.record
  const hand = c.vendor.byHand(ref)
  if (hand) {
    const now = await c.vendor.standing(ref)
    if (!now.ok) return failed('bring-back', null, now.failure)
    if (now.value === 'disabled' || (now.value === 'active' && mayBeCut(c)))
      return askUser(c, 'bring-back', hand)
  }
  const done = await bringTo(c.vendor, ref, 'active', keyName)
  if (!done.ok) {
    const end = failed('bring-back', null, done.failure)
    if (done.failure.code !== 'not-found') return end
    // There is nothing to go back to: what is left is to finish, on the word of the user where an agent fails.
    return direction === 'back' ? { ...end, change: { direction: 'forward' } } : { rows: end.rows }
  }
  const text = done.value.already
    ? 'The old key is active'
    : 'The old key is active again, with the same value'
  const rows = [doneRow('bring-back', hand, text, 'active')]
  if (direction === 'back') return { rows }
  const failing = c.record.targets.filter((one) => lastOf(c.evidence, 'soak', one.id)?.outcome === 'failed')
  return { rows, failure: broughtBack(failing) }
}
