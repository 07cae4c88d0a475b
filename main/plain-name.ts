import { fail, ok, type Result } from '../shared/errors.ts'

// A line break or an escape sequence in a name would forge lines wherever the name is shown, here and at the vendor.
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u

/** Refuses a name that a user gives with control, direction or other invisible characters in it. */
export function plainName(name: string): Result<void> {
  if (!invisible.test(name)) return ok(undefined)
  return fail(
    'usage',
    'The name holds a line break or another character that cannot be seen. Nothing was changed.',
    'Write the name in plain characters.',
  )
}
