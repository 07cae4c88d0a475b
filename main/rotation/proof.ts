import type { FailureCode } from '../../shared/errors.ts'
import type { Evidence, RotationStep, RotationTarget } from '../../shared/rotation.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'

/** What a rotation's evidence shows, and nothing more: where it is silent, so is this. */

/** `seen`: proven by evidence. `word`: the user says so. `refused`: seen to fail. `open`: not known. */
export interface TargetProof {
  readonly target: RotationTarget
  readonly standing: 'seen' | 'word' | 'refused' | 'open'
  /** What was last seen against it, as recorded. */
  readonly why: string | null
}

/** `unknown`: the vendor was or may have been asked, and its answer is not recorded. */
export type OldKey = 'works' | 'cut' | 'deleted' | 'unknown'
export type NewKey = 'none' | 'unknown' | 'made' | 'retired'

export interface Proof {
  readonly oldKey: OldKey
  readonly newKey: NewKey
  /** Which key the configs carry; `unknown` where a write was begun and its end is not recorded. */
  readonly configs: 'old' | 'new' | 'unknown'
  readonly cutAt: string | null
  readonly canary: 'accepted' | 'refused' | null
  readonly targets: readonly TargetProof[]
}

const good = (row: Evidence | undefined): boolean => row?.outcome === 'ok' || row?.outcome === 'word'

/** The last evidence of a step; with a target, of that target. */
export const lastOf = (
  evidence: readonly RecordedEvidence[],
  steps: readonly RotationStep[],
  targetId?: string,
): RecordedEvidence | undefined =>
  evidence.findLast(
    (row) => steps.includes(row.step) && (targetId === undefined || row.targetId === targetId),
  )

/** The vendor answered, so nothing was changed; every other failure leaves it open what the vendor did. */
const answered: readonly FailureCode[] = [
  'refused',
  'credential-rejected',
  'permission-missing',
  'vendor-rate-limited',
  'not-found',
]
const certain = (row: RecordedEvidence): boolean =>
  row.detail.code !== undefined && answered.includes(row.detail.code)

/** What the evidence of a rotation shows of both keys, the configs and each agent. */
export function proofOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): Proof {
  const cut = evidence.findLast((row) => row.step === 'cut' && row.outcome === 'ok')
  return {
    oldKey: oldKeyOf(record, evidence),
    newKey: newKeyOf(record, evidence),
    configs: configsOf(record, evidence),
    cutAt: cut?.at ?? null,
    canary: canaryOf(evidence),
    targets: record.targets.map((target) => targetProof(record, evidence, target)),
  }
}

/** A step that is being taken, or was when its process ended, may have been carried out without its evidence. */
const begun = (record: RotationRecord, step: RotationStep): boolean =>
  record.step === step && record.state === 'running'

function oldKeyOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): OldKey {
  let standing: OldKey = 'works'
  for (const row of evidence) {
    const to = row.step === 'cut' ? 'cut' : row.step === 'delete' ? 'deleted' : 'works'
    if (row.step !== 'cut' && row.step !== 'delete' && row.step !== 'bring-back') continue
    if (row.outcome === 'ok') standing = to
    else if (row.outcome !== 'skipped' && standing !== to && !certain(row)) standing = 'unknown'
  }
  const here = record.step
  const moving = here === 'cut' || here === 'delete' || here === 'bring-back'
  if (!moving || standing === 'deleted' || !begun(record, here)) return standing
  const wanted: OldKey = here === 'cut' ? 'cut' : here === 'delete' ? 'deleted' : 'works'
  return standing === wanted ? standing : 'unknown'
}

function newKeyOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): NewKey {
  const retired = lastOf(evidence, ['retire'])
  if (retired?.outcome === 'ok') return 'retired'
  if (record.newRef !== null) return 'made'
  const made = lastOf(evidence, ['create'])
  const none = made?.outcome === 'failed' && certain(made) && record.state !== 'running'
  return record.intentId === null || none || retired?.outcome === 'skipped' ? 'none' : 'unknown'
}

function configsOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): Proof['configs'] {
  const last = evidence.findLast(
    (row) => (row.step === 'write' || row.step === 'put-back') && row.outcome === 'ok',
  )
  const before = last?.step === 'write' ? 'new' : 'old'
  if (begun(record, 'write') && before !== 'new') return 'unknown'
  if (begun(record, 'put-back') && before !== 'old') return 'unknown'
  return before
}

function canaryOf(evidence: readonly RecordedEvidence[]): Proof['canary'] {
  const row = evidence.findLast((one) => one.step === 'canary' && one.outcome !== 'skipped')
  if (row?.outcome === 'ok') return 'accepted'
  // A vendor that could not be reached has not refused anything.
  return row?.outcome === 'failed' && row.detail.code === undefined ? 'refused' : null
}

function targetProof(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  target: RotationTarget,
): TargetProof {
  const last = (step: RotationStep) => lastOf(evidence, [step], target.id)
  const [check, reload, adopt, watch] = [last('check'), last('reload'), last('adopt'), last('watch')]
  const rows = [check, reload, adopt, watch].filter((row) => row !== undefined)
  const words = evidence.findLast(
    (row) =>
      row.targetId === target.id &&
      row.outcome === 'word' &&
      row.step !== 'reload-back' &&
      row.step !== 'put-back',
  )
  const since = rows.filter((row) => row.seq > (words?.seq ?? 0))
  const refusal = since.findLast((row) => row.outcome === 'failed')
  if (refusal) return { target, standing: 'refused', why: refusal.text }
  // The word on a reload does not stand for what watching would show, unless nothing can be seen of it from here.
  const outOfReach = target.host !== null || target.outside !== null
  const wholeWord = words !== undefined && (outOfReach || words.step === 'watch' || words.step === 'cut')
  const adopted = wholeWord || good(adopt) || adopt?.outcome === 'skipped' || target.reload === 'none'
  const watched =
    wholeWord || good(watch) || watch?.outcome === 'skipped' || record.settings.watchSeconds === 0
  if (adopted && watched) return { target, standing: words ? 'word' : 'seen', why: null }
  const doubt = since.findLast((row) => row.outcome === 'unproven')
  return { target, standing: 'open', why: doubt?.text ?? null }
}
