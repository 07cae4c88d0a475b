import { fail, type Result } from '../../../shared/errors.ts'
import type { Endpoints, ProviderFacts } from '../provider.ts'
import { domains } from './domains.ts'

/** What Aggregations.io is, without its API. */
export const aggregationsIoFacts: ProviderFacts = {
  id: 'aggregations-io',
  info: {
    id: 'aggregations-io',
    name: 'Aggregations.io',
    mode: 'record',
    regions: [],
    types: ['org-wide', 'personal'],
    credential: null,
    transports: [],
    instance: null,
    addressLabels: { api: 'App address', ingress: 'Ingest address' },
    policyPreset: null,
    note: 'Aggregations.io has no API for keys: what stands here is what you enter.',
  },
  domains,
  endpointsOf: (): Result<Endpoints> => fail('unsupported', 'Aggregations.io is not built yet.'),
  describeValue: () => null,
  consolePages: () => [],
  notes: [],
  createOptions: () => ({
    types: [],
    presets: [],
    permissions: [],
    permissionGroups: [],
    members: [],
    readable: false,
    description: true,
    expiry: false,
  }),
  checkCreate: () => fail('unsupported', 'Aggregations.io is not built yet.'),
  cannot: () => ({}),
  mayBeCredential: () => true,
  legacyEvidence: () => null,
  adviceOnUse: () => null,
  has: { policies: null, history: false, bulk: false, serviceIds: false },
}
