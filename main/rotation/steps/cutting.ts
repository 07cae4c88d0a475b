import { factsOf, lastOf } from '../facts.ts'
import { targetWords } from '../words.ts'
import { interlock } from './interlock.ts'
import { failed, newKeyOf, type StepContext, type StepEnd, tryAgain } from './step.ts'
import { bringTo, newIs, revive } from './vendor-key.ts'

/** Deactivates the old key, when nothing known needs it any more and the new one is there. */
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
  const done = await bringTo(c.vendor, ref, 'disabled', keyName)
  if (!done.ok) return failed('cut', null, done.failure)
  if (done.value.now === 'gone') {
    const text = 'The old key is deleted at the vendor already: it cannot come back'
    const detail = { code: 'not-found' } as const
    return { rows: [{ step: 'cut', targetId: null, outcome: 'ok', text, detail }] }
  }
  const text = done.value.already
    ? 'The old key is deactivated: the vendor says so'
    : 'Deactivated the old key; the vendor says that it is'
  return { rows: [{ step: 'cut', targetId: null, outcome: 'ok', text }] }
}

/** Activates the old key again: on the way back, and when an agent fails in the soak. */
export async function bringBack(c: StepContext): Promise<StepEnd> {
  const { ref, keyName, direction } = c.record
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
  const rows = [{ step: 'bring-back', targetId: null, outcome: 'ok', text }] as const
  if (direction === 'back') return { rows }
  const failing = c.record.targets.filter((one) => lastOf(c.evidence, 'soak', one.id)?.outcome === 'failed')
  const message = `${failing.map(targetWords).join(' and ')} failed after the old key was cut, so the old key was brought back: it is active again.`
  return {
    rows,
    failure: { code: 'refused', message, hint: 'Look at the agent, then resume it; or undo it.' },
  }
}
