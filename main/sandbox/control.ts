import { type Answer, type Asked, json, noRoute, refusal } from './exchange.ts'
import { type Faults, fault } from './faults.ts'
import type { Ingress } from './ingress.ts'
import type { Vendor } from './vendor.ts'

export const controlPrefix = '/sandbox/v1/'

/**
 * What no vendor has: routes for tests in another process. They want the full admin key. `GET counts`,
 * `DELETE counts`, `GET refusals`, `GET samples?series=NAME` (a metric's name), `GET lines?contains=TEXT`,
 * `POST faults` (one `Fault`), `DELETE faults`.
 */
export function control(vendor: Vendor, ingress: Ingress, faults: Faults, asked: Asked): Answer {
  // Compared with the kept value, not looked up: the admin key may have been disabled at the vendor meanwhile.
  if (asked.bearer !== vendor.account.adminKeys.full) return refusal(401, 'Unauthorized')
  switch (`${asked.method} ${asked.path.slice(controlPrefix.length)}`) {
    case 'GET counts':
      return json(200, ingress.taken.counts)
    case 'DELETE counts':
      ingress.forget()
      return json(200, {})
    case 'GET refusals':
      return json(200, ingress.taken.refusals)
    case 'GET samples':
      return json(200, ingress.samples(new URLSearchParams(asked.query).get('series') ?? ''))
    case 'GET lines': {
      const contains = new URLSearchParams(asked.query).get('contains') ?? ''
      return json(200, { lines: ingress.taken.lines.filter(({ text }) => text.includes(contains)) })
    }
    case 'POST faults': {
      try {
        faults.set(fault.parse(JSON.parse(asked.body.toString('utf8'))))
        return json(200, {})
      } catch (error) {
        return refusal(400, `Bad Request: ${(error as Error).message}`)
      }
    }
    case 'DELETE faults':
      faults.clear()
      return json(200, {})
  }
  return noRoute()
}
