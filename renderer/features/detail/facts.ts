import { count, dateWord, daysUntil } from '../../words.ts'

/** When the vendor stops taking a key, as a sentence; `now` is milliseconds. */
export function expirySentence(expiresAt: string, now: number): string {
  const days = daysUntil(expiresAt, now)
  if (Date.parse(expiresAt) <= now) return `Expired ${dateWord(expiresAt)}: the vendor refuses it.`
  if (days === 0) return 'Expires today. The vendor refuses it from then on.'
  return `Expires ${dateWord(expiresAt)}, in ${count(days, 'day')}. The vendor refuses it from then on.`
}
