import type { ChainLink, OutsideEnd } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import type { ConfigFile } from '../agents/config-file/read.ts'
import { withoutKeyShapes } from '../agents/locators/text.ts'
import type { Extra } from './far-places.ts'

/** Where a value really stands, and how one gets there. */
export interface FarPlace {
  readonly file: ConfigFile
  /** Reads the file; with `extra` it sees this place too, which nothing but the way to it tells. */
  readonly agent: Agent
  readonly extra: Extra | null
  readonly place: Place
  /** From the place that refers to it to this one, both included. */
  readonly chain: readonly ChainLink[]
  /** Whose files the way leads through, the first and the last included. */
  readonly via: readonly Agent[]
  readonly stands: 'variable' | 'key-file' | 'secret' | 'same-text'
}

export type Followed =
  | { readonly kind: 'found'; readonly end: FarPlace }
  /** Several places set it, and nothing says which of them counts. */
  | { readonly kind: 'several'; readonly ends: readonly FarPlace[]; readonly chain: readonly ChainLink[] }
  /** `command` still holds KEY_ID. */
  | { readonly kind: 'outside'; readonly outside: OutsideEnd; readonly chain: readonly ChainLink[] }
  /** `unset`: there is no such file or variable; what it would have overridden counts. */
  | {
      readonly kind: 'nowhere'
      readonly why: string
      readonly hint: string
      readonly chain: readonly ChainLink[]
      readonly unset: boolean
    }

/** A way that ends before the value. */
export const nowhere = (
  chain: readonly ChainLink[],
  why: string,
  hint: string,
  unset = false,
): Followed & { kind: 'nowhere' } => ({
  kind: 'nowhere',
  // A key that was put where a file's name belongs is no name.
  why: withoutKeyShapes(why),
  hint: withoutKeyShapes(hint),
  chain,
  unset,
})

/** One answer out of what several readers' environments lead to; null where there is none. */
export function together(found: readonly Followed[], chain: readonly ChainLink[]): Followed | null {
  const ends = new Map<string, FarPlace>()
  for (const each of found)
    for (const end of each.kind === 'found' ? [each.end] : each.kind === 'several' ? each.ends : []) {
      const id = `${end.file.resolved}:${end.place.start}`
      const other = ends.get(id)
      // Of two ways to one place the longer one says more.
      if (other === undefined || other.chain.length < end.chain.length) ends.set(id, end)
    }
  const [first, ...others] = ends.values()
  if (first === undefined) return found.find((each) => each.kind !== 'nowhere') ?? found[0] ?? null
  if (others.length === 0) return { kind: 'found', end: first }
  const last = [first, ...others].flatMap((end) => end.chain.slice(-1))
  return { kind: 'several', ends: [first, ...others], chain: [...chain, ...last] }
}
