import { fail } from '../../shared/errors.ts'
import type { KeyCare } from '../services.ts'

const later = async () => fail('unsupported', 'This is not built yet.')

/** What else the vendor lets be done to a key. */
export function keyCare(): KeyCare {
  return {
    describe: later,
    setLocked: later,
    setRights: later,
    policy: later,
    setPolicy: later,
    vendorHistory: later,
    verify: later,
    record: () => fail('unsupported', 'This is not built yet.'),
  }
}
