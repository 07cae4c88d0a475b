import { fail, ok } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'
import type { RecordRequest } from '../../shared/providers.ts'
import { fakeKey } from './keys.ts'
import type { Stage } from './rotation-calls.ts'
import { setupCalls } from './setup-calls.ts'

const notHere = async () => fail('unsupported', 'The fake does not do this.')

/** The calls about what only some vendors have. */
export const providerCalls = (stage: Stage) => {
  const { state, update } = stage
  return {
    ...{ 'keys.describe': notHere, 'keys.setLocked': notHere, 'keys.setRights': notHere },
    ...{ 'keys.policy': notHere, 'keys.setPolicy': notHere, 'keys.vendorHistory': notHere },
    ...{ 'keys.bulkPlan': notHere, 'keys.bulkRun': notHere },
    'keys.bulkCancel': async () => ok(undefined),
    'keys.verify': async () => {
      await new Promise<void>((passed) => setTimeout(passed, stage.latency * 20))
      return ok({
        at: new Date().toISOString(),
        verdict: 'works',
        sentence: 'The vendor takes this value.',
        steps: [
          { title: 'Asked with the value', outcome: 'ok', text: 'The vendor answered 200.' },
          {
            title: 'One marked event',
            outcome: 'skipped',
            text: 'Not sent: it would be stored and counted.',
          },
        ],
      })
    },
    'keys.record': async (request: RecordRequest) => {
      const account = state().accounts.find((each) => each.id === request.accountId)
      const key = fakeKey({
        id: `record-${state().keys.length}`,
        ...{ accountId: request.accountId, account: account?.name ?? '', name: request.name },
        ...{ provider: account?.provider ?? 'aggregations-io', type: request.type, owner: null },
        ...{ presets: [], permissions: request.permissions, description: request.description },
        ...{ hasValue: false, fingerprint: null, stateBasis: 'user', change: 'new' },
        state: request.active ? 'active' : 'disabled',
        age: { days: 0, basis: 'user' },
      })
      update('keys', { keys: [key, ...state().keys] })
      return ok(key)
    },
    ...setupCalls(stage),
  } satisfies Partial<Api>
}
