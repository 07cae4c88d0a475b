import { fail, ok, type Result } from '../../shared/errors.ts'

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Reads a duration such as `90s`, `10m`, `12h` or `14d`; the answer is in seconds. */
export function parseDuration(text: string): Result<number> {
  const match = /^(\d{1,6})([smhd])$/.exec(text.trim())
  if (!match) {
    return fail('usage', `"${text}" is not a duration.`, 'Write a number and s, m, h or d, such as 14d.')
  }
  return ok(Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds])
}
