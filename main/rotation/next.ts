import type { RotationQuestion, RotationStep, RotationTarget } from '../../shared/rotation.ts'
import { type Facts, factsOf, isDone, isGood, lastBack, lastOf, type TargetFacts } from './facts.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import { aimedAt, confirmText, overrideText, stuckText, targetWords, wantedKey } from './words.ts'

/** What the runner does next. One action is one step of the outside world, or none. */
export type Action =
  /** Take this step: for one target, or for the whole. */
  | { readonly kind: 'take'; readonly step: RotationStep; readonly targetId: string | null }
  /** Ask the vendor how the creation ended that a crash or a lost answer left open. */
  | { readonly kind: 'settle' }
  /** Nothing to do before then. */
  | { readonly kind: 'wait'; readonly step: RotationStep; readonly until: string }
  | { readonly kind: 'ask'; readonly step: RotationStep; readonly questions: readonly RotationQuestion[] }
  | { readonly kind: 'end'; readonly as: 'done' | 'undone' }

type Rows = readonly RecordedEvidence[]

const take = (step: RotationStep, targetId: string | null = null): Action => ({
  kind: 'take',
  step,
  targetId,
})

/**
 * What to do next, from what is recorded and the time alone. A step whose last evidence is `failed` is to be taken
 * again: whether that may be done now is told by the record's state, which only the user or the clock turns from
 * `failed` to `running`. Evidence is in the order of its numbers.
 */
export function next(record: RotationRecord, evidence: readonly RecordedEvidence[], now: Date): Action {
  if (record.state === 'done' || record.state === 'undone') return { kind: 'end', as: record.state }
  return record.direction === 'forward' ? forward(record, evidence, now) : backward(record, evidence)
}

/** What the user is to do at the vendor, was asked to after `since` and has not said; null where nothing. */
function atVendor(evidence: Rows, step: RotationStep, since: number): Action | null {
  const row = lastOf(evidence, step, null)
  const asked = row?.outcome === 'unproven' && row.seq > since ? row.detail.byHand : undefined
  if (asked === undefined) return null
  return { kind: 'ask', step, questions: [{ kind: 'at-vendor', step, page: asked.page, text: asked.todo }] }
}

function forward(record: RotationRecord, evidence: Rows, now: Date): Action {
  if (record.newRef === null) return creation(record, evidence) ?? take('create')
  const facts = factsOf(record, evidence)
  const cutFirst = record.mode === 'leaked-cut-first'
  if (facts.cut && !cutFirst) return afterCut(record, evidence, facts.cut, now)
  const cutting = () => atVendor(evidence, 'cut', lastBack(evidence)?.seq ?? 0) ?? take('cut')
  if (!facts.cut && cutFirst) return cutting()
  const stopped = facts.interlock
  const carried = stopped !== null && stopped.carries.length + stopped.doubts.length > 0
  const open =
    (carried ? interlock(record, facts) : null) ?? agents(record, facts) ?? interlock(record, facts)
  if (open) return open
  return facts.cut ? afterCut(record, evidence, facts.cut, now) : cutting()
}

/** What a creation needs that was begun; null where none was. */
function creation(record: RotationRecord, evidence: Rows): Action | null {
  if (record.intentId === null) return null
  const last = lastOf(evidence, 'create', null)
  if (last?.outcome !== 'unproven') return { kind: 'settle' }
  const question: RotationQuestion = { kind: 'stuck', intentId: record.intentId, text: stuckText }
  return { kind: 'ask', step: 'create', questions: [question] }
}

/** From the write until every agent is watched; null where all of that is settled. */
function agents(record: RotationRecord, facts: Facts): Action | null {
  const { targets, written } = facts
  const first = (is: (one: TargetFacts) => boolean) => targets.find(is)?.target.id
  const bare = written === null ? first((one) => one.baseline === null) : undefined
  if (bare !== undefined) return take('check', bare)
  if (written === null) return take('write')
  const unchecked = first((one) => one.checked === 'open')
  if (unchecked !== undefined) return take('check', unchecked)
  for (const one of targets) {
    if (one.reloaded === 'open') return take('reload', one.target.id)
    if (one.adopted === 'open') return take('adopt', one.target.id)
  }
  const unproven = ask(
    record,
    'adopt',
    targets.filter((one) => one.adopted === 'asked'),
  )
  if (unproven) return unproven
  if (record.settings.canary && facts.canary === null) return take('canary')
  if (targets.some((one) => one.watched === 'open')) return take('watch')
  return ask(
    record,
    'watch',
    targets.filter((one) => one.watched === 'asked'),
  )
}

function ask(record: RotationRecord, step: RotationStep, open: readonly TargetFacts[]): Action | null {
  if (open.length === 0) return null
  const names = open.map(({ target }) => targetWords(target))
  const questions: RotationQuestion[] = open.map(({ target, why }) => ({
    kind: 'confirm',
    targetId: target.id,
    text: confirming(record, target, why),
  }))
  return { kind: 'ask', step, questions: [...questions, override(record, names)] }
}

