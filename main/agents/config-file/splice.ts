import { fail, ok, type Result } from '../../../shared/errors.ts'
import { Secret } from '../../vault/secret.ts'
import type { Place, Quoting } from '../agent.ts'
import { valueAt, writtenAs } from '../locators/written.ts'
import { sha256 } from './read.ts'
import { changedStrings } from './tree.ts'

/** A range of bytes and what replaces it. */
export interface Piece {
  /** Byte offset in the old content. */
  readonly start: number
  readonly length: number
  readonly value: Secret
}

/** A range of bytes. */
export interface ByteRange {
  readonly start: number
  readonly length: number
}

export interface Spliced {
  readonly bytes: Buffer
  readonly sha256: string
  /** What was written, in the new content: what the reverse splice needs. */
  readonly ranges: readonly ByteRange[]
  /** The byte ranges that were replaced, in the old content. */
  readonly pieces: readonly ByteRange[]
}

/**
 * Replaces byte ranges, and nothing else. The pieces are in file order and do not overlap. Opens the values: the
 * returned bytes go to a file and nowhere else.
 */
export function splice(bytes: Buffer, pieces: readonly Piece[]): Spliced {
  const parts: Buffer[] = []
  const ranges: ByteRange[] = []
  let from = 0
  let length = 0
  for (const piece of pieces) {
    if (piece.start < from || piece.start + piece.length > bytes.length)
      throw new Error('pieces overlap or leave the file')
    const written = piece.value.expose((value) => Buffer.from(value, 'utf8'))
    const kept = bytes.subarray(from, piece.start)
    parts.push(kept, written)
    ranges.push({ start: length + kept.length, length: written.length })
    length += kept.length + written.length
    from = piece.start + piece.length
  }
  parts.push(bytes.subarray(from))
  const result = Buffer.concat(parts)
  return {
    bytes: result,
    sha256: sha256(result),
    ranges,
    pieces: pieces.map(({ start, length: old }) => ({ start, length: old })),
  }
}

/** The value as it stands where it is written so, still wrapped. */
export const standing = (value: Secret, quoting: Quoting): Secret =>
  quoting === 'base64' ? value.expose((text) => Secret.of(writtenAs(text, quoting))) : value

/** The pieces, in bytes, for places that are given in characters. */
export function piecesFor(text: string, places: readonly Place[], value: Secret): readonly Piece[] {
  let characters = 0
  let bytes = 0
  return places.map((place) => {
    bytes += Buffer.byteLength(text.slice(characters, place.start))
    const length = Buffer.byteLength(text.slice(place.start, place.end))
    const piece = { start: bytes, length, value: standing(value, place.quoting) }
    characters = place.end
    bytes += length
    return piece
  })
}

/**
 * Whether the value can stand at the place without escapes: the vendors' alphabets always can. Fails with
 * `file-not-editable` and names the kind of character, never the value.
 */
