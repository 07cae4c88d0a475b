import type { Rotations, Targets } from '../../main/rotation/services.ts'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type {
  AgentTarget,
  BulkStatus,
  Evidence,
  NewTarget,
  RotateRequest,
  RotationDetail,
  RotationPlan,
  RotationTarget,
} from '../../shared/rotation.ts'
import { aRotation, aRotationPlan, healthOf, prometheus, shownSteps } from './cli-rotation-samples.ts'
import { at } from './cli-samples.ts'

type Seen = Pick<Evidence, 'step' | 'outcome' | 'text'> & Partial<Pick<Evidence, 'targetId' | 'files'>>
type Stand = Pick<RotationDetail, 'state' | 'step'> &
  Partial<Pick<RotationDetail, 'sentence' | 'safe' | 'failure' | 'questions' | 'waitsUntil' | 'newKeyId'>>

/** What happens in one `run`: what is recorded, one after another, and where it comes to rest. */
export interface Turn {
  readonly sees: readonly Seen[]
  readonly rests: Stand
  /** Called after each of them is recorded, such as to press Ctrl-C. */
  readonly meanwhile?: (evidence: Evidence) => void | Promise<void>
}

/** Everything went well until the soak. */
export const wellUntilSoak: Turn = {
  sees: [
    { step: 'create', outcome: 'ok', text: 'Key new-key-id was created and its value kept.' },
    {
      step: 'write',
      outcome: 'ok',
      text: 'prometheus.yml (1 place)',
      targetId: 't1',
      files: [{ file: prometheus.file, places: 1, sha256Before: 'aa', sha256After: 'bb' }],
    },
    { step: 'reload', outcome: 'ok', text: 'It answered 200.', targetId: 't1' },
    { step: 'adopt', outcome: 'unproven', text: 'Nothing could be seen.', targetId: 't1' },
    { step: 'canary', outcome: 'skipped', text: 'No consent was given.' },
    { step: 'watch', outcome: 'ok', text: 'No refusal in 70 s.' },
    { step: 'cut', outcome: 'ok', text: 'The old key is disabled.' },
  ],
  rests: {
    state: 'waiting',
    step: 'soak',
    newKeyId: 'new-key-id',
    sentence: 'The old key is cut and kept ready to come back.',
    safe: 'The new key works.',
    waitsUntil: '2026-11-21T12:00:00.000Z',
  },
}

const deleted: Turn = {
  sees: [{ step: 'delete', outcome: 'ok', text: 'The old key is deleted.' }],
  rests: { state: 'done', step: 'delete', sentence: 'The key was replaced.', safe: 'The new key works.' },
}

const ledBack: Turn = {
  sees: [
    { step: 'put-back', outcome: 'ok', text: 'prometheus.yml is as it was.' },
    { step: 'retire', outcome: 'ok', text: 'The new key is deleted.' },
  ],
  rests: { state: 'undone', step: 'retire', sentence: 'It was undone.', safe: 'The old key works.' },
}

/** Rotations in memory: a test says what happens in each run, else all goes well. */
export class FakeRotations implements Rotations {
  /** What the next runs do, in order. */
  turns: Turn[] = []
  targets: readonly RotationTarget[] = [prometheus]
  /** Changes every plan. */
  planChanges: Partial<RotationPlan> = {}
  rehearsalPasses = true
  /** What `advance` brings to rest. */
  due: readonly string[] = []
  readonly requests: RotateRequest[] = []
  readonly #keys: () => readonly Key[]
  readonly #answer: <T>(name: string, value: T) => Result<T>
  readonly #all = new Map<string, RotationDetail>()

  constructor(keys: () => readonly Key[], answer: <T>(name: string, value: T) => Result<T>) {
    this.#keys = keys
    this.#answer = answer
  }

