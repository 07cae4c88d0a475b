import type { RotationStep } from '../../../shared/rotation.ts'
import { check, putBack, write } from './configs.ts'
import { create } from './creating.ts'
import { bringBack, cut } from './cutting.ts'
import { remove, retire } from './ending.ts'
import { adopt, reload, reloadBack } from './reloading.ts'
import { soak } from './soaking.ts'
import type { StepContext, StepEnd } from './step.ts'
import { canary, watch } from './watching.ts'

type Take = (c: StepContext, targetId: string | null) => Promise<StepEnd | null>

const steps: Readonly<Record<RotationStep, Take>> = {
  create,
  write,
  check,
  reload,
  adopt,
  canary,
  watch,
  cut,
  soak,
  delete: remove,
  'bring-back': bringBack,
  'put-back': putBack,
  'reload-back': reloadBack,
  retire,
}

/** Carries out one step. Null where it was broken off without having changed anything. */
export const takeStep = (
  c: StepContext,
  step: RotationStep,
  targetId: string | null,
): Promise<StepEnd | null> => steps[step](c, targetId)
