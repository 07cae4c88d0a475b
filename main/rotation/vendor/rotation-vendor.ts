import type { RotationVendor } from '../rotation-ports.ts'

/** The vendor's side of a rotation, over capture, keys and sessions. */
export function rotationVendor(_parts: object): RotationVendor {
  throw new Error('not written yet')
}
