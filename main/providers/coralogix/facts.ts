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
      text: 'On the page API Key Security Settings (Settings, then API Keys) an administrator decides for the whole team whether values of new keys are stored so that they can be shown again, or encrypted so that each is shown once. There is no API for it: it can be neither read nor set here. It takes the permission team-api-keys-security-settings:Manage, and holds for keys that are made afterwards. Keyturn makes keys that are shown once unless you choose otherwise; where the setting forces it, a key that was to be readable is shown once as well.',
    },
    {
      title: 'Access policies',
      text: 'The preset APIKeys manages keys but not their access policies. To read and change those, the admin key needs ReadAccessPolicy and UpdateAccessPolicy of data-ingest-api-keys (Send-Your-Data keys) and team-custom-api-keys (Team keys), each by name. Without the first, Coralogix may show a key as if it had no policy.',
    },
    {
      title: 'What a policy does not do',
      text: 'Team and Send-Your-Data keys do not act for a user: a policy says who may see and manage the key, not what a request with it is shown. The mode Private of the console has no place in a policy that is set through the API, whose rules name groups: give General access No access, and a group of your own Manage.',
    },
    {
      title: 'Who sees a team key',
      text: 'Coralogix shows a Team key only to members whose roles hold all that the key may do, and lets only members of groups without a data scope make and see Team keys.',
    },
    {
      title: 'Who made a key',
      text: "Coralogix' API does not tell who created a key: its console does. It tells who owns it, and when it was created of members' keys alone; of other keys Keyturn knows the age since it first saw them, unless you enter the date.",
    },
    {
      title: 'Last use',
      text: "Coralogix does not tell when a key was last used, nor does it let keys expire. What it tells of members' keys is when each was last activated.",
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
  // Reading goes through `api.` still; only sending there ends.
  retires: (host, takes) =>
    /^(api|private-link)\./.test(host) && (takes.length === 0 || takes.includes('send-your-data')),
  adviceOnUse: ({ type }, agent) =>
    type === 'personal' && agent !== null
      ? 'Coralogix means Personal keys for tests and experiments, not for production: they belong to one user. A Team key does not.'
      : null,
  has: { policies: { permissions: policyPermissions }, history: false, bulk: true, serviceIds: false },
}
