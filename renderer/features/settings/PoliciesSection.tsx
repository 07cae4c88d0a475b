import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { PolicyScope } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { refOf } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { openDialog, openKey, useStore } from '../../store.ts'
import { useVendors } from '../../vendors.ts'
import { keysOfType } from '../../words.ts'
import { AddPolicy } from './AddPolicy.tsx'
import { PolicyRow } from './PolicyRow.tsx'
import { policyOf, policyWords, scopeId, typesInUse, whichHolds } from './policy-draft.ts'
import styles from './SettingsView.module.css'

const none: readonly ProviderInfo[] = []

/** When keys are to be replaced: by default, per account, type and preset, and the keys that have their own. */
export function PoliciesSection() {
  const policies = useStore((state) => state.snapshot?.policies) ?? []
  const accounts = useStore((state) => state.snapshot?.accounts) ?? []
  const keys = useStore((state) => state.snapshot?.keys)
  const vendors = useVendors().providers ?? none
  const [adding, setAdding] = useState(false)
  const own = useMemo(
    () =>
      policies.flatMap((policy) => {
        if (policy.scope.kind !== 'key') return []
        const { ref } = policy.scope
        const key = keys?.find((item) => item.id === ref.keyId && item.accountId === ref.accountId)
        return key ? [{ key, policy }] : []
      }),
    [policies, keys],
  )
  const set = policies.map((policy) => policy.scope)
  const types = [
    ...new Set([
      ...typesInUse(vendors, accounts, keys ?? []),
      ...set.flatMap((scope) => (scope.kind === 'type' ? [scope.type] : [])),
    ]),
  ]
  const accountName = (id: string) =>
    accounts.find((account) => account.id === id)?.name ?? 'that was removed'
  const rows: readonly { readonly scope: PolicyScope; readonly name: string }[] = [
    { scope: { kind: 'default' }, name: 'Default' },
    ...set.flatMap((scope) =>
      scope.kind === 'account' ? [{ scope, name: `Account ${accountName(scope.accountId)}` }] : [],
    ),
    ...types.map((type) => ({ scope: { kind: 'type', type } as const, name: keysOfType[type] })),
    ...set.flatMap((scope) => (scope.kind === 'preset' ? [{ scope, name: `Preset ${scope.preset}` }] : [])),
  ]
  return (
    <section className={styles.section} aria-labelledby="policies">
      <div className={styles.head}>
        <h2 id="policies" className={styles.title}>
          Rotation policy
        </h2>
        <Button size="small" icon={<Plus />} aria-expanded={adding} onClick={() => setAdding(!adding)}>
          Add a policy
        </Button>
      </div>
      <p className={styles.lead}>
        A policy says after how many days a key is to be replaced. {whichHolds} Where nobody knows a key’s
        age, the days since it was first seen count.
      </p>
      <ul className={styles.card}>
        {adding && <AddPolicy onDone={() => setAdding(false)} />}
        {rows.map(({ scope, name }) => (
          <PolicyRow key={scopeId(scope)} name={name} scope={scope} policy={policyOf(policies, scope)} />
        ))}
        {own.map(({ key, policy }) => (
          <li key={`${key.accountId}/${key.id}`} className={styles.row}>
            <div className={styles.words}>
              <p className={styles.name}>Key {key.name}</p>
              <p className={styles.note}>{policyWords(policy)}</p>
            </div>
            <Button size="small" aria-label={`Open ${key.name}`} onClick={() => openKey(refOf(key))}>
              Open
            </Button>
            <Button
              size="small"
              aria-label={`Change the policy of ${key.name}`}
              onClick={() => openDialog({ name: 'policy', ref: refOf(key) })}
            >
              Change…
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
