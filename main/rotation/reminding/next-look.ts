import type { ReminderStatus } from '../../../shared/reminders.ts'
import type { RotationSummary } from '../../../shared/rotation.ts'
import { nextDigest } from './digest-time.ts'
import { silence } from './silence.ts'

/**
 * The next moment at which something may be due to be said or done: the end of a pause, of quiet hours or of a snooze,
 * the day's digest, or a rotation's wait. Null: only the hourly look.
 */
export function nextLook(
  { settings, snoozes }: Pick<ReminderStatus, 'settings' | 'snoozes'>,
  rotations: readonly Pick<RotationSummary, 'waitsUntil'>[],
  now: Date,
): Date | null {
  const quiet = silence(settings, now)
  const moments = [
    quiet?.until.getTime(),
    settings.digestAt === null ? undefined : nextDigest(settings.digestAt, now).getTime(),
    ...snoozes.map(({ until }) => Date.parse(until)),
    ...rotations.map(({ waitsUntil }) => (waitsUntil === null ? undefined : Date.parse(waitsUntil))),
  ].filter((moment) => moment !== undefined && moment > now.getTime())
  return moments.length === 0 ? null : new Date(Math.min(...(moments as number[])))
}
