import { type Failure, fail, ok, type Result } from '../../../shared/errors.ts'
import type { Key, KeyRef } from '../../../shared/model.ts'
import type { Sessions } from '../../accounts/sessions.ts'
import type { Changes } from '../../changes.ts'
import type { Clock } from '../../clock.ts'
import type { AccountsTable } from '../../database/accounts-table.ts'
import type { IntentsTable } from '../../database/intents-table.ts'
import type { KeysTable } from '../../database/keys-table.ts'
import { stored } from '../../database/sqlite.ts'
import { StorageError, storageFailure } from '../../database/storage-failure.ts'
import type { IntentLog } from '../../keys/intent-log.ts'
import type { Keys } from '../../keys/keys.ts'
import type { Capture } from '../../keys/orphans.ts'
import type { ValueKeeper } from '../../keys/value-keeper.ts'
import type { Providers } from '../../providers/providers.ts'
import type { Vault } from '../../vault/vault.ts'
import type { ByHand, CanaryEnd, RotationVendor } from '../rotation-ports.ts'
import { byHandAt } from './by-hand-at.ts'
import { copyOf, permissionsOf, presetsAt } from './copy-of.ts'
import { endOfOutcome, settleCreation } from './creation-end.ts'
import { KnownRefusals, type VendorStep } from './missing-rights.ts'
import { protectionOf } from './protection.ts'

export interface RotationVendorParts {
  readonly clock: Clock
  readonly changes: Changes
  readonly vault: Vault
  readonly providers: Providers
  readonly sessions: Sessions
  readonly accounts: AccountsTable
  readonly table: KeysTable
  readonly intents: IntentsTable
  readonly log: IntentLog
  readonly keeper: ValueKeeper
  readonly capture: Capture
  readonly keys: Keys
}

