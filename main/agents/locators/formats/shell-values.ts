import type { ShellCommand } from './shell-command.ts'
import type { ShellExpansion, ShellPart, ShellQuote, ShellWord } from './shell-word.ts'

/** A piece of what a word comes to: characters of the script, or an expansion whose value the script does not say. */
export interface Piece {
  readonly text: string
  readonly start: number
  readonly quote: ShellQuote
  /** The characters stand in the script as they are, from `start` on. */
  readonly exact: boolean
  readonly unknown: ShellExpansion | null
  /** The reference in the word itself that led here, where the piece stands elsewhere. */
  readonly through: ShellExpansion | null
  /** The variable that is set to it. */
  readonly setAs: string | null
  /** The variable whose default this is. */
  readonly defaultOf: string | null
}

/** One of the things that a word may come to. */
export type Reading = readonly Piece[]

export const readingText = (reading: Reading): string => reading.map(({ text }) => text).join('')

const most = 16

/** The words that each variable is set to anywhere in the script, whatever the order in which it runs. */
export function assignmentsIn(commands: readonly ShellCommand[]): ReadonlyMap<string, readonly ShellWord[]> {
  const found = new Map<string, ShellWord[]>()
  for (const command of commands) {
    let leading = true
    for (const word of command) {
      const first = word.parts[0]
      const text = first?.kind === 'text' && first.quote === 'plain' && first.exact ? first.text : ''
      const name = /^([A-Za-z_]\w*)=/.exec(text)?.[1]
      if (name !== undefined && leading) {
        const value = dropStart(word, name.length + 1)
        const others = found.get(name)
        if (others === undefined) found.set(name, [value])
        else others.push(value)
      } else if (!/^(export|readonly|local|declare|typeset|-[a-z]+|then|do|else|\{)$/.test(text))
        leading = false
    }
  }
  return found
}

/** A word without its first characters, which are plain text. */
export function dropStart(word: ShellWord, count: number): ShellWord {
  const parts: ShellPart[] = []
  let left = count
  for (const part of word.parts) {
    if (part.kind === 'expansion' || left === 0) parts.push(part)
    else {
      const cut = Math.min(left, part.text.length)
      left -= cut
      // An escape stands for one character, which goes as a whole.
      if (cut < part.text.length) parts.push({ ...part, text: part.text.slice(cut), start: part.start + cut })
    }
  }
  return { parts }
}

/** What a word may come to: one reading for each way in which its variables are set, up to a number. */
export function readingsOf(
  word: ShellWord,
  variables: ReadonlyMap<string, readonly ShellWord[]>,
  inside: readonly string[] = [],
): readonly Reading[] {
  let readings: Reading[] = [[]]
  for (const part of word.parts) {
    const ways: readonly Reading[] =
      part.kind === 'text'
        ? [[{ ...part, unknown: null, through: null, setAs: null, defaultOf: null }]]
        : waysOf(part, variables, inside)
    readings = readings.flatMap((before) => ways.map((way) => [...before, ...way])).slice(0, most)
  }
  return readings
}

function waysOf(
  part: ShellExpansion,
  variables: ReadonlyMap<string, readonly ShellWord[]>,
  inside: readonly string[],
): readonly Reading[] {
  const { name } = part
  const self: Piece = {
    text: part.source,
    start: part.start,
    quote: part.quote,
    exact: true,
    unknown: part,
    through: null,
    setAs: null,
    defaultOf: null,
  }
  if (name === null || inside.includes(name) || inside.length > 5) {
    const fallback = part.fallback === null || name === null ? [] : fallbackOf(part, name, variables, inside)
    return [[self], ...fallback]
  }
  const set = setReadings(name, variables, inside).map((reading) =>
    reading.map((piece) => ({ ...piece, through: part, setAs: piece.setAs ?? name })),
  )
  const fallback = fallbackOf(part, name, variables, inside)
  return set.length > 0 ? [...set, ...fallback] : [[self], ...fallback]
}

const kept = new WeakMap<ReadonlyMap<string, readonly ShellWord[]>, Map<string, readonly Reading[]>>()
/** How many ways through a script's variables are looked at: sets that name one another make millions. */
const mostWays = 5_000

/** What a variable is set to, worked out once for each way that leads to it. */
function setReadings(
  name: string,
  variables: ReadonlyMap<string, readonly ShellWord[]>,
  inside: readonly string[],
): readonly Reading[] {
  const known = kept.get(variables) ?? new Map<string, readonly Reading[]>()
  kept.set(variables, known)
  const way = [...inside, name].join(' ')
  const before = known.get(way)
  if (before !== undefined || known.size >= mostWays) return before ?? []
  const readings = (variables.get(name) ?? [])
    .slice(0, most)
    .flatMap((word) => readingsOf(word, variables, [...inside, name]))
    .slice(0, most)
  known.set(way, readings)
  return readings
}

function fallbackOf(
  part: ShellExpansion,
  name: string,
  variables: ReadonlyMap<string, readonly ShellWord[]>,
  inside: readonly string[],
): readonly Reading[] {
  if (part.fallback === null) return []
  return readingsOf(part.fallback, variables, [...inside, name]).map((reading) =>
    reading.map((piece) => ({ ...piece, defaultOf: name })),
  )
}
