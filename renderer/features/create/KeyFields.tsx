import type { Ref } from 'react'
import type { Account, CreateOptions } from '../../../shared/model.ts'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { providerWords, typeSentences, typeWords } from '../../words.ts'
import { Advanced } from './Advanced.tsx'
import { dayOf, hasRights, type KeyDraft, type KeyProblems, withType } from './create-form.ts'
import { OwnerField } from './OwnerField.tsx'
import { Presets } from './Presets.tsx'

/** What is asked for a new key: what the account's options say, and nothing else. */
export function KeyFields(props: {
  readonly account: Account
  readonly options: CreateOptions
  readonly draft: KeyDraft
  readonly problems: KeyProblems
  readonly nameRef: Ref<HTMLInputElement>
  readonly onChange: (draft: KeyDraft) => void
}) {
  const { account, options, draft, problems, onChange } = props
  const vendor = providerWords[account.provider]
  return (
    <>
      <Field
        label="Name"
        hint="Say where it is used: one key per agent or site."
        error={problems.name ?? null}
      >
        <TextInput
          ref={props.nameRef}
          value={draft.name}
          placeholder="edge-eu2-otel"
          maxLength={200}
          onChange={(name) => onChange({ ...draft, name })}
        />
      </Field>
      <RadioCards
        compact
        label="Type"
        value={draft.type}
        cards={options.types.map((type) => ({
          value: type,
          label: typeWords[type],
          explains: typeSentences[type],
        }))}
        onChange={(type) => onChange(withType(draft, type, options))}
      />
      <OwnerField
        accountId={account.id}
        options={options}
        draft={draft}
        problem={problems.owner}
        onChange={onChange}
      />
      {options.presets.length > 0 && (
        <Presets options={options} draft={draft} problem={problems.presets} onChange={onChange} />
      )}
      {options.description && (
        <Field label="Description" optional error={problems.description ?? null}>
          <TextInput
            value={draft.description}
            maxLength={1000}
            onChange={(description) => onChange({ ...draft, description })}
          />
        </Field>
      )}
      {options.expiry && (
        <Field
          label="Expires on"
          optional
          hint={`${vendor} takes it to the end of that day. Empty: it does not expire.`}
          error={problems.expires ?? null}
        >
          <TextInput
            type="date"
            value={draft.expires}
            min={dayOf(Date.now())}
            onChange={(expires) => onChange({ ...draft, expires })}
          />
        </Field>
      )}
      {options.readable && (
        <Checkbox
          label="Hashed: the vendor shows the value once, to Keyturn"
          note={
            draft.hashed
              ? `${vendor} keeps only a hash: nobody can read the value there again.`
              : `${vendor} keeps the value, and whoever may view the key there can read it again. Where the account’s security settings ask for it, the key is hashed all the same.`
          }
          checked={draft.hashed}
          onChange={(hashed) => onChange({ ...draft, hashed })}
        />
      )}
      {hasRights(options) && (
        <Advanced options={options} draft={draft} problem={problems.permissions} onChange={onChange} />
      )}
    </>
  )
}
