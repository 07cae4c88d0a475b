import type { ProviderId } from '../../../shared/model.ts'

/** A domain whose places carry keys of this vendor. One with a port (a custom ingress) is that host and port only. */
export interface VendorHost {
  readonly provider: ProviderId
  readonly domain: string
}

/** A host as a config names it, in lower case, with the port where the text or the scheme says one. */
export interface Endpoint {
  readonly host: string
  readonly port: number | null
}

const defaultPorts: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80, 'grpc:': 443 }

/**
 * Reads the host out of a URL, `host:port` or a bare host. Returns null where the text does not say it: empty,
 * or still holding a reference such as `${env:ENDPOINT}`.
 */
export function endpointOf(text: string): Endpoint | null {
  const trimmed = text.trim().replace(/^dns:\/\/\//i, '')
  if (trimmed === '' || /[$\s{}<>%#]/.test(trimmed.split(/[/?]/, 3).join('/'))) return hostBeforePath(trimmed)
  return parseUrl(trimmed)
}

// A query or a path may hold a reference; only the part up to the path decides where the data goes.
function hostBeforePath(text: string): Endpoint | null {
  // The scheme itself is no host, where a reference stands right behind it.
  const match = /^([a-z][a-z0-9+.-]*:\/\/)?(?![a-z][a-z0-9+.-]*:\/\/)([^/?#\s${}<>%]+)([/?#].*)?$/i.exec(text)
  return match?.[2] === undefined ? null : parseUrl(`${match[1] ?? ''}${match[2]}`)
}

/** What may stand up to the path of an address that every client reads alike. */
const authority = /^(?:[^@/?#\\]*@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d*)?(?=[/?#]|$)/i
/** A socket or file of this machine, whatever its name looks like. */
const local = /^(?:unix|unix-abstract|vsock|file|npipe):$/

function parseUrl(text: string): Endpoint | null {
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
  const scheme = schemed ? text.slice(0, text.indexOf(':') + 1).toLowerCase() : ''
  if (local.test(scheme) || !authority.test(schemed ? text.slice(scheme.length + 2) : text)) return null
  try {
    // The URL parser decides, so that `https://ours@theirs/` is theirs. The scheme is swapped for one that always
    // has a host and keeps every port.
    const url = new URL(`ws://${schemed ? text.slice(scheme.length + 2) : text}`)
    const host = url.hostname.replace(/\.$/, '').toLowerCase()
    if (host === '') return null
    const named = /:(\d+)$/.exec((schemed ? text.slice(scheme.length + 2) : text).split(/[/?#]/, 1)[0] ?? '')
    const port = named?.[1] === undefined ? (defaultPorts[scheme] ?? null) : Number(named[1])
    return { host, port }
  } catch {
    return null
  }
}

/**
 * The entry of `hosts` that an endpoint belongs to: the longest domain that equals the host or is a parent of it.
 * An entry with a port (a custom ingress such as `127.0.0.1:41234`) matches that host and port only. Null: not ours.
 */
export function ownerOf(endpoint: Endpoint | null, hosts: readonly VendorHost[]): VendorHost | null {
  if (endpoint === null) return null
  let best: VendorHost | null = null
  for (const entry of hosts) {
    const own = parseUrl(entry.domain)
    if (own === null) continue
    const fits =
      own.port !== null
        ? own.host === endpoint.host && own.port === endpoint.port
        : own.host === endpoint.host || endpoint.host.endsWith(`.${own.host}`)
    if (fits && (best === null || entry.domain.length > best.domain.length)) best = entry
  }
  return best
}

/** Whose a URL, `host:port` or host that stands in a config is; null where it is nobody's of `hosts`. */
export const vendorOf = (text: string, hosts: readonly VendorHost[]): ProviderId | null =>
  ownerOf(endpointOf(text), hosts)?.provider ?? null

/** Whether a URL, `host:port` or host that stands in a config is one of the vendor's. */
export const isOurs = (
  text: string,
  hosts: readonly VendorHost[],
  provider: ProviderId = 'coralogix',
): boolean => vendorOf(text, hosts) === provider

/** What a config is filled in with when it is read or rendered. */
const references = /\$\{[^{}]*\}|\{\{[^{}]*\}\}|[#%@]\{[^{}]*\}|\$[A-Za-z_]\w*|<%[^<>]*%>/g

/**
 * `hostName`, and also a name for a host that is in any case none of `hosts`, though the text does not say all of
 * it: `${X}.example.org`, or an address that clients read differently. Null: it may be anybody's.
 */
export function hostSaid(text: string, hosts: readonly VendorHost[]): string | null {
  const address = text
    .trim()
    .replace(references, '\0')
    .replace(/^[a-z][a-z0-9+.-]*:\/\/\/?/i, '')
  if (/^[^/?]*[$#%@{]\{/.test(address)) return null
  const [said = ''] = address.split(/[/?#]/, 1)
  const known = said.includes('\0') ? null : hostName(text)
  if (known !== null) return known
  if (said === '') return null
  const host = said.slice(said.lastIndexOf('@') + 1).replace(/:[\d\0]*$/, '')
  if (!said.includes('\0')) return unreadable
  const end = host.slice(host.lastIndexOf('\0') + 1).toLowerCase()
  const ours = hosts.some(({ domain }) => {
    const own = parseUrl(domain)?.host ?? domain
    return own.endsWith(end) || end === own || end.endsWith(`.${own}`)
  })
  return ours ? null : /^[\w.-]+$/.test(end) ? `*${end}` : unreadable
}

/** Stands for a host; no host can be named so. */
const unreadable = '(unreadable address)'

/** The host as it is shown: without the port where that is the usual one. */
export function hostName(text: string): string | null {
  const endpoint = endpointOf(text)
  if (endpoint === null) return null
  return endpoint.port === null || endpoint.port === 443 ? endpoint.host : `${endpoint.host}:${endpoint.port}`
}
