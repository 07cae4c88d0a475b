import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { RotationDetail, RotationTarget } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { type Context, done, fromHere, note } from '../context.ts'
import { findRotation } from '../find-rotation.ts'
import { advanceRotations } from '../open-rotations.ts'
import type { RotateOptions } from '../rotate-options.ts'
import { clean, listText } from '../words.ts'
import { overrideName } from './rotate-questions.ts'
import { alreadyEnded, finish, inOrder, takeSteps } from './rotate-steps.ts'

/** `rotate --resume` and `rotate --undo`: with what the user says beforehand. The rotation's own settings hold. */
export async function goOn(c: Context, core: Core, options: RotateOptions): Promise<Result<void>> {
  const { resume, undo, account } = options
  const found = findRotation(core, resume ?? undo ?? '', account)
  if (!found.ok) return found
  const { id, state } = found.value
  if (state === 'undone' || (state === 'done' && undo === undefined)) return alreadyEnded(c, found.value)
  const ready = undo === undefined ? ok(found.value) : turnedRound(c, core, found.value)
  if (!ready.ok) return ready
  const told = await tell(c, core, ready.value, options)
  if (!told.ok) return told
  const again = core.rotations.resume(id)
  if (!again.ok) return again
  const seen = inOrder(found.value.steps).at(-1)?.seq ?? 0
  const came = await takeSteps(c, core, again.value, seen)
  const outcome = finish(c, came, true)
  // Only now: what is to be undone must not first be led forward.
  return outcome.ok && !came.stopped ? othersAdvanced(c, core) : outcome
}

async function othersAdvanced(c: Context, core: Core): Promise<Result<void>> {
  await advanceRotations(c, core)
  return done
}

function turnedRound(c: Context, core: Core, rotation: RotationDetail): Result<RotationDetail> {
  // Asked twice, it goes on with the first.
  if (rotation.direction === 'back') return ok(rotation)
  const undone = core.rotations.undo(rotation.id)
  if (undone.ok && rotation.undoText !== null) note(c, fromHere(c.io, rotation.undoText))
  return undone
}

/** Records the user's words: which agents run with the right key, and that the cut may go ahead. */
async function tell(
  c: Context,
  core: Core,
  rotation: RotationDetail,
  { confirm, done: byHand, override }: RotateOptions,
): Promise<Result<void>> {
  const targets: RotationTarget[] = []
  for (const named of confirm) {
    const target = findTarget(c, rotation, named)
    if (!target.ok) return target
    targets.push(target.value)
  }
  for (const { id } of targets) {
    const confirmed = core.rotations.confirm(rotation.id, id)
    if (!confirmed.ok) return confirmed
  }
  for (const named of byHand) {
    const asked = rotation.questions.find((one) => one.kind === 'at-vendor' && one.step === named)
    if (asked?.kind !== 'at-vendor') {
      const message = `This rotation does not ask for ${named} on the vendor's page. Nothing was changed.`
      return fail('usage', message, 'keyturn rotation show tells what it asks.')
    }
    const said = await core.rotations.atVendor(rotation.id, asked.step)
    if (!said.ok) return said
  }
  if (override === undefined) return done
  const overridden = core.rotations.override(rotation.id, overrideName(rotation, override))
  return overridden.ok ? done : overridden
}

function findTarget(c: Context, { targets }: RotationDetail, named: string): Result<RotationTarget> {
  const exact = targets.filter(({ id, name, file }) => [id, name, clean(name), file].includes(named))
  const path = resolve(c.io.cwd, named)
  const found =
    exact.length > 0
      ? exact
      : targets.filter(({ file, files, host }) => !host && [file, ...files].includes(path))
  const [only] = found
  if (only && found.length === 1) return ok(only)
  const names = listText((only ? found : targets).map(({ name }) => clean(name)))
  if (only) return fail('usage', `Several agents read ${named}.`, `Name one of ${names}.`)
  const there = names === '' ? 'It has none.' : `It has ${names}.`
  return fail('not-found', `${named} is no agent target of this rotation. Nothing was changed.`, there)
}
