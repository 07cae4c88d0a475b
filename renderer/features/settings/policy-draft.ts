import type { RotationPolicy } from '../../../shared/model.ts'

/** A policy as it is being typed. */
export interface PolicyDraft {
  readonly never: boolean
  readonly maxAge: string
  readonly lead: string
}

export const draftOf = (
  policy: Pick<RotationPolicy, 'maxAgeDays' | 'leadDays'> | undefined,
): PolicyDraft => ({
  never: policy?.maxAgeDays === null,
  maxAge: String(policy?.maxAgeDays ?? 90),
  lead: String(policy?.leadDays ?? 14),
})

const whole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most

/** What is wrong with it, in words, or null. */
export function draftProblem({ never, maxAge, lead }: PolicyDraft): string | null {
  if (never) return null
  if (!whole(maxAge, 1, 3650)) return 'Give a whole number of days from 1 to 3650.'
  if (!whole(lead, 0, 365)) return 'Give a reminder of 0 to 365 days before.'
  if (Number(lead) >= Number(maxAge))
    return 'The reminder must come after the key is made: fewer days than the age.'
  return null
}

export const daysOf = ({
  never,
  maxAge,
  lead,
}: PolicyDraft): Pick<RotationPolicy, 'maxAgeDays' | 'leadDays'> => ({
  maxAgeDays: never ? null : Number(maxAge),
  leadDays: never ? 0 : Number(lead),
})
