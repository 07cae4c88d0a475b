import type { Result } from '../../shared/errors.ts'
import type { Key } from '../../shared/model.ts'
import type { RotateRequest, RotationPlan } from '../../shared/rotation.ts'
import type { RotationAgents, RotationFiles, RotationVendor } from './rotation-ports.ts'

interface PlanParts {
  readonly vendor: RotationVendor
  readonly files: RotationFiles
  readonly agents: RotationAgents
}

/** Looks at everything that a rotation of this key would touch; changes nothing. */
export async function planRotation(
  _parts: PlanParts,
  _key: Key,
  _request: RotateRequest,
): Promise<Result<RotationPlan>> {
  throw new Error('not written yet')
}
