import type { RotationAgents } from '../rotation-ports.ts'

/** The agents' side of a rotation: this machine's processes, and agents' own HTTP addresses. */
export function rotationAgents(_parts: object): RotationAgents {
  throw new Error('not written yet')
}
