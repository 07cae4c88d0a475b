import { ok, type Result } from '../../../shared/errors.ts'
import type { RotationDetail } from '../../../shared/rotation.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'
import { writeWhole } from '../write-whole.ts'

/** Replacing keys, and the agents that are reloaded for it. Steps go on after the answer: `changed` tells of them. */
export const rotationHandlers = (desktop: Desktop): HandlersOf<'rotations' | 'targets'> => {
  const { core } = desktop
  const goOn = (decided: Result<RotationDetail>): Result<RotationDetail> => {
    if (decided.ok) desktop.rotations.run(decided.value.id)
    return decided
  }
  return {
    'rotations.plan': (request) => core.rotations.plan(request),
    'rotations.rehearse': (request) => core.rotations.rehearse(request),
    'rotations.start': async (request) => goOn(await core.rotations.start(request)),
    'rotations.startAll': ({ refs, ...rest }) =>
      desktop.rotations.runAll(refs.map((ref) => ({ ref, ...rest }))),
    'rotations.get': ({ id }) => core.rotations.get(id),
    'rotations.resume': ({ id }) => goOn(core.rotations.resume(id)),
    'rotations.confirm': ({ id, targetId }) => goOn(core.rotations.confirm(id, targetId)),
    'rotations.atVendor': async ({ id, step }) => goOn(await core.rotations.atVendor(id, step)),
    'rotations.override': ({ id, typedName }) => goOn(core.rotations.override(id, typedName)),
    'rotations.undo': ({ id }) => goOn(core.rotations.undo(id)),
    'rotations.stop': ({ id }) => ok(core.rotations.stop(id)),
    'rotations.saveReceipt': ({ id, format }) => saveReceipt(desktop, id, format),
    'targets.add': (target) => core.targets.add(target),
    'targets.remove': ({ file, host }) => core.targets.remove(file, host),
  }
}

/** It holds no value, but says which keys and files there are: the owner's alone. */
const RECEIPT_MODE = 0o600

async function saveReceipt(
  { core, dialogs }: Desktop,
  id: string,
  format: 'json' | 'html',
): Promise<Result<{ readonly file: string } | null>> {
  const rotation = core.rotations.get(id)
  if (!rotation.ok) return rotation
  const receipt = await core.rotations.receipt(id, format)
  if (!receipt.ok) return receipt
  const file = await dialogs.pickSave(receiptName(rotation.value, format))
  if (file === null) return ok(null)
  const written = await writeWhole(file, receipt.value, RECEIPT_MODE)
  return written.ok ? ok({ file }) : written
}

// A key's name is the vendor's text: nothing of it may lead to another folder.
function receiptName({ keyName, startedAt }: RotationDetail, format: string): string {
  const name = keyName.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60)
  return `rotation-${name}-${startedAt.slice(0, 10)}.${format}`
}
