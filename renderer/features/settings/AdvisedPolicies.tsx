import { useState } from 'react'
import type { RotationPolicy } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { announce, toast, useStore } from '../../store.ts'
import { useVendors } from '../../vendors.ts'
import { advisedPolicies, policyWords } from './policy-draft.ts'
import styles from './SettingsView.module.css'

/** The policies that vendors advise, each taken over with one press. */
export function AdvisedPolicies({ onDone }: { readonly onDone: () => void }) {
  const policies = useStore((state) => state.snapshot?.policies) ?? []
  const accounts = useStore((state) => state.snapshot?.accounts) ?? []
  const vendors = useVendors().providers ?? []
  const [busy, setBusy] = useState<string | null>(null)
  const advised = advisedPolicies(vendors, accounts, policies)
  if (advised.length === 0) return null
  const take = async (account: string, policy: RotationPolicy) => {
    setBusy(account)
    const answer = await api['policies.set'](policy)
    setBusy(null)
    if (!answer.ok) return toast({ tone: 'error', text: answer.failure.message, detail: answer.failure.hint })
    announce(`Rotation policy of ${account} saved.`)
    onDone()
  }
  return (
    <div className={styles.whole}>
      {advised.map(({ account, reason, policy }) => (
        <Banner
          key={account}
          tone="info"
          title={`${account}: ${reason}`}
          actions={
            <Button
              size="small"
              busy={busy === account}
              aria-label={`Use ${policy.maxAgeDays} days for ${account}`}
              onClick={() => void take(account, policy)}
            >
              Use {policy.maxAgeDays} days
            </Button>
          }
        >
          {policyWords(policy)}.
        </Banner>
      ))}
    </div>
  )
}
