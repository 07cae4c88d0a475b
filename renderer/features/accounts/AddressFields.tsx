import type { ProviderInfo } from '../../../shared/providers.ts'
import { Field } from '../../components/Field.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { type AccountDraft, type AccountProblems, addressExamples } from './account-form.ts'

/** The two addresses of an account without a region. */
export function AddressFields(props: {
  readonly draft: AccountDraft
  readonly info: ProviderInfo
  readonly problems: AccountProblems
  readonly disabled: boolean
  readonly onChange: (draft: AccountDraft) => void
}) {
  const { draft, info, problems, disabled, onChange } = props
  const examples = addressExamples(info)
  const optional = info.regions.length === 0
  return (
    <>
      <Field
        label={info.addressLabels.api}
        optional={optional}
        hint={
          optional
            ? 'Leave it empty for the vendor’s own.'
            : 'Where keys are managed. https:// only; plain http:// is accepted for this computer, because there it crosses no network.'
        }
        error={problems.apiUrl ?? null}
      >
        <TextInput
          mono
          value={draft.apiUrl}
          disabled={disabled}
          placeholder={examples.api}
          onChange={(apiUrl) => onChange({ ...draft, apiUrl })}
        />
      </Field>
      <Field
        label={info.addressLabels.ingress}
        optional={optional}
        hint="Where agents send telemetry. Keyturn recognises it in configs."
        error={problems.ingressUrl ?? null}
      >
        <TextInput
          mono
          value={draft.ingressUrl}
          disabled={disabled}
          placeholder={examples.ingress}
          onChange={(ingressUrl) => onChange({ ...draft, ingressUrl })}
        />
      </Field>
    </>
  )
}
