import type { RotationDetail, RotationStep, RotationSummary, ShownStep } from '../../shared/rotation.ts'
import { isDone } from './facts.ts'
import { proofOf } from './proof.ts'
import { questionsOf } from './questions.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import { safeWords } from './safe.ts'
import { applies, backSteps, forwardSteps } from './step-order.ts'
import {
  aimedAt,
  counted,
  healthOf,
  listWords,
  sentence,
  stepTitle,
  targetWords,
  timeWords,
  wantedKey,
} from './words.ts'

/** A rotation for a list. `account`: its account's name. `held`: a process takes its steps now. */
export function summaryOf(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  account: string,
  held: boolean,
  now = new Date(),
): RotationSummary {
  return {
    id: record.id,
    ref: record.ref,
    keyName: record.keyName,
    account,
    newKeyId: record.newRef?.keyId ?? null,
    mode: record.mode,
    direction: record.direction,
    state: record.state,
    health: healthOf(record.state, held),
    step: record.step,
    sentence: sentenceOf(record, evidence, held, now),
    safe: safeWords(record, evidence, now),
    failure: record.failure,
    held,
    startedAt: record.startedAt,
    updatedAt: record.updatedAt,
    waitsUntil: record.waitsUntil,
  }
}

/** A rotation with every step, its evidence, what is asked and what is safe. */
export function detailOf(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  account: string,
  held: boolean,
  now: Date,
): RotationDetail {
  return {
    ...summaryOf(record, evidence, account, held, now),
    settings: record.settings,
    targets: record.targets.map((target) => aimedAt(target, wantedKey(record))),
    steps: shownSteps(record, evidence, held),
    questions: questionsOf(record, evidence, now),
    undoText: undoText(record, evidence),
  }
}

/** How it stands and why. What the runner wrote goes first, but for a rotation that nobody takes on any more. */
function sentenceOf(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  held: boolean,
  now: Date,
): string {
  const title = stepTitle(record.step, record)
  if (record.state === 'running' && !held) {
    return evidence.length === 0
      ? 'Recorded; no step has been taken yet. Resume begins.'
      : `Stopped half-way at "${title}": resume goes on${record.direction === 'back' ? ' leading back' : ', undo leads back'}.`
  }
  if (record.sentence !== '') return record.sentence
  switch (record.state) {
    case 'running':
      return `${title}: running now.`
    case 'waiting':
      return waitingWords(record, now)
    case 'needs-you':
      return neededWords(record, evidence, now)
    case 'failed':
      return record.failure ? sentence(record.failure.message) : `"${title}" failed.`
    case 'done':
      return isDone(evidence.findLast((row) => row.step === 'delete'))
        ? `${record.keyName} is replaced; the old key is deleted.`
        : `${record.keyName} is replaced; the old key stays deactivated.`
    case 'undone':
      return `Undone: ${record.keyName} is the old key again.`
  }
}

function waitingWords(record: RotationRecord, now: Date): string {
  const until = record.waitsUntil ? ` until ${timeWords(record.waitsUntil, now)}` : ''
  if (record.step === 'soak') return `Soaks${until}: an agent that fails brings the old key back.`
  if (record.step === 'delete') return `Grace period${until}: then the old key is deleted.`
  if (record.step === 'watch') return `Watches the agents${until}.`
  return `Waits${until} for "${stepTitle(record.step, record)}".`
}

function neededWords(record: RotationRecord, evidence: readonly RecordedEvidence[], now: Date): string {
  const questions = questionsOf(record, evidence, now)
  if (questions.some(({ kind }) => kind === 'stuck')) return 'The value of the new key is not stored yet.'
  const atVendor = questions.find(({ kind }) => kind === 'at-vendor')
  if (atVendor) return atVendor.text
  const ids = questions.flatMap((question) => (question.kind === 'confirm' ? [question.targetId] : []))
  const asked = record.targets.filter(({ id }) => ids.includes(id)).map(targetWords)
  if (asked.length === 0) return `"${stepTitle(record.step, record)}" needs you.`
  const key = record.direction === 'forward' ? 'new' : 'old'
  return `Not proven to run with the ${key} key: ${listWords(asked)}.`
}

