import { fail, ok, type Result } from '../../../shared/errors.ts'
import { normaliseEndpoint } from '../endpoint.ts'
import type { AccountPlace, Endpoints } from '../provider.ts'
import { iamUrl, ingressOf, regions } from './regions.ts'

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const crn = /^crn:v1:[a-z]+:[a-z]+:logs:([a-z0-9-]+):[^:]*:([0-9a-f-]{36}):[^:]*:[^:]*$/i

const needsBoth =
  'An instance of IBM Cloud Logs is reached by its region and its GUID together: they are both part of its address.'

/**
 * The region of an IBM Cloud Logs instance and its GUID (or its CRN, which holds both), or neither: then keys are
 * managed and nothing can be sent. Addresses of IAM and of the ingress may be given instead, as for a private network.
 */
export function endpointsOf(place: AccountPlace): Result<Endpoints> {
  const instance = instanceOf(place)
  if (!instance.ok) return instance
  const { guid: id, region } = instance.value
  const apiUrl = place.apiUrl ? address(place.apiUrl, 'api') : ok(iamUrl)
  if (!apiUrl.ok) return apiUrl
  const more = { grpcUrl: null, transport: null, instance: id }
  if (place.ingressUrl) {
    const ingressUrl = address(place.ingressUrl, 'ingress')
    if (!ingressUrl.ok) return ingressUrl
    return ok({ region: region ?? 'custom', apiUrl: apiUrl.value, ingressUrl: ingressUrl.value, ...more })
  }
  if (region !== null && id === null) {
    return fail('usage', needsBoth, 'Give the instance GUID as well, or leave the region out.')
  }
  if (region === null && id !== null) {
    return fail('usage', needsBoth, 'Give the region as well, or leave the instance out.')
  }
  const ingressUrl = region !== null && id !== null ? ingressOf(region, id) : ''
  const named = region ?? (place.apiUrl ? 'custom' : 'global')
  return ok({ region: named, apiUrl: apiUrl.value, ingressUrl, ...more })
}

function instanceOf(
  place: AccountPlace,
): Result<{ readonly guid: string | null; readonly region: string | null }> {
  const typed = place.instance?.trim() || null
  const named = crn.exec(typed ?? '')
  const region = place.region?.trim().toLowerCase() || named?.[1]?.toLowerCase() || null
  // `global` is what an account without an instance is recorded with.
  const wanted = region === 'global' ? null : region
  if (wanted !== null && !regions.some((known) => known.code === wanted)) {
    const codes = regions.map((known) => known.code)
    return fail('usage', `IBM Cloud Logs has no region ${wanted}.`, `Known regions: ${codes.join(', ')}.`)
  }
  if (named?.[1] !== undefined && named[1].toLowerCase() !== wanted) {
    return fail('usage', `The instance is in ${named[1]}, not in ${wanted}.`, 'Leave the region out.')
  }
  const id = named?.[2] ?? typed
  if (id !== null && !guid.test(id)) {
    return fail(
      'usage',
      'The instance is not a GUID such as 01234567-89ab-cdef-0123-456789abcdef.',
      "Copy the GUID or the CRN from the instance's page.",
    )
  }
  return ok({ guid: id?.toLowerCase() ?? null, region: wanted })
}

/** As it is typed: a bare host already has the service in it, so nothing is put in front. */
function address(text: string, service: 'api' | 'ingress'): Result<string> {
  const typed = text.trim()
  return normaliseEndpoint(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`, service)
}
