import { Fragment } from 'react'
import type { Account, KeyType, ProviderId } from '../../../shared/model.ts'
import { vendorOf } from '../../vendors.ts'
import { keysOfType, providerWords } from '../../words.ts'
import { placeWord } from '../accounts/who.ts'
import type { TypeCounts } from '../keys/key-list.ts'
import { SidebarLink } from './SidebarLink.tsx'

// Until the vendors' own order is there.
const usual = Object.keys(keysOfType) as readonly KeyType[]

/** The region, where it says more than the name. */
function regionWord(account: Account): string {
  const { name, region } = account
  if (region === 'sandbox' || region === 'custom') return ''
  const word = placeWord(account, vendorOf(account))
  return name.toLowerCase().includes(word.toLowerCase()) ? '' : ` (${word})`
}

function AccountPart({
  account,
  counts,
}: {
  readonly account: Account
  readonly counts: TypeCounts | undefined
}) {
  const accountId = account.id
  return (
    <>
      <SidebarLink
        to={{ kind: 'keys', accountId }}
        label={`${account.name}${regionWord(account)}`}
        level="account"
      />
      {(vendorOf(account)?.types ?? usual)
        .filter((type) => counts?.get(type))
        .map((type) => (
          <SidebarLink
            key={type}
            level="type"
            to={{ kind: 'keys', accountId, type }}
            label={keysOfType[type]}
            count={counts?.get(type) ?? 0}
          />
        ))}
      {counts?.get('legacy') && (
        <SidebarLink
          level="type"
          to={{ kind: 'keys', accountId, legacy: true }}
          label="Legacy"
          count={counts.get('legacy') ?? 0}
        />
      )}
    </>
  )
}

/** The accounts, by vendor where there are several vendors, each with its types that have keys. */
export function AccountLinks({
  accounts,
  counts,
}: {
  readonly accounts: readonly Account[]
  readonly counts: ReadonlyMap<string, TypeCounts>
}) {
  const vendors = [...new Set(accounts.map((account) => account.provider))]
  const listOf = (provider: ProviderId) =>
    accounts
      .filter((account) => account.provider === provider)
      .map((account) => <AccountPart key={account.id} account={account} counts={counts.get(account.id)} />)
  return (
    <ul aria-label="Accounts">
      {vendors.map((provider) => (
        <Fragment key={provider}>
          {vendors.length > 1 && (
            <SidebarLink to={{ kind: 'keys', provider }} label={providerWords[provider]} level="vendor" />
          )}
          {listOf(provider)}
        </Fragment>
      ))}
    </ul>
  )
}
