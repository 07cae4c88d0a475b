import { fail, ok, type Result } from '../../shared/errors.ts'
import { factsOf, lastOf } from './facts.ts'
import { next } from './next.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import type { Decision } from './rotations.ts'
import { targetWords } from './words.ts'

type Rows = readonly RecordedEvidence[]

/** Turns it round. Recorded as evidence, since only what is seen after it counts on the way back. */
export function undoChange(record: RotationRecord, evidence: Rows): Result<Decision | null> {
  if (record.state === 'undone') return ok(null)
  if (record.state === 'done' || lastOf(evidence, 'delete', null)?.outcome === 'ok') {
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
    rows: [
      { step: 'bring-back', targetId: null, outcome: 'skipped', text: 'The user asked for the old key back' },
    ],
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
  const facts = factsOf(record, evidence)
  const stands = record.state === 'needs-you' || record.state === 'failed'
  const open = record.direction === 'forward' && facts.written !== null && !facts.overridden
  if (!stands || !open || (facts.cut && record.mode !== 'leaked-cut-first')) {
    return fail('refused', 'There is nothing to override now.', 'Resume it to go on.')
  }
  const text = `The user typed the name of the key: the old key is cut although not every use is confirmed`
  return ok({
    change: { state: 'running', failure: null, sentence: text, overriddenAt: now.toISOString() },
    // It overrules the refusal to cut; the vendor was not asked anything.
    rows: [{ step: 'cut', targetId: null, outcome: 'word', text, detail: { code: 'refused' } }],
  })
}