function shownSteps(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  held: boolean,
): readonly ShownStep[] {
  const has = (step: RotationStep) => evidence.some((row) => row.step === step)
  const shown = (step: RotationStep) => step === record.step || has(step)
  const forward = forwardSteps(record.mode)
  const steps =
    record.direction === 'forward'
      ? forward.flatMap((step): readonly RotationStep[] => {
          const own = shown(step) || applies(step, record.targets, record.settings) ? [step] : []
          // An agent that failed in the soak brought the old key back, and it goes on from there.
          return step === 'delete' && shown('bring-back') ? ['bring-back', ...own] : own
        })
      : // What was never begun will not be, once it leads back.
        [...forward.filter(has), ...backSteps]
  const at = steps.indexOf(record.step)
  return steps.map((step, index) => {
    const rows = evidence.filter((row) => row.step === step)
    const state = index === at ? presentState(record, rows, held) : otherState(record, rows, index < at)
    return {
      step,
      title: stepTitle(step, record),
      state,
      at: timeOf(record, step, state, rows),
      evidence: rows.map(({ detail: _detail, auditSeq: _auditSeq, ...row }) => row),
    }
  })
}

/** When it ended, or goes on. One that is being taken was taken up when the record was last changed. */
function timeOf(
  record: RotationRecord,
  step: RotationStep,
  state: ShownStep['state'],
  rows: readonly RecordedEvidence[],
): string | null {
  if (state === 'waiting') return record.waitsUntil
  if (state === 'open') return null
  if (state !== 'now') return rows.at(-1)?.at ?? null
  if (step !== 'watch') return null
  return new Date(Date.parse(record.updatedAt) + record.settings.watchSeconds * 1000).toISOString()
}

function presentState(
  record: RotationRecord,
  rows: readonly RecordedEvidence[],
  held: boolean,
): ShownStep['state'] {
  switch (record.state) {
    case 'running':
      return held ? 'now' : 'needs-you'
    case 'done':
    case 'undone':
      return otherState(record, rows, true)
    default:
      return record.state
  }
}

/** A step that is past or to come: what its last evidence says, for each target and for the whole. */
function otherState(
  record: RotationRecord,
  rows: readonly RecordedEvidence[],
  past: boolean,
): ShownStep['state'] {
  const last = [...new Map(rows.map((row) => [row.targetId, row])).values()]
  if (last.some((row) => row.outcome === 'failed')) return 'failed'
  const ended = past || record.state === 'done' || record.state === 'undone'
  if (!ended) return 'open'
  return last.every((row) => row.outcome === 'skipped') ? 'skipped' : 'done'
}

/** What undoing will do, one sentence; null where it can no longer be undone, or is being. */
function undoText(record: RotationRecord, evidence: readonly RecordedEvidence[]): string | null {
  const { oldKey, newKey, configs, byWord } = proofOf(record, evidence)
  if (record.direction === 'back' || record.state === 'done' || oldKey === 'deleted') return null
  const files = new Set(record.targets.flatMap((target) => target.files)).size
  const doing = [
    oldKey === 'works'
      ? ''
      : byWord || oldKey === 'unsaid'
        ? askBack
        : 'reactivates the old key with the same value',
    configs !== 'old' && files > 0 ? `puts it back into ${counted(files, 'file')}` : '',
    configs !== 'old' && record.targets.some((target) => target.reload !== 'none')
      ? 'has the agents load it again'
      : '',
    record.replacement === null && (newKey === 'made' || newKey === 'unknown')
      ? 'deletes the new key at the vendor'
      : '',
  ].filter((part) => part !== '')
  if (doing.length === 0) return 'Undo ends the rotation: nothing has been changed.'
  const all = listWords(doing, doing.length)
  const subject =
    configs !== 'old' && oldKey === 'works' ? all.replace('puts it back', 'puts the old key back') : all
  const doubt = oldKey === 'unknown' ? 'asks the vendor how the old key stands, ' : ''
  const kept = record.replacement === null ? '' : ` ${record.request.name} stays as it is.`
  return `Undo ${doubt}${subject}.${kept}`
}

const askBack = 'asks you to activate the old key again at the vendor'
