import { fail, ok } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'

const notHere = async () => fail('unsupported', 'The fake does not do this.')

/** The calls about what only some vendors have. */
export const providerCalls = {
  ...{ 'keys.describe': notHere, 'keys.setLocked': notHere, 'keys.setRights': notHere },
  ...{ 'keys.policy': notHere, 'keys.setPolicy': notHere, 'keys.vendorHistory': notHere },
  ...{ 'keys.verify': notHere, 'keys.record': notHere, 'keys.bulkPlan': notHere, 'keys.bulkRun': notHere },
  'keys.bulkCancel': async () => ok(undefined),
  ...{ 'setups.serviceIds': notHere, 'setups.start': notHere, 'setups.resume': notHere },
  ...{ 'setups.cleanUp': notHere, 'setups.dismiss': notHere },
} satisfies Partial<Api>
