import type { ReactNode, Ref } from 'react'
import type { Region } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { Field } from '../../components/Field.tsx'
import { SecretField, type SecretFieldHandle } from '../../components/SecretField.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import styles from './AddAccountDialog.module.css'
import { AddressFields } from './AddressFields.tsx'
import { AdvancedPlace } from './AdvancedPlace.tsx'
import type { AccountDraft, AccountProblems } from './account-form.ts'
import { hostOf } from './host-of.ts'

/** What is pasted, and where it stays. */
export const credentialHint = (credential: NonNullable<ProviderInfo['credential']>): string =>
  `${credential.hint} It goes to the keychain of this computer and is never shown again.`

const regionNote = ({ place, apiUrl, ingressUrl }: Region) =>
  [`${place}.`, `API ${hostOf(apiUrl)}${ingressUrl ? `, telemetry ${hostOf(ingressUrl)}` : ''}.`].join(' ')

/** What is asked for an account: it follows from what the vendor says of itself, and from nothing else. */
export function AccountFields(props: {
  readonly info: ProviderInfo
  readonly draft: AccountDraft
  readonly problems: AccountProblems
  readonly disabled: boolean
  readonly nameRef: Ref<HTMLInputElement>
  readonly keyRef: Ref<SecretFieldHandle>
  readonly onChange: (draft: AccountDraft) => void
  readonly onFilled: (filled: boolean) => void
  /** Stands before the credential: where the focus goes when it was refused. */
  readonly refusal: ReactNode
}) {
  const { info, draft, problems, disabled, onChange } = props
  const { regions, credential, instance } = info
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
      {regions.length > 0 && (
        <Field
          label="Region"
          optional={instance !== null}
          hint={
            region
              ? regionNote(region)
              : draft.region === 'custom'
                ? 'For PrivateLink, a proxy or a test server.'
                : instance
                  ? 'Of the instance that agents send to. Without one keys are managed, but nothing is sent.'
                  : `The region in the address of your ${info.name} console.`
          }
          error={problems.region ?? null}
        >
          <Select
            value={draft.region ?? ''}
            disabled={disabled}
            options={[
              ...(instance
                ? [{ value: '', label: 'No region', note: 'To manage keys, and send nothing' }]
                : draft.region === null
                  ? [{ value: '', label: 'Choose a region' }]
                  : []),
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
      )}
      {draft.region === 'custom' && <AddressFields {...props} />}
      {instance && (
        <Field label={instance.label} optional hint={instance.hint} error={problems.instance ?? null}>
          <TextInput
            mono
            value={draft.instance}
            disabled={disabled}
            maxLength={100}
            onChange={(text) => onChange({ ...draft, instance: text })}
          />
        </Field>
      )}
      {props.refusal}
      {credential ? (
        <SecretField
          // Another vendor's credential is another one: what was pasted for the first is not taken along.
          key={info.id}
          ref={props.keyRef}
          label={credential.label}
          hint={credentialHint(credential)}
          error={problems.credential ?? null}
          disabled={disabled}
          onFilled={props.onFilled}
        />
      ) : (
        <p>No credential is needed.</p>
      )}
      {info.note && <p className={styles.note}>{info.note}</p>}
      <AdvancedPlace {...props} />
    </>
  )
}
