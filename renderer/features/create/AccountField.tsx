import type { Account } from '../../../shared/model.ts'
import { Field } from '../../components/Field.tsx'
import { Select } from '../../components/Select.tsx'
import { providerWords } from '../../words.ts'

/** The account that a new key belongs to, where there are several. */
export function AccountField(props: {
  readonly accounts: readonly Account[]
  readonly accountId: string
  readonly onAccount: (accountId: string) => void
}) {
  if (props.accounts.length < 2) return null
  return (
    <Field label="Account">
      <Select
        value={props.accountId}
        options={props.accounts.map(({ id, name, provider, region }) => ({
          value: id,
          label: name,
          note: `${providerWords[provider]} ${region}`,
        }))}
        onChange={props.onAccount}
      />
    </Field>
  )
}
