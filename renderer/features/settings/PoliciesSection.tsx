import { Pencil } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { KeyType, PolicyScope, RotationPolicy } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { Button } from '../../components/Button.tsx'
import { openDialog, openKey, useStore } from '../../store.ts'
import { count, typeWords } from '../../words.ts'
import { PolicyForm } from './PolicyForm.tsx'
import styles from './SettingsView.module.css'

const types: readonly KeyType[] = ['send-your-data', 'team', 'personal']

const words = (policy: RotationPolicy | undefined): string =>
  policy === undefined
    ? 'As the default'
    : policy.maxAgeDays === null
      ? 'Never due'
      : `Replace after ${count(policy.maxAgeDays, 'day')}, remind ${count(policy.leadDays, 'day')} before`

function PolicyRow({
  name,
  scope,
  policy,
}: {
  readonly name: string
  readonly scope: PolicyScope
  readonly policy: RotationPolicy | undefined
}) {
  const [editing, setEditing] = useState(false)
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>{name}</p>
        {!editing && <p className={styles.note}>{words(policy)}</p>}
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

/** When keys are to be replaced: by default, per type, and the keys that have their own. */
export function PoliciesSection() {
  const policies = useStore((state) => state.snapshot?.policies) ?? []
  const keys = useStore((state) => state.snapshot?.keys)
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
  const ofType = (type: KeyType) =>
    policies.find((policy) => policy.scope.kind === 'type' && policy.scope.type === type)
  return (
    <section className={styles.section} aria-labelledby="policies">
      <div className={styles.head}>
        <h2 id="policies" className={styles.title}>
          Rotation policy
        </h2>
      </div>
      <p className={styles.lead}>
        A policy says after how many days a key is to be replaced. Where nobody knows a key’s age, the days
        since it was first seen count.
      </p>
      <ul className={styles.card}>
        <PolicyRow
          name="Default"
          scope={{ kind: 'default' }}
          policy={policies.find((policy) => policy.scope.kind === 'default')}
        />
        {types.map((type) => (
          <PolicyRow key={type} name={typeWords[type]} scope={{ kind: 'type', type }} policy={ofType(type)} />
        ))}
        {own.map(({ key, policy }) => (
          <li key={`${key.accountId}/${key.id}`} className={styles.row}>
            <div className={styles.words}>
              <p className={styles.name}>{key.name}</p>
              <p className={styles.note}>{words(policy)}</p>
            </div>
            <Button size="small" onClick={() => openKey(refOf(key))}>
              Open
            </Button>
            <Button size="small" onClick={() => openDialog({ name: 'policy', ref: refOf(key) })}>
              Change…
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
