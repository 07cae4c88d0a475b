import { fail, ok } from '../../shared/errors.ts'
import type { Api, ChangedTopic } from '../../shared/ipc.ts'
import type { Key, KeyRef, Snapshot } from '../../shared/model.ts'
import type { BulkStatus, RotationDetail, RotationStep, RotationSummary } from '../../shared/rotation.ts'
import { rehearsal, rotationPlan } from './rotation-plan.ts'
import { fakeRotations, type RotationScene, rotationScenes } from './rotation-scenes.ts'
import { begun, oldWorks, soon, standing, undoCut } from './rotation-stands.ts'
import { orderOf } from './rotation-story.ts'

type Calls = Pick<Api, Extract<keyof Api, `rotations.${string}` | `targets.${string}`>>

/** What the stand-in for main lends its rotations. */
export interface Stage {
  readonly scene: string
  readonly latency: number
  readonly state: () => Snapshot
  readonly find: (ref: KeyRef) => Key | undefined
  readonly update: (topic: ChangedTopic, change: Partial<Snapshot>) => void
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const notHere = () => fail('not-found', 'There is no such rotation.')

/** The rotation scene in a scene's name, such as `rotation-watching`; null for others. */
export const rotationSceneOf = (scene: string): RotationScene | null =>
  rotationScenes.find((each) => scene === `rotation-${each}`) ?? null

export const summaryOf = ({
  settings: _settings,
  targets: _targets,
  steps: _steps,
  questions: _questions,
  undoText: _undoText,
  ...summary
}: RotationDetail): RotationSummary => summary

const sentences: Partial<Record<RotationStep, string>> = {
  write: 'The files are being written.',
  check: 'The configs are being checked.',
  reload: 'The agents are being reloaded.',
  adopt: 'The agents are asked what they run with.',
  canary: 'No log line was asked for.',
  watch: 'The agents run with the new key and are being watched.',
  cut: 'The old key is being cut.',
  'put-back': 'The files are being put back.',
  'reload-back': 'The agents are being reloaded again.',
  retire: 'The new key is being removed.',
}

/** Rotations and targets of the stand-in for main: what is started moves on by itself. */
export function rotationCalls(stage: Stage): Calls {
  const { latency, state, update } = stage
  const scene = rotationSceneOf(stage.scene)
  let rotations: readonly RotationDetail[] = scene ? fakeRotations(scene) : []
  const find = (id: string) => rotations.find((each) => each.id === id)
  const put = (rotation: RotationDetail, bulk: BulkStatus | null = state().bulk) => {
    rotations = [rotation, ...rotations.filter((each) => each.id !== rotation.id)]
    update('rotations', { rotations: rotations.map(summaryOf), bulk })
    return ok(rotation)
  }
  const moving = new Set<string>()

  /** One step further, as its time comes. */
  const next = (rotation: RotationDetail): RotationDetail => {
    const order = orderOf(rotation.direction, rotation.mode)
    const step = order[order.indexOf(rotation.step) + 1]
    if (!step)
      return standing(rotation, null, 'done', {
        state: rotation.direction === 'back' ? 'undone' : 'done',
        held: false,
        waitsUntil: null,
        undoText: null,
        sentence:
          rotation.direction === 'back'
            ? 'All is as it was before: the agents send with the old key.'
            : 'The new key has replaced the old one, and the old one is deleted.',
      })
    if (step === 'soak') {
      const at = soon(rotation.settings.soakSeconds)
      return standing(rotation, 'soak', 'waiting', {
        state: 'waiting',
        health: 'waiting',
        held: false,
        waitsUntil: at,
        undoText: undoCut,
        sentence: 'The old key is cut. It is kept ready to come back.',
        safe: 'Every agent sends with the new key. The old one can be activated again at once.',
        shown: { at },
      })
    }
    const at = step === 'watch' ? soon(6) : null
    return standing(rotation, step, 'now', {
      sentence: sentences[step] ?? rotation.sentence,
      safe: rotation.direction === 'back' ? rotation.safe : oldWorks,
      waitsUntil: at,
      shown: { at },
    })
  }

  async function move(id: string): Promise<void> {
    if (moving.has(id)) return
    moving.add(id)
    for (;;) {
      const before = find(id)
      if (before?.state !== 'running' || !before.held) break
      await wait(before.step === 'watch' ? 6_000 : latency * 50)
      const now = find(id)
      if (now?.state !== 'running' || !now.held) break
      put(next(now))
    }
    moving.delete(id)
  }

  const run = (rotation: RotationDetail) => {
    const answer = put(rotation)
    void move(rotation.id)
    return answer
  }
  const going = (rotation: RotationDetail): RotationDetail =>
    standing(rotation, rotation.step, 'now', {
      state: 'running',
      health: 'healthy',
      held: true,
      failure: null,
      questions: [],
      waitsUntil: null,
    })
  const on = async (id: string, how: (rotation: RotationDetail) => RotationDetail) => {
    await wait(latency)
    const rotation = find(id)
    return rotation ? run(how(rotation)) : notHere()
  }
  if (scene === 'running') setTimeout(() => void move(rotations[0]?.id ?? ''), 3_000)

  return {
    'rotations.plan': async (request) => {
      await wait(latency * 5)
      return ok(rotationPlan(request, stage.find(request.ref), scene))
    },
    'rotations.rehearse': async () => {
      await wait(latency * 30)
      return ok(rehearsal())
    },
    'rotations.start': async (request) => {
      await wait(latency)
      const fresh = begun(request.ref, stage.find(request.ref)?.name ?? '')
      const { mode, settings } = request
      return run(standing({ ...fresh, mode, settings }, 'create', 'now', {}))
    },
    'rotations.startAll': async ({ refs }) => {
      await wait(latency)
      const first = refs[0] ?? null
      const bulk = {
        refs,
        done: 0,
        current: first,
        stoppedAt: null,
        sentence: `The first of ${refs.length} is being rotated.`,
      }
      if (first) put(begun(first, stage.find(first)?.name ?? ''), bulk)
      return ok(bulk)
    },
    'rotations.get': async ({ id }) => {
      await wait(latency)
      const rotation = find(id)
      return rotation ? ok(rotation) : notHere()
    },
    'rotations.resume': ({ id }) => on(id, going),
    'rotations.confirm': ({ id, targetId }) =>
      on(id, (rotation) => {
        const questions = rotation.questions.filter(
          (each) => each.kind !== 'confirm' || each.targetId !== targetId,
        )
        return questions.some((each) => each.kind === 'confirm')
          ? { ...rotation, questions }
          : going(rotation)
      }),
    'rotations.atVendor': ({ id }) => on(id, going),
    'rotations.override': async ({ id, typedName }) => {
      const rotation = find(id)
      return rotation && typedName !== rotation.keyName
        ? fail('refused', 'The typed name is not the key’s name. Nothing was cut.')
        : on(id, going)
    },
    'rotations.undo': ({ id }) =>
      on(id, (rotation) =>
        standing({ ...going(rotation), direction: 'back' }, 'bring-back', 'now', {
          sentence: 'The old key is being brought back.',
          undoText: null,
        }),
      ),
    'rotations.stop': async ({ id }) => {
      await wait(latency * 20)
      const rotation = find(id)
      if (rotation)
        put({ ...rotation, held: false, health: 'needs-you', sentence: 'It was stopped after this step.' })
      return ok(undefined)
    },
    'rotations.saveReceipt': async ({ format }) => {
      await wait(latency)
      return ok({ file: `/home/me/edge-eu2-otel-rotation.${format}` })
    },
    'targets.add': async (target) => {
      await wait(latency)
      const added = {
        ...target,
        agent: target.host ? null : ('prometheus' as const),
        addedAt: new Date().toISOString(),
      }
      const others = state().targets.filter((each) => each.file !== target.file || each.host !== target.host)
      update('targets', { targets: [...others, added] })
      return ok(added)
    },
    'targets.remove': async ({ file, host }) => {
      await wait(latency)
      update('targets', {
        targets: state().targets.filter((each) => each.file !== file || each.host !== host),
      })
      return ok(undefined)
    },
  }
}
