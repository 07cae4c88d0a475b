import type { RotationStep } from '../../../shared/rotation.ts'
import { lastBack, lastOf } from '../facts.ts'
import type { ByHand } from '../rotation-ports.ts'
import type { NewEvidence } from '../rotation-record.ts'
import { type StepContext, type StepEnd, told } from './step.ts'

/** What is done to an old key at the vendor. */
type VendorStep = Extract<RotationStep, 'cut' | 'bring-back' | 'delete'>

const todo: Readonly<Record<VendorStep, (name: string, where: string) => string>> = {
  cut: (name, where) => `Deactivate ${name} ${where}, then say so here.`,
  'bring-back': (name, where) =>
    `Activate ${name} again ${where}, or see there that it is active; then say so here.`,
  delete: (name, where) =>
    `Delete ${name} ${where}; where that is not offered, see there that it is deactivated for good. Then say so here.`,
}

/**
 * Asks the user to take a step at a vendor without an API for keys. What is asked already is not recorded again: it is
 * looked at once in every run.
 */
export function askUser(c: StepContext, step: VendorStep, hand: ByHand): StepEnd {
  const last = c.evidence.at(-1)
  if (last?.step === step && last.detail.byHand) return { rows: [] }
  const asked = told(todo[step](c.record.keyName, hand.where))
  return {
    rows: [
      {
        step,
        targetId: null,
        outcome: 'unproven',
        text: told(`${hand.vendor} has no API for keys, so this is for you to do: ${asked}`),
        detail: { byHand: { page: hand.page, todo: asked } },
      },
    ],
  }
}

/** Whether the user may have deactivated the old key without having said so. */
export function mayBeCut({ evidence }: Pick<StepContext, 'evidence'>): boolean {
  const cut = lastOf(evidence, 'cut', null)
  return cut?.detail.byHand !== undefined && cut.seq > (lastBack(evidence)?.seq ?? 0)
}

/** How a step at the vendor is recorded as done: on its answer, or on what the user says of it. */
export const doneRow = (
  step: RotationStep,
  hand: ByHand | null,
  seen: string,
  said: string,
): NewEvidence & { readonly detail: NonNullable<NewEvidence['detail']> } =>
  hand === null
    ? { step, targetId: null, outcome: 'ok', text: seen, detail: {} }
    : {
        step,
        targetId: null,
        outcome: 'word',
        text: `You say that the old key is ${said} at ${hand.vendor}`,
        detail: { byWord: true },
      }