  async plan(request: RotateRequest) {
    const plan = aRotationPlan(request, this.#key(request.ref), this.targets)
    return this.#answer('rotations.plan', { ...plan, ...this.planChanges })
  }

  async rehearse(request: RotateRequest, onStep?: (steps: RotationDetail['steps']) => void) {
    const begun = aRotation('rehearsal', request, this.#key(request.ref), this.targets)
    const steps = this.#with(begun, wellUntilSoak.sees).steps
    onStep?.(steps)
    const passed = this.rehearsalPasses
    const sentence = passed ? 'The rehearsal passed on copies.' : 'promtool refused the copy.'
    return this.#answer('rotations.rehearse', { passed, sentence, steps })
  }

  async start(request: RotateRequest): Promise<Result<RotationDetail>> {
    const open = this.list().find(
      ({ ref, state }) => ref.keyId === request.ref.keyId && state !== 'done' && state !== 'undone',
    )
    if (open) return fail('refused', `Rotation ${open.id} of this key has not ended.`, 'Resume or undo it.')
    this.requests.push(request)
    const begun = aRotation(`r-${this.#all.size + 1}`, request, this.#key(request.ref), this.targets)
    return this.#answer('rotations.start', this.#keep(begun))
  }

  async run(
    id: string,
    onChange?: (detail: RotationDetail) => void,
    signal?: AbortSignal,
  ): Promise<Result<RotationDetail>> {
    const asked = this.#answer('rotations.run', null)
    if (!asked.ok) return asked
    const found = this.get(id)
    if (!found.ok || found.value.state === 'done' || found.value.state === 'undone') return found
    const { direction, state } = found.value
    const usual = direction === 'back' ? ledBack : state === 'waiting' ? deleted : wellUntilSoak
    const { sees, rests, meanwhile } = this.turns.shift() ?? usual
    for (const seen of sees) {
      const now = this.#with({ ...this.#stood(id), state: 'running', held: true }, [seen])
      onChange?.(now)
      await meanwhile?.(now.steps.flatMap(({ evidence }) => evidence).at(-1) as Evidence)
      if (signal?.aborted)
        return ok(this.#stand(id, { state: 'running', step: seen.step, sentence: 'It was stopped.' }))
    }
    return ok(this.#stand(id, rests))
  }

  undo(id: string): Result<RotationDetail> {
    const { state, step } = this.#stood(id)
    if (state === 'done' && step === 'delete')
      return fail('refused', 'The old key is deleted: it cannot come back.', 'Rotate the new key.')
    const turned = {
      ...this.#stood(id),
      direction: 'back' as const,
      state: 'running' as const,
      questions: [],
    }
    return this.#answer('rotations.undo', this.#keep({ ...turned, step: 'bring-back', undoText: null }))
  }

  resume(id: string): Result<RotationDetail> {
    const now = this.#stood(id)
    const goesOn = now.state === 'failed' || now.state === 'needs-you'
    const resumed = goesOn ? this.#keep({ ...now, state: 'running', failure: null }) : now
    return this.#answer('rotations.resume', resumed)
  }

  confirm(id: string, targetId: string): Result<RotationDetail> {
    const now = this.#stood(id)
    const seen = { step: now.step, outcome: 'word', text: 'You say that it does.', targetId } as const
    const questions = now.questions.filter((it) => !(it.kind === 'confirm' && it.targetId === targetId))
    return this.#answer('rotations.confirm', this.#with({ ...now, questions }, [seen]))
  }

  async atVendor(_id: string): Promise<Result<RotationDetail>> {
    return fail('unsupported', 'The fake core does not do this.')
  }

  override(id: string, typedName: string): Result<RotationDetail> {
    const now = this.#stood(id)
    if (typedName !== now.keyName) return fail('refused', 'That is not the name of the old key.', 'Type it.')
    return this.#answer('rotations.override', this.#keep({ ...now, questions: [] }))
  }

  find(idOrKey: string): Result<RotationDetail> {
    const found = this.list().find(
      ({ id, ref, keyName }) => id === idOrKey || ref.keyId === idOrKey || keyName === idOrKey,
    )
    return found ? this.get(found.id) : fail('not-found', `There is no rotation ${idOrKey}.`)
  }

  get(id: string): Result<RotationDetail> {
    const found = this.#all.get(id)
    return found ? ok(found) : fail('not-found', `There is no rotation ${id}.`)
  }

  list(): readonly RotationDetail[] {
    const all = [...this.#all.values()].reverse()
    const ended = ({ state }: RotationDetail) => state === 'done' || state === 'undone'
    return [...all.filter((it) => !ended(it)), ...all.filter(ended)]
  }

  async runAll(): Promise<BulkStatus> {
    throw new Error('the terminal takes them one after another itself')
  }

  bulk = () => null

  async advance(signal?: AbortSignal) {
    this.#answer('rotations.advance', null)
    const moved: RotationDetail[] = []
    for (const id of this.due) {
      const ran = signal?.aborted ? null : await this.run(id)
      if (ran?.ok) moved.push(this.#keep({ ...ran.value, updatedAt: '2026-11-20T12:00:05Z' }))
    }
    this.due = []
    return moved
  }

  stop = () => undefined

  async receipt(id: string, format: 'json' | 'html'): Promise<Result<string>> {
    const { keyName, state } = this.#stood(id)
    return ok(format === 'html' ? `<!doctype html><title>${keyName}</title>` : JSON.stringify({ id, state }))
  }

  /** Puts a rotation at some point of its life. */
  #stand(id: string, stand: Stand): RotationDetail {
    const now = this.#stood(id)
    const fresh = { failure: null as Failure | null, questions: [], waitsUntil: null, held: false }
    return this.#keep({ ...now, ...fresh, ...stand })
  }

  #with(now: RotationDetail, sees: readonly Seen[]): RotationDetail {
    const before = now.steps.flatMap(({ evidence }) => evidence)
    const more = sees.map((seen, index) => ({
      targetId: null,
      files: [],
      ...seen,
      seq: before.length + index + 1,
      at,
    }))
    const all = [...before, ...more]
    const step = more.at(-1)?.step ?? now.step
    const next = step === 'canary' ? 'watch' : step
    const kept = { ...now, step: next, steps: shownSteps({ ...now, direction: 'back' }, all) }
    return now.id === 'rehearsal' ? kept : this.#keep(kept)
  }

  #keep(rotation: RotationDetail): RotationDetail {
    const evidence = rotation.steps.flatMap((step) => step.evidence).sort((a, b) => a.seq - b.seq)
    const kept = { ...rotation, health: healthOf(rotation), steps: shownSteps(rotation, evidence) }
    this.#all.set(kept.id, kept)
    return kept
  }

  #stood(id: string): RotationDetail {
    const found = this.#all.get(id)
    if (!found) throw new Error(`the test has no rotation ${id}`)
    return found
  }

  #key(ref: KeyRef): Key {
    const key = this.#keys().find(({ id, accountId }) => id === ref.keyId && accountId === ref.accountId)
    if (!key) throw new Error(`the test has no key ${ref.keyId}`)
    return key
  }
}

/** Agent targets in memory. */
export class FakeTargets implements Targets {
  #all: readonly AgentTarget[] = []
  readonly #answer: <T>(name: string, value: T) => Result<T>

  constructor(answer: <T>(name: string, value: T) => Result<T>) {
    this.#answer = answer
  }

  list = () => this.#all

  async add(target: NewTarget): Promise<Result<AgentTarget>> {
    const added = { ...target, agent: target.host === null ? ('prometheus' as const) : null, addedAt: at }
    const answered = this.#answer('targets.add', added)
    if (answered.ok) this.#all = [...this.#without(target.file, target.host), added]
    return answered
  }

  remove(file: string, host: string | null): Result<void> {
    const left = this.#without(file, host)
    if (left.length === this.#all.length) return fail('not-found', `${file} is no target.`)
    this.#all = left
    return ok(undefined)
  }

  #without = (file: string, host: string | null) =>
    this.#all.filter((target) => target.file !== file || target.host !== host)
}
