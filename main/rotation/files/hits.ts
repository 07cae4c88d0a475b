import { ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef, OutsideEnd } from '../../../shared/model.ts'
import type { Place } from '../../agents/agent.ts'
import type { FarPlace } from '../../injection/followed.ts'
import type { InjectionPorts } from '../../injection/injection-ports.ts'
import { carries, endsOf, type Looked, type LookedConfig } from '../../injection/looking.ts'

/** A place of a config at which a key is used, and where its value stands. */
export interface Hit {
  /** The config's own place. */
  readonly place: Place
  /** The far end of a reference; null where the value stands at the place itself. */
  readonly end: FarPlace | null
  /** The config, with links followed. */
  readonly config: string | null
  /** The file in which the value stands, with links followed, and the value's place in it. */
  readonly file: string
  readonly start: number
  readonly stop: number
  readonly line: number
}

/** Where a config uses a key. Fails like the keychain. */
export async function hitsOf(
  ports: InjectionPorts,
  looked: Looked,
  config: LookedConfig,
  ref: KeyRef,
): Promise<Result<readonly Hit[]>> {
  const hits: Hit[] = []
  const holder = config.resolved === null ? undefined : looked.holders.get(config.resolved)
  if (config.surveyed.ok && holder?.ok)
    for (const place of holder.value.places) {
      const here = await carries(ports, ref, holder.value.file, place)
      if (!here.ok) return here
      if (here.value) hits.push(hitAt(config, place, null, holder.value.file))
    }
  for (const [place, way] of config.surveyed.ok ? config.surveyed.value.followed : [])
    for (const end of endsOf(way)) {
      // What stands in the same text was found there.
      if (end.file.resolved === config.resolved) continue
      const here = await carries(ports, ref, end.file, end.place)
      if (!here.ok) return here
      if (here.value) hits.push(hitAt(config, place, end, end.file))
    }
  return ok(hits)
}

const hitAt = (
  config: LookedConfig,
  place: Place,
  end: FarPlace | null,
  file: { readonly resolved: string },
): Hit => ({
  place,
  end,
  config: config.resolved,
  file: file.resolved,
  start: (end?.place ?? place).start,
  stop: (end?.place ?? place).end,
  line: (end?.place ?? place).line,
})

/** The references of a config that leave what Keyturn can reach. */
export const outsideWays = (
  config: LookedConfig,
): readonly { readonly place: Place; readonly outside: OutsideEnd }[] =>
  config.surveyed.ok
    ? [...config.surveyed.value.followed].flatMap(([place, way]) =>
        way.kind === 'outside' ? [{ place, outside: way.outside }] : [],
      )
    : []
