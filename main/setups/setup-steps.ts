import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import { setupSteps } from '../../shared/names.ts'
import type { ServiceId, SetupStep } from '../../shared/providers.ts'
import { noteTried, type TriedRightsParts } from '../accounts/rights.ts'
import type { Audit } from '../audit.ts'
import { stored } from '../database/sqlite.ts'
import type { ServiceIdCalls } from '../providers/provider.ts'
import type { CreationEnd } from '../rotation/rotation-ports.ts'
import { type CreationParts, endOfOutcome, settleCreation } from '../rotation/vendor/creation-end.ts'
import type { Capture, KeyCare } from '../services.ts'
import type { SetupLog } from './setup-log.ts'
import { type SetupRecord, withStep } from './setup-record.ts'

export interface StepParts extends TriedRightsParts, Omit<CreationParts, 'clock'> {
  readonly audit: Audit
  readonly setupLog: SetupLog
  readonly create: Capture['create']
  readonly verify: KeyCare['verify']
}

/** A step's end: the setup as it is recorded then, and why it stops there. */
interface StepEnd {
  readonly record: SetupRecord
  readonly failure: Failure | null
}

type Step = (parts: StepParts, calls: ServiceIdCalls, record: SetupRecord) => Promise<StepEnd>

/**
 * Takes one step after the other, each recorded before and after, until the end or the first that fails. Throws
 * `StorageError`.
 */
export async function takeSteps(
  parts: StepParts,
  calls: ServiceIdCalls,
  begun: SetupRecord,
  onChange: (record: SetupRecord) => void,
): Promise<SetupRecord> {
  const { setupLog } = parts
  let record = setupLog.save(begun, { failure: null })
  for (const step of setupSteps) {
    const { state } = record.steps[step]
    if (state === 'done' || state === 'skipped') continue
    record = setupLog.save(record, { steps: withStep(record.steps, step, 'now') })
    onChange(record)
    const end = await steps[step](parts, calls, record)
    if (end.failure !== null) {
      const { message } = end.failure
      record = setupLog.save(end.record, {
        ...{ state: 'stopped', failure: end.failure },
        steps: withStep(end.record.steps, step, 'failed', message),
      })
      onChange(record)
      return record
    }
    record = end.record
    onChange(record)
  }
  return setupLog.save(record, { state: 'done' })
}

/** What stands in the description of a service ID, so that it is found again where no answer came. */
export const markedDescription = ({ request, nonce }: SetupRecord): string =>
  `${request.description || 'Made by Keyturn'} · kx-${nonce}`

/** The service IDs that this setup has made, by name and mark: an answer may have been lost more than once. */
export async function ownServices(
  calls: ServiceIdCalls,
  record: SetupRecord,
): Promise<Result<readonly ServiceId[]>> {
  const listed = await calls.list()
  if (!listed.ok) return listed
  const mark = `kx-${record.nonce}`
  const { serviceIds, notes } = listed.value
  const own = serviceIds.filter(
    ({ name, description }) => name === record.request.name && description?.endsWith(mark) === true,
  )
  // What is not in half a list may be in the other half.
  if (own.length > 0 || notes.length === 0) return ok(own)
  return fail('vendor-failed', notes.join(' '), 'Try again in a moment.')
}

async function makeService(parts: StepParts, calls: ServiceIdCalls, begun: SetupRecord): Promise<StepEnd> {
  const { setupLog, audit } = parts
  const found = (record: SetupRecord, service: ServiceId, how: string): StepEnd => {
    const steps = withStep(record.steps, 'service-id', 'done', `${how} the service ID ${service.name}.`)
    const next = setupLog.save(record, { service, asked: null, steps })
    stored('', () => audit.record('setup.service-id', `${how} the service ID ${service.name}`, null))
    return { record: next, failure: null }
  }
  if (begun.asked === 'service-id') {
    const own = await ownServices(calls, begun)
    if (!own.ok) return { record: begun, failure: notLooked(own.failure, 'the service ID was made') }
    const [one] = own.value
    if (one) return found(begun, one, 'Made')
  }
  const record = setupLog.save(begun, { asked: 'service-id' })
  const made = await calls.create(record.request.name, markedDescription(record))
  noteTried(parts, record.accountId, 'Create service IDs', made.ok ? null : made.failure)
  if (made.ok) return found(record, made.value, 'Made')
  if (made.failure.code !== 'outcome-unknown')
    return { record: setupLog.save(record, { asked: null }), failure: made.failure }
  // It may be there already: then nothing has to wait for the user.
  const own = await ownServices(calls, record)
  const [one] = own.ok ? own.value : []
  return one ? found(record, one, 'Made') : { record, failure: unknown(made.failure) }
}

