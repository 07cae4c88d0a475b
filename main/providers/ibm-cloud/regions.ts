import type { Account, Region } from '../../../shared/model.ts'
import type { ConsolePage } from '../../../shared/providers.ts'
import { domains } from './domains.ts'

/** Where IAM answers, for every region. */
export const iamUrl = 'https://iam.cloud.ibm.com'

const consoleUrl = 'https://cloud.ibm.com'

const places: Readonly<Record<string, string>> = {
  'jp-osa': 'Osaka',
  'au-syd': 'Sydney',
  'jp-tok': 'Tokyo',
  'in-che': 'Chennai',
  'in-mum': 'Mumbai',
  'eu-de': 'Frankfurt',
  'eu-gb': 'London',
  'eu-es': 'Madrid',
  'ca-tor': 'Toronto',
  'ca-mon': 'Montreal',
  'us-south': 'Dallas',
  'us-east': 'Washington DC',
  'br-sao': 'São Paulo',
}

/** The regions of IBM Cloud Logs. The ingress is the instance's own, so none stands here. */
export const regions: readonly Region[] = Object.entries(places).map(([code, place]) => ({
  code,
  label: code,
  place,
  apiUrl: iamUrl,
  ingressUrl: '',
}))

/** The address to which an instance's logs are sent. Takes a known region and the instance's GUID. */
export const ingressOf = (region: string, instance: string): string =>
  `https://${instance}.ingress.${domains[region]?.[0] ?? `${region}.logs.cloud.ibm.com`}`

/** The console's origin for an account whose IAM is the vendor's own; null for any other address. */
export function consoleOf(apiUrl: string): string | null {
  if (!URL.canParse(apiUrl)) return null
  const { hostname, protocol } = new URL(apiUrl)
  return protocol === 'https:' && /^(private\.)?iam\.cloud\.ibm\.com$/.test(hostname) ? consoleUrl : null
}

/** The console's pages. They are the same for every account: the console shows the one that was chosen there. */
export function consolePages({ apiUrl }: Pick<Account, 'apiUrl'>): readonly ConsolePage[] {
  const origin = consoleOf(apiUrl)
  if (origin === null) return []
  return [
    { id: 'keys', label: 'API keys', url: `${origin}/iam/apikeys` },
    { id: 'service-ids', label: 'Service IDs', url: `${origin}/iam/serviceids` },
  ]
}
