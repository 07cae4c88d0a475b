import { rotationSteps } from '../../shared/names.ts'
import type { RotationMode, RotationSettings, RotationStep, RotationTarget } from '../../shared/rotation.ts'

/** The steps of a rotation's undoing. */
export const backSteps: readonly RotationStep[] = ['bring-back', 'put-back', 'reload-back', 'retire']

const planned = rotationSteps.filter((step) => !backSteps.includes(step))

/** The steps of a rotation in the order of its mode. */
export const forwardSteps = (mode: RotationMode): readonly RotationStep[] =>
  mode === 'leaked-cut-first'
    ? ['create', 'cut', ...planned.filter((step) => step !== 'create' && step !== 'cut')]
    : planned

/** Whether there is anything to do in a step: no canary without consent, no reload where nobody needs one. */
export function applies(
  step: RotationStep,
  targets: readonly RotationTarget[],
  settings: RotationSettings,
): boolean {
  switch (step) {
    case 'check':
      return targets.some((target) => target.checker !== null)
    case 'reload':
      return targets.some((target) => target.reload !== 'none')
    case 'write':
    case 'adopt':
    case 'put-back':
    case 'reload-back':
      return targets.length > 0
    case 'canary':
      return settings.canary
    case 'watch':
      return targets.length > 0 && settings.watchSeconds > 0
    case 'soak':
      return settings.soakSeconds > 0
    default:
      return true
  }
}
