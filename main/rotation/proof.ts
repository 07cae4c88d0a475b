import type { FailureCode } from '../../shared/errors.ts'
import type { Evidence, RotationStep, RotationTarget } from '../../shared/rotation.ts'
import { isDone, lastOf } from './facts.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'

/** What a rotation's evidence shows, and nothing more: where it is silent, so is this. */

/** `seen`: proven by evidence. `word`: the user says so. `refused`: seen to fail. `open`: not known. */
export interface TargetProof {
  readonly target: RotationTarget
  readonly standing: 'seen' | 'word' | 'refused' | 'open'
}

/**
 * `unknown`: the vendor was or may have been asked, and its answer is not recorded. `unsaid`: the user was asked to
 * change it at the vendor, and has not said that it is done.
 */
export type OldKey = 'works' | 'cut' | 'deleted' | 'unknown' | 'unsaid'
/** `dead`: made, and not active at the vendor when it was looked at last. */
export type NewKey = 'none' | 'unknown' | 'made' | 'dead' | 'retired'

export interface Proof {
  readonly oldKey: OldKey
  readonly newKey: NewKey
  /** Which key the configs carry; `unknown` where a write was begun and its end is not recorded. */
  readonly configs: 'old' | 'new' | 'unknown'
  /** How both keys stand at the vendor is the user's word: it has no API for keys. */
  readonly byWord: boolean
  readonly cutAt: string | null
  readonly canary: 'accepted' | 'refused' | null
  readonly targets: readonly TargetProof[]
}

const good = (row: Evidence | undefined): boolean => row?.outcome === 'ok' || row?.outcome === 'word'

/** The vendor answered, so nothing was changed; every other failure leaves it open what the vendor did. */
const answered: readonly FailureCode[] = [
  'refused',
  'credential-rejected',
  'permission-missing',
  'vendor-rate-limited',
  'not-found',
]
/** Where the credential cannot be had, the vendor was not asked. */
const unasked: readonly FailureCode[] = [
  'keychain-locked',
  'keychain-unavailable',
  'keychain-refused',
  'keychain-timeout',
]
const certain = ({ detail: { code } }: RecordedEvidence, codes: readonly FailureCode[] = answered): boolean =>
  code !== undefined && codes.includes(code)

/** What the evidence of a rotation shows of both keys, the configs and each agent. */
export function proofOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): Proof {
  const cut = evidence.findLast((row) => row.step === 'cut' && isDone(row))
  return {
    oldKey: oldKeyOf(record, evidence),
    newKey: newKeyOf(record, evidence),
    configs: configsOf(record, evidence),
    byWord: isByWord(evidence),
    cutAt: cut?.at ?? null,
    canary: canaryOf(evidence),
    targets: record.targets.map((target) => targetProof(record, evidence, target)),
  }
}

/** A step that is being taken, or was when its process ended, may have been carried out without its evidence. */
const begun = (record: RotationRecord, step: RotationStep): boolean =>
  record.step === step && record.state === 'running'

const isByWord = (evidence: readonly RecordedEvidence[]): boolean =>
  evidence.some(({ detail }) => detail.byWord === true)

function oldKeyOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): OldKey {
  let standing: OldKey = 'works'
  const byWord = isByWord(evidence)
  for (const row of evidence) {
    const wanted = standingAfter(row.step)
    if (wanted === null || row.outcome === 'skipped') continue
    if (row.detail.byHand) {
      standing = 'unsaid'
      continue
    }
    // A cut that its interlock stopped was never asked of the vendor.
    if (row.step === 'cut' && row.outcome === 'unproven') continue
    // Deleted by hand: the vendor said that there is no such key.
    if (row.detail.code === 'not-found' && (row.step === 'bring-back' || isDone(row))) standing = 'deleted'
    else if (isDone(row)) standing = wanted
    // Where nobody is asked, no answer is missing.
    else if (!byWord && standing !== wanted && !certain(row, [...answered, ...unasked])) standing = 'unknown'
  }
  const wanted = standingAfter(record.step)
  if (wanted === null || wanted === standing || standing === 'deleted') return standing
  return begun(record, record.step) && !byWord ? 'unknown' : standing
}

