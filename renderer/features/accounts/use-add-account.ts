import { useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { Account, ProviderId, SyncCounts } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { announce } from '../../store.ts'
import { type AccountDraft, placeOf } from './account-form.ts'

export type AddStage =
  | { readonly kind: 'form' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly retryAt: number | null }
  | {
      readonly kind: 'added'
      readonly account: Account
      readonly counts: SyncCounts | null
      readonly syncFailure: Failure | null
    }

/** Asks the vendor who the credential is; when it is known, the account is there and its first sync runs. */
export function useAddAccount() {
  const [stage, setStage] = useState<AddStage>({ kind: 'form' })

  const finish = async (answer: Awaited<ReturnType<(typeof api)['accounts.addSandbox']>>) => {
    if (!answer.ok) {
      const { failure } = answer
      const wait = failure.retryAfterSeconds
      setStage({ kind: 'failed', failure, retryAt: wait ? Date.now() + (wait + 1) * 1000 : null })
      return
    }
    const account = answer.value
    setStage({ kind: 'added', account, counts: null, syncFailure: null })
    announce(`${account.name} is added. Reading its keys.`)
    const sync = await api['sync.run']({ accountId: account.id })
    const counts = sync.ok ? (sync.value.find((each) => each.accountId === account.id)?.counts ?? null) : null
    setStage({ kind: 'added', account, counts, syncFailure: sync.ok ? null : sync.failure })
    if (counts) announce(`${counts.total} keys found.`)
  }

  return {
    stage,
    /** `credential` null where the vendor needs none. */
    add: async (draft: AccountDraft, info: ProviderInfo, credential: string | null) => {
      setStage({ kind: 'checking' })
      const place = placeOf(draft, info)
      await finish(
        await api['accounts.add']({ provider: info.id, name: draft.name.trim(), ...place, credential }),
      )
    },
    addSandbox: async (provider: ProviderId) => {
      setStage({ kind: 'checking' })
      await finish(await api['accounts.addSandbox']({ provider }))
    },
    /** What was changed in the form makes the failure before it old. */
    again: () => setStage((now) => (now.kind === 'failed' ? { kind: 'form' } : now)),
  }
}
