import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'
import type { SenderSetup, SetupRequest, SetupStep } from '../../shared/providers.ts'
import { fakeKey, uuid } from './keys.ts'
import type { Stage } from './rotation-calls.ts'

const order: readonly SetupStep[] = ['service-id', 'sender-role', 'key', 'verify']
const done: Record<SetupStep, string> = {
  'service-id': 'Made: ServiceId-77aa.',
  'sender-role': 'The policy lets it send to the instance, and nothing else.',
  key: 'Stored in the keychain and read back.',
  verify: 'The policies of the service ID let it send.',
}

/** Service IDs on the way to their keys. A name that holds `stop` stops at the right to send, once. */
export function setupCalls({ latency, state, update }: Stage) {
  const wait = (ms: number) => new Promise<void>((passed) => setTimeout(passed, ms))
  const put = (setup: SenderSetup): SenderSetup => {
    const others = state().setups.filter((each) => each.id !== setup.id)
    const open = setup.state === 'running' || setup.state === 'stopped'
    update('setups', { setups: open ? [...others, setup] : others })
    return setup
  }
  const run = async (from: SenderSetup, stops: boolean): Promise<Result<SenderSetup>> => {
    let setup = put({ ...from, state: 'running', failure: null })
    for (const step of order) {
      if (setup.steps.some((each) => each.step === step && each.state === 'done')) continue
      const mark = (now: SenderSetup['steps'][number]['state'], text: string) => {
        const steps = setup.steps.map((each) => (each.step === step ? { step, state: now, text } : each))
        setup = put({ ...setup, steps })
      }
      mark('now', '')
      await wait(latency * 25)
      if (stops && step === 'sender-role') {
        const failure = {
          code: 'permission-missing',
          message: 'The vendor answered 403: the credential lacks iam.policy.create.',
          hint: 'Ask an administrator of the account for it, then resume.',
        } as const
        mark('failed', failure.message)
        return ok(put({ ...setup, state: 'stopped', failure }))
      }
      mark('done', done[step])
      if (step === 'service-id') setup = put({ ...setup, made: [`the service ID ${setup.name}`] })
    }
    const account = state().accounts.find((each) => each.id === setup.accountId)
    const key = fakeKey({
      id: `made-${setup.id}`,
      ...{ accountId: setup.accountId, account: setup.account, provider: account?.provider ?? 'ibm-cloud' },
      ...{ name: `${setup.name}-key`, type: 'service-id', presets: [], change: 'new' },
      owner: { kind: 'service-id', id: `iam-ServiceId-${setup.name}`, name: setup.name },
    })
    update('keys', { keys: [key, ...state().keys] })
    return ok(put({ ...setup, state: 'done', key: { accountId: key.accountId, keyId: key.id } }))
  }
  const known = (id: string) => state().setups.find((each) => each.id === id)
  const gone = () => fail('not-found', 'There is no such setup any more.')
  return {
    'setups.serviceIds': async () => ok({ serviceIds: [], notes: [] }),
    'setups.start': async (request: SetupRequest) =>
      run(
        {
          id: uuid(501),
          accountId: request.accountId,
          account: state().accounts.find((each) => each.id === request.accountId)?.name ?? '',
          name: request.name,
          state: 'running',
          steps: order.map((step) => ({ step, state: 'open', text: '' })),
          made: [],
          key: null,
          failure: null,
          startedAt: new Date().toISOString(),
        },
        request.name.includes('stop'),
      ),
    'setups.resume': async ({ id }) => {
      const setup = known(id)
      return setup ? run(setup, false) : gone()
    },
    'setups.cleanUp': async ({ id }) => {
      const setup = known(id)
      if (!setup) return gone()
      await wait(latency * 25)
      const steps = setup.steps.map((each) => ({ ...each, state: 'skipped', text: 'Removed.' }) as const)
      return ok(put({ ...setup, state: 'cleaned-up', made: [], failure: null, steps }))
    },
    'setups.dismiss': async ({ id }) => {
      update('setups', { setups: state().setups.filter((each) => each.id !== id) })
      return ok(undefined)
    },
  } satisfies Partial<Api>
}