async function giveRole(parts: StepParts, calls: ServiceIdCalls, begun: SetupRecord): Promise<StepEnd> {
  const { setupLog, audit } = parts
  const { service } = begun
  if (!service) return { record: begun, failure: lost }
  const done = (record: SetupRecord, policyId: string | null, text: string): StepEnd => {
    const steps = withStep(record.steps, 'sender-role', 'done', text)
    const next = setupLog.save(record, { policyId, asked: null, steps })
    stored('', () => audit.record('setup.sender-role', `Let the service ID ${service.name} send`, null))
    return { record: next, failure: null }
  }
  if (begun.asked === 'sender-role') {
    const may = await calls.maySend(service.ownerId)
    if (!may.ok) return { record: begun, failure: notLooked(may.failure, 'the right was given') }
    if (may.value.state === 'granted') return done(begun, null, `It may send: ${may.value.text}`)
  }
  const record = setupLog.save(begun, { asked: 'sender-role' })
  const granted = await calls.grantSending(service)
  noteTried(parts, record.accountId, 'Let service IDs send', granted.ok ? null : granted.failure)
  if (granted.ok)
    return done(record, granted.value.policyId, `The policy ${granted.value.policyId} lets it send.`)
  if (granted.failure.code !== 'outcome-unknown')
    return { record: setupLog.save(record, { asked: null }), failure: granted.failure }
  const may = await calls.maySend(service.ownerId)
  if (may.ok && may.value.state === 'granted') return done(record, null, `It may send: ${may.value.text}`)
  return { record, failure: unknown(granted.failure) }
}

async function makeKey(parts: StepParts, _: ServiceIdCalls, begun: SetupRecord): Promise<StepEnd> {
  const { setupLog, clock } = parts
  if (!begun.service) return { record: begun, failure: lost }
  let record = begun
  const done = (key: NonNullable<SetupRecord['key']>): StepEnd => {
    const text = `Made the key ${record.request.keyName}; its value is in the keychain and was read back.`
    return {
      record: setupLog.save(record, { key, steps: withStep(record.steps, 'key', 'done', text) }),
      failure: null,
    }
  }
  if (record.intentId !== null) {
    const before = await settleCreation({ ...parts, clock }, record.intentId)
    if (!before.ok) return { record, failure: before.failure }
    if (before.value.kind === 'created') return done(before.value.ref)
    const open = whyOpen(before.value, record)
    if (open) return { record, failure: open }
  }
  const { accountId, keyName, keyDescription, expiresAt } = record.request
  const made = await parts.create(
    {
      ...{ accountId, name: keyName, type: 'service-id', presets: [], permissions: [], hashed: true },
      ...{ ownerId: begun.service.ownerId, description: keyDescription, expiresAt },
    },
    // Before the vendor is asked: whatever happens then, this leads to the key.
    ({ intentId, step }) => {
      if (step === 'intent') record = setupLog.save(record, { intentId })
    },
    { id: begun.service.ownerId, name: begun.service.name, types: ['service-id'] },
  )
  if (!made.ok) {
    // What is known not to have been made is nothing to clean up.
    const none = record.intentId !== null && parts.intents.find(record.intentId)?.state === 'failed'
    return { record: none ? setupLog.save(record, { intentId: null }) : record, failure: made.failure }
  }
  const end = endOfOutcome(made.value)
  if (end.kind === 'created') return done(end.ref)
  return { record, failure: whyOpen(end, record) ?? lost }
}

/** Why the creation of the key does not let the setup go on; null where a key may be made. */
function whyOpen(end: CreationEnd, { request }: SetupRecord): Failure | null {
  switch (end.kind) {
    case 'orphan':
      return {
        code: 'refused',
        message: `The vendor made the key ${request.keyName}, but its value was lost.`,
        hint: 'Delete it in the list of keys, then resume; or clean up.',
      }
    case 'stuck':
      return { code: 'interrupted', message: end.message, hint: end.hint }
    case 'open':
      return { code: 'outcome-unknown', message: end.message, hint: 'Resume it later, or clean up.' }
    default:
      return null
  }
}

async function prove(parts: StepParts, _: ServiceIdCalls, record: SetupRecord): Promise<StepEnd> {
  const { setupLog } = parts
  if (!record.key) return { record, failure: lost }
  const told = await parts.verify(record.key, { markedLine: false, ingestId: null })
  if (!told.ok) return { record, failure: told.failure }
  const { verdict, sentence } = told.value
  if (verdict === 'rejected') {
    const hint = 'Rights may take a minute to hold: resume it then, or look at what the service ID may do.'
    return { record, failure: { code: 'refused', message: sentence, hint } }
  }
  // What the vendor does not say is no proof, and no failure either.
  const steps = withStep(record.steps, 'verify', verdict === 'works' ? 'done' : 'skipped', sentence)
  return { record: setupLog.save(record, { steps }), failure: null }
}

const steps: Readonly<Record<SetupStep, Step>> = {
  'service-id': makeService,
  'sender-role': giveRole,
  key: makeKey,
  verify: prove,
}

const lost: Failure = {
  code: 'unexpected',
  message: 'What this step needs was not recorded.',
  hint: 'Clean up, then begin again.',
}

const notLooked = (failure: Failure, what: string): Failure => ({
  ...failure,
  message: `Whether ${what} could not be looked up: ${failure.message}`,
})

// That it is not known whether it was made is said by the failure itself.
const unknown = (failure: Failure): Failure => ({
  ...failure,
  hint: 'Resume it: the vendor is looked through before anything is asked for again.',
})
