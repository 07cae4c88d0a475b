import type { ProviderId } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { ErrorLine } from '../../components/ErrorLine.tsx'
import { RadioCards } from '../../components/RadioCards.tsx'
import { providerSentences } from '../../words.ts'
import { type AccountDraft, withVendor } from './account-form.ts'

/** Whose account it is, and whether there is one: each vendor has a sandbox. */
export function VendorChoice(props: {
  readonly vendors: readonly ProviderInfo[]
  readonly draft: AccountDraft
  readonly problem: string | undefined
  readonly disabled: boolean
  readonly onChange: (draft: AccountDraft) => void
}) {
  const { vendors, draft, disabled, onChange } = props
  const info = vendors.find((each) => each.id === draft.provider)
  return (
    <>
      <RadioCards<ProviderId>
        label="Vendor"
        value={draft.provider}
        disabled={disabled}
        cards={vendors.map(({ id, name }) => ({ value: id, label: name, explains: providerSentences[id] }))}
        onChange={(id) => {
          const chosen = vendors.find((each) => each.id === id)
          if (chosen) onChange(withVendor(draft, chosen))
        }}
      />
      <ErrorLine>{props.problem}</ErrorLine>
      {info && (
        <RadioCards
          compact
          label="What to add"
          value={draft.from}
          disabled={disabled}
          cards={[
            { value: 'account', label: 'Your account' },
            {
              value: 'sandbox',
              label: 'Sandbox: try it without an account',
              explains: `A stand-in for ${info.name} inside Keyturn, with keys to play with. No account, no network.`,
            },
          ]}
          onChange={(from) => onChange({ ...draft, from })}
        />
      )}
    </>
  )
}
