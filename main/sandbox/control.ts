import { type Answer, type Asked, json, noRoute, refusal } from './exchange.ts'
import { type Faults, fault } from './faults.ts'

export const controlPrefix = '/sandbox/v1/'

/** Answers a route of one vendor, without its prefix; null where there is none. */
export type Control = (asked: Asked, route: string) => Answer | null

/**
 * What no vendor has: routes for tests in another process. They are Coralogix's, those of another vendor after its id
 * (`/sandbox/v1/ibm-cloud/counts`); `POST faults` (one `Fault`) and `DELETE faults` are for all of them. Each vendor has
 * `GET counts`, `DELETE counts`, `GET refusals` and `GET lines?contains=TEXT` at least.
 */
export function control(
  controls: ReadonlyMap<string, Control>,
  faults: Faults,
  adminKey: string,
  asked: Asked,
): Answer {
  // Compared with the kept value, not looked up: the admin key may have been disabled at the vendor meanwhile.
  if (asked.bearer !== adminKey) return refusal(401, 'Unauthorized')
  const route = asked.path.slice(controlPrefix.length)
  try {
    switch (`${asked.method} ${route}`) {
      case 'POST faults':
        faults.set(fault.parse(JSON.parse(asked.body.toString('utf8'))))
        return json(200, {})
      case 'DELETE faults':
        faults.clear()
        return json(200, {})
    }
    const [, named = '', rest = ''] = /^([^/]+)\/(.+)$/.exec(route) ?? []
    const own = controls.get(named)
    const said = own === undefined ? controls.get('coralogix')?.(asked, route) : own(asked, rest)
    return said ?? noRoute()
  } catch (error) {
    return refusal(400, `Bad Request: ${(error as Error).message}`)
  }
}
