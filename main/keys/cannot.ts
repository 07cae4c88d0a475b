import type { KeyAction } from '../../shared/providers.ts'
import { fullDay } from '../local-time.ts'
import type { Provider, ProviderKey } from '../providers/provider.ts'
import { hasExpired } from '../rotation/policy.ts'

/** What cannot be done to a key now, and why: what its vendor rules out, and what time has. */
export function cannotOf(
  provider: Pick<Provider, 'cannot'>,
  key: ProviderKey,
  now: Date,
): Readonly<Partial<Record<KeyAction, string>>> {
  return { ...expiry(key, now), ...provider.cannot(key) }
}

function expiry(key: ProviderKey, now: Date): Partial<Record<KeyAction, string>> {
  if (key.expiresAt === null || !hasExpired(key.expiresAt, now)) return {}
  const day = fullDay(new Date(key.expiresAt))
  return {
    enable: `It expired on ${day}: the vendor does not take it any more. Put another key in its place.`,
  }
}
