import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model.ts'
import type { AccountReport } from '../../../shared/providers.ts'
import { api } from '../../api.ts'

/** An account's rights, console pages and the vendor's notes, asked again after every sync. Asks no vendor. */
export function useAccountReport(account: Account): {
  readonly report: AccountReport | null
  readonly failure: Failure | null
} {
  const [report, setReport] = useState<AccountReport | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { id, sync } = account
  // biome-ignore lint/correctness/useExhaustiveDependencies: a sync is what says to ask again
  useEffect(() => {
    let gone = false
    void api['accounts.report']({ accountId: id }).then((answer) => {
      if (gone) return
      if (answer.ok) setReport(answer.value)
      setFailure(answer.ok ? null : answer.failure)
    })
    return () => {
      gone = true
    }
  }, [id, sync])
  return { report, failure }
}
