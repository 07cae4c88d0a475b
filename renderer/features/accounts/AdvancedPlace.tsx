import { useState } from 'react'
import type { ProviderInfo, Transport } from '../../../shared/providers.ts'
import { Disclosure } from '../../components/Disclosure.tsx'
import { Field } from '../../components/Field.tsx'
import { Select } from '../../components/Select.tsx'
import { TextInput } from '../../components/TextInput.tsx'
import { AddressFields } from './AddressFields.tsx'
import { type AccountDraft, type AccountProblems, hasOwnAddresses, usesGrpc } from './account-form.ts'

export const transportWords: Record<Transport, { readonly label: string; readonly note: string }> = {
  auto: { label: 'Automatic', note: 'REST, and gRPC where REST has no such call' },
  rest: { label: 'REST only', note: 'HTTPS with JSON' },
  grpc: { label: 'gRPC only', note: 'Lists only the Send-Your-Data keys and those that are known' },
}

/** What nearly nobody changes: how the vendor is reached, and addresses where it has no regions. */
export function AdvancedPlace(props: {
  readonly draft: AccountDraft
  readonly info: ProviderInfo
  readonly problems: AccountProblems
  readonly disabled: boolean
  readonly onChange: (draft: AccountDraft) => void
}) {
  const { draft, info, problems, disabled, onChange } = props
  const [open, setOpen] = useState(false)
  const addresses = info.regions.length === 0
  if (info.transports.length < 2 && !addresses) return null
  const transport = draft.transport ?? info.transports[0]
  const wrong = problems.grpcUrl || (addresses && (problems.apiUrl || problems.ingressUrl))
  return (
    <Disclosure
      label="Advanced"
      note={[transport && info.transports.length > 1 ? 'transport' : '', addresses ? 'addresses' : '']
        .filter(Boolean)
        .join(' and ')}
      open={open || Boolean(wrong)}
      onToggle={setOpen}
    >
      {transport && info.transports.length > 1 && (
        <Field label="Transport" hint={`${transportWords[transport].note}.`}>
          <Select
            value={transport}
            disabled={disabled}
            options={info.transports.map((value) => ({ value, ...transportWords[value] }))}
            onChange={(next) => onChange({ ...draft, transport: next })}
          />
        </Field>
      )}
      {addresses && <AddressFields {...props} />}
      {hasOwnAddresses(draft, info) && usesGrpc(draft, info) && (
        <Field
          label="gRPC address"
          optional
          hint="Leave it empty where gRPC is at the API address."
          error={problems.grpcUrl ?? null}
        >
          <TextInput
            mono
            value={draft.grpcUrl}
            disabled={disabled}
            placeholder="https://api.example.com:443"
            onChange={(grpcUrl) => onChange({ ...draft, grpcUrl })}
          />
        </Field>
      )}
    </Disclosure>
  )
}
