import { useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { Select } from '../../components/Select.tsx'
import { useStore } from '../../store.ts'
import { AdvisedPolicies } from './AdvisedPolicies.tsx'
import { PolicyForm } from './PolicyForm.tsx'
import { openScopes, scopeId } from './policy-draft.ts'
import styles from './SettingsView.module.css'

/** A policy for an account or a preset that has none yet. */
export function AddPolicy({ onDone }: { readonly onDone: () => void }) {
  const policies = useStore((state) => state.snapshot?.policies)
  const accounts = useStore((state) => state.snapshot?.accounts)
  const keys = useStore((state) => state.snapshot?.keys)
  const scopes = useMemo(
    () => openScopes(policies ?? [], accounts ?? [], keys ?? []),
    [policies, accounts, keys],
  )
  const [chosen, setChosen] = useState('')
  const open = scopes.find(({ scope }) => scopeId(scope) === chosen) ?? scopes[0]
  if (!open)
    return (
      <li className={styles.row}>
        <p className={styles.words}>
          Every account and every preset has a policy. A key’s own is set in its menu.
        </p>
        <Button size="small" onClick={onDone}>
          Close
        </Button>
      </li>
    )
  return (
    <li className={styles.row}>
      <AdvisedPolicies onDone={onDone} />
      <div className={styles.wide}>
        <Field label="For">
          <Select
            value={scopeId(open.scope)}
            onChange={setChosen}
            options={scopes.map(({ scope, name }) => ({ value: scopeId(scope), label: name }))}
          />
        </Field>
      </div>
      <PolicyForm scope={open.scope} policy={undefined} onDone={onDone} />
    </li>
  )
}
