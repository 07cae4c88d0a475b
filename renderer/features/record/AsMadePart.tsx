import type { Ref } from 'react'
import type { CreateOptions } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { Banner } from '../../components/Banner.tsx'
import { Checkbox } from '../../components/Checkbox.tsx'
import { ErrorLine } from '../../components/ErrorLine.tsx'
import { Field } from '../../components/Field.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { typeSentences, typeWords } from '../../words.ts'
import styles from './Record.module.css'
import { permissionSentences, type RecordDraft, type RecordProblems } from './record-form.ts'

/** The second step: the key as it was made. */
export function AsMadePart(props: {
  readonly info: ProviderInfo
  readonly options: CreateOptions
  readonly draft: RecordDraft
  readonly problems: RecordProblems
  readonly disabled: boolean
  readonly nameRef: Ref<HTMLInputElement>
  readonly onChange: (draft: RecordDraft) => void
}) {
  const { info, options, draft, problems, disabled, onChange } = props
  const types = options.types.length > 0 ? options.types : info.types
  const permissions = [...new Set([...options.permissions, ...draft.permissions])]
  return (
    <>
      <Banner tone="info" title="From here on it is your word">
        Keyturn cannot ask {info.name} about keys. That this one exists, what it may do and whether it is
        enabled stands here because you say so, and is marked “by your word”.
      </Banner>
      <Field label="Name" hint="As it is on the vendor’s page." error={problems.name ?? null}>
        <TextInput
          ref={props.nameRef}
          value={draft.name}
          disabled={disabled}
          maxLength={200}
          onChange={(name) => onChange({ ...draft, name })}
        />
      </Field>
      <RadioCards
        compact
        label="Type"
        value={draft.type}
        disabled={disabled}
        cards={types.map((type) => ({
          value: type,
          label: typeWords[type],
          explains: typeSentences[type],
        }))}
        onChange={(type) => onChange({ ...draft, type })}
      />
      <fieldset className={styles.group} disabled={disabled}>
        <legend className={styles.legend}>Permissions</legend>
        {permissions.map((permission) => (
          <Checkbox
            key={permission}
            label={permission}
            note={permissionSentences[permission]}
            checked={draft.permissions.includes(permission)}
            onChange={(on) =>
              onChange({
                ...draft,
                permissions: permissions.filter((each) =>
                  each === permission ? on : draft.permissions.includes(each),
                ),
              })
            }
          />
        ))}
        <ErrorLine>{problems.permissions}</ErrorLine>
      </fieldset>
      <Checkbox
        label="Enabled"
        note={draft.active ? undefined : 'It stands among the disabled keys, which are hidden at first.'}
        checked={draft.active}
        disabled={disabled}
        onChange={(active) => onChange({ ...draft, active })}
      />
      {options.description && (
        <Field label="Description" optional hint="For you: the vendor has no such field.">
          <TextInput
            value={draft.description}
            disabled={disabled}
            maxLength={1000}
            onChange={(description) => onChange({ ...draft, description })}
          />
        </Field>
      )}
    </>
  )
}