export function checkRepresentable(value: Secret, place: Place): Result<void> {
  const why = value.expose((text) => {
    if (text === '') return 'it is empty'
    if (/[\p{C}\p{Z}]/u.test(text)) return 'it has a blank, a line end or an invisible character'
    if (/["'`\\]/.test(text)) return 'it has a quote or a backslash'
    if (/[${}]/.test(text)) return 'it has a $ or a brace, which start a reference there'
    if (place.quoting === 'xml' && /[<>&]/.test(text)) return 'it has a character that XML must escape'
    if (place.quoting === 'percent' && encodeURIComponent(text) !== text)
      return 'it has a character that must be percent-encoded'
    if (place.quoting === 'plain' && !/^-?[A-Za-z0-9_][A-Za-z0-9_.~+/=:@-]*$/.test(text))
      return 'it has a character that needs quotes'
    if (place.quoting === 'plain' && /:$/.test(text)) return 'it ends with a colon, which needs quotes'
    return null
  })
  return why === null
    ? ok(undefined)
    : fail(
        'file-not-editable',
        `The key's value cannot stand on line ${place.line}: ${why}.`,
        'Put it into quotes by hand, or use another key.',
      )
}

/** What reads the format again: from the agent. */
export interface Reader {
  locate(text: string): Result<readonly Place[]>
  tree(text: string): Result<unknown>
}

/**
 * Splices, parses again and proves: the old values at the written ranges give back the original byte for byte,
 * every place is found again with the new value where it was changed and as it was where not, and nothing else in
 * the parsed tree differs. Fails with `file-not-editable` when any of this does not hold; nothing was written.
 */
export function spliceProved(
  text: string,
  bytes: Buffer,
  all: readonly Place[],
  chosen: readonly Place[],
  value: Secret,
  reader: Reader,
): Result<Spliced> {
  for (const place of chosen) {
    const fits = checkRepresentable(value, place)
    if (!fits.ok) return fits
    // Whatever a locator took it for: no vendor's key has these, so what stands there is not a key alone.
    if (/[\s"'`{}\\]/.test(text.slice(place.start, place.end)))
      return fail(
        'file-not-editable',
        `Line ${place.line} holds a quote, a backslash, a brace or a blank, so it is more than a key or half a reference.`,
        'Correct the line, then try again.',
      )
  }
  const pieces = piecesFor(text, chosen, value)
  const result = splice(bytes, pieces)
  const proved =
    restores(bytes, pieces, result) &&
    placesHold(text, result, all, chosen, value, reader) &&
    treeHolds(text, result, chosen, value, reader)
  return proved
    ? ok(result)
    : fail(
        'file-not-editable',
        'The file is left alone: reading it again with the new key did not show exactly that one change.',
        'Change this file by hand.',
      )
}

function restores(bytes: Buffer, pieces: readonly Piece[], result: Spliced): boolean {
  const parts: Buffer[] = []
  let from = 0
  for (const [index, range] of result.ranges.entries()) {
    const piece = pieces[index]
    if (piece === undefined) return false
    parts.push(
      result.bytes.subarray(from, range.start),
      bytes.subarray(piece.start, piece.start + piece.length),
    )
    from = range.start + range.length
  }
  parts.push(result.bytes.subarray(from))
  return Buffer.concat(parts).equals(bytes)
}

function placesHold(
  text: string,
  result: Spliced,
  all: readonly Place[],
  chosen: readonly Place[],
  value: Secret,
  reader: Reader,
): boolean {
  const written = result.bytes.toString('utf8')
  const found = reader.locate(written)
  if (!found.ok || found.value.length !== all.length) return false
  return all.every((before, index) => {
    const after = found.value[index]
    if (after === undefined || after.output !== before.output || after.line !== before.line) return false
    if (after.kind !== before.kind) return false
    const now = valueAt(written, after)
    return chosen.includes(before)
      ? after.notEditable === undefined && value.expose((expected) => now === expected)
      : now === valueAt(text, before)
  })
}

function treeHolds(
  text: string,
  result: Spliced,
  chosen: readonly Place[],
  value: Secret,
  reader: Reader,
): boolean {
  const before = reader.tree(text)
  const after = reader.tree(result.bytes.toString('utf8'))
  if (!before.ok || !after.ok) return false
  return value.expose((now) => {
    // What each old text, as it stands, became.
    const swaps = new Map(
      chosen.map((place) => [text.slice(place.start, place.end), writtenAs(now, place.quoting)]),
    )
    const count = changedStrings(before.value, after.value, (was, is) => replacesOnce(was, is, swaps))
    return count !== null && (count > 0 || [...swaps].some(([old, written]) => old === written))
  })
}

/** Whether `is` is `was` with one old text replaced by what it became, and nothing else. */
function replacesOnce(was: string, is: string, swaps: ReadonlyMap<string, string>): boolean {
  for (const [old, now] of swaps) {
    if (old === '') {
      if (was + now === is) return true
    } else if (was.split(old).join(now) === is) return true
    else {
      const at = was.indexOf(old)
      if (at !== -1 && was.slice(0, at) + now + was.slice(at + old.length) === is) return true
    }
  }
  return false
}
