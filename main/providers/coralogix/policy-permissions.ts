import type { KeyType } from '../../../shared/model.ts'
import type { PolicyCalls } from '../provider.ts'

/**
 * The permissions of the admin key that each type's keys want, without the action. The vendor's answers rarely say
 * which one is missing.
 */
export const family: Partial<Record<KeyType, string>> = {
  'send-your-data': 'data-ingest-api-keys',
  team: 'team-custom-api-keys',
  personal: 'personal-custom-api-keys',
  organisation: 'team-api-keys',
}

/** What a policy of such a key grants; null for types that have no policies. See `PolicyCalls.permissions`. */
export function policyPermissions(type: KeyType): ReturnType<PolicyCalls['permissions']> {
  if (type !== 'send-your-data' && type !== 'team') return null
  return {
    read: `${family[type]}:ReadConfig`,
    manage: `${family[type]}:Manage`,
    readPolicy: `${family[type]}:ReadAccessPolicy`,
    managePolicy: `${family[type]}:UpdateAccessPolicy`,
  }
}

/** Why a key of a type without policies has none. */
export const noPolicies = 'Coralogix has access policies for Team and Send-Your-Data keys only.'
