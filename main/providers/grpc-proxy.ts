import { isLoopback } from './endpoint.ts'

/** The way to a server: itself, a proxy that is asked for a tunnel, or none, with the reason. */
export type Way =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly target: string; readonly credentials: string | null }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * The way by HTTPS_PROXY, HTTP_PROXY and NO_PROXY in either case, as for REST; always direct to this machine. The
 * library's own rules read only the lower-case names, and go past a proxy that they cannot use.
 */
export function wayTo(url: URL, env: NodeJS.ProcessEnv = process.env): Way {
  const named = (env.https_proxy ?? env.HTTPS_PROXY) || (env.http_proxy ?? env.HTTP_PROXY) || ''
  if (named === '' || isLoopback(url.hostname) || excepted(url, env.no_proxy ?? env.NO_PROXY ?? '')) {
    return { kind: 'direct' }
  }
  if (!URL.canParse(named)) return { kind: 'none', reason: 'the address of the proxy cannot be read' }
  const proxy = new URL(named)
  if (proxy.protocol !== 'http:') {
    return { kind: 'none', reason: 'gRPC goes only through a proxy that is reached over http:' }
  }
  const { username, password } = proxy
  const credentials = username === '' ? null : decodeURIComponent(`${username}:${password}`)
  return { kind: 'proxy', target: `dns:${proxy.hostname}:${proxy.port || '80'}`, credentials }
}

/** Whether the list names this server: a host or a domain above it, with a port or without, or `*`. */
function excepted(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase()
  const port = url.port || '443'
  return list.split(/[,\s]+/).some((entry) => {
    const [, name = '', only = port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    return name === '*' || (name !== '' && only === port && (host === name || host.endsWith(`.${name}`)))
  })
}
