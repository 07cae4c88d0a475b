import { ok } from '../../../shared/errors.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

/** Replacing keys, and the agents that are reloaded for it. Steps go on after the answer: `changed` tells of them. */
export const rotationHandlers = ({ core }: Desktop): HandlersOf<'rotations' | 'targets'> => ({
  'rotations.plan': (request) => core.rotations.plan(request),
  'rotations.rehearse': (request) => core.rotations.rehearse(request),
  'rotations.start': async (request) => {
    const started = await core.rotations.start(request)
    if (started.ok) void core.rotations.run(started.value.id)
    return started
  },
  'rotations.startAll': async ({ refs, ...rest }) =>
    ok(await core.rotations.runAll(refs.map((ref) => ({ ref, ...rest })))),
  'rotations.get': ({ id }) => core.rotations.get(id),
  'rotations.resume': ({ id }) => core.rotations.resume(id),
  'rotations.confirm': ({ id, targetId }) => core.rotations.confirm(id, targetId),
  'rotations.override': ({ id, typedName }) => core.rotations.override(id, typedName),
  'rotations.undo': ({ id }) => core.rotations.undo(id),
  'rotations.stop': ({ id }) => ok(core.rotations.stop(id)),
  'rotations.saveReceipt': () => ok(null),
  'targets.add': (target) => core.targets.add(target),
  'targets.remove': ({ file, host }) => core.targets.remove(file, host),
})
