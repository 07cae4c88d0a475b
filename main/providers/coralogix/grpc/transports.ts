import { fail, type Result } from '../../../../shared/errors.ts'
import type { Grpc, GrpcLimits } from '../../grpc.ts'
import type { Http, HttpCall } from '../../http.ts'
import { routeOf } from './routes.ts'

/** Sends calls over the one or the other transport. What it learns holds as long as the session that it is for. */
export interface Transport extends Http {
  /** Whether the vendor's REST has said that this route does not exist, or it is not asked at all. */
  lacks(route: 'list-all' | 'whoami'): boolean
}

/** The vendor's procedures; loaded with the first call. */
export type Procedures = () => Promise<{
  readonly grpc: Grpc
  readonly rpc: typeof import('./messages.ts')['rpc']
}>

/** Loads gRPC when it is first needed: most accounts never do. */
export function procedures(limits: Partial<GrpcLimits>): Procedures {
  let loaded: ReturnType<Procedures> | undefined
  const load: Procedures = async () => {
    const [{ createGrpc }, { rpc }] = await Promise.all([import('../../grpc.ts'), import('./messages.ts')])
    return { grpc: createGrpc(limits), rpc }
  }
  return () => {
    loaded ??= load()
    return loaded
  }
}

/** Sends what gRPC has over gRPC to `origin`, and what belongs to other services over `rest`. */
export function overGrpc(rest: Http, open: Procedures, origin: string): Transport {
  const watched = watching(rest)
  return {
    async send(call) {
      const route = routeOf(call)
      if (route.kind === 'other') return (await watched.send(call)).answer
      if (route.kind === 'none') return fail('unsupported', `gRPC has no ${route.what}.`)
      if (call.credential === null) throw new Error('a call without a credential')
      const { grpc, rpc } = await open()
      const { path, request, response } = rpc(route.name)
      const { vendor, effect, goal, needs, meaning, thing, credential, deadlineMs, signal, fields } = call
      return grpc.send({
        ...{ vendor, effect, goal, needs, credential, deadlineMs, signal, fields, path, url: origin },
        ...(meaning === undefined ? {} : { meaning }),
        ...(thing === undefined ? {} : { thing }),
        request: request.encode(route.request),
        decode: (bytes) => response.decode(bytes),
      })
    },
    unusable: (call, problem) =>
      rest.unusable(routeOf(call).kind === 'rpc' ? { ...call, url: origin } : call, problem),
    close: () => rest.close(),
    lacks: (route) => route === 'list-all' || watched.missing.has(nameOf('whoami')),
  }
}

/**
 * Sends everything over `rest`, until that says that a route does not exist: then the same call goes over gRPC, and so
 * does every later one to that route. Such an answer means that nothing was done, so a creation may be sent again; after
 * any other it is not.
 */
export function restThenGrpc(rest: Http, open: Procedures, origin: string): Transport {
  const watched = watching(rest)
  const other = overGrpc(rest, open, origin)
  const viaGrpc = (call: HttpCall): boolean =>
    routeOf(call).kind === 'rpc' && watched.missing.has(nameOf(call))
  return {
    async send(call) {
      if (viaGrpc(call)) return other.send(call)
      const { answer, noRoute } = await watched.send(call)
      if (!noRoute || routeOf(call).kind !== 'rpc') return answer
      const second = await other.send(call)
      if (second.ok || !nobody.has(second.failure.code)) return second
      // Nothing answers there either: what REST said tells more, and it is asked again the next time.
      watched.missing.delete(nameOf(call))
      return answer
    },
    unusable: (call, problem) => (viaGrpc(call) ? other : rest).unusable(call, problem),
    close: () => rest.close(),
    lacks: (route) => watched.missing.has(nameOf(route)),
  }
}

const nobody: ReadonlySet<string> = new Set(['vendor-unreachable', 'vendor-tls'])

/** A route's name: the procedure's where there is one, so that it is the same for every key. */
function nameOf(call: HttpCall | 'list-all' | 'whoami'): string {
  if (typeof call === 'string') return call
  const route = routeOf(call)
  if (route.kind === 'rpc') return route.name
  const { pathname } = new URL(call.url)
  if (pathname.endsWith('/list/all')) return 'list-all'
  return pathname.endsWith('/identity/whoami') ? 'whoami' : pathname
}

/** A list is never what is missing: whatever the words of a 404 are, and a gateway has its own, it is the route. */
const lists: ReadonlySet<string> = new Set(['GetSendDataApiKeys', 'list-all'])

/** Notices which routes the vendor says do not exist. */
function watching(rest: Http) {
  const missing = new Set<string>()
  return {
    missing,
    async send(call: HttpCall): Promise<{ readonly answer: Result<unknown>; readonly noRoute: boolean }> {
      let noRoute = false
      const answer = await rest.send({
        ...call,
        meaning: (refusal) => {
          noRoute = refusal.missingRoute || (refusal.status === 404 && lists.has(nameOf(call)))
          return call.meaning?.(refusal) ?? null
        },
      })
      if (noRoute) missing.add(nameOf(call))
      return { answer, noRoute }
    },
  }
}
