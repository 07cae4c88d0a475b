import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { CreateRequest, Key, KeyOwner, KeyRef, PresetInfo } from '../../../shared/model.ts'
import type { Clock } from '../../clock.ts'
import type { AccountsTable } from '../../database/accounts-table.ts'
import type { KeysTable } from '../../database/keys-table.ts'
import { nonceIn } from '../../keys/nonce.ts'
import type { ProviderKey } from '../../providers/provider.ts'
import type { Providers } from '../../providers/providers.ts'

interface CopyParts {
  readonly clock: Clock
  readonly accounts: Pick<AccountsTable, 'find'>
  readonly table: Pick<KeysTable, 'ofAccount'>
  readonly providers: Providers
}

/**
 * What a copy of a key is made with: always hashed, since Keyturn holds the new value, and living as long from now as the
 * old one was to live. Refused where the vendor's own rules do not let such a key be made.
 */
export function copyOf(parts: CopyParts, key: Key): Result<CreateRequest> {
  const { accountId, type, presets, permissions, owner } = key
  const account = parts.accounts.find(accountId, new Set())
  if (!account) return fail('not-found', 'There is no such account.', 'List the accounts.')
  const request: CreateRequest = {
    accountId,
    name: plainNameOf(key.name),
    type,
    presets: [...presets],
    permissions: [...permissions],
    hashed: true,
    ownerId: chosenOwner(owner),
    ...(key.description === null ? {} : { description: key.description }),
    ...(key.expiresAt === null ? {} : { expiresAt: expiryOf(key, key.expiresAt, parts.clock.now()) }),
  }
  const provider = parts.providers.of(account.provider)
  const known = parts.table.ofAccount(accountId).map((one) => one.provider)
  const options = provider.createOptions(known, account)
  const checked = provider.checkCreate(request, { account, options, known })
  // What its rules fill in is for the creation to fill in.
  if (checked.ok) return ok(request)
  return fail(
    'refused',
    `${key.name} cannot be copied: ${checked.failure.message} Nothing was changed.`,
    `${checked.failure.hint} Or create a key that may do what its users need, and rotate ${key.name} to it.`.trim(),
  )
}

/** The owner as one is named for a new key: a team or an organisation owns what nobody else does. */
export const chosenOwner = (owner: KeyOwner | null): string | null =>
  owner?.kind === 'user' || owner?.kind === 'service-id' ? owner.id : null

/** As long from now as from the old key's beginning to its end; from when it was first seen, where nobody says more. */
function expiryOf(key: Key, expiresAt: string, now: Date): string | null {
  const life = Date.parse(expiresAt) - Date.parse(key.createdAt ?? key.firstSeenAt)
  return life > 0 ? new Date(now.getTime() + life).toISOString() : null
}

/** A key that was never given its final name still carries the mark of its own creation. */
const plainNameOf = (name: string): string =>
  nonceIn(name) === null ? name : name.replace(/ · kx-[a-z2-7]{10}$/, '')

/**
 * Everything that a key may do by name, presets taken for what they stand for: by the key itself, else by what is known of
 * them, as a key that was just made does not say it. A preset of which nobody does stands for itself.
 */
export const permissionsOf = (
  key: ProviderKey | undefined,
  known: readonly PresetInfo[],
): readonly string[] => [
  ...new Set([
    ...(key?.permissions ?? []),
    ...(key?.presets ?? []).flatMap(({ name, permissions }) => {
      const told = permissions.length > 0 ? permissions : known.find((one) => one.name === name)?.permissions
      return told === undefined || told.length === 0 ? [name] : told
    }),
  ]),
]

/** The presets of an account's vendor, with what its keys tell of them. */
export function presetsAt(
  { accounts, table, providers }: Omit<CopyParts, 'clock'>,
  { accountId }: KeyRef,
): readonly PresetInfo[] {
  const account = accounts.find(accountId, new Set())
  if (!account) return []
  const known = table.ofAccount(accountId).map((one) => one.provider)
  return providers.of(account.provider).createOptions(known, account).presets
}
