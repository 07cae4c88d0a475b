import type { Ref } from 'react'
import type { Region } from '../../../shared/model.ts'
import { Field } from '../../components/Field.tsx'
import { SecretField, type SecretFieldHandle } from '../../components/SecretField.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import type { AccountDraft, AccountProblems } from './account-form.ts'
import { hostOf } from './use-region-list.ts'

export const adminKeyHint =
  'A team or personal key with the APIKeys preset. It goes to the keychain of this computer and is never shown again.'

/** What is asked for an account. */
export function AccountFields(props: {
  readonly draft: AccountDraft
  readonly regions: readonly Region[]
  readonly problems: AccountProblems
  readonly disabled: boolean
  readonly nameRef: Ref<HTMLInputElement>
  readonly keyRef: Ref<SecretFieldHandle>
  readonly onChange: (draft: AccountDraft) => void
  readonly onFilled: (filled: boolean) => void
}) {
  const { draft, regions, problems, disabled, onChange } = props
  const region = regions.find((each) => each.code === draft.region)
  return (
    <>
      <Field
        label="Name"
        hint="How Keyturn calls it, here and in the terminal."
        error={problems.name ?? null}
      >
        <TextInput
          ref={props.nameRef}
          value={draft.name}
          disabled={disabled}
          placeholder="acme-prod"
          maxLength={80}
          onChange={(name) => onChange({ ...draft, name })}
        />
      </Field>
      <Field
        label="Region"
        hint={
          region
            ? `${region.place}. API ${hostOf(region.apiUrl)}, telemetry ${hostOf(region.ingressUrl)}.`
            : draft.region === 'custom'
              ? 'For PrivateLink, a proxy or a test server.'
              : 'The region in the address of your Coralogix console.'
        }
        error={problems.region ?? null}
      >
        <Select
          value={draft.region ?? ''}
          disabled={disabled}
          options={[
            ...(draft.region === null ? [{ value: '', label: 'Choose a region' }] : []),
            ...regions.map((each) => ({
              value: each.code,
              label: each.label,
              note: `${each.place} · ${hostOf(each.apiUrl)}`,
            })),
            { value: 'custom', label: 'Custom endpoint', note: 'Your own addresses' },
          ]}
          onChange={(code) => onChange({ ...draft, region: code === '' ? null : code })}
        />
      </Field>
      {draft.region === 'custom' && (
        <>
          <Field
            label="API address"
            hint="Where keys are managed. https:// only; plain http:// is accepted for this computer, because there it crosses no network."
            error={problems.apiUrl ?? null}
          >
            <TextInput
              mono
              value={draft.apiUrl}
              disabled={disabled}
              placeholder="https://api.private.eu2.coralogix.com"
              onChange={(apiUrl) => onChange({ ...draft, apiUrl })}
            />
          </Field>
          <Field
            label="Ingress address"
            hint="Where agents send telemetry. Keyturn recognises it in configs."
            error={problems.ingressUrl ?? null}
          >
            <TextInput
              mono
              value={draft.ingressUrl}
              disabled={disabled}
              placeholder="https://ingress.private.eu2.coralogix.com"
              onChange={(ingressUrl) => onChange({ ...draft, ingressUrl })}
            />
          </Field>
        </>
      )}
      <SecretField
        ref={props.keyRef}
        label="Admin key"
        hint={adminKeyHint}
        error={problems.adminKey ?? null}
        disabled={disabled}
        onFilled={props.onFilled}
      />
    </>
  )
}
