import type { Key } from '../../shared/model.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { KeysTable } from '../database/keys-table.ts'
import type { ProviderKey } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'

interface Parts {
  readonly table: KeysTable
  readonly accounts: Pick<AccountsTable, 'find'>
  readonly providers: Providers
}

/** Presets by name, each with what it is known to stand for: from the account's keys, else from the vendor's list. */
export function presetsNamed(
  { table, accounts, providers }: Parts,
  key: Pick<Key, 'accountId' | 'provider'>,
  names: readonly string[],
): ProviderKey['presets'] {
  const known = table.ofAccount(key.accountId).map((one) => one.provider)
  const account = accounts.find(key.accountId, new Set())
  const offered = providers.of(key.provider).createOptions(known, account).presets
  const seen = known.flatMap((one) => one.presets).filter((preset) => preset.permissions.length > 0)
  return names.map((name) => {
    const found = seen.find((one) => one.name === name) ?? offered.find((one) => one.name === name)
    return { name, permissions: found?.permissions ?? [] }
  })
}

const difference = (before: readonly string[], after: readonly string[]): string => {
  const added = after.filter((one) => !before.includes(one)).length
  const removed = before.filter((one) => !after.includes(one)).length
  return added + removed === 0 ? 'as before' : `${added} added, ${removed} removed`
}

/** What became of a key's presets and permissions, for the audit. */
export function countedRights(
  key: Key,
  change: {
    readonly presets?: readonly string[] | undefined
    readonly permissions?: readonly string[] | undefined
  },
): string {
  const parts = [
    change.presets && `presets ${difference(key.presets, change.presets)}`,
    change.permissions && `permissions ${difference(key.permissions, change.permissions)}`,
  ]
  return `Changed what ${key.name} may do: ${parts.filter(Boolean).join('; ')}`
}
