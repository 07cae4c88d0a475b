import { fail, type Result } from '../../shared/errors.ts'
import type { BulkStatus } from '../../shared/rotation.ts'
import type { Rotations } from '../services.ts'

const later = (): Result<never> =>
  fail('unsupported', 'Rotations come in a later version.', 'Nothing was done.')

/** Replaces keys, step by step on evidence. */
export class KeyRotations implements Rotations {
  plan = async () => later()
  rehearse = async () => later()
  start = async () => later()
  run = async () => later()
  undo = later
  resume = later
  confirm = later
  override = later
  find = later
  get = later
  list = () => []
  runAll = async (): Promise<BulkStatus> => ({
    refs: [],
    done: 0,
    current: null,
    stoppedAt: null,
    sentence: '',
  })
  bulk = () => null
  advance = async () => []
  stop = () => undefined
  receipt = later
}
