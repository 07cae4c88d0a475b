import { BlockList, isIP } from 'node:net'
import { fail, ok, type Result } from '../../shared/errors.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

// Link-local addresses carry the cloud's metadata service, which hands out credentials; the others name no host.
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16, 'ipv4')
forbidden.addSubnet('0.0.0.0', 8, 'ipv4')
forbidden.addSubnet('224.0.0.0', 3, 'ipv4')
forbidden.addAddress('100.100.100.200', 'ipv4')
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addSubnet('ff00::', 8, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6')
forbidden.addAddress('::', 'ipv6')

const forbiddenNames = ['metadata', 'metadata.google.internal', 'instance-data']

const bare = (host: string): string => host.replace(/^\[|\]$/g, '').replace(/\.$/, '')

const listed = (list: BlockList, host: string): boolean => {
  const family = isIP(bare(host))
  return family !== 0 && list.check(bare(host), family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a host name or address (as in `URL.hostname`) means this machine. */
export function isLoopback(host: string): boolean {
  return listed(loopback, host) || bare(host) === 'localhost' || bare(host).endsWith('.localhost')
}

/**
 * Takes an address as a user types it and returns it in the form that is kept: an origin with an optional path,
 * no slash at the end. A bare domain (`acme.coralogix.com`, no scheme) gets `https://` and the prefix of the
 * service, unless it has it; a pasted management base (`…/mgmt/openapi/5`) loses that part.
 *
 * Fails with `usage` when the address is not one to which a credential may be sent: plain `http` outside this
 * machine, credentials, a query or a fragment in it, a link-local or metadata address.
 */
export function normaliseEndpoint(text: string, service: 'api' | 'ingress'): Result<string> {
  const typed = text.trim()
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
  let url: URL
  try {
    url = new URL(hasScheme ? typed : `https://${typed}`)
  } catch {
    return refuse(typed, 'it is not a web address', 'Write it as https://api.example.com.')
  }
  if (url.username !== '' || url.password !== '') {
    // Not echoed: what stands there may be a credential.
    return fail(
      'usage',
      'The address carries a user name or password. Nothing was sent.',
      'Give the address alone.',
    )
  }
  const named = bare(url.hostname)
  const local = isLoopback(named)
  if (!hasScheme && !local && isIP(named) === 0 && !named.startsWith(`${service}.`)) {
    url.hostname = `${service}.${named}`
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(typed)) {
    return refuse(url.host, 'it carries a query or a fragment', 'Give the address up to the path.')
  }
  const path = url.pathname.replace(/\/mgmt\/openapi\/[^/]+\/?$/, '').replace(/\/+$/, '')
  const problem = endpointProblem(url)
  if (problem !== null) return refuse(url.host, problem.reason, problem.hint)
  return ok(`${url.origin}${path}`)
}

/** Why no credential may be sent to this URL, or null when it may. Checked again before every call. */
export function endpointProblem(url: URL): { readonly reason: string; readonly hint: string } | null {
  const host = bare(url.hostname).toLowerCase()
  if (url.protocol === 'http:' && !isLoopback(host)) {
    return { reason: 'it is not encrypted', hint: 'Use https. Plain http is only for this machine.' }
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { reason: `${url.protocol} is not https`, hint: 'Write it as https://api.example.com.' }
  }
  if (host === '' || forbiddenNames.includes(host) || listed(forbidden, host)) {
    return {
      reason: 'it is a link-local or metadata address',
      hint: 'Use the host name that the vendor gave you.',
    }
  }
  return null
}

function refuse(address: string, reason: string, hint: string): Result<never> {
  const shown = address.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 100)
  return fail(
    'usage',
    `The address${shown === '' ? '' : ` ${shown}`} cannot be used: ${reason}. Nothing was sent.`,
    hint,
  )
}
