import type { Ref } from 'react'
import type { Account } from '../../../shared/model.ts'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { useVendor } from '../../vendors.ts'
import { dayAfter, keyNameOf, type SetupDraft, type SetupProblems } from './setup-form.ts'

/** What is asked for a service ID with the right to send. */
export function SetupFields(props: {
  readonly account: Account
  readonly draft: SetupDraft
  readonly problems: SetupProblems
  readonly nameRef: Ref<HTMLInputElement>
  readonly onChange: (draft: SetupDraft) => void
}) {
  const { account, draft, problems, onChange } = props
  const preset = useVendor(account.provider)?.policyPreset
  return (
    <>
      <Field
        label="Service ID"
        hint={`What sends, such as a site or an agent. It gets the right to send${
          account.instance ? ` to the instance ${account.instance}` : ''
        }, and nothing else.`}
        error={problems.name ?? null}
      >
        <TextInput
          ref={props.nameRef}
          value={draft.name}
          placeholder="edge-eu2"
          maxLength={200}
          onChange={(name) => onChange({ ...draft, name })}
        />
      </Field>
      <Field label="Description" optional>
        <TextInput
          value={draft.description}
          maxLength={1000}
          onChange={(description) => onChange({ ...draft, description })}
        />
      </Field>
      <Field
        label="Name of its key"
        optional
        hint={keyNameOf(draft) ? `Empty: ${keyNameOf({ ...draft, keyName: '' })}.` : undefined}
        error={problems.keyName ?? null}
      >
        <TextInput
          value={draft.keyName}
          maxLength={200}
          onChange={(keyName) => onChange({ ...draft, keyName })}
        />
      </Field>
      <Field
        label="The key expires on"
        optional
        hint="To the end of that day. Empty: it does not expire."
        error={problems.expires ?? null}
      >
        <TextInput
          type="date"
          value={draft.expires}
          min={dayAfter(0)}
          onChange={(expires) => onChange({ ...draft, expires })}
        />
      </Field>
      {preset && (
        <p>
          <Button size="small" onClick={() => onChange({ ...draft, expires: dayAfter(preset.maxAgeDays) })}>
            In {preset.maxAgeDays} days
          </Button>{' '}
          {preset.reason}
        </p>
      )}
    </>
  )
}
