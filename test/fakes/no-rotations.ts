import type { Rotations } from '../../main/rotation/services.ts'
import { fail, type Result } from '../../shared/errors.ts'
import type { BulkStatus } from '../../shared/rotation.ts'

const notHere = (): Result<never> =>
  fail('unsupported', 'The fake core does not rotate.', 'Nothing was done.')

const none: BulkStatus = { refs: [], done: 0, current: null, stoppedAt: null, sentence: '' }

/** Rotations of a core in memory that has none. */
export const noRotations: Rotations = {
  plan: async () => notHere(),
  rehearse: async () => notHere(),
  start: async () => notHere(),
  run: async () => notHere(),
  undo: notHere,
  resume: notHere,
  confirm: notHere,
  atVendor: async () => notHere(),
  override: notHere,
  find: notHere,
  get: notHere,
  list: () => [],
  runAll: async () => none,
  bulk: () => null,
  advance: async () => [],
  stop: () => undefined,
  receipt: async () => notHere(),
}