const confirming = (record: RotationRecord, target: RotationTarget, why: string | null): string =>
  confirmText(aimedAt(target, wantedKey(record)), record.direction, why)

/** Whether to cut all the same. `names`: what is not confirmed; `doubts`: what else stands against it. */
export const override = (
  record: RotationRecord,
  names: readonly string[],
  doubts: readonly string[] = [],
): RotationQuestion => ({ kind: 'override', text: overrideText(record.keyName, names, doubts) })

/** What the last look before the cut found and nobody has answered. */
function interlock(record: RotationRecord, facts: Facts): Action | null {
  if (facts.interlock === null || facts.overridden) return null
  const { ask: open, carries, doubts } = facts.interlock
  if (open.length + carries.length + doubts.length === 0) return null
  const confirm = open.flatMap(({ targetId, text }): RotationQuestion[] => {
    const target = record.targets.find(({ id }) => id === targetId)
    return target ? [{ kind: 'confirm', targetId, text: confirming(record, target, text) }] : []
  })
  // The row about the whole names all of them.
  const whole = carries.find(({ targetId }) => targetId === null)
  const names = (whole ? [whole] : [...open, ...carries]).map(({ text }) =>
    text.replace(/^The old key is not cut: /, '').replace(/\.$/, ''),
  )
  return { kind: 'ask', step: 'cut', questions: [...confirm, override(record, names, doubts)] }
}

const later = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString()

/** Soak and grace, both counted from the one recorded time of the cut, so that no look moves them. */
function afterCut(record: RotationRecord, evidence: Rows, cut: RecordedEvidence, now: Date): Action {
  const { soakSeconds, graceSeconds } = record.settings
  const soaking = evidence.filter((row) => row.step === 'soak' && row.seq > cut.seq)
  const refused = record.targets.filter(({ id }) => lastOf(soaking, 'soak', id)?.outcome === 'failed')
  if (refused.length > 0) {
    const deleted = lastOf(evidence, 'bring-back', null)?.detail.code === 'not-found'
    if (record.mode === 'planned' && !deleted)
      return atVendor(evidence, 'bring-back', cut.seq) ?? take('bring-back')
    const questions = refused.map(
      (target): RotationQuestion => ({
        kind: 'confirm',
        targetId: target.id,
        text: confirming(record, target, lastOf(soaking, 'soak', target.id)?.text ?? null),
      }),
    )
    return { kind: 'ask', step: 'soak', questions }
  }
  const soakEnd = later(cut.at, soakSeconds)
  if (!isGood(lastOf(soaking, 'soak', null))) {
    return now.getTime() < Date.parse(soakEnd) ? { kind: 'wait', step: 'soak', until: soakEnd } : take('soak')
  }
  if (isGood(lastOf(evidence, 'delete', null))) return { kind: 'end', as: 'done' }
  const graceEnd = later(cut.at, Math.max(graceSeconds, soakSeconds))
  return now.getTime() < Date.parse(graceEnd)
    ? { kind: 'wait', step: 'delete', until: graceEnd }
    : (atVendor(evidence, 'delete', cut.seq) ?? take('delete'))
}

/**
 * The way back to the old key. Nothing that was done forward is relied on, since a crash may have kept it from being
 * recorded: the old key is asked for and the files are looked at in any case.
 */
function backward(record: RotationRecord, evidence: Rows): Action {
  if (record.newRef === null) return creation(record, evidence) ?? { kind: 'end', as: 'undone' }
  const since = turned(evidence)
  const cut = evidence.findLast((row) => row.step === 'cut')?.seq ?? 0
  const back = lastOf(evidence, 'bring-back', null)
  const from = Math.max(since, cut)
  if (!isDone(back) || (back?.seq ?? 0) < from)
    return atVendor(evidence, 'bring-back', from) ?? take('bring-back')
  const facts = factsOf(record, evidence)
  const put = lastOf(evidence, 'put-back', null)
  const write = lastOf(evidence, 'write', null)?.seq ?? 0
  if (put === null || !isGood(put) || put.seq < Math.max(since, write)) return take('put-back')
  const reloads = facts.mayBeWritten
    ? record.targets.map((target) => ({ target, row: lastOf(evidence, 'reload-back', target.id) }))
    : []
  const told = reloads.map(({ target, row }) => ({ target, row: row && row.seq > put.seq ? row : null }))
  const untold = told.find(({ row }) => row === null)
  if (untold) return take('reload-back', untold.target.id)
  const questions = told.flatMap(({ target, row }): RotationQuestion[] =>
    row && !isGood(row)
      ? [{ kind: 'confirm', targetId: target.id, text: confirming(record, target, row.text) }]
      : [],
  )
  if (questions.length > 0) return { kind: 'ask', step: 'reload-back', questions }
  const retired = lastOf(evidence, 'retire', null)
  return retired && isGood(retired) && retired.seq > put.seq ? { kind: 'end', as: 'undone' } : take('retire')
}

/** Where undoing was asked for: the one `bring-back` that is recorded as skipped. */
const turned = (evidence: Rows): number =>
  evidence.findLast((row) => row.step === 'bring-back' && row.outcome === 'skipped')?.seq ?? 0
