import { fail, ok, type Result } from '../../shared/errors.ts'
import type { SenderSetup } from '../../shared/providers.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { SetupsTable } from '../database/setups-table.ts'
import { stored } from '../database/sqlite.ts'
import { StorageError, storageFailure } from '../database/storage-failure.ts'
import { plainName } from '../plain-name.ts'
import type { ServiceIdCalls } from '../providers/provider.ts'
import type { SenderSetups } from '../services.ts'
import { type CleanUpParts, cleanUp } from './clean-up.ts'
import { letOwnerSend } from './owner-sending.ts'
import { type SetupRecord, shownSetup } from './setup-record.ts'
import { type StepParts, takeSteps } from './setup-steps.ts'

export interface SenderSetupsParts extends StepParts, CleanUpParts {
  readonly table: SetupsTable
  readonly sessions: Sessions
  readonly accounts: AccountsTable
}

type OnChange = (setup: SenderSetup) => void

/** From a service ID to a key that may send, each step recorded before and after it is taken. */
export function senderSetups(parts: SenderSetupsParts): SenderSetups {
  const { table, sessions, accounts, setupLog, audit } = parts

  const shown = (record: SetupRecord): SenderSetup => {
    const account = accounts.find(record.accountId, new Set())?.name ?? ''
    return shownSetup(record, account, setupLog.isAbandoned(record))
  }

  const callsOf = async (accountId: string): Promise<Result<ServiceIdCalls>> => {
    const session = await sessions.open(accountId)
    if (!session.ok) return session
    const { serviceIds } = session.value
    if (serviceIds) return ok(serviceIds)
    return fail('refused', 'The vendor of this account has no service IDs. Nothing was made.')
  }

  /** Works on a setup that this process holds; whatever happens, it lets go of it. */
  const working = async (id: string, work: () => Promise<SetupRecord>): Promise<Result<SenderSetup>> => {
    try {
      const record = await work()
      // It has ended: how it is shown does not depend on who holds it.
      return ok(shownSetup(record, shown(record).account, false))
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      return storageFailure(error, 'How far the setup came was not recorded; what it made is at the vendor')
    } finally {
      setupLog.release(id)
    }
  }

  const claimed = (id: string): Result<SetupRecord> => {
    const record = table.find(id)
    if (!record || record.state === 'done' || record.state === 'cleaned-up')
      return fail('not-found', 'There is no such open setup.', 'List the setups.')
    const taken = setupLog.claim(record)
    if (taken) return ok(taken)
    return fail('refused', `${record.request.name} is being set up now.`, 'Wait until that has ended.')
  }

  const run = (record: SetupRecord, calls: ServiceIdCalls, onChange: OnChange) =>
    working(record.id, () => takeSteps(parts, calls, record, (now) => onChange(shown(now))))

  return {
    async serviceIds(accountId) {
      const calls = await callsOf(accountId)
      return calls.ok ? calls.value.list() : calls
    },

    async start(request, onChange = () => {}) {
      for (const [text, what] of [
        [request.name, 'name'],
        [request.keyName, 'name of the key'],
        [request.description ?? '', 'description'],
        [request.keyDescription ?? '', 'description of the key'],
      ] as const) {
        const plain = plainName(text, what)
        if (!plain.ok) return plain
      }
      const calls = await callsOf(request.accountId)
      if (!calls.ok) return calls
      const begun = stored('Nothing was made', () => setupLog.begin(request))
      return begun.ok ? run(begun.value, calls.value, onChange) : begun
    },

    async resume(id, onChange = () => {}) {
      const found = table.find(id)
      const calls = found ? await callsOf(found.accountId) : null
      if (calls && !calls.ok) return calls
      const record = stored('It was not resumed', () => claimed(id))
      if (!record.ok) return record
      if (!record.value.ok) return record.value
      return calls
        ? run(record.value.value, calls.value, onChange)
        : fail('not-found', 'There is no such setup.')
    },

    async cleanUp(id) {
      const found = table.find(id)
      const calls = found ? await callsOf(found.accountId) : null
      if (calls && !calls.ok) return calls
      const record = stored('Nothing was removed', () => claimed(id))
      if (!record.ok) return record
      if (!record.value.ok) return record.value
      const { value } = record.value
      return calls
        ? working(id, () => cleanUp(parts, calls.value, value))
        : fail('not-found', 'There is no such setup.')
    },

    open: () => table.open().map(shown),

    letOwnerSend: (ref) => letOwnerSend(parts, ref, callsOf),

    dismiss(id) {
      const record = table.find(id)
      if (!record || record.dismissed || !['running', 'stopped'].includes(record.state))
        return fail('not-found', 'There is no such open setup.', 'List the setups.')
      if (setupLog.isHeld(record))
        return fail('refused', `${record.request.name} is being set up now.`, 'Wait until that has ended.')
      return stored('It stays on the list', () => {
        setupLog.save(record, { state: 'stopped', dismissed: true })
        const text = `Took the setup of ${record.request.name} off the list; what it made stays at the vendor`
        audit.record('setup.dismiss', text, null)
      })
    },
  }
}
