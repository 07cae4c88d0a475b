import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { Audit } from '../audit.ts'
import { stored } from '../database/sqlite.ts'
import type { ServiceIdCalls } from '../providers/provider.ts'
import { type CreationParts, settleCreation } from '../rotation/vendor/creation-end.ts'
import type { Capture, Keys } from '../services.ts'
import type { SetupLog } from './setup-log.ts'
import { type SetupRecord, withStep } from './setup-record.ts'
import { ownServices } from './setup-steps.ts'

export interface CleanUpParts extends CreationParts {
  readonly audit: Audit
  readonly setupLog: SetupLog
  readonly readKey: (ref: KeyRef) => Key | null
  readonly removeKey: Keys['remove']
  readonly removeOrphan: Capture['removeOrphan']
}

/**
 * Removes at the vendor what a setup made: the key, the policy, the service ID, in this order. It stops at the first
 * that stays, since removing a service ID takes its keys with it; what is left is in the record. Throws `StorageError`.
 */
export async function cleanUp(
  parts: CleanUpParts,
  calls: ServiceIdCalls,
  begun: SetupRecord,
): Promise<SetupRecord> {
  const { setupLog } = parts
  let record = begun
  for (const part of [removeKey, removePolicy, removeServices]) {
    const end = await part(parts, calls, record)
    if (!end.ok) return setupLog.save(record, { state: 'stopped', failure: end.failure })
    record = end.value
  }
  const { name } = record.request
  stored('', () => parts.audit.record('setup.clean-up', `Removed what the setup of ${name} had made`, null))
  return setupLog.save(record, { state: 'cleaned-up', failure: null })
}

type Part = (parts: CleanUpParts, calls: ServiceIdCalls, record: SetupRecord) => Promise<Result<SetupRecord>>

const removeKey: Part = async (parts, _, record) => {
  const { setupLog, readKey } = parts
  const gone = (): Result<SetupRecord> =>
    ok(
      setupLog.save(record, {
        ...{ key: null, intentId: null },
        steps: withStep(record.steps, 'key', 'open', `The key ${record.request.keyName} is removed.`),
      }),
    )
  let key = record.key
  if (key === null && record.intentId === null) return ok(record)
  if (key === null && record.intentId !== null) {
    const end = await settleCreation(parts, record.intentId)
    if (!end.ok) return stays(`key ${record.request.keyName}`, end.failure)
    if (end.value.kind === 'orphan') {
      const removed = await parts.removeOrphan(record.intentId, false)
      return removed.ok ? gone() : stays(`key ${record.request.keyName}`, removed.failure)
    }
    if (end.value.kind === 'stuck') {
      return fail(
        'refused',
        'The value of the key is only in memory now. Nothing was removed.',
        end.value.hint,
      )
    }
    // What is not listed goes with the service ID.
    key = end.value.kind === 'created' ? end.value.ref : null
  }
  const known = key && readKey(key)
  if (!key || !known || known.state === 'gone') return gone()
  const [use] = known.usedIn
  if (use) {
    return fail(
      'refused',
      `${use.file} carries the key ${known.name}: what sends with it would be refused. Nothing was removed.`,
      'Put another key there first.',
    )
  }
  const removed = await parts.removeKey(key)
  return removed.ok ? gone() : stays(`key ${known.name}`, removed.failure)
}

const removePolicy: Part = async ({ setupLog }, calls, record) => {
  const { policyId, steps, asked } = record
  if (policyId === null) {
    if (asked !== 'sender-role' && steps['sender-role'].state !== 'done') return ok(record)
    // Its id was in an answer that was lost.
    const text =
      'A policy whose id is not known is left where it was; without its service ID it lets nobody send.'
    return ok(setupLog.save(record, { steps: withStep(steps, 'sender-role', 'open', text) }))
  }
  const revoked = await calls.revokeSending(policyId)
  if (!revoked.ok && revoked.failure.code !== 'not-found') return stays(`policy ${policyId}`, revoked.failure)
  const text = `The policy ${policyId} is removed.`
  return ok(setupLog.save(record, { policyId: null, steps: withStep(steps, 'sender-role', 'open', text) }))
}

const removeServices: Part = async ({ setupLog }, calls, record) => {
  const ids = new Set(record.service ? [record.service.id] : [])
  if (record.asked === 'service-id' || record.steps['service-id'].state !== 'open') {
    // Where an answer was lost there may be another one with the mark of this setup.
    const own = await ownServices(calls, record)
    if (!own.ok && record.service === null) return stays(`service ID ${record.request.name}`, own.failure)
    for (const { id } of own.ok ? own.value : []) ids.add(id)
  }
  for (const id of ids) {
    const removed = await calls.remove(id)
    if (!removed.ok && removed.failure.code !== 'not-found') return stays(`service ID ${id}`, removed.failure)
  }
  const text =
    ids.size === 0 ? 'No service ID was made.' : `The service ID ${record.request.name} is removed.`
  const steps = withStep(record.steps, 'service-id', 'open', text)
  return ok(setupLog.save(record, { service: null, asked: null, steps }))
}

const stays = (what: string, failure: Failure): Result<never> => ({
  ok: false,
  failure: {
    ...failure,
    message: `The ${what} could not be removed: ${failure.message}`,
  },
})
