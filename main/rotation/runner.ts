import { assertNever, type Failure, ok, type Result } from '../../shared/errors.ts'
import type { RotationState, RotationStep } from '../../shared/rotation.ts'
import { type Clock, stamp } from '../clock.ts'
import type { RotationsTable } from '../database/rotations-table.ts'
import { StorageError, storageFailure } from '../database/storage-failure.ts'
import { factsOf } from './facts.ts'
import { type Action, next } from './next.ts'
import type { RotationAgents, RotationFiles, RotationVendor } from './rotation-ports.ts'
import type { NewEvidence, RecordChange, RecordedEvidence, RotationRecord } from './rotation-record.ts'
import { settle } from './steps/creating.ts'
import type { StepContext, StepEnd } from './steps/step.ts'
import { takeStep } from './steps/take.ts'
import { askedText, stepTitle } from './words.ts'

export interface RunnerParts {
  readonly table: RotationsTable
  readonly vendor: RotationVendor
  readonly files: RotationFiles
  readonly agents: RotationAgents
  readonly clock: Clock
  /** Ends after so many milliseconds, or with the signal. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Called after each commit. `keys`: keys may have changed at the vendor. */
  readonly recorded: (id: string, keys: boolean) => void
}

type Rows = readonly RecordedEvidence[]

/** Steps after which a key stands otherwise at the vendor. */
const changesKeys: readonly RotationStep[] = ['create', 'cut', 'bring-back', 'delete', 'retire']

/**
 * Takes the steps of one rotation that the caller holds, each recorded before the next one is decided, until it waits,
 * needs the user, fails, ends or is stopped. It keeps nothing in mind from one step to the next but what it has already
 * looked at: everything else is read from the record, which another process may have turned round meanwhile.
 *
 * @returns a failure only where not even the failure of a step could be recorded
 */
export async function runSteps(parts: RunnerParts, id: string, signal: AbortSignal): Promise<Result<void>> {
  const looked = new Set<string>()
  try {
    while (await oneStep(parts, id, signal, looked));
    return ok(undefined)
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    const failure = storageFailure(error, 'The rotation could not be recorded', resumable)
    if (failure.ok) return failure
    try {
      commit(parts, id, { state: 'failed', failure: failure.failure, sentence: failure.failure.message }, [])
      return ok(undefined)
    } catch (again) {
      if (again instanceof StorageError) return failure
      throw again
    }
  }
}

const resumable = 'Nothing that was recorded is lost: resume it, and it finds out how the last step ended.'

/** False when it has come to rest. */
async function oneStep(
  parts: RunnerParts,
  id: string,
  signal: AbortSignal,
  looked: Set<string>,
): Promise<boolean> {
  const record = parts.table.find(id)
  if (!record) return false
  const evidence = parts.table.evidence(id)
  if (signal.aborted) {
    const sentence = `Stopped before “${stepTitle(record.step, record)}” was finished. Resume it, or undo it.`
    if (record.state === 'running') commit(parts, id, { sentence }, [])
    return false
  }
  const planned = next(record, evidence, parts.clock.now())
  const action = again(planned, record, evidence, looked) ?? planned
  switch (action.kind) {
    case 'take':
    case 'settle': {
      const step = action.kind === 'settle' ? 'create' : action.step
      const targetId = action.kind === 'settle' ? null : action.targetId
      looked.add(`${step}:${targetId}`)
      // A look during the soak changes nothing, so the rotation goes on waiting meanwhile.
      const quiet = planned.kind === 'wait'
      if (!quiet && !begin(parts, record, step)) return true
      const c = context(parts, record, evidence, signal)
      const end = action.kind === 'settle' ? await settle(c) : await takeStep(c, step, targetId)
      return end === null || finish(parts, record, step, end, quiet)
    }
    case 'wait':
      return !rest(parts, record, 'waiting', action.step, waitSentence[action.step] ?? '', action.until)
    case 'ask': {
      return !rest(parts, record, 'needs-you', action.step, askedText(action.questions, record), null)
    }
    case 'end':
      return !rest(parts, record, action.as, record.step, endSentence(action.as, evidence), null)
    default:
      return assertNever(action)
  }
}

const waitSentence: Partial<Record<RotationStep, string>> = {
  soak: 'The old key is cut, and kept ready to come back while the agents are observed.',
  delete: 'The soak has ended well. The old key is kept, deactivated, until the grace period is over.',
}
const endSentence = (as: 'done' | 'undone', evidence: Rows): string =>
  as === 'undone'
    ? 'Everything was put back: the old key is in use as before.'
    : evidence.some(({ detail }) => detail.byWord)
      ? 'The key was replaced, and every step has its evidence; of what was done at the vendor that is your word.'
      : 'The key was replaced, and every step has its evidence.'

