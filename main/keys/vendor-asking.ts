import { randomUUID } from 'node:crypto'
import { fail, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { VendorEvent, Verification, VerifyWish } from '../../shared/providers.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { stored } from '../database/sqlite.ts'
import type { Providers } from '../providers/providers.ts'
import type { KeyCare, Keys } from '../services.ts'
import type { KeyChanges } from './key-changes.ts'
import { struckOut } from './struck-out.ts'

export interface AskingParts {
  readonly sessions: Sessions
  readonly providers: Providers
  readonly table: KeysTable
  readonly audit: Audit
  readonly changes: Changes
  readonly value: Keys['value']
}

/** What a vendor is asked about a key, changing nothing of it. */
export function vendorAsking(
  parts: AskingParts,
  keys: Pick<KeyChanges, 'need'>,
): Pick<KeyCare, 'vendorHistory' | 'verify'> {
  const { sessions, providers, table, audit } = parts

  const asked = (ref: KeyRef, action: 'history' | 'verify'): Result<Key> => {
    const key = keys.need(ref)
    const row = table.stored(ref)
    if (!key.ok || !row) return key
    const reason = providers.of(key.value.provider).cannot(row.provider)[action]
    return reason ? fail('refused', `${key.value.name}: ${reason}`, 'Nothing was changed.') : key
  }

  return {
    async vendorHistory(ref: KeyRef): Promise<Result<readonly VendorEvent[]>> {
      const key = asked(ref, 'history')
      if (!key.ok) return key
      const session = await sessions.open(ref.accountId)
      if (!session.ok) return session
      const { history } = session.value
      if (history) return history(ref.keyId)
      return fail('refused', `The vendor keeps no history of ${key.value.name} that can be asked for.`)
    },

    async verify(ref: KeyRef, wish: VerifyWish): Promise<Result<Verification>> {
      const key = asked(ref, 'verify')
      if (!key.ok) return key
      // The session first: an entry in the audit says that the value was used.
      const session = await sessions.open(ref.accountId)
      if (!session.ok) return session
      const value = await parts.value(ref, 'verify')
      if (!value.ok) return value
      const expanded = table.stored(ref)?.provider.presets.flatMap((preset) => preset.permissions) ?? []
      const marker = wish.markedLine ? `keyturn-${randomUUID()}` : null
      const answer = await session.value.verify(value.value, {
        type: key.value.type,
        permissions: [...new Set([...key.value.permissions, ...expanded])],
        marker,
        ingestId: wish.ingestId,
      })
      const told = struckOut(value.value, answer)
      const line = marker === null ? '' : `; one line marked ${marker} was allowed`
      const end = told.ok ? verdicts[told.value.verdict] : 'it could not be told'
      stored('', () => audit.record('key.verify', `Verified ${key.value.name}: ${end}${line}`, ref))
      parts.changes.notify('keys')
      return told
    },
  }
}

const verdicts = {
  works: 'the vendor takes it',
  rejected: 'the vendor refuses it',
  unknown: 'the vendor did not say',
} as const satisfies Record<Verification['verdict'], string>
