import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { RotationVendor } from '../rotation-ports.ts'

type Standing = 'active' | 'disabled' | 'gone'

/** How a key stands where it should be active: the beginning of a sentence. */
export const keyIs = (name: string, standing: 'disabled' | 'gone'): string =>
  `${name} is ${standing === 'gone' ? 'gone from' : 'deactivated at'} the vendor`

export const newIs = (standing: 'disabled' | 'gone'): string => keyIs('The new key', standing)

/** What to do about it. */
export const revive = (standing: 'disabled' | 'gone'): string =>
  standing === 'gone'
    ? 'Undo it: a deleted key cannot come back. Then begin again.'
    : 'Activate the new key, then resume; or undo it.'

/**
 * Brings a key to a standing at the vendor unless it has it already, and believes only what the vendor says of it
 * afterwards: an answer may be lost, and one that says done may be wrong. A key that is gone counts as disabled.
 */
export async function bringTo(
  vendor: RotationVendor,
  ref: KeyRef,
  wanted: Standing,
  name: string,
): Promise<Result<{ readonly already: boolean; readonly now: Standing }>> {
  const fits = (standing: Standing) => standing === wanted || (wanted === 'disabled' && standing === 'gone')
  const before = await vendor.standing(ref)
  if (!before.ok) return before
  if (fits(before.value)) return ok({ already: true, now: before.value })
  if (before.value === 'gone') {
    return fail(
      'not-found',
      `${name} is deleted at the vendor: it cannot come back.`,
      'Resume to go on with the new key.',
    )
  }
  const done = wanted === 'gone' ? await vendor.remove(ref) : await vendor.setActive(ref, wanted === 'active')
  const after = await vendor.standing(ref)
  if (after.ok && fits(after.value)) return ok({ already: false, now: after.value })
  if (!done.ok) return done
  if (!after.ok) {
    const message = `Whether ${name} is ${wanted} now is not known: the vendor could not be asked.`
    return fail('outcome-unknown', message, 'Resume it: the vendor is asked first.')
  }
  return fail(
    'vendor-failed',
    `The vendor said that it was done, but ${name} is still ${after.value}.`,
    'Resume it in a moment.',
  )
}
