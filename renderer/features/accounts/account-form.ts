/** What has been typed into the add-account dialog. The admin key is never part of it: see `AdminKeyField`. */
export interface AccountDraft {
  readonly name: string
  /** A region's code, `custom`, or null while nothing is chosen. */
  readonly region: string | null
  readonly apiUrl: string
  readonly ingressUrl: string
}

export const emptyAccount: AccountDraft = { name: '', region: null, apiUrl: '', ingressUrl: '' }

export type AccountField = 'name' | 'region' | 'apiUrl' | 'ingressUrl' | 'adminKey'
export type AccountProblems = Partial<Record<AccountField, string>>

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Why an address cannot be used, or null. */
export function addressProblem(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return 'Enter an address, such as https://api.eu2.coralogix.com.'
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null
  if (url === null || url.hostname === '') return 'Enter a whole address, beginning with https://.'
  if (url.username !== '' || url.password !== '') return 'Leave out the user name and password.'
  if (url.search !== '' || url.hash !== '') return 'Leave out everything from ? or # on.'
  if (url.protocol === 'https:') return null
  if (url.protocol !== 'http:') return 'Use an address that begins with https://.'
  return loopback.has(url.hostname)
    ? null
    : 'Use https://. Plain http:// would send the admin key readable; it is allowed only for this computer (localhost, 127.0.0.1, [::1]).'
}

/** What must be changed before the vendor is asked. */
export function accountProblems(
  draft: AccountDraft,
  keyEntered: boolean,
  taken: readonly string[],
): AccountProblems {
  const problems: AccountProblems = {}
  const name = draft.name.trim()
  if (name === '') problems.name = 'Give the account a name, such as acme-prod.'
  else if (name.length > 80) problems.name = 'Use 80 characters or fewer.'
  else if (taken.some((other) => other.toLowerCase() === name.toLowerCase())) {
    problems.name = `There is already an account named ${name}. Choose another name.`
  }
  if (draft.region === null) problems.region = 'Choose the region that your console address shows.'
  if (draft.region === 'custom') {
    const api = addressProblem(draft.apiUrl)
    const ingress = addressProblem(draft.ingressUrl)
    if (api) problems.apiUrl = api
    if (ingress) problems.ingressUrl = ingress
  }
  if (!keyEntered) problems.adminKey = 'Paste the admin key.'
  return problems
}

/** The addresses as the call wants them: a region's code, or both addresses. */
export function endpointOf(draft: AccountDraft) {
  return draft.region === 'custom'
    ? { region: null, apiUrl: draft.apiUrl.trim(), ingressUrl: draft.ingressUrl.trim() }
    : { region: draft.region, apiUrl: null, ingressUrl: null }
}

export function isTyped(draft: AccountDraft): boolean {
  return (
    draft.name.trim() !== '' ||
    draft.region !== null ||
    draft.apiUrl.trim() !== '' ||
    draft.ingressUrl.trim() !== ''
  )
}
