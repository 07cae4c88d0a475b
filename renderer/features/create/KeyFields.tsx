import type { Ref } from 'react'
import type { Account, CreateOptions } from '../../../shared/model.ts'
import { Checkbox } from '../../components/Checkbox.tsx'
import { Field } from '../../components/Field.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { Advanced } from './Advanced.tsx'
import { type KeyDraft, type KeyProblems, typeWords, withType } from './create-form.ts'
import { Presets } from './Presets.tsx'

/** What is asked for a new key. */
export function KeyFields(props: {
  readonly accounts: readonly Account[]
  readonly accountId: string
  readonly options: CreateOptions
  readonly draft: KeyDraft
  readonly problems: KeyProblems
  readonly nameRef: Ref<HTMLInputElement>
  readonly onAccount: (accountId: string) => void
  readonly onChange: (draft: KeyDraft) => void
}) {
  const { accounts, accountId, options, draft, problems, onChange } = props
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
      {accounts.length > 1 && (
        <Field label="Account">
          <Select
            value={accountId}
            options={accounts.map((account) => ({
              value: account.id,
              label: account.name,
              note: account.region,
            }))}
            onChange={props.onAccount}
          />
        </Field>
      )}
      <RadioCards
        compact
        label="Type"
        value={draft.type}
        cards={options.types.map((type) => ({ value: type, ...typeWords[type] }))}
        onChange={(type) => onChange(withType(draft, type, options))}
      />
      {draft.type === 'personal' && (
        <Field
          label="Owner"
          hint="The member whose key it is. It stops working when the member leaves."
          error={problems.owner ?? null}
        >
          <Select
            value={draft.ownerId ?? ''}
            disabled={options.members.length === 0}
            options={[
              ...(draft.ownerId === null
                ? [
                    {
                      value: '',
                      label: options.members.length === 0 ? 'No members known' : 'Choose a member',
                    },
                  ]
                : []),
              ...options.members.map((member) => ({ value: member.id, label: member.name })),
            ]}
            onChange={(id) => onChange({ ...draft, ownerId: id === '' ? null : id })}
          />
        </Field>
      )}
      <Presets options={options} draft={draft} problem={problems.presets} onChange={onChange} />
      <Checkbox
        label="Hashed: the vendor shows the value once, to Keyturn"
        note={
          draft.hashed
            ? 'Coralogix keeps only a hash: nobody can read the value there again. Your team’s API Key Security Settings cannot be read by API, so this choice is made here.'
            : 'Coralogix keeps the value, and whoever may view the key there can read it again. Where your team’s API Key Security Settings ask for it, the key is hashed all the same.'
        }
        checked={draft.hashed}
        onChange={(hashed) => onChange({ ...draft, hashed })}
      />
      <Advanced options={options} draft={draft} onChange={onChange} />
    </>
  )
}
