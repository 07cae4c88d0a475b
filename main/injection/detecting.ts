import type { ChainLink, DetectedUse, OutsideEnd } from '../../shared/model.ts'
import type { Place } from '../agents/agent.ts'
import { valueAt } from '../agents/locators/written.ts'
import { linkOf } from './chain-words.ts'
import type { FarPlace, Followed } from './followed.ts'
import { identifyAll } from './identifying.ts'
import type { InjectionPorts } from './injection-ports.ts'
import type { Surveyed } from './targets.ts'

/** The uses of a file: which known key stands at each place, or at the far end of it, and the way there. */
export async function detectedUses(
  ports: InjectionPorts,
  { file, places, followed }: Surveyed,
): Promise<readonly DetectedUse[]> {
  const valueBehind = (place: Place): string | null => {
    if (place.kind === 'literal') return valueAt(file.text, place)
    const values = new Set(endsOf(followed.get(place)).map((end) => valueAt(end.file.text, end.place)))
    const [only = null, ...others] = values
    return others.length === 0 ? only : null
  }
  const known = await identifyAll(
    ports,
    places.map(valueBehind).filter((value) => value !== null),
  )
  return places.map((place) => {
    const ref = known.get(valueBehind(place) ?? '')?.ref ?? null
    const way = followed.get(place)
    return {
      file: file.path,
      line: place.line,
      column: place.column,
      agent: place.agent,
      output: place.output,
      kind: place.kind,
      keyId: ref?.keyId ?? null,
      keyState: ref === null ? null : (ports.keyNamed(ref)?.state ?? null),
      chain: chainOf(file.path, place, way),
      outside: outsideOf(way),
    }
  })
}

const endsOf = (way: Followed | undefined): readonly FarPlace[] =>
  way?.kind === 'found' ? [way.end] : way?.kind === 'several' ? way.ends : []

function chainOf(file: string, place: Place, way: Followed | undefined): readonly ChainLink[] {
  if (way === undefined) return place.kind === 'literal' ? [] : [linkOf(file, place)]
  return way.kind === 'found' ? way.end.chain : way.chain
}

const outsideOf = (way: Followed | undefined): OutsideEnd | null =>
  way?.kind === 'outside' ? way.outside : null
