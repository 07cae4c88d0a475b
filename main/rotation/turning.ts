import { fail, ok, type Result } from '../../shared/errors.ts'
import type { RotationStep } from '../../shared/rotation.ts'
import { isDone, lastOf } from './facts.ts'
import { next } from './next.ts'
import { questionsOf } from './questions.ts'
import type { RotationVendor } from './rotation-ports.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import type { Decision } from './rotations.ts'
import { broughtBack, targetWords } from './words.ts'

type Rows = readonly RecordedEvidence[]

/** Turns it round. Recorded as evidence, since only what is seen after it counts on the way back. */
export function undoChange(record: RotationRecord, evidence: Rows): Result<Decision | null> {
  if (record.state === 'undone') return ok(null)
  if (record.state === 'done' || isDone(lastOf(evidence, 'delete', null))) {
    return fail(
      'refused',
      `The rotation of ${record.keyName} has ended: there is no way back to the old key.`,
      'Rotate the new key if it has to go.',
    )
  }
  const again = { state: 'running', failure: null, waitsUntil: null, sentence: '' } as const
  if (record.direction === 'back') {
    return ok(record.state === 'failed' || record.state === 'needs-you' ? { change: again, rows: [] } : null)
  }
  return ok({
    change: { ...again, direction: 'back', step: 'bring-back' },
    rows: [{ step: 'bring-back', targetId: null, outcome: 'skipped', text: 'Undo was asked for' }],
  })
}

/** The user's word on one target, where it is asked for. */
export function confirmChange(
  record: RotationRecord,
  evidence: Rows,
  now: Date,
  targetId: string,
): Result<Decision | null> {
  const target = record.targets.find((one) => one.id === targetId)
  if (!target) return fail('not-found', 'This rotation has no such target.', 'Look at its questions.')
  const action = next(record, evidence, now)
  const asked =
    record.state === 'needs-you' &&
    action.kind === 'ask' &&
    action.questions.some((one) => one.kind === 'confirm' && one.targetId === targetId)
  if (!asked) {
    return fail('refused', `Nothing is asked about ${targetWords(target)} now.`, 'Resume it to go on.')
  }
  const key = record.direction === 'forward' ? 'new' : 'old'
  const text = `The user says that ${targetWords(target)} runs with the ${key} key`
  // What is asked before the cut is whether the agent works: the same as when it was watched.
  const step = action.step === 'cut' ? 'watch' : action.step
  const rest = action.questions.filter((one) => one.kind === 'confirm' && one.targetId !== targetId)
  const change = rest.length === 0 ? ({ state: 'running', sentence: text } as const) : {}
  return ok({ change, rows: [{ step, targetId, outcome: 'word', text }] })
}

const said: Partial<Record<RotationStep, string>> = {
  cut: 'deactivated',
  'bring-back': 'active again',
  delete: 'deleted, or deactivated for good,',
}

/** The user's word that a step was taken at a vendor without an API for it, where that is asked for. */
export function atVendorChange(
  record: RotationRecord,
  evidence: Rows,
  now: Date,
  step: RotationStep,
): Result<Decision> {
  const asked = questionsOf(record, evidence, now).some(
    (one) => one.kind === 'at-vendor' && one.step === step,
  )
  if (!asked) return fail('refused', 'Nothing is to be done at the vendor now.', 'Resume it to go on.')
  const text = `You say that the old key is ${said[step] ?? 'changed'} at the vendor`
  const rows = [{ step, targetId: null, outcome: 'word', text, detail: { byWord: true } }] as const
  const goesOn = { state: 'running', failure: null, waitsUntil: null, sentence: text } as const
  if (step !== 'bring-back' || record.direction === 'back') return ok({ change: goesOn, rows })
  // As where the vendor has an API: what failed in the soak is for the user to look at first.
  const failing = record.targets.filter(({ id }) => lastOf(evidence, 'soak', id)?.outcome === 'failed')
  const failure = broughtBack(failing)
  return ok({ change: { state: 'failed', step, failure, sentence: failure.message }, rows })
}

/** Puts the user's word into the local record of the key. Asks nobody: only a vendor without an API is meant. */
export function noteAtVendor(
  vendor: Pick<RotationVendor, 'setActive' | 'remove'>,
  { ref }: Pick<RotationRecord, 'ref'>,
  step: RotationStep,
): Promise<Result<void>> {
  return step === 'delete' ? vendor.remove(ref) : vendor.setActive(ref, step === 'bring-back')
}

/** Lets the old key be cut although not every use is confirmed, on the typed name of the key. */
export function overrideChange(
  record: RotationRecord,
  evidence: Rows,
  now: Date,
  typedName: string,
): Result<Decision | null> {
  if (typedName !== record.keyName) {
    return fail('refused', 'That is not the name of the key. Nothing was changed.', `Type ${record.keyName}.`)
  }
  if (!questionsOf(record, evidence, now).some(({ kind }) => kind === 'override')) {
    return fail('refused', 'There is nothing to override now.', 'Resume it to go on.')
  }
  const text = `The user typed the name of the key: the old key is cut although not every use is confirmed`
  return ok({
    change: { state: 'running', failure: null, sentence: text, overriddenAt: now.toISOString() },
    // It overrules the refusal to cut; the vendor was not asked anything.
    rows: [{ step: 'cut', targetId: null, outcome: 'word', text, detail: { code: 'refused' } }],
  })
}
