import type { KeyRef } from '../../shared/model.ts'
import type { RotationDetail, RotationStep, ShownStep } from '../../shared/rotation.ts'
import { acme, ago, fakeKeys, uuid } from './keys.ts'
import { stepsAt } from './rotation-story.ts'
import { usualTargets } from './rotation-targets.ts'

export const keyRefOf = (name: string): KeyRef => {
  const key = fakeKeys().find((each) => each.name === name)
  return { accountId: key?.accountId ?? acme, keyId: key?.id ?? '' }
}

/** So many seconds from now. */
export const soon = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString()

export const oldWorks =
  'The old key works. The agents send with the old or the new one, and both are accepted.'
export const undoText =
  'Keyturn puts the 2 files back as they were, reloads the agents that took the new key, and deletes the new key. The old key was never cut.'
export const undoCut =
  'Keyturn activates the old key again, puts the 2 files back, reloads the agents and deletes the new key.'

/** A rotation that has just begun. */
export const begun = (ref: KeyRef, keyName: string): RotationDetail => {
  const startedAt = ago(0.002)
  const base = {
    id: uuid(500),
    ref,
    keyName,
    account: 'acme',
    newKeyId: null,
    mode: 'planned',
    direction: 'forward',
    targets: usualTargets,
    startedAt,
    updatedAt: startedAt,
  } as const
  return {
    ...base,
    state: 'running',
    health: 'healthy',
    step: 'create',
    sentence: 'The new key is being created.',
    safe: 'Nothing has changed yet: the old key works everywhere.',
    failure: null,
    held: true,
    waitsUntil: null,
    settings: { canary: false, watchSeconds: 70, soakSeconds: 86_400, graceSeconds: 1_209_600 },
    steps: stepsAt(base, 'create'),
    questions: [],
    undoText,
  }
}

type At = Partial<RotationDetail> & { readonly shown?: Partial<ShownStep> }

/** The rotation standing at a step. */
export function standing(
  rotation: RotationDetail,
  step: RotationStep | null,
  state: ShownStep['state'],
  { shown = {}, ...more }: At,
): RotationDetail {
  const next = { ...rotation, newKeyId: 'acme-0990', ...(step ? { step } : {}), ...more }
  const steps = stepsAt(next, step, state, shown)
  return { ...next, steps, updatedAt: new Date().toISOString() }
}
