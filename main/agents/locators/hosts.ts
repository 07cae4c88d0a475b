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

function parseUrl(text: string): Endpoint | null {
  const schemed = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
  const scheme = schemed ? text.slice(0, text.indexOf(':') + 1).toLowerCase() : ''
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

/** The host as it is shown: without the port where that is the usual one. */
export function hostName(text: string): string | null {
  const endpoint = endpointOf(text)
  if (endpoint === null) return null
  return endpoint.port === null || endpoint.port === 443 ? endpoint.host : `${endpoint.host}:${endpoint.port}`
}
