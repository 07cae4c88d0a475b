import type { Failure } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import { otherName } from '../plan-words.ts'
import type { CreationEnd } from '../rotation-ports.ts'
import type { RecordChange } from '../rotation-record.ts'
import { failed, type StepContext, type StepEnd, told, tryAgain } from './step.ts'
import { keyIs } from './vendor-key.ts'

/**
 * Makes the new key. Its intent is linked to the rotation before the vendor is asked, so that whatever becomes of the
 * answer, the key that may have been made is found again and never made twice.
 */
export async function create(c: StepContext): Promise<StepEnd> {
  if (c.record.replacement !== null) return takeOver(c, c.record.replacement)
  const made = await c.vendor.create(c.record.request, (intentId) => c.note({ intentId }))
  if (!made.ok) return failed('create', null, made.failure)
  const end = await ended(c, made.value, null)
  // Trying again at once what ended without a key could go on for ever.
  return 'again' in end ? { ...failed('create', null, noKey), change: { intentId: null } } : end
}

/** A key that is there already takes the old one's place: the vendor is only asked whether it works. */
async function takeOver(c: StepContext, replacement: KeyRef): Promise<StepEnd> {
  const { name } = c.record.request
  const standing = await c.vendor.standing(replacement)
  if (!standing.ok) return failed('create', null, standing.failure)
  if (standing.value !== 'active') {
    const message = `${keyIs(name, standing.value)}, so it cannot take the place of ${c.record.keyName}. Nothing was changed.`
    return failed('create', null, { code: 'refused', message, hint: 'Activate it, then resume; or undo it.' })
  }
  const text = `${otherName(c.record.keyName, name)} takes its place; its value is in the keychain`
  const detail = c.vendor.byHand(replacement) === null ? {} : { byWord: true }
  return {
    rows: [{ step: 'create', targetId: null, outcome: 'ok', text, detail }],
    change: { newRef: replacement },
  }
}

/** Finds out how a creation ended that was begun before. Forward, a new one is made next where none came of it. */
export async function settle(c: StepContext): Promise<StepEnd> {
  const { intentId } = c.record
  if (intentId === null) return { rows: [] }
  const end = await c.vendor.settle(intentId)
  if (!end.ok) return failed('create', null, end.failure)
  const result = await ended(c, end.value, intentId)
  if (!('again' in result)) return result
  const change: RecordChange = { intentId: null }
  return { rows: [{ step: 'create', targetId: null, outcome: 'skipped', text: result.again }], change }
}

const noKey: Failure = { code: 'vendor-failed', message: 'No key was made.', hint: tryAgain }

async function ended(
  c: StepContext,
  end: CreationEnd,
  intentId: string | null,
): Promise<StepEnd | { readonly again: string }> {
  switch (end.kind) {
    case 'created': {
      const text = `Made ${c.record.request.name}; its value is in the keychain`
      return {
        rows: [{ step: 'create', targetId: null, outcome: 'ok', text }],
        change: { newRef: end.ref },
      }
    }
    case 'none':
      return { again: 'The creation that was interrupted made no key' }
    case 'orphan': {
      // Linked in this very creation, it is not in the record that was read before.
      if (intentId === null) return failed('create', null, lostValue)
      const removed = await c.vendor.removeOrphan(intentId)
      return removed.ok
        ? { again: 'The creation that was interrupted left a key without a value; it was deleted' }
        : failed('create', null, removed.failure)
    }
    case 'stuck':
      return {
        rows: [
          { step: 'create', targetId: null, outcome: 'unproven', text: told(`${end.message} ${end.hint}`) },
        ],
      }
    case 'open': {
      // Nobody is to wait a quarter of an hour for a listing: should that key come late, its intent shows it.
      if (end.unlisted && intentId !== null)
        return { again: 'The vendor lists no key of the creation that got no answer; another one is made' }
      const hint = 'It is looked for again in a while; or resume it later.'
      return failed('create', null, { code: 'outcome-unknown', message: end.message, hint })
    }
  }
}

const lostValue: Failure = {
  code: 'outcome-unknown',
  message: 'The vendor made a key, but its value was lost. The old key still works.',
  hint: 'Resume it: that key is deleted, and another one made.',
}
