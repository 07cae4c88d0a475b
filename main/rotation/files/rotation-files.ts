import type { RotationFiles } from '../rotation-ports.ts'

/** The files' side of a rotation, over injection, the recorded uses and the targets. */
export function rotationFiles(_parts: object): RotationFiles {
  throw new Error('not written yet')
}
