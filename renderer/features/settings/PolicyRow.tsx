import { Pencil } from 'lucide-react'
import { useState } from 'react'
import type { PolicyScope, RotationPolicy } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { PolicyForm } from './PolicyForm.tsx'
import { policyWords } from './policy-draft.ts'
import styles from './SettingsView.module.css'

/** A policy and for what it holds, changed in place. */
export function PolicyRow({
  name,
  scope,
  policy,
}: {
  readonly name: string
  readonly scope: PolicyScope
  /** None of its own: it follows a wider one. */
  readonly policy: RotationPolicy | undefined
}) {
  const [editing, setEditing] = useState(false)
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>{name}</p>
        {!editing && <p className={styles.note}>{policy ? policyWords(policy) : 'Follows a wider policy'}</p>}
      </div>
      {editing ? (
        <PolicyForm scope={scope} policy={policy} onDone={() => setEditing(false)} />
      ) : (
        <Button
          size="small"
          icon={<Pencil />}
          aria-label={`Change the policy: ${name}`}
          onClick={() => setEditing(true)}
        >
          Change
        </Button>
      )}
    </li>
  )
}
