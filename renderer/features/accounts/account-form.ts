import type { ProviderId } from '../../../shared/model.ts'
import type { ProviderInfo, Transport } from '../../../shared/providers.ts'

/** What has been typed into the add-account dialog. The credential is never part of it: see `SecretField`. */
export interface AccountDraft {
  /** Null while no vendor is chosen. */
  readonly provider: ProviderId | null
  readonly from: 'account' | 'sandbox'
  readonly name: string
  /** A region's code, `custom`, or null while nothing is chosen. */
  readonly region: string | null
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly grpcUrl: string
  readonly transport: Transport | null
  readonly instance: string
}

export const emptyAccount: AccountDraft = {
  provider: null,
  from: 'account',
  name: '',
  region: null,
  apiUrl: '',
  ingressUrl: '',
  grpcUrl: '',
  transport: null,
  instance: '',
}

export type AccountField =
  | 'provider'
  | 'name'
  | 'region'
  | 'apiUrl'
  | 'ingressUrl'
  | 'grpcUrl'
  | 'instance'
  | 'credential'
export type AccountProblems = Partial<Record<AccountField, string>>

type Asked = Pick<ProviderInfo, 'id' | 'regions' | 'credential' | 'transports' | 'instance'>

/** Another vendor: the name stays, what only the other one knew does not. The only region is chosen at once. */
export const withVendor = (draft: AccountDraft, info: Asked): AccountDraft => ({
  ...emptyAccount,
  name: draft.name,
  from: draft.from,
  provider: info.id,
  region: info.regions.length === 1 ? (info.regions[0]?.code ?? null) : null,
  transport: info.transports[0] ?? null,
})

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Why an address cannot be used, or null. `example`: one that could be. */
export function addressProblem(text: string, example = 'https://api.example.com'): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return `Enter an address, such as ${example}.`
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null
  if (url === null || url.hostname === '') return 'Enter a whole address, beginning with https://.'
  if (url.username !== '' || url.password !== '') return 'Leave out the user name and password.'
  if (url.search !== '' || url.hash !== '') return 'Leave out everything from ? or # on.'
  if (url.protocol === 'https:') return null
  if (url.protocol !== 'http:') return 'Use an address that begins with https://.'
  return loopback.has(url.hostname)
    ? null
    : 'Use https://. Plain http:// would send the credential readable; it is allowed only for this computer (localhost, 127.0.0.1, [::1]).'
}

/** The user gives addresses: because no region has them, or because the vendor has no regions. */
export const hasOwnAddresses = (draft: AccountDraft, info: Asked): boolean =>
  draft.region === 'custom' || info.regions.length === 0

/** Examples of the addresses, from the vendor's own regions where it has any. */
export function addressExamples({ regions }: Pick<ProviderInfo, 'regions'>) {
  return {
    api: regions[0]?.apiUrl ?? 'https://api.example.com',
    ingress: regions[0]?.ingressUrl || 'https://ingress.example.com',
  }
}

/** What must be changed before the vendor is asked. `filled`: a credential was pasted. */
export function accountProblems(
  draft: AccountDraft,
  info: Asked | null,
  filled: boolean,
  taken: readonly string[],
): AccountProblems {
  if (!info) return { provider: 'Choose the vendor of the account.' }
  if (draft.from === 'sandbox') return {}
  const problems: AccountProblems = {}
  const name = draft.name.trim()
  if (name === '') problems.name = 'Give the account a name, such as acme-prod.'
  else if (name.length > 80) problems.name = 'Use 80 characters or fewer.'
  else if (taken.some((other) => other.toLowerCase() === name.toLowerCase())) {
    problems.name = `There is already an account named ${name}. Choose another name.`
  }
  // Where an instance has a region, there need not be one: keys are managed without.
  if (info.regions.length > 0 && !info.instance && draft.region === null)
    problems.region = 'Choose the region that your console address shows.'
  if (info.instance && info.regions.some(({ code }) => code === draft.region) && draft.instance.trim() === '')
    problems.instance = `Enter the ${info.instance.label} in this region, or choose no region.`
  const examples = addressExamples(info)
  // Without regions the vendor has addresses of its own: only what was typed is looked at.
  const optional = info.regions.length === 0
  if (hasOwnAddresses(draft, info)) {
    const api = optional && draft.apiUrl.trim() === '' ? null : addressProblem(draft.apiUrl, examples.api)
    const ingress =
      optional && draft.ingressUrl.trim() === '' ? null : addressProblem(draft.ingressUrl, examples.ingress)
    if (api) problems.apiUrl = api
    if (ingress) problems.ingressUrl = ingress
    if (usesGrpc(draft, info) && draft.grpcUrl.trim() !== '') {
      const grpc = addressProblem(draft.grpcUrl, examples.api)
      if (grpc) problems.grpcUrl = grpc
    }
  }
  if (draft.instance.trim().length > 100) problems.instance = 'Use 100 characters or fewer.'
  if (info.credential && !filled) problems.credential = `Paste the ${inSentence(info.credential.label)}.`
  return problems
}

export const usesGrpc = (draft: AccountDraft, info: Pick<Asked, 'transports'>): boolean =>
  info.transports.includes('grpc') && draft.transport !== 'rest'

/** `Admin key` as it stands inside a sentence; a name such as `IBM Cloud API key` stays as it is. */
export const inSentence = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? `${label.charAt(0).toLowerCase()}${label.slice(1)}` : label

/** Where the account is, as the call wants it: a region's code, or addresses. */
export function placeOf(draft: AccountDraft, info: Asked) {
  const own = hasOwnAddresses(draft, info)
  const typed = (text: string) => (own && text.trim() !== '' ? text.trim() : null)
  return {
    region: own ? null : draft.region,
    apiUrl: typed(draft.apiUrl),
    ingressUrl: typed(draft.ingressUrl),
    grpcUrl: usesGrpc(draft, info) ? typed(draft.grpcUrl) : null,
    transport: info.transports.length > 0 ? (draft.transport ?? info.transports[0] ?? null) : null,
    instance: info.instance && draft.instance.trim() !== '' ? draft.instance.trim() : null,
  }
}

export function isTyped(draft: AccountDraft): boolean {
  const { name, region, apiUrl, ingressUrl, grpcUrl, instance } = draft
  return region !== null || [name, apiUrl, ingressUrl, grpcUrl, instance].some((text) => text.trim() !== '')
}
