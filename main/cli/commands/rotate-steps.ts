import { fail, type Result } from '../../../shared/errors.ts'
import type { Evidence, RotationDetail, RotationTarget, ShownStep } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, fromHere, note } from '../context.ts'
import { rotationDetailDocument } from '../rotation-documents.ts'
import { asksOnly, endText, evidenceLine, nextSteps, questionsText } from '../rotation-text.ts'
import { clean } from '../words.ts'
import { askQuestions } from './rotate-questions.ts'

/** How far a rotation came in this command. */
export interface CameTo {
  readonly rotation: RotationDetail
  /** A failure where no step could be taken, or the command was left; else it follows from the rotation's state. */
  readonly outcome: Result<void>
  /** The user pressed Ctrl-C. */
  readonly stopped: boolean
}

/**
 * Takes steps until the rotation waits, ends, fails, or needs an answer that nobody here gives. Each recorded
 * evidence later than `seen` is printed as it happens. The first Ctrl-C stops after the step that is being taken, the
 * second leaves. `early`: it was pressed already.
 */
export async function takeSteps(
  c: Context,
  core: Core,
  begun: RotationDetail,
  seen: number,
  early?: AbortSignal,
): Promise<CameTo> {
  const printer = evidencePrinter(c, seen)
  let rotation = begun
  for (;;) {
    const came = await run(c, core, rotation, printer, early)
    const { outcome, stopped } = came
    if (came.rotation.state !== 'needs-you') return came
    // Where the value is only in this process, leaving would lose it: with or without a terminal.
    const toKeep = came.rotation.questions.some(({ kind }) => kind === 'stuck') && core.capture.hasStuck()
    if (!toKeep && (!outcome.ok || stopped || !c.io.canAsk || c.json)) return came
    const answered = await askQuestions(c, core, came.rotation)
    const latest = core.rotations.get(came.rotation.id)
    rotation = latest.ok ? latest.value : came.rotation
    if (!answered.ok) return { rotation, outcome: answered, stopped }
    if (!answered.value || stopped) return { rotation, outcome, stopped }
  }
}

async function run(
  c: Context,
  core: Core,
  begun: RotationDetail,
  printer: ReturnType<typeof evidencePrinter>,
  early: AbortSignal | undefined,
): Promise<CameTo> {
  const stop = new AbortController()
  if (early?.aborted) stop.abort()
  const line = watchLine(c)
  let latest = begun
  const changed = (rotation: RotationDetail) => {
    latest = rotation
    line.clear()
    printer.show(rotation.steps, rotation.targets)
    line.show(rotation)
  }
  let release = () => {}
  const left = new Promise<Result<RotationDetail>>((resolve) => {
    release = c.io.onInterrupt(() => {
      line.clear()
      if (stop.signal.aborted) {
        const next = nextSteps(latest).join(' ')
        resolve(fail('interrupted', `Left while a step was being taken: ${doing(latest)}.`, next))
        return
      }
      stop.abort()
      note(
        c,
        `Stopping after the step that is being taken: ${doing(latest)}. Press Ctrl-C again to leave now.`,
      )
    })
  })
  line.show(begun)
  const running = core.rotations.run(begun.id, changed, stop.signal)
  const ran = await Promise.race([running, left]).finally(() => {
    release()
    line.end()
  })
  const stopped = stop.signal.aborted
  if (!ran.ok) {
    const now = core.rotations.get(begun.id)
    return { rotation: now.ok ? now.value : latest, outcome: ran, stopped }
  }
  printer.show(ran.value.steps, ran.value.targets)
  return { rotation: ran.value, outcome: done, stopped }
}

const doing = ({ steps, step }: RotationDetail) => {
  const title = steps.find((each) => each.step === step)?.title ?? step
  return clean(title).replace(/^./, (letter) => letter.toLowerCase())
}

/** Prints each evidence once, in the order in which it was recorded. */
export function evidencePrinter(c: Context, seen: number) {
  let last = seen
  return {
    show(steps: readonly ShownStep[], targets: readonly RotationTarget[]) {
      for (const evidence of inOrder(steps)) {
        if (evidence.seq <= last) continue
        last = evidence.seq
        if (!c.json) c.io.out(evidenceLine(c, evidence, targets))
      }
    },
  }
}

/** Everything that is recorded, in its order. */
export const inOrder = (steps: readonly ShownStep[]): readonly Evidence[] =>
  steps.flatMap(({ evidence }) => evidence).sort((one, other) => one.seq - other.seq)

/** The one line on a terminal that counts down while the agents are watched. */
function watchLine(c: Context) {
  let until = 0
  let shown = false
  const clear = () => {
    if (shown) c.io.err('\r\u001b[K')
    shown = false
  }
  const count = async (end: number) => {
    // Ended, or begun anew by a later call.
    while (until === end && c.io.now().getTime() < end) {
      const left = Math.ceil((end - c.io.now().getTime()) / 1000)
      shown = true
      c.io.err(`\r\u001b[KWatching the agents: ${left} s left`)
      await c.io.sleep(1000)
    }
    if (until === end) clear()
  }
  return {
    clear,
    show(rotation: RotationDetail) {
      if (c.json || !c.io.canAsk) return
      if (rotation.state !== 'running' || rotation.step !== 'watch') {
        until = 0
        return
      }
      const now = c.io.now().getTime()
      if (until > now) return
      const told = Date.parse(rotation.waitsUntil ?? '')
      // Watched to the end, and nothing else begun yet.
      if (until > 0 && told <= now) return
      until = told > now ? told : now + rotation.settings.watchSeconds * 1000
      void count(until)
    },
    end() {
      until = 0
      clear()
    },
  }
}

/**
 * The end of the command for one rotation: what it prints, and the failure that the rotation's state means.
 * `document`: this rotation is the whole answer.
 */
export function finish(c: Context, came: CameTo, document: boolean): Result<void> {
  const { rotation } = came
  if (document && c.json) answer(c, rotationDetailDocument(rotation), '')
  const { state, questions } = rotation
  const asks = state === 'needs-you' && questions.length > 0 && !c.json
  const asked = asks && asksOnly(rotation)
  const outcome = came.outcome.ok ? outcomeOf(rotation, asked) : came.outcome
  if (c.json) return outcome
  // What the user must learn of an end that is none is said once, on stderr.
  if (outcome.ok) c.io.out(`\n${endText(c, rotation)}`)
  else if (asks) c.io.out(`\n${questionsText(c, rotation)}`)
  return outcome
}

// `asked`: the questions, of which the sentence consists, are printed already.
function outcomeOf(rotation: RotationDetail, asked: boolean): Result<void> {
  const { state, failure, sentence, safe } = rotation
  const hint = (first: string) =>
    [first, safe, ...nextSteps(rotation)].filter((text) => text !== '').join(' ')
  switch (state) {
    case 'waiting':
    case 'done':
    case 'undone':
      return done
    case 'running':
    case 'needs-you':
      return fail(
        'interrupted',
        asked ? `The rotation of ${rotation.keyName} needs you.` : sentence,
        hint(''),
      )
    case 'failed':
      return fail(failure?.code ?? 'unexpected', sentence, hint(failure?.hint ?? ''))
  }
}

/** What a rotation that has ended says when it is asked to go on. */
export function alreadyEnded(c: Context, rotation: RotationDetail): Result<void> {
  const how = rotation.state === 'undone' ? 'was undone already' : 'has ended already'
  const text = `The rotation of ${clean(rotation.keyName)} ${how}. ${fromHere(c.io, clean(rotation.sentence))}\n`
  answer(c, rotationDetailDocument(rotation), text)
  return done
}
