import type { KeyRef } from '../../../shared/model.ts'
import type { AgentTarget } from '../../../shared/rotation.ts'
import type { Place } from '../../agents/agent.ts'
import type { ConfigFile } from '../../agents/config-file/read.ts'
import { valueAt } from '../../agents/locators/written.ts'
import { referent } from '../../injection/chain-words.ts'
import { fitsAt } from '../../injection/fitting.ts'
import { identifyAll } from '../../injection/identifying.ts'
import type { InjectionPorts } from '../../injection/injection-ports.ts'
import { carries, endsOf, type Looked, type LookedConfig } from '../../injection/looking.ts'

/**
 * Sentences about what could not be looked at in a file, and for a target also about values that no key is known for
 * and references that lead nowhere: the key may be there all the same.
 */
export async function doubtsAbout(
  ports: InjectionPorts,
  looked: Looked,
  config: LookedConfig,
  target: AgentTarget | null,
  ref: KeyRef,
): Promise<readonly string[]> {
  const key = ports.keyNamed(ref)
  const { surveyed, path } = config
  if (!surveyed.ok) return [`${surveyed.failure.message} It may carry ${key?.name ?? 'the key'}.`]
  const holder = looked.holders.get(surveyed.value.file.resolved)
  if (holder !== undefined && !holder.ok) return [`${holder.failure.message} It was not looked at.`]
  if (target === null || key === null) return []
  const fitting = (place: Place): boolean => fitsAt(key, place)
  const doubts: string[] = []
  const where = (file: string, place: Place): string => `${file}, line ${place.line} (${place.output})`
  const values: { readonly file: ConfigFile; readonly place: Place }[] = []
  for (const place of surveyed.value.places.filter(fitting)) {
    if (place.kind === 'literal') values.push({ file: surveyed.value.file, place })
    const way = surveyed.value.followed.get(place)
    for (const end of endsOf(way)) values.push(end)
    const from = `${where(path, place)} takes its key from ${referent(place)}`
    if (way?.kind === 'nowhere') doubts.push(`${from}, and ${way.why}: which key it has is not known.`)
    if (way?.kind === 'outside' && target.ref === null)
      doubts.push(
        `${from}, where Keyturn cannot look: if that is ${key.name}, say so with keyturn target add.`,
      )
  }
  const known = await identifyAll(
    ports,
    values.map(({ file, place }) => valueAt(file.text, place)),
  )
  for (const { file, place } of values) {
    const value = valueAt(file.text, place)
    if (value === '' || known.get(value)?.ref != null) continue
    const here = await carries(ports, ref, file, place)
    if (here.ok && !here.value)
      doubts.push(`${where(file.path, place)} carries a value that no key is known for.`)
  }
  return doubts
}
