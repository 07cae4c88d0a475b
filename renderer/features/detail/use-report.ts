import { useEffect, useState } from 'react'
import type { AccountReport } from '../../../shared/providers.ts'
import { api } from '../../api.ts'
import { useStore } from '../../store.ts'

/** An account's report, asked again when accounts change; null until it is there. */
export function useReport(accountId: string): AccountReport | null {
  const accounts = useStore((state) => state.snapshot?.accounts)
  const [report, setReport] = useState<AccountReport | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: news of accounts is what says to ask again
  useEffect(() => {
    let wanted = true
    void api['accounts.report']({ accountId }).then((answer) => {
      if (wanted && answer.ok) setReport(answer.value)
    })
    return () => {
      wanted = false
    }
  }, [accountId, accounts])
  return report?.accountId === accountId ? report : null
}
