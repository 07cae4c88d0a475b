import type { HttpCall } from '../../http.ts'
import type { RpcName } from './messages.ts'

/** What a call over REST is over gRPC. */
export type Route =
  | { readonly kind: 'rpc'; readonly name: RpcName; readonly request: object }
  /** REST has it, gRPC has not. `what` goes on after "gRPC has no". */
  | { readonly kind: 'none'; readonly what: string }
  /** Of another service, which is reached over REST in any case. */
  | { readonly kind: 'other' }

/** Finds the procedure that does what a call over REST does, with the call's body as its request. */
export function routeOf(call: Pick<HttpCall, 'method' | 'url' | 'body'>): Route {
  const path = /\/aaa\/((?:api|send-data)-keys\/v3.*)$/.exec(new URL(call.url).pathname)?.[1]
  if (path === undefined) return { kind: 'other' }
  const body = (call.body ?? {}) as object
  switch (`${call.method} ${path}`) {
    case 'POST api-keys/v3':
      return { kind: 'rpc', name: 'CreateApiKey', request: body }
    case 'GET send-data-keys/v3':
      return { kind: 'rpc', name: 'GetSendDataApiKeys', request: {} }
    case 'GET api-keys/v3/list/all':
      return { kind: 'none', what: "list of the team's keys" }
    case 'GET api-keys/v3':
      return { kind: 'none', what: "list of members' keys" }
  }
  const keyId = /^api-keys\/v3\/([^/]+)$/.exec(path)?.[1]
  const name = keyId === undefined ? undefined : single[call.method]
  if (keyId === undefined || name === undefined) return { kind: 'none', what: 'call for several keys' }
  return { kind: 'rpc', name, request: { keyId: decodeURIComponent(keyId), ...body } }
}

const single: Readonly<Partial<Record<HttpCall['method'], RpcName>>> = {
  GET: 'GetApiKey',
  PUT: 'UpdateApiKey',
  DELETE: 'DeleteApiKey',
}
