import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account, Key, KeyRef } from '../../shared/model.ts'
import { namedBy, toldApart } from '../keys/named.ts'
import type { Core } from '../services.ts'
import type { Context } from './context.ts'
import { clean, listText } from './words.ts'

/** The account that the user named, by name (in any case) or id. */
export function findAccount(core: Core, named: string): Result<Account> {
  const accounts = core.accounts.list()
  const exact = accounts.find((account) => account.name === named || account.id === named)
  if (exact) return ok(exact)
  const similar = accounts.filter((account) => account.name.toLowerCase() === named.toLowerCase())
  const [only] = similar
  if (only && similar.length === 1) return ok(only)
  const names = accounts.map((account) => clean(account.name))
  return fail(
    'not-found',
    `There is no account named ${named}.`,
    names.length === 0 ? 'Add one with keyturn account add.' : `There is ${listText(names)}.`,
  )
}

/** The account that the user named; without a name the only one there is. */
export function accountOrOnly(core: Core, named: string | undefined): Result<Account> {
  if (named !== undefined) return findAccount(core, named)
  const [only, ...others] = core.accounts.list()
  if (!only) return fail('not-found', 'There is no account yet.', 'Add one with keyturn account add.')
  if (others.length === 0) return ok(only)
  return fail('usage', 'There are several accounts.', 'Say which one with --account.')
}

export const refOf = (key: Key): KeyRef => ({ accountId: key.accountId, keyId: key.id })

/** The key that the user means: its id, else the start of exactly one id (six characters or more), else a name (of same-named keys the only active one). */
export function findKey(core: Core, named: string, accountName?: string): Result<Key> {
  const account = accountName === undefined ? undefined : findAccount(core, accountName)
  if (account && !account.ok) return account
  const accountId = account?.value.id
  const found = core.keys.find(named, accountId)
  if (found.ok || found.failure.code !== 'not-found') return found
  const keys = core.keys.list(accountId === undefined ? { state: 'all' } : { state: 'all', accountId })
  const byStart = named.length < 6 ? [] : keys.filter((key) => key.id.startsWith(named))
  const byName = namedBy(keys, named)
  const live = byName.filter((key) => key.state !== 'gone')
  const candidates = byStart.length > 0 ? byStart : live.length > 0 ? live : byName
  const [only] = candidates
  if (only && candidates.length === 1) return ok(only)
  if (!only) return found
  const shown = toldApart(candidates).slice(0, 10).map(clean)
  const list = candidates.length > 10 ? [...shown, `${candidates.length - 10} more`] : shown
  return fail('usage', `${candidates.length} keys match ${named}: ${listText(list)}.`, 'Give the whole id.')
}

/** The same for a command that changes the key at the vendor: a name that two keys have is refused, whatever their states. */
export function findKeyToChange(core: Core, named: string, accountName?: string): Result<Key> {
  const found = findKey(core, named, accountName)
  if (!found.ok || found.value.name !== named) return found
  const { accountId } = found.value
  const keys = core.keys.list({ state: 'all', accountId })
  const twins = keys.filter((key) => key.name === named && key.state !== 'gone')
  if (twins.length < 2 || twins.some((key) => key.id === named)) return found
  const list = listText(toldApart(twins).map(clean))
  return fail('usage', `${twins.length} keys match ${named}: ${list}.`, 'Give the whole id.')
}

/** The files that the user named, as absolute paths, each of which exists. */
export function findFiles(c: Context, files: readonly string[]): Result<readonly string[]> {
  const paths = [...new Set(files.map((file) => resolve(c.io.cwd, file)))]
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length === 0) return ok(paths)
  return fail(
    'not-found',
    `There is no file ${listText(missing.map((path) => shortPath(c, path)))}.`,
    'Nothing was changed.',
  )
}

/** A path as a person wrote it: relative where it lies below the current folder. */
export function shortPath(c: Context, path: string): string {
  const short = relative(c.io.cwd, path)
  return clean(short === '' || short.startsWith('..') ? path : short)
}
