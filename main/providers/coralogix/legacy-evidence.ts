import type { LegacyKind } from '../../../shared/model.ts'
import type { ProviderKey } from '../provider.ts'
import { legacyRolesOf } from './key-types.ts'

// As the vendor's console and its guide for migrating keys name them.
const roles: Readonly<Record<LegacyKind, string>> = {
  'alerts-rules-tags': 'Alerts, Rules and Tags',
  cli: 'Coralogix CLI',
  'logs-query': 'Logs Query',
  scim: 'SCIM',
  'send-your-data': 'Send Your Data',
  webhook: 'Webhook',
  rum: 'RUM',
}

/** On what it rests that the key looks legacy, one sentence; null where it does not. */
export function legacyEvidence(key: Pick<ProviderKey, 'owner' | 'presets' | 'permissions'>): string | null {
  const found = legacyRolesOf(key)
  if (found.every((kind) => kind === null)) return null
  const names = found.map((kind) => (kind === null ? 'Roles' : roles[kind]))
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  const count = key.permissions.length
  return `It has no preset, and exactly the ${count === 1 ? 'one permission' : `${count} permissions`} that Coralogix made of the old ${names.length === 1 ? 'role' : 'roles'} ${list}; a new key could be given the same.`
}
