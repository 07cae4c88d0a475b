import type { Account } from '../../../shared/model.ts'
import type { ProviderInfo } from '../../../shared/providers.ts'
import { hostOf } from './host-of.ts'

/** Where an account is: the region as the vendor spells it, the sandbox, or the address. */
export function placeWord(
  { region, apiUrl }: Pick<Account, 'region' | 'apiUrl'>,
  info: ProviderInfo | undefined,
): string {
  if (region === 'sandbox') return 'sandbox'
  const known = info?.regions.find((each) => each.code === region)
  if (known) return known.label
  return region === 'custom' ? hostOf(apiUrl) : region.toUpperCase()
}

/** Whom the credential belongs to, as far as the vendor said; null where it said nothing. */
export function whoWord({
  teamName,
  teamId,
  userName,
}: Pick<Account, 'teamName' | 'teamId' | 'userName'>): string | null {
  const team = teamName ?? teamId
  if (team && userName) return `${team}, as ${userName}`
  return team ?? (userName ? `As ${userName}` : null)
}
