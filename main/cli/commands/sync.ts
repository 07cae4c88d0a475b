import { type Failure, fail, ok, type Result } from '../../../shared/errors.ts'
import type { SyncCounts } from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note } from '../context.ts'
import { findAccount } from '../find.ts'
import { clean, count } from '../words.ts'

/** `sync`: one account's failure does not keep the others from being synced. */
export async function sync(
  c: Context,
  core: Core,
  options: { readonly account?: string },
): Promise<Result<void>> {
  const named = options.account === undefined ? ok(null) : findAccount(core, options.account)
  if (!named.ok) return named
  const accounts = named.value ? [named.value] : core.accounts.list()
  if (accounts.length === 0) note(c, 'No account yet. Add one with keyturn account add.')
  const synced: ({ readonly account: string } & SyncCounts)[] = []
  const failed: { readonly account: string; readonly failure: Failure }[] = []
  for (const account of accounts) {
    const result = await core.accounts.sync(account.id)
    if (result.ok) synced.push({ account: account.name, ...pick(result.value) })
    else failed.push({ account: account.name, failure: result.failure })
  }
  answer(c, synced, synced.map(line).join(''))
  for (const { name, sync: state } of core.accounts.list()) {
    if (synced.some(({ account }) => account === name))
      for (const text of state.notes) note(c, `${name}: ${text}`)
  }
  return resultOf(failed)
}

const pick = ({ new: added, changed, gone, total }: SyncCounts) => ({ new: added, changed, gone, total })

const line = ({ account, new: added, changed, gone, total }: { account: string } & SyncCounts) =>
  `${clean(account)}: ${count(total, 'key')}, ${added} new, ${changed} changed, ${gone} gone\n`

function resultOf(failed: readonly { account: string; failure: Failure }[]): Result<void> {
  const [first, ...others] = failed
  if (!first) return done
  if (others.length === 0) return { ok: false, failure: first.failure }
  const message = failed.map(({ account, failure }) => `${account}: ${failure.message}`).join(' ')
  return fail(first.failure.code, message, first.failure.hint)
}
