import type { KeyRef } from '../../../shared/model.ts'
import type { AgentTarget } from '../../../shared/rotation.ts'
import type { Place } from '../../agents/agent.ts'
import type { ConfigFile } from '../../agents/config-file/read.ts'
import { valueAt } from '../../agents/locators/written.ts'
import { referent } from '../../injection/chain-words.ts'
import { fitsAt } from '../../injection/fitting.ts'
import { identifyAll } from '../../injection/identifying.ts'
import type { InjectionPorts, KeyFacts } from '../../injection/injection-ports.ts'
import { carries, endsOf, type Looked, type LookedConfig } from '../../injection/looking.ts'
import type { Survey } from '../rotation-ports.ts'

/** A file that was looked at, and what says that it carries the key. */
interface Asked {
  readonly config: LookedConfig
  /** Null where the user has not named it. */
  readonly target: AgentTarget | null
  /** A recorded use, the last scan or the user says that the key is in it. */
  readonly known: boolean
  /** Lines of references that led to the key when it was last scanned. */
  readonly led: ReadonlySet<number>
  /** The whole of it was searched, and the value stands at no other place than the located ones. */
  readonly searched: boolean
}

type Said = Pick<Survey, 'doubts' | 'notes'>

/**
 * What is to be said of a file that cannot be looked at, or whose places do not tell which key they have: a doubt where
 * something says that it carries the key, a note where nothing does.
 */
export async function doubtsAbout(
  ports: InjectionPorts,
  looked: Looked,
  asked: Asked,
  ref: KeyRef,
  key: KeyFacts,
): Promise<Said> {
  const { config, target } = asked
  const { surveyed } = config
  if (!surveyed.ok)
    return unread(
      asked,
      ref,
      `${surveyed.failure.message} ${asked.searched ? '' : `It may carry ${key.name}.`}`,
    )
  const holder = looked.holders.get(surveyed.value.file.resolved)
  if (holder !== undefined && !holder.ok)
    return unread(asked, ref, `${holder.failure.message} ${asked.searched ? '' : 'It was not looked at.'}`)
  const said = references(asked, key)
  return target === null
    ? said
    : { ...said, notes: [...said.notes, ...(await unknown(ports, asked, ref, key))] }
}

function unread({ target, known, searched }: Asked, ref: KeyRef, text: string): Said {
  const outside = target?.ref?.keyId === ref.keyId && target.ref.accountId === ref.accountId
  if (outside || (known && !searched)) return { doubts: [text.trim()], notes: [] }
  return { doubts: [], notes: target === null ? [] : [text.trim()] }
}

const where = (file: string, place: Place): string => `${file}, line ${place.line} (${place.output})`

/** References that lead nowhere, or out of reach. */
function references({ config, target, led }: Asked, key: KeyFacts): Said {
  const doubts: string[] = []
  const notes: string[] = []
  for (const [place, way] of config.surveyed.ok ? config.surveyed.value.followed : []) {
    if (!fitsAt(key, place)) continue
    const from = `${where(config.path, place)} takes its key from ${referent(place)}`
    const lost = led.has(place.line)
    if (way.kind === 'nowhere' && (lost || target !== null))
      (lost ? doubts : notes).push(`${from}, and ${way.why}: which key it has is not known.`)
    if (way.kind === 'outside' && target !== null && target.ref === null)
      notes.push(
        `${from}, where Keyturn cannot look: if that is ${key.name}, name it as the key of this agent target (keyturn target add --key).`,
      )
  }
  return { doubts, notes }
}

/** Values that no key is known for. */
async function unknown(
  ports: InjectionPorts,
  { config: { surveyed } }: Asked,
  ref: KeyRef,
  key: KeyFacts,
): Promise<readonly string[]> {
  if (!surveyed.ok) return []
  const values: { readonly file: ConfigFile; readonly place: Place }[] = []
  for (const place of surveyed.value.places.filter((one) => fitsAt(key, one))) {
    if (place.kind === 'literal') values.push({ file: surveyed.value.file, place })
    for (const end of endsOf(surveyed.value.followed.get(place))) values.push(end)
  }
  const known = await identifyAll(
    ports,
    values.map(({ file, place }) => valueAt(file.text, place)),
  )
  const notes: string[] = []
  for (const { file, place } of values) {
    const value = valueAt(file.text, place)
    if (value === '' || known.get(value)?.ref != null) continue
    const here = await carries(ports, ref, file, place)
    if (here.ok && !here.value)
      notes.push(`${where(file.path, place)} carries a value that no key is known for.`)
  }
  return notes
}
