import { fail, type Result } from '../../../shared/errors.ts'
import type { Endpoints, ProviderFacts } from '../provider.ts'
import { domains } from './domains.ts'

/** What IBM Cloud is, without its API. */
export const ibmCloudFacts: ProviderFacts = {
  id: 'ibm-cloud',
  info: {
    id: 'ibm-cloud',
    name: 'IBM Cloud',
    mode: 'remote',
    regions: [],
    types: ['service-id', 'user'],
    credential: { label: 'IBM Cloud API key', hint: 'Everything else is read from it.' },
    transports: [],
    instance: { label: 'Instance GUID', hint: 'Of the IBM Cloud Logs instance that agents send to.' },
    addressLabels: { api: 'IAM address', ingress: 'Ingress address' },
    policyPreset: { maxAgeDays: 90, leadDays: 14, reason: 'IBM advises to replace API keys every 90 days.' },
    note: null,
  },
  domains,
  endpointsOf: (): Result<Endpoints> => fail('unsupported', 'IBM Cloud is not built yet.'),
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
    expiry: true,
  }),
  checkCreate: () => fail('unsupported', 'IBM Cloud is not built yet.'),
  cannot: () => ({}),
  mayBeCredential: () => true,
  legacyEvidence: () => null,
  adviceOnUse: () => null,
  has: { policies: null, history: true, bulk: false, serviceIds: true },
}
