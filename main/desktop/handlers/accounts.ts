import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { SyncCounts } from '../../../shared/model.ts'
import { Secret } from '../../vault/secret.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

/** Accounts, their credentials, and their sync. */
export const accountHandlers = (desktop: Desktop): HandlersOf<'accounts' | 'sync'> => {
  const { accounts } = desktop.core
  return {
    'accounts.providers': () => ok(accounts.providers()),

    'accounts.addSandbox': async ({ provider }) => {
      const sandbox = await desktop.sandbox.start()
      if (!sandbox.ok) return sandbox
      const { credential, ...at } = sandbox.value[provider]
      const added = await accounts.addSandbox(provider, {
        ...at,
        credential: credential === null ? null : Secret.of(credential),
      })
      // Its keys are what the newcomer came for.
      if (added.ok) void accounts.sync(added.value.id).then(() => desktop.remind())
      return added
    },

    'accounts.add': async ({ credential: pasted, ...account }) => {
      const credential = pasted === null ? null : Secret.of(pasted.trim())
      return accounts.add({ ...account, credential })
    },

    'accounts.replaceCredential': async ({ credential: pasted, accountId }) => {
      const credential = Secret.of(pasted.trim())
      return accounts.replaceCredential(accountId, credential)
    },

    'accounts.report': ({ accountId }) => accounts.report(accountId),
    'accounts.check': ({ accountId }) => accounts.check(accountId),
    'accounts.remove': ({ accountId, loseValues }) => accounts.remove(accountId, loseValues),

    'sync.run': async ({ accountId }) => {
      const ids = accountId ? [accountId] : accounts.list().map((account) => account.id)
      const done = await Promise.all(
        ids.map(async (id) => ({ accountId: id, result: await accounts.sync(id) })),
      )
      desktop.remind()
      return summary(done)
    },
  }
}

// Each account keeps why its own sync failed: the call as a whole fails only when nothing went through.
function summary(
  done: readonly { readonly accountId: string; readonly result: Result<SyncCounts> }[],
): Result<readonly { accountId: string; counts: SyncCounts }[]> {
  const counts = done.flatMap(({ accountId, result }) =>
    result.ok ? [{ accountId, counts: result.value }] : [],
  )
  const failed = done.flatMap(({ result }) => (result.ok ? [] : [result.failure]))[0]
  return failed && counts.length === 0 ? fail(failed.code, failed.message, failed.hint, failed) : ok(counts)
}
