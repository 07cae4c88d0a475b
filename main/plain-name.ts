import { fail, ok, type Result } from '../shared/errors.ts'

// A line break or an escape sequence in a name would forge lines wherever the name is shown, here and at the vendor.
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u

/**
 * Refuses a name that a user gives with control, direction or other invisible characters in it.
 *
 * @param what what it is called to the user: a name, or a description
 */
export function plainName(name: string, what = 'name'): Result<void> {
  if (!invisible.test(name)) return ok(undefined)
  return fail(
    'usage',
    `The ${what} holds a line break or another character that cannot be seen. Nothing was changed.`,
    `Write the ${what} in plain characters.`,
  )
}
