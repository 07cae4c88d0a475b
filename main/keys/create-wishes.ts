import { fail, ok, type Result } from '../../shared/errors.ts'
import type { CreateOptions, CreateRequest } from '../../shared/model.ts'
import { plainName } from '../plain-name.ts'

/**
 * Refuses a creation that asks for what the vendor has not, with `usage`: a key that was to expire and never does is
 * worse than none. Also refuses names and descriptions with characters that cannot be seen.
 */
export function checkWishes(request: CreateRequest, options: CreateOptions, vendor: string): Result<void> {
  const { name, description, expiresAt } = request
  const named = plainName(name)
  if (!named.ok) return named
  const described = plainName(description ?? '', 'description')
  if (!described.ok) return described
  if (expiresAt && !options.expiry) {
    return fail(
      'usage',
      `Keys at ${vendor} do not expire. No key was made.`,
      'Leave the expiry out, and rotate the key in time.',
    )
  }
  if (description && !options.description) {
    return fail('usage', `Keys at ${vendor} have no description. No key was made.`, 'Leave it out.')
  }
  return ok(undefined)
}
