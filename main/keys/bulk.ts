import { fail } from '../../shared/errors.ts'
import type { KeyBulk } from '../services.ts'

/** The same change to several keys. */
export function keyBulk(): KeyBulk {
  const later = async () => fail('unsupported', 'This is not built yet.')
  return { plan: later, run: later }
}
