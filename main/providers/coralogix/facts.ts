import { keyTypes } from '../../../shared/names.ts'
import type { ProviderFacts } from '../provider.ts'
import { checkCreate } from './create-rules.ts'
import { domains } from './domains.ts'
import { mayBeCredential } from './key-types.ts'
import { legacyEvidence } from './legacy-evidence.ts'
import { endpointsOf } from './place.ts'
import { noPolicies, policyPermissions } from './policy-permissions.ts'
import { createOptions } from './presets.ts'
import { consolePages, regions } from './regions.ts'
import { legacyPermissions } from './rights-change.ts'
import { describeValue } from './value-hint.ts'

const types = keyTypes.slice(0, 4)

/** What Coralogix is, without its API. */
export const coralogixFacts: ProviderFacts = {
  id: 'coralogix',
  info: {
    id: 'coralogix',
    name: 'Coralogix',
    mode: 'remote',
    regions,
    types,
    credential: {
      label: 'Admin key',
      hint: 'A Team or Personal key with the preset APIKeys.',
    },
    transports: ['auto', 'rest', 'grpc'],
    instance: null,
    addressLabels: { api: 'API address', ingress: 'Ingress address' },
    policyPreset: null,
    note: null,
  },
  domains,
  endpointsOf,
  describeValue,
  consolePages,
  notes: [
    {
      title: 'API key security settings',
      text: 'In Coralogix, under Settings, then API Key Security Settings, an administrator decides whether new keys can be shown again. There is no API for it. It takes the permission team-api-keys-security-settings:Manage, and holds for keys that are made afterwards. Keyturn makes keys that are shown once in any case.',
    },
  ],
  createOptions,
  checkCreate,
  cannot: (key) => ({
    ...(key.isDefault
      ? { delete: 'This is the default key: Coralogix never lets it be deleted. Disable it instead.' }
      : {}),
    ...(key.type === 'personal' || key.type === 'organisation' ? { policy: noPolicies } : {}),
    ...(key.legacyKind === null ? {} : { permissions: legacyPermissions }),
    describe: 'Coralogix keeps no description of a key.',
    lock: 'Coralogix has no lock on keys.',
    unlock: 'Coralogix has no lock on keys.',
    history: 'Coralogix has no history of a key that can be asked for.',
  }),
  mayBeCredential,
  legacyEvidence,
  adviceOnUse: () => null,
  has: { policies: { permissions: policyPermissions }, history: false, bulk: true, serviceIds: false },
}
