import { fail } from '../../shared/errors.ts'
import type { SenderSetups } from '../services.ts'

/** From a service ID to a key that may send. */
export function senderSetups(): SenderSetups {
  const later = async () => fail('unsupported', 'This is not built yet.')
  return {
    serviceIds: later,
    start: later,
    resume: later,
    cleanUp: later,
    open: () => [],
    dismiss: () => fail('unsupported', 'This is not built yet.'),
  }
}
