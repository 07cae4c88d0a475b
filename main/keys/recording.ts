import { randomUUID } from 'node:crypto'
import { fail, type Result } from '../../shared/errors.ts'
import type { Key } from '../../shared/model.ts'
import type { RecordRequest, RightsChange } from '../../shared/providers.ts'
import type { Audit } from '../audit.ts'
import { type Clock, stamp } from '../clock.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { plainName } from '../plain-name.ts'
import type { ProviderKey } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import type { KeyCare } from '../services.ts'
import type { KeyChanges } from './key-changes.ts'

interface Parts {
  readonly accounts: Pick<AccountsTable, 'find'>
  readonly providers: Providers
  readonly table: KeysTable
  readonly audit: Audit
  readonly clock: Clock
}

/** Keys of a vendor without an API: they are written down as the user says that they are. */
export function recording(parts: Parts, changes: Pick<KeyChanges, 'record'>): Pick<KeyCare, 'record'> {
  const { accounts, providers, table, audit, clock } = parts
  return {
    record(request: RecordRequest): Result<Key> {
      const account = accounts.find(request.accountId, new Set())
      if (!account) return fail('not-found', 'There is no such account.', 'List the accounts.')
      const provider = providers.of(account.provider)
      if (provider.info.mode !== 'record') {
        return fail(
          'refused',
          `${provider.info.name} has an API for keys, so nothing is recorded by hand. Nothing was changed.`,
          'Create the key, or sync the account.',
        )
      }
      const wrong = misfit(request, provider)
      if (wrong !== null)
        return fail('usage', `${wrong} Nothing was recorded.`, 'Choose what its page shows.')
      const named = plainName(request.name)
      if (!named.ok) return named
      const described = plainName(request.description ?? '', 'description')
      if (!described.ok) return described
      // The vendor's own id is shown nowhere.
      const ref = { accountId: account.id, keyId: randomUUID() }
      return changes.record(ref, 'The key was not recorded', () => {
        table.upsert(account.id, recordedKey(request, ref.keyId), stamp(clock), 'new')
        audit.record(
          'key.record',
          `Recorded ${request.name} on your word: it was made on the vendor's page`,
          ref,
        )
      })
    },
  }
}

function misfit(
  request: RecordRequest,
  provider: Pick<Providers['all'][number], 'info' | 'createOptions'>,
): string | null {
  const { name, types } = provider.info
  if (!types.includes(request.type)) return `${name} has no keys of the type ${request.type}.`
  return strangeRight(provider, request)
}

/** Why a key that is only recorded cannot have these rights: nobody else would say so. Null where it can. */
export function strangeRight(
  provider: Pick<Providers['all'][number], 'info' | 'createOptions'>,
  { presets = [], permissions }: RightsChange,
): string | null {
  const { name } = provider.info
  const known = provider.createOptions([], null)
  const [preset] = presets
  if (preset !== undefined && known.presets.length === 0) return `${name} has no presets.`
  if (permissions?.length === 0) return `A key at ${name} has a permission at least.`
  const strange = permissions?.find((one) => known.permissions.length > 0 && !known.permissions.includes(one))
  return strange === undefined ? null : `${name} has no permission ${strange}.`
}

const recordedKey = (request: RecordRequest, id: string): ProviderKey => ({
  ...{ id, name: request.name, type: request.type, active: request.active },
  ...{ description: request.description || null, permissions: request.permissions },
  ...{ legacyKind: null, isDefault: false, owner: null, presets: [], rum: false },
  // It is shown once, like every key that is made on a page.
  hashed: true,
  ...{ createdAt: null, lastActivatedAt: null, expiresAt: null, locked: false, hasPolicy: null },
})