function standingAfter(step: RotationStep): OldKey | null {
  if (step === 'cut') return 'cut'
  if (step === 'delete') return 'deleted'
  return step === 'bring-back' ? 'works' : null
}

const looksAtNew: readonly RotationStep[] = ['cut', 'soak', 'delete']

function newKeyOf(record: RotationRecord, evidence: readonly RecordedEvidence[]): NewKey {
  const retired = lastOf(evidence, 'retire', null)
  if (retired?.outcome === 'ok') return 'retired'
  if (record.newRef !== null) {
    const looked = evidence.findLast((row) => row.targetId === null && looksAtNew.includes(row.step))
    return looked?.detail.newIs ? 'dead' : 'made'
  }
  const made = lastOf(evidence, 'create', null)
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

/** What the vendor may answer to a key that it does not take; anything else has refused nothing. */
const refusals: readonly (FailureCode | undefined)[] = [
  undefined,
  'refused',
  'credential-rejected',
  'permission-missing',
]

function canaryOf(evidence: readonly RecordedEvidence[]): Proof['canary'] {
  const row = evidence.findLast((one) => one.step === 'canary' && one.outcome !== 'skipped')
  if (row?.outcome === 'ok') return 'accepted'
  return row?.outcome === 'failed' && refusals.includes(row.detail.code) ? 'refused' : null
}

/** What is seen of one agent, in the order in which it outweighs what was seen before. */
const weight: Partial<Record<RotationStep, number>> = {
  write: 0,
  check: 1,
  reload: 2,
  adopt: 3,
  watch: 4,
  soak: 4,
  // What is asked before the cut is whether the agent works: the answer is recorded as of the watch.
  cut: 4,
}

/** One that failed says nothing of what the agent sends: it goes on with the key that it has. */
const sendsNothing: ReadonlySet<RotationStep> = new Set(['check', 'reload', 'adopt'])

function targetProof(
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
  target: RotationTarget,
): TargetProof {
  const written = evidence.findLast((row) => row.step === 'write' && row.targetId === null && good(row))
  const fell = evidence.findLast(
    (row) => row.targetId === target.id && row.outcome === 'failed' && sendsNothing.has(row.step),
  )
  const rows = evidence.filter(
    (row) =>
      row.targetId === target.id &&
      !(fell && row.seq <= fell.seq && sendsNothing.has(row.step)) &&
      weight[row.step] !== undefined &&
      // How the checker found the file before it was written proves nothing about the new key.
      row.detail.refusedBefore === undefined,
  )
  const outweighed = (row: RecordedEvidence) =>
    rows.some(
      (later) => later.seq > row.seq && good(later) && (weight[later.step] ?? 0) >= (weight[row.step] ?? 0),
    )
  const refused = rows.some((row) => row.outcome === 'failed' && !outweighed(row))
  if (refused) return { target, standing: 'refused' }

  const outOfReach = target.host !== null || target.outside !== null
  const last = (step: RotationStep) =>
    rows.findLast((row) => row.step === step && (outOfReach || row.seq > (written?.seq ?? 0)))
  const [adopt, watch, cut] = [last('adopt'), last('watch'), last('cut')]
  const words = rows.findLast((row) => row.outcome === 'word' && !isAnswered(rows, row))
  // The word on a reload does not stand for what watching would show, unless nothing can be seen of it from here.
  const wholeWord = words !== undefined && (outOfReach || words.step === 'watch' || words.step === 'cut')
  const adopted = wholeWord || good(adopt) || adopt?.outcome === 'skipped' || target.reload === 'none'
  const watched =
    wholeWord || good(watch) || watch?.outcome === 'skipped' || record.settings.watchSeconds === 0
  // The last look before the cut found the old key there again.
  const carries = cut?.outcome === 'unproven' && !outweighed(cut)
  if (adopted && watched && !carries) return { target, standing: words ? 'word' : 'seen' }
  return { target, standing: 'open' }
}

/** What the user said of a step does not count once it was seen differently. */
const isAnswered = (rows: readonly RecordedEvidence[], word: RecordedEvidence): boolean =>
  rows.some((row) => row.seq > word.seq && row.step === word.step && row.outcome !== 'word')
