import type { Account, Region } from '../../../shared/model.ts'
import type { ConsolePage } from '../../../shared/providers.ts'

interface CoralogixRegion extends Region {
  /** What follows the team's label in the address of its console. */
  readonly consoleDomain: string
}

// The canonical domains; the older ones (coralogix.us, app.coralogix.in, …) lead to the same places, and only the
// console still lives on them.
const table = [
  ['eu1', 'eu1.coralogix.com', 'AWS eu-west-1, Ireland', 'coralogix.com'],
  ['eu2', 'eu2.coralogix.com', 'AWS eu-north-1, Stockholm', 'app.eu2.coralogix.com'],
  ['us1', 'us1.coralogix.com', 'AWS us-east-2, Ohio', 'app.coralogix.us'],
  ['us2', 'us2.coralogix.com', 'AWS us-west-2, Oregon', 'app.cx498.coralogix.com'],
  ['us3', 'us3.coralogix.com', 'GCP us-central1, Iowa', 'app.us3.coralogix.com'],
  ['ap1', 'ap1.coralogix.com', 'AWS ap-south-1, Mumbai', 'app.coralogix.in'],
  ['ap2', 'ap2.coralogix.com', 'AWS ap-southeast-1, Singapore', 'app.coralogixsg.com'],
  ['ap3', 'ap3.coralogix.com', 'AWS ap-southeast-3, Jakarta', 'app.ap3.coralogix.com'],
  ['gov1', 'gov1.coralogixgov.us', 'AWS GovCloud us-gov-west-1', 'app.gov1.coralogixgov.us'],
] as const

const coralogixRegions: readonly CoralogixRegion[] = table.map(([code, domain, place, consoleDomain]) => ({
  code,
  label: code.toUpperCase(),
  place,
  apiUrl: `https://api.${domain}`,
  ingressUrl: `https://ingress.${domain}`,
  consoleDomain,
}))

/** The vendor's regions. Addresses are origins; the session adds the paths. */
export const regions: readonly Region[] = coralogixRegions.map(({ consoleDomain: _, ...region }) => region)

/**
 * Takes `team_url` of whoami, which is a full address in newer answers and only the team's label in older ones, and
 * the account's API address. Returns the console's origin, or null where it cannot be known or is no https address.
 */
export function consoleOrigin(teamUrl: string | null, apiUrl: string): string | null {
  if (teamUrl === null || teamUrl === '') return null
  if (/^[a-z0-9-]+$/i.test(teamUrl)) {
    const region = coralogixRegions.find((one) => one.apiUrl === apiUrl)
    return region === undefined ? null : `https://${teamUrl.toLowerCase()}.${region.consoleDomain}`
  }
  return httpsOrigin(teamUrl.includes('://') ? teamUrl : `https://${teamUrl}`)
}

/** Every domain that Coralogix runs consoles under. A team's own host ends in one of them. */
const consoleDomains = ['coralogix.com', 'coralogix.us', 'coralogix.in', 'coralogixsg.com', 'coralogixgov.us']

/**
 * The console's pages, where they may be opened: the team's address came from the vendor's answer, so it is foreign
 * text, and the browser is only sent to a host of the vendor.
 */
export function consolePages({ consoleUrl }: Pick<Account, 'consoleUrl'>): readonly ConsolePage[] {
  const origin = consoleUrl === null ? null : httpsOrigin(consoleUrl)
  if (origin === null) return []
  const { hostname, port } = new URL(origin)
  if (port !== '' || !consoleDomains.some((domain) => hostname.endsWith(`.${domain}`))) return []
  return [{ id: 'keys', label: 'API keys', url: `${origin}/settings/api-keys` }]
}

function httpsOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.hostname.includes('.') ? url.origin : null
}
