import type { Failure } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import { setupSteps } from '../../shared/names.ts'
import type { SenderSetup, ServiceId, SetupRequest, SetupStep } from '../../shared/providers.ts'
import type { ProcessIdentity } from '../process-identity.ts'

type StepShown = SenderSetup['steps'][number]

/** What is durable of a setup beside its state and who is at it. Never a value. */
export interface SetupFacts {
  readonly request: SetupRequest
  /** Stands in the service ID's description: how it is found again at the vendor. */
  readonly nonce: string
  readonly steps: Readonly<Record<SetupStep, Pick<StepShown, 'state' | 'text'>>>
  /** The call that has perhaps left, and whose answer is not recorded. */
  readonly asked: 'service-id' | 'sender-role' | null
  readonly service: ServiceId | null
  readonly policyId: string | null
  /** The creation of the key, from before the vendor is asked for it. */
  readonly intentId: string | null
  readonly key: KeyRef | null
  readonly failure: Failure | null
  /** Taken off the list by the user. */
  readonly dismissed: boolean
}

export interface SetupRecord extends SetupFacts {
  readonly id: string
  readonly accountId: string
  readonly state: SenderSetup['state']
  readonly holder: ProcessIdentity
  readonly leaseUntil: string
  readonly startedAt: string
}

const opening: Readonly<Record<SetupStep, string>> = {
  'service-id': 'Make the service ID',
  'sender-role': 'Give it the right to send',
  key: 'Make its key and keep the value',
  verify: 'Prove that the key may send',
}

/** The steps of a setup of which nothing is done. */
export const openSteps: SetupFacts['steps'] = {
  'service-id': { state: 'open', text: opening['service-id'] },
  'sender-role': { state: 'open', text: opening['sender-role'] },
  key: { state: 'open', text: opening.key },
  verify: { state: 'open', text: opening.verify },
}

/** The steps with one of them changed. */
export const withStep = (
  steps: SetupFacts['steps'],
  step: SetupStep,
  state: StepShown['state'],
  text: string = opening[step],
): SetupFacts['steps'] => ({ ...steps, [step]: { state, text } })

/** What was made at the vendor and is still there as far as is known, in words that go on within a sentence. */
export function madeWords({ asked, service, policyId, steps, key, intentId, request }: SetupFacts): string[] {
  const made: string[] = []
  if (service) made.push(`the service ID ${service.name} (${service.id})`)
  else if (asked === 'service-id')
    made.push(`perhaps the service ID ${request.name} (no answer came when it was asked for)`)
  if (policyId !== null) made.push(`the policy ${policyId} that lets it send`)
  else if (service && asked === 'sender-role')
    made.push('perhaps a policy that lets it send (no answer came when it was asked for)')
  else if (service && steps['sender-role'].state === 'done') made.push('a policy that lets it send')
  if (key) made.push(`the key ${request.keyName} (${key.keyId}), whose value is in the keychain`)
  else if (intentId !== null && steps.key.state !== 'open')
    made.push(`perhaps the key ${request.keyName} (how its creation ended is not known here)`)
  return made
}

const left: Failure = {
  code: 'interrupted',
  message: 'It was interrupted: the process that worked on it has ended.',
  hint: 'Resume it, or clean up what was made.',
}

/** What became of a step's work: cleaning up has opened the steps whose work it removed, with a text of its own. */
const afterCleanUp = (step: SetupStep, { state, text }: SetupFacts['steps'][SetupStep]): string =>
  state === 'open' && text !== opening[step] ? text : 'There was nothing to remove.'

/** As people see it. `abandoned`: no process works on it any more. */
export function shownSetup(record: SetupRecord, account: string, abandoned: boolean): SenderSetup {
  const { id, accountId, state, request, steps, key, failure, startedAt } = record
  const stopped = state === 'running' && abandoned
  return {
    ...{ id, accountId, account, name: request.name, key, startedAt },
    state: stopped ? 'stopped' : state,
    steps: setupSteps.map((step) => {
      const shown = steps[step]
      if (state === 'cleaned-up') return { step, state: 'skipped', text: afterCleanUp(step, shown) }
      return { step, text: shown.text, state: stopped && shown.state === 'now' ? 'failed' : shown.state }
    }),
    made: state === 'cleaned-up' ? [] : madeWords(record),
    failure: stopped ? (failure ?? left) : failure,
  }
}
