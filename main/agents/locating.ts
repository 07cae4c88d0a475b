import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Embedded, Place } from './agent.ts'
import { agentOf } from './catalog.ts'
import type { VendorHost } from './locators/hosts.ts'
import { positionsIn, withoutKeyShapes } from './locators/text.ts'

/** A text inside a text inside a text is as deep as anybody goes. */
const deepest = 3

/**
 * Every place of a text in file order, those of embedded configurations included. Fails like `Agent.locate`; an
 * embedded text that does not parse is passed over, since it is not what the carrier's reader reads.
 */
export function locateAll(
  agent: Agent,
  text: string,
  hosts: readonly VendorHost[],
  fileName: string,
  depth = 0,
): Result<readonly Place[]> {
  const found = agent.locate(text, hosts, fileName)
  if (!found.ok) return found
  const own = found.value.map(withoutKeys)
  const inside = agent.embedded?.(text, fileName)
  if (inside === undefined || depth >= deepest) return ok(own)
  if (!inside.ok) return inside
  const positionAt = positionsIn(text)
  const nested = inside.value.flatMap((embedded) =>
    placesIn(embedded, hosts, depth).map((place) => ({ ...place, ...positionAt(place.start) })),
  )
  return ok([...own, ...nested].sort((a, b) => a.start - b.start))
}

/** A key that stands where a name belongs, by a slip, is not repeated with the name. */
function withoutKeys(place: Place): Place {
  const { far, notEditable, onlyWhenNamed } = place
  const told = far?.kind === 'outside' ? far.what + far.command : ''
  const outside = withoutKeyShapes(told) !== told
  return {
    ...place,
    output: withoutKeyShapes(place.output),
    ...(notEditable === undefined ? {} : { notEditable: withoutKeyShapes(notEditable) }),
    ...(onlyWhenNamed === undefined ? {} : { onlyWhenNamed: withoutKeyShapes(onlyWhenNamed) }),
    ...(outside ? { far: { kind: 'outside', what: 'a secret', command: '' } } : {}),
  }
}

function placesIn(embedded: Embedded, hosts: readonly VendorHost[], depth: number): readonly Place[] {
  const agent = agentOf(embedded.text, hosts, embedded.name)
  if (agent === null || agent.refusal !== undefined) return []
  const found = locateAll(agent, embedded.text, hosts, embedded.name, depth + 1)
  return found.ok ? found.value.flatMap((place) => outward(embedded, place) ?? []) : []
}

/** The place in terms of the outer text; null where even its start is nowhere in it. */
function outward(embedded: Embedded, place: Place): Place | null {
  const start = embedded.outer(place.start)
  if (start === null) return null
  // Every character of the value has to stand in the outer text, side by side.
  let end: number | null = start
  for (let offset = place.start + 1; offset <= place.end && end !== null; offset++) {
    const next = embedded.outer(offset)
    end = next === end + 1 ? next : null
  }
  const output = `${withoutKeyShapes(embedded.name)}: ${place.output}`
  const { notEditable, ...rest } = place
  // A reference is not written to, so that how it is spelled matters to nobody.
  const around =
    place.kind !== 'literal'
      ? undefined
      : (embedded.notEditable ??
        (end === null ? 'it is written with escapes or over several lines' : undefined))
  const reason = around ?? notEditable
  return {
    ...rest,
    output,
    start,
    end: end ?? embedded.outer(place.end) ?? start,
    ...(reason === undefined ? {} : { notEditable: reason }),
  }
}
