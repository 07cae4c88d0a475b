import type { RotationStep, RotationTarget } from '../../shared/rotation.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'

/** How a step of one target stands. `asked`: it was taken, proved nothing, and the user has to say. */
export type Standing = 'open' | 'asked' | 'settled'

export interface TargetFacts {
  readonly target: RotationTarget
  readonly baseline: RecordedEvidence | null
  readonly checked: Standing
  readonly reloaded: Standing
  readonly adopted: Standing
  readonly watched: Standing
  /** Why the user is asked, in the words of the evidence. */
  readonly why: string | null
}

/** What a rotation's evidence says of the way forward. Failed evidence settles nothing: the step is to be taken again. */
export interface Facts {
  /** The user typed the key's name, and the old key has not come back since. */
  readonly overridden: boolean
  readonly written: RecordedEvidence | null
  /** A write may have left traces, also where a crash kept its evidence from being recorded. */
  readonly mayBeWritten: boolean
  readonly targets: readonly TargetFacts[]
  readonly canary: RecordedEvidence | null
  /** The cut that holds. */
  readonly cut: RecordedEvidence | null
  /** The uses that stopped the last attempt to cut, and what is to be said of them. */
  readonly interlock: Interlock | null
}

export interface Interlock {
  /** Targets for which the user's word is enough. */
  readonly ask: readonly { readonly targetId: string; readonly text: string }[]
  /** The old key is, or may be, where no word helps: write again, or override. */
  readonly carries: readonly RecordedEvidence[]
  /** What else keeps the old key from being cut: put right and look again, or override. */
  readonly doubts: readonly string[]
}

type Rows = readonly RecordedEvidence[]

/** The last evidence of a step about one target, or with null about the whole. */
export const lastOf = (
  evidence: Rows,
  step: RotationStep,
  targetId: string | null,
): RecordedEvidence | null =>
  evidence.findLast((row) => row.step === step && row.targetId === targetId) ?? null

export const isGood = (row: RecordedEvidence | null): boolean =>
  row !== null && (row.outcome === 'ok' || row.outcome === 'skipped' || row.outcome === 'word')

/** Whether a step at the vendor is done: by its answer or, where it has no API, by the user's word. */
export const isDone = (row: RecordedEvidence | null | undefined): boolean =>
  row?.outcome === 'ok' || (row?.outcome === 'word' && row.detail.byWord === true)

const isBaseline = (row: RecordedEvidence): boolean => row.detail.refusedBefore !== undefined

const isOverride = (row: RecordedEvidence): boolean =>
  row.step === 'cut' && row.outcome === 'word' && row.targetId === null && !row.detail.byWord

/** The last time that the old key was brought back. */
export const lastBack = (evidence: Rows): RecordedEvidence | null =>
  evidence.findLast((row) => row.step === 'bring-back' && isDone(row)) ?? null

export function factsOf(record: RotationRecord, evidence: Rows): Facts {
  const back = lastBack(evidence)
  // By the order of the evidence: the clock may have been set back since.
  const typed = evidence.findLast(isOverride)
  const overridden = typed !== undefined && typed.seq > (back?.seq ?? 0)
  const lastWrite = lastOf(evidence, 'write', null)
  const written = isGood(lastWrite) ? lastWrite : null
  const targets = record.targets.map((target) =>
    targetFacts(target, evidence, written?.seq ?? 0, back?.seq ?? 0, overridden),
  )
  const canary = lastOf(evidence, 'canary', null)
  const cut = lastOf(evidence, 'cut', null)
  const first = Math.max(written?.seq ?? 0, back?.seq ?? 0)
  return {
    overridden,
    written,
    mayBeWritten: targets.length > 0 && targets.some(({ baseline }) => baseline !== null),
    targets,
    canary: isGood(canary) || overridden ? canary : null,
    cut: isDone(cut) && (cut?.seq ?? 0) > (back?.seq ?? 0) ? cut : null,
    interlock:
      cut?.outcome === 'unproven' && !cut.detail.byHand && cut.seq > first
        ? interlockOf(evidence, cut)
        : null,
  }
}

/** What stopped the cut: the evidence that was recorded with it, less what the user has answered since. */
function interlockOf(evidence: Rows, cut: RecordedEvidence): Interlock {
  const rows = evidence.filter(
    (row) => row.step === 'cut' && row.outcome === 'unproven' && row.seq >= cut.seq,
  )
  const answered = (row: RecordedEvidence) =>
    evidence.some((one) => one.seq > row.seq && one.targetId === row.targetId && one.outcome === 'word')
  return {
    carries: rows.filter((row) => row.detail.carries === true),
    doubts: cut.detail.doubts ?? [],
    ask: rows.flatMap((row) =>
      row.targetId === null || row.detail.carries || answered(row)
        ? []
        : { targetId: row.targetId, text: row.text },
    ),
  }
}

function targetFacts(
  target: RotationTarget,
  evidence: Rows,
  written: number,
  back: number,
  overridden: boolean,
): TargetFacts {
  const rows = evidence.filter((row) => row.targetId === target.id)
  const baseline = rows.find(isBaseline) ?? null
  // An agent that was seen not to run with the new key has to be told again, whatever was proven of it before.
  const refusal = rows.findLast(
    (row) =>
      row.outcome === 'failed' &&
      (row.step === 'adopt' || row.step === 'watch' || (row.step === 'soak' && row.seq < back)),
  )
  const floor = overridden ? written : Math.max(written, refusal?.seq ?? 0)
  const since = (step: RotationStep, after: number) =>
    rows.findLast((row) => row.step === step && row.seq > after && !isBaseline(row)) ?? null
  const standing = (row: RecordedEvidence | null): Standing => {
    if (row === null) return 'open'
    if (isGood(row) || overridden) return 'settled'
    return row.outcome === 'unproven' ? 'asked' : 'open'
  }
  const check = since('check', written)
  const reload = since('reload', floor)
  const adopt = since('adopt', reload?.seq ?? floor)
  const watch = since('watch', adopt?.seq ?? floor)
  // Nothing more can be had of a reload than that it was asked for: whether it worked is for the adoption to tell.
  const reloaded = standing(reload) === 'asked' ? 'settled' : standing(reload)
  return {
    target,
    baseline,
    checked: standing(check) === 'asked' ? 'settled' : standing(check),
    reloaded,
    adopted: reloaded === 'settled' ? standing(adopt) : 'open',
    watched: standing(watch),
    why: (watch ?? adopt)?.text ?? null,
  }
}
