import type { Hit } from './tokens.ts'

/** A hit with where it stands in the text. */
export interface StandingHit extends Hit {
  /** 1-based. */
  readonly line: number
  /** 1-based, in characters. */
  readonly column: number
  /** Offsets in UTF-16 units. */
  readonly textStart: number
  readonly textEnd: number
}

/** Where hits, sorted by their start, stand in a text: read once, however many there are. */
export function standingAt(bytes: Uint8Array, hits: readonly Hit[]): readonly StandingHit[] {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let line = 1
  let column = 1
  let offset = 0
  return hits.map((hit) => {
    const between = source.toString('utf8', at, hit.start)
    const lastBreak = between.lastIndexOf('\n')
    if (lastBreak !== -1) {
      column = 1
      for (let i = between.indexOf('\n'); i !== -1; i = between.indexOf('\n', i + 1)) line += 1
    }
    column += [...between.slice(lastBreak + 1)].length
    // A byte order mark takes no column.
    if (line === 1 && at === 0 && between.startsWith('\uFEFF')) column -= 1
    at = hit.start
    offset += between.length
    // What is a known value, also encoded, is ASCII.
    return { ...hit, line, column, textStart: offset, textEnd: offset + hit.end - hit.start }
  })
}
