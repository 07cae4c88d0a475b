import { fail, ok } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'

type Calls = Pick<
  Api,
  Extract<keyof Api, `rotations.${string}` | `targets.${string}` | `reminders.${string}`>
>

const notHere = async () => fail('not-found', 'There is no such rotation.')

/** Rotations, targets and reminders of the stand-in for main. */
export const rotationCalls = (): Calls => ({
  'rotations.plan': notHere,
  'rotations.rehearse': notHere,
  'rotations.start': notHere,
  'rotations.startAll': notHere,
  'rotations.get': notHere,
  'rotations.resume': notHere,
  'rotations.confirm': notHere,
  'rotations.override': notHere,
  'rotations.undo': notHere,
  'rotations.stop': async () => ok(undefined),
  'rotations.saveReceipt': async () => ok(null),
  'targets.add': notHere,
  'targets.remove': async () => ok(undefined),
  'reminders.set': async () => ok(undefined),
  'reminders.snooze': async () => ok(undefined),
})
