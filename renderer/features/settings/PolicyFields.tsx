import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import styles from './PolicyFields.module.css'
import type { PolicyDraft } from './policy-draft.ts'

/** The two numbers of a policy, or never. */
export function PolicyFields({
  draft,
  onChange,
  problem,
}: {
  readonly draft: PolicyDraft
  readonly onChange: (draft: PolicyDraft) => void
  readonly problem: string | null
}) {
  return (
    <div className={styles.fields}>
      <div className={styles.numbers}>
        <Field label="Replace after (days)" error={problem}>
          <TextInput
            inputMode="numeric"
            value={draft.maxAge}
            disabled={draft.never}
            onChange={(maxAge) => onChange({ ...draft, maxAge })}
          />
        </Field>
        <Field label="Remind before (days)">
          <TextInput
            inputMode="numeric"
            value={draft.lead}
            disabled={draft.never}
            onChange={(lead) => onChange({ ...draft, lead })}
          />
        </Field>
      </div>
      <Checkbox label="Never due" checked={draft.never} onChange={(never) => onChange({ ...draft, never })} />
    </div>
  )
}
