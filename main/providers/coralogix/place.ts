import { fail, ok, type Result } from '../../../shared/errors.ts'
import { normaliseEndpoint } from '../endpoint.ts'
import type { AccountPlace, Endpoints } from '../provider.ts'
import { regions } from './regions.ts'

/** A region, or both addresses of a custom endpoint. gRPC is on the API's host unless told otherwise. */
export function endpointsOf(place: AccountPlace): Result<Endpoints> {
  const transport = place.transport ?? 'auto'
  const rest = addressesOf(place)
  if (!rest.ok) return rest
  if (place.grpcUrl === null) return ok({ ...rest.value, transport, grpcUrl: null, instance: null })
  const grpc = normaliseEndpoint(place.grpcUrl, 'api')
  return grpc.ok ? ok({ ...rest.value, transport, grpcUrl: grpc.value, instance: null }) : grpc
}

function addressesOf(
  place: AccountPlace,
): Result<{ readonly region: string; readonly apiUrl: string; readonly ingressUrl: string }> {
  if (place.region !== null && (place.apiUrl ?? place.ingressUrl) !== null) {
    return fail('usage', 'An account has either a region or addresses of its own.', 'Give one of them.')
  }
  if (place.region !== null) {
    const region = regions.find((known) => known.code === place.region?.toLowerCase())
    if (region) return ok({ region: region.code, apiUrl: region.apiUrl, ingressUrl: region.ingressUrl })
    const codes = regions.map((known) => known.code)
    return fail('usage', `There is no region ${place.region}.`, `Known regions: ${codes.join(', ')}.`)
  }
  if (!place.apiUrl || !place.ingressUrl) {
    return fail(
      'usage',
      'A custom endpoint needs both its API address and its ingress address.',
      'Give both.',
    )
  }
  const apiUrl = normaliseEndpoint(place.apiUrl, 'api')
  if (!apiUrl.ok) return apiUrl
  const ingressUrl = normaliseEndpoint(place.ingressUrl, 'ingress')
  if (!ingressUrl.ok) return ingressUrl
  return ok({ region: 'custom', apiUrl: apiUrl.value, ingressUrl: ingressUrl.value })
}