/** The vendor's side of a rotation, over capture, keys and sessions. */
export function rotationVendor(parts: RotationVendorParts): RotationVendor {
  const { capture, changes, intents, keys, sessions, table } = parts
  const refusals = new KnownRefusals(parts.accounts)

  const find = (ref: KeyRef): Result<Key> => {
    const key = keys.read(ref)
    return key ? ok(key) : fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
  }

  const byHand = (ref: KeyRef): ByHand | null => {
    const account = parts.accounts.find(ref.accountId, new Set())
    return account && byHandAt(account, parts.providers.of(account.provider))
  }

  /** Remembers a refusal, and gives the result back. */
  const heard = <T>(accountId: string, type: string, step: VendorStep, result: Result<T>): Result<T> => {
    refusals.heard(accountId, type, step, result.ok ? null : result.failure)
    return result
  }

  /** The record follows what the vendor was seen to have. */
  const noteState = (key: Key, state: 'active' | 'disabled' | 'gone'): Result<void> => {
    // An orphan is shown as one until its intent ends, whatever its row says.
    if (key.state === state || key.state === 'orphan') return ok(undefined)
    return stored('How the key stands at the vendor was not recorded', () => {
      table.set({ accountId: key.accountId, keyId: key.id }, { state })
      changes.notify('keys')
    })
  }

  const refusedBy = async (ref: KeyRef, step: 'cut' | 'delete'): Promise<Failure | null> => {
    const reason = (await protectionOf(parts, ref))[step]
    return reason === null
      ? null
      : { code: 'refused', message: `${reason} Nothing was changed.`, hint: 'The key stays as it is.' }
  }

  return {
    async create(request, onIntent) {
      try {
        const outcome = await capture.create(request, ({ intentId, step }) => {
          if (step === 'intent') onIntent(intentId)
        })
        heard(request.accountId, request.type, 'create', outcome)
        return outcome.ok ? ok(endOfOutcome(outcome.value)) : outcome
      } catch (error) {
        // The caller's own record of the intent: it is written before the vendor is asked, so no key was made.
        if (error instanceof StorageError) return storageFailure(error, 'No key was made')
        throw error
      }
    },

    settle: (intentId) => settleCreation(parts, intentId),

    async removeOrphan(intentId) {
      switch (intents.find(intentId)?.state) {
        case 'orphan': {
          const removed = await capture.removeOrphan(intentId, false)
          return removed.ok ? ok(undefined) : removed
        }
        case 'removed':
        case 'failed':
          return ok(undefined)
        default:
          return fail('refused', 'This creation left no orphan. Nothing was deleted.', 'List the keys.')
      }
    },

    async standing(ref) {
      const key = find(ref)
      if (!key.ok) return key
      if (byHand(ref)) return ok(key.value.state === 'orphan' ? 'active' : key.value.state)
      const session = await sessions.open(ref.accountId)
      if (!session.ok) return session
      // Where keys are asked for one by one, only this one is.
      const known = table.stored(ref)?.provider
      const listing = await session.value.listKeys(known ? [known] : [])
      if (!listing.ok) return listing
      const { name, type } = key.value
      const listed = listing.value.keys.find((one) => one.id === ref.keyId)
      const isGone = listing.value.gone?.includes(ref.keyId) === true
      if (!listed && !isGone && !listing.value.covers.includes(type)) {
        const why = listing.value.notes.join(' ')
        const message = `How ${name} stands is not known: the list in which it would be was not given. ${why}`
        return fail(
          'permission-missing',
          message.trim(),
          'Give the account a credential that may list these keys.',
        )
      }
      const state = listed ? (listed.active ? 'active' : 'disabled') : 'gone'
      const noted = noteState(key.value, state)
      return noted.ok ? ok(state) : noted
    },

    async setActive(ref, active) {
      const key = find(ref)
      if (!key.ok) return key
      if (!active && key.value.state === 'gone') return ok(undefined)
      const refusal = active ? null : await refusedBy(ref, 'cut')
      if (refusal) return { ok: false, failure: refusal }
      const changed = heard(ref.accountId, key.value.type, 'cut', await keys.setActive(ref, active))
      if (changed.ok) return ok(undefined)
      // A key that is gone takes no telemetry: that is all that deactivating wants.
      if (!active && changed.failure.code === 'not-found') return noteState(key.value, 'gone')
      return changed
    },

    async remove(ref) {
      const key = find(ref)
      if (!key.ok) return key
      if (key.value.state === 'gone') return ok(undefined)
      const refusal = await refusedBy(ref, 'delete')
      if (refusal) return { ok: false, failure: refusal }
      return heard(ref.accountId, key.value.type, 'delete', await keys.remove(ref))
    },

    protection: (ref) => protectionOf(parts, ref),

    missingRights: async (ref) => {
      const key = keys.read(ref)
      return key ? refusals.of(ref, key.type) : {}
    },

    copyRequest: (ref) => {
      const key = find(ref)
      return key.ok ? copyOf(parts, key.value) : key
    },

    byHand,

    advice: (ref, agents) => {
      const provider = table.stored(ref)?.provider
      const account = parts.accounts.find(ref.accountId, new Set())
      if (!provider || !account) return []
      const vendor = parts.providers.of(account.provider)
      const said = agents.flatMap((agent) => vendor.adviceOnUse(provider, agent) ?? [])
      const { lingers } = vendor.info
      return [...new Set(lingers === undefined ? said : [...said, lingers])]
    },

    lacking: (from, to) => {
      const mayDo = (ref: KeyRef) => permissionsOf(table.stored(ref)?.provider, presetsAt(parts, ref))
      const has = new Set(mayDo(to).map((name) => name.toLowerCase()))
      return mayDo(from).filter((name) => !has.has(name.toLowerCase()))
    },

    async canary(ref, marker): Promise<Result<CanaryEnd>> {
      // The session first: an entry in the audit says that the value was sent.
      const session = await sessions.open(ref.accountId)
      if (!session.ok) return session
      const value = await keys.value(ref, 'canary')
      return value.ok ? session.value.sendMarkedLine(value.value, marker) : value
    },
  }
}
