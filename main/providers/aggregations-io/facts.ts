import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account, KeyType, Region } from '../../../shared/model.ts'
import type { ConsolePage } from '../../../shared/providers.ts'
import { normaliseEndpoint } from '../endpoint.ts'
import type { AccountPlace, Endpoints, ProviderFacts } from '../provider.ts'
import { domains } from './domains.ts'

/** The one place where the vendor is; the address of its web app, and that of its ingest. */
export const everywhere: Region = {
  code: 'global',
  label: 'Aggregations.io',
  place: 'One place for everybody',
  apiUrl: 'https://app.aggregations.io',
  ingressUrl: 'https://ingest.aggregations.io',
}

const types: readonly KeyType[] = ['org-wide', 'personal']
const noApi = 'Aggregations.io has no API for keys'

/** What Aggregations.io is, without its calls. Keys are made, changed and disabled on its web page alone. */
export const aggregationsIoFacts: ProviderFacts = {
  id: 'aggregations-io',
  info: {
    id: 'aggregations-io',
    name: 'Aggregations.io',
    mode: 'record',
    regions: [everywhere],
    types,
    credential: null,
    transports: [],
    instance: {
      label: 'Ingest ID',
      hint: 'The POST ID from the Organization page. Only needed to verify that a key may write.',
      inVerification: true,
    },
    addressLabels: { api: 'App address', ingress: 'Ingest address' },
    policyPreset: null,
    note: `${noApi}: what stands here is what you enter, and its state is your word.`,
  },
  domains,
  endpointsOf,
  // The shape of the sample in the vendor's documents.
  describeValue: (value) =>
    value.expose((text) => /^[A-Za-z0-9]{8}-[A-Za-z0-9]{62}$/.test(text))
      ? { text: 'an Aggregations.io key, by its shape', types }
      : null,
  consolePages,
  notes: [
    {
      title: 'Keys are made on the web',
      text: `${noApi}. On its API Keys page, + Add New makes a key; its value can be copied or downloaded there once. Keyturn records what you made, keeps the value, reminds you and leads through a rotation. What it shows of a key's state is your word.`,
    },
    {
      title: 'Disabled keys',
      text: 'The web page hides disabled keys: its filter shows them. A disabled key can be enabled again. The documents speak of no way to delete one.',
    },
    {
      title: 'Who may see and change keys',
      text: 'An Org-Wide key is seen by everybody in the organisation, a Personal one by its maker and by admins. Admins decide on the web page who may change Org-Wide keys; Keyturn cannot ask, and lists what was recorded here.',
    },
  ],
  createOptions: () => ({
    types: [...types],
    presets: [],
    permissions: ['Read', 'Write'],
    // Agents send.
    usual: ['Write'],
    permissionGroups: [],
    members: [],
    readable: false,
    description: true,
    expiry: false,
  }),
  checkCreate: () =>
    fail(
      'refused',
      `${noApi}, so Keyturn cannot make one there. No key was made.`,
      'Make it on the Aggregations.io page, then record it here and import its value.',
    ),
  cannot: () => ({
    lock: 'Aggregations.io has no lock on keys.',
    unlock: 'Aggregations.io has no lock on keys.',
    policy: 'Aggregations.io has no access policies on keys.',
    history: `${noApi}, so there is no history to ask for.`,
  }),
  // Its keys read metrics and send events; none manages keys.
  mayBeCredential: () => false,
  legacyEvidence: () => null,
  adviceOnUse: ({ type }, agent) =>
    type === 'personal' && agent !== null
      ? 'Aggregations.io recommends Org-Wide keys for production: a Personal key is seen by its maker only, and is meant for tests.'
      : null,
  has: { policies: null, history: false, bulk: false, serviceIds: false },
}

/** The sandbox has a page of its own; any other address than the vendor's has none that is known. */
function consolePages({ region, apiUrl, consoleUrl }: Account): readonly ConsolePage[] {
  if (region === 'sandbox') return [{ id: 'keys', label: 'API Keys', url: `${apiUrl}/api-keys` }]
  return consoleUrl === everywhere.apiUrl ? [{ id: 'keys', label: 'API Keys', url: everywhere.apiUrl }] : []
}

function endpointsOf(place: AccountPlace): Result<Endpoints> {
  const rest = { grpcUrl: null, transport: null, instance: place.instance?.trim() || null }
  if (place.region !== null || (place.apiUrl === null && place.ingressUrl === null)) {
    const { code, apiUrl, ingressUrl } = everywhere
    if (place.region === null || place.region === code)
      return ok({ region: code, apiUrl, ingressUrl, ...rest })
    return fail(
      'usage',
      `There is no region ${place.region}.`,
      'Aggregations.io has one place: leave it out.',
    )
  }
  const apiUrl = addressOf(place.apiUrl ?? everywhere.apiUrl)
  if (!apiUrl.ok) return apiUrl
  const ingressUrl = addressOf(place.ingressUrl ?? everywhere.ingressUrl)
  return ingressUrl.ok
    ? ok({ region: 'custom', apiUrl: apiUrl.value, ingressUrl: ingressUrl.value, ...rest })
    : ingressUrl
}

/** Its hosts are no `api.` and `ingress.` of one domain: a bare host stays as it is. */
const addressOf = (typed: string): Result<string> =>
  normaliseEndpoint(typed.includes('://') ? typed : `https://${typed.trim()}`, 'api')
