import { defaultSettings, leakedSettings } from '../../../shared/defaults.ts'
import type { RotationMode, RotationSettings } from '../../../shared/rotation.ts'
import { count } from '../../words.ts'

export const settingsOf = (mode: RotationMode): RotationSettings =>
  mode === 'planned' ? defaultSettings : leakedSettings

const minute = 60
const hour = 3_600
const day = 86_400

const units = [
  [day, 'day'],
  [hour, 'hour'],
  [minute, 'minute'],
  [1, 'second'],
] as const

/** `70 seconds`, `1 day`, `14 days`. */
export function durationWord(seconds: number): string {
  const [size, unit] = units.find(([each]) => seconds >= each && seconds % each === 0) ?? [1, 'second']
  return count(seconds / size, unit)
}

const choices = {
  watchSeconds: [10, 70, 5 * minute, 15 * minute, hour],
  soakSeconds: [5 * minute, hour, day, 3 * day, 7 * day],
  graceSeconds: [15 * minute, day, 7 * day, 14 * day, 30 * day],
} as const

export type Wait = keyof typeof choices

/** What can be chosen, with what is set among it. */
export const choicesOf = (wait: Wait, set: number): readonly number[] =>
  [...new Set([...choices[wait], set])].sort((a, b) => a - b)

/** The settings with one changed: the old key is never deleted before the soak has ended. */
export function withWait(settings: RotationSettings, wait: Wait, seconds: number): RotationSettings {
  const next = { ...settings, [wait]: seconds }
  if (next.graceSeconds >= next.soakSeconds) return next
  return wait === 'soakSeconds'
    ? { ...next, graceSeconds: next.soakSeconds }
    : { ...next, soakSeconds: next.graceSeconds }
}