/**
 * What stands open may have been put right since it was recorded: once in each run it is looked at again before the user
 * is asked, and so are the agents in the soak.
 */
function again(
  action: Action,
  record: RotationRecord,
  evidence: Rows,
  looked: ReadonlySet<string>,
): Action | null {
  const look = (step: RotationStep, targetId: string | null = null): Action | null =>
    looked.has(`${step}:${targetId}`) ? null : { kind: 'take', step, targetId }
  if (action.kind === 'wait') return action.step === 'soak' ? look('soak') : null
  if (action.kind !== 'ask') return null
  if (action.questions.some(({ kind }) => kind === 'at-vendor')) return look(action.step)
  switch (action.step) {
    case 'create':
      return looked.has('create:null') ? null : { kind: 'settle' }
    case 'watch':
    case 'soak':
      return look(action.step)
    case 'cut': {
      const { interlock, targets } = factsOf(record, evidence)
      // Nobody is asked twice for what the plan did not show: going on is the consent to write there too.
      if (looked.has('cut:null') || !interlock?.carries.some((row) => row.targetId !== null))
        return look('cut')
      const bare = targets.find((one) => one.baseline === null)
      return (bare && look('check', bare.target.id)) ?? look('write')
    }
    default: {
      const open = action.questions.flatMap((one) => (one.kind === 'confirm' ? [one.targetId] : []))
      const first = open.find((targetId) => !looked.has(`${action.step}:${targetId}`))
      return first === undefined ? null : look(action.step, first)
    }
  }
}

function context(
  parts: RunnerParts,
  record: RotationRecord,
  evidence: Rows,
  signal: AbortSignal,
): StepContext {
  const { vendor, files, agents, clock } = parts
  return {
    ...{ record, evidence, vendor, files, agents, clock },
    pause: (milliseconds) => parts.pause(milliseconds, signal),
    wanted: () => !signal.aborted && parts.table.find(record.id)?.direction === record.direction,
    note: (change) => void commit(parts, record.id, change, []),
  }
}

/**
 * The step is recorded as the present one before it is taken: after a crash it may have been carried out. False where
 * it was turned round meanwhile: then the step is not to be taken.
 */
function begin(parts: RunnerParts, record: RotationRecord, step: RotationStep): boolean {
  const sentence = `${stepTitle(step, record)}…`
  const change = { state: 'running', step, sentence, failure: null, waitsUntil: null } as const
  return commit(parts, record.id, change, [], { direction: record.direction })
}

/** False where it stops here as failed. What was turned round meanwhile goes on, back, whatever this step came to. */
function finish(
  parts: RunnerParts,
  before: RotationRecord,
  step: RotationStep,
  end: StepEnd,
  quiet: boolean,
): boolean {
  const last = end.rows.at(-1)
  const how: RecordChange = end.failure
    ? { state: 'failed', step, failure: plain(end.failure), sentence: end.failure.message }
    : last && !quiet
      ? { sentence: last.text }
      : {}
  const keys = changesKeys.includes(step) && end.rows.length > 0
  const { direction } = before
  if (commit(parts, before.id, { ...how, ...end.change }, end.rows, { keys, direction }))
    return end.failure === undefined
  commit(parts, before.id, end.change ?? {}, end.rows, { keys })
  return true
}

/** A failure as it is kept: without what only the moment of asking needs. */
const plain = ({ code, message, hint }: Failure): Failure => ({ code, message, hint })

/** False where it was turned round meanwhile: then it does not rest. */
function rest(
  parts: RunnerParts,
  record: RotationRecord,
  state: RotationState,
  step: RotationStep,
  sentence: string,
  waitsUntil: string | null,
): boolean {
  const same = record.state === state && record.step === step && record.waitsUntil === waitsUntil
  if (same && record.sentence === sentence) return true
  const change = { state, step, sentence, waitsUntil, failure: null }
  return commit(parts, record.id, change, [], { keys: state === 'done', direction: record.direction })
}

function commit(
  parts: RunnerParts,
  id: string,
  change: RecordChange,
  rows: readonly NewEvidence[],
  how: { readonly keys?: boolean; readonly direction?: RotationRecord['direction'] } = {},
): boolean {
  const committed = parts.table.commit(id, stamp(parts.clock), change, rows, how.direction)
  parts.recorded(id, how.keys ?? false)
  return committed
}
