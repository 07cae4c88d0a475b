import type { KeyBulk, KeyCare, SenderSetups } from '../../main/services.ts'
import { fail, type Result } from '../../shared/errors.ts'

const notHere = (): Result<never> => fail('unsupported', 'The fake core does not do this.')
const later = async () => notHere()

/** What a core in memory does not do unless a test brings it. */
export const fakeCare: KeyCare = {
  ...{ describe: later, setLocked: later, setRights: later, policy: later, setPolicy: later },
  ...{ vendorHistory: later, verify: later, record: notHere },
}

export const fakeBulk: KeyBulk = { plan: later, run: later }

export const fakeSetups: SenderSetups = {
  ...{ serviceIds: later, start: later, resume: later, cleanUp: later, open: () => [], dismiss: notHere },
  letOwnerSend: later,
}
