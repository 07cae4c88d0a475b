import type { KnownValues } from './known-values.ts'
import { type Decoded, decodedEscapes } from './unescape.ts'

/** A known value in a file's bytes. */
export interface Hit {
  /** Byte offset; of the encoded text where the value stands encoded. */
  readonly start: number
  readonly end: number
  readonly fingerprint: string
}

/** What one pass over a file's bytes tells. */
export interface Tokens {
  readonly hits: readonly Hit[]
  /** Whether one of the hints stands at the start of a word: an agent's config may be worth a look. */
  readonly hinted: boolean
}

// What a byte may belong to: a key as vendors make them, base64, a value of wider characters, an escaped text.
const CORE = 1
const BASE64 = 2
const WIDE = 4
const REGION = 8
const kinds = new Uint8Array(256)
const mark = (characters: string, kind: number): void => {
  for (const byte of Buffer.from(characters)) kinds[byte] = kind
}
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', CORE | BASE64 | WIDE | REGION)
mark('-_', CORE | WIDE | REGION)
mark('+/', BASE64 | WIDE | REGION)
mark('.~=', WIDE | REGION)
mark('%\\', REGION)

/** A word is put to the test from this length on; no vendor makes keys that short. The longest a keychain holds. */
const shortest = 16
const longest = 2560
/** The vendors' own lengths (`cxtp_…`, UUID, IBM Cloud): tried between the joints of a longer word, as in `old-KEY`. */
const usual = [35, 36, 44] as const
/** A longer word is no name that somebody made from a key. */
const longestJoined = 256
/** How far back a hit is looked for before it counts as another. */
const near = 16
/** Base64 in percent-encoding in JSON is as deep as anybody goes. */
const deepest = 2

const dash = 0x2d
const underscore = 0x5f

/**
 * Finds known values in bytes, whatever stands around them: quotes, `Bearer%20`, `user:KEY@`, escapes of JSON and
 * URLs, base64 of the value or of a text that holds it.
 */
export class Tokenizer {
  readonly #known: KnownValues
  /** By the first two bytes in lower case: what may follow. */
  readonly #hints = new Map<number, Uint8Array[]>()
  readonly #hintStarts = new Uint8Array(65536)
  #hits: Hit[] = []
  #hinted = false

  /** `hints`: in lower case, each of at least two characters. */
  constructor(known: KnownValues, hints: readonly string[]) {
    this.#known = known
    for (const hint of hints) {
      const bytes = new Uint8Array(Buffer.from(hint))
      const start = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
      this.#hintStarts[start] = 1
      this.#hints.set(start, [...(this.#hints.get(start) ?? []), bytes])
    }
  }

  /** Reads bytes once. */
  read(bytes: Uint8Array): Tokens {
    this.#hits = []
    this.#hinted = false
    this.#pass(bytes, (offset) => offset, 0)
    const hits = this.#hits.sort((a, b) => a.start - b.start)
    this.#hits = []
    return { hits, hinted: this.#hinted }
  }

  #pass(bytes: Uint8Array, origin: (offset: number) => number, depth: number): void {
    let before = 0
    let core = 0
    let base64 = 0
    let wide = 0
    let region = 0
    let escaped = false
    for (let i = 0; i <= bytes.length; i++) {
      const now = i === bytes.length ? 0 : (kinds[bytes[i] as number] as number)
      if (now === before) continue
      const ended = before & ~now
      const started = now & ~before
      if (ended !== 0) {
        if ((ended & CORE) !== 0 && i - core >= shortest) this.#word(bytes, core, i, origin)
        if ((ended & BASE64) !== 0 && i - base64 >= 22 && depth < deepest)
          this.#base64(bytes, base64, i, origin, depth)
        if ((ended & WIDE) !== 0 && i - wide >= shortest) this.#wideWord(bytes, wide, i, origin)
        if ((ended & REGION) !== 0) {
          if (escaped && i - region > shortest && depth < deepest)
            this.#escaped(bytes, region, i, origin, depth)
          escaped = false
        }
      }
      if (started !== 0) {
        if ((started & CORE) !== 0) core = i
        if ((started & BASE64) !== 0) base64 = i
        if ((started & (CORE | BASE64)) !== 0 && !this.#hinted) this.#hint(bytes, i)
        if ((started & WIDE) !== 0) wide = i
        if ((started & REGION) !== 0) region = i
      }
      if (now === REGION) escaped = true
      before = now
    }
  }

  /** A run of letters, digits, `-` and `_`: as a whole, without what leads or trails it, at a usual length. */
  #word(bytes: Uint8Array, start: number, end: number, origin: (offset: number) => number): void {
    if (this.#take(bytes, start, end, origin)) return
    let from = start
    while (from < end && isJoint(bytes[from])) from++
    let to = end
    while (to > from && isJoint(bytes[to - 1])) to--
    if ((from !== start || to !== end) && this.#take(bytes, from, to, origin)) return
    if (end - start > longestJoined) return
    for (let at = start; at < end; at++) {
      if (at > start && !isJoint(bytes[at - 1])) continue
      for (const length of usual) {
        const stop = at + length
        if ((stop < end ? isJoint(bytes[stop]) : stop === end && at > start) && couldBeKey(bytes, at, stop))
          this.#take(bytes, at, stop, origin)
      }
    }
  }

  /** A run that holds `.`, `~`, `+`, `/` or `=` as well; trailing ones may belong to the text around. */
  #wideWord(bytes: Uint8Array, start: number, end: number, origin: (offset: number) => number): void {
    let only = true
    for (let i = start; i < end && only; i++) only = ((kinds[bytes[i] as number] as number) & CORE) !== 0
    if (only || end - start > longest) return
    this.#take(bytes, start, end, origin)
  }

  #take(bytes: Uint8Array, start: number, end: number, origin: (offset: number) => number): boolean {
    if (end - start < shortest || end - start > longest) return false
    const fingerprint = this.#known.match(bytes, start, end)
    if (fingerprint === null) return false
    const hit = { start: origin(start), end: origin(end - 1) + 1, fingerprint }
    // Read as it stands and then unescaped, the same one comes twice; never far apart.
    const again = this.#hits
      .slice(-near)
      .some((other) => other.fingerprint === fingerprint && other.start <= hit.start && hit.start < other.end)
    if (!again) this.#hits.push(hit)
    return true
  }

  #base64(
    bytes: Uint8Array,
    start: number,
    end: number,
    origin: (offset: number) => number,
    depth: number,
  ): void {
    if (!couldBeText(bytes, start, end)) return
    const decoded = Buffer.from(Buffer.from(bytes.subarray(start, end)).toString('latin1'), 'base64')
    for (const byte of decoded) if ((byte < 0x20 && (byte < 9 || byte > 13)) || byte === 0x7f) return
    this.#pass(
      decoded,
      (offset) => origin(Math.min(end - 1, start + Math.floor((offset * 4) / 3))),
      depth + 1,
    )
  }

  #escaped(
    bytes: Uint8Array,
    start: number,
    end: number,
    origin: (offset: number) => number,
    depth: number,
  ): void {
    const decoded: Decoded | null = decodedEscapes(bytes, start, end)
    if (decoded === null) return
    this.#pass(decoded.bytes, (offset) => origin(decoded.origins[offset] ?? end - 1), depth + 1)
  }

  #hint(bytes: Uint8Array, at: number): void {
    const start = (lower(bytes[at]) << 8) | lower(bytes[at + 1])
    if (this.#hintStarts[start] === 0) return
    this.#hinted = (this.#hints.get(start) ?? []).some((hint) =>
      hint.every((byte, index) => lower(bytes[at + index]) === byte),
    )
  }
}

const isJoint = (byte: number | undefined): boolean => byte === dash || byte === underscore

/**
 * Whether bytes of a usual length have the vendor's form: `cxtp_…`, a UUID, capitals among small letters. Words of many
 * joints, such as addresses of network cards, would else be put to the test at each of them.
 */
function couldBeKey(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 35) return bytes[start + 4] === underscore
  if (end - start === 36) return [8, 13, 18, 23].every((at) => bytes[start + at] === dash)
  let capital = false
  let small = false
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    capital ||= byte >= 0x41 && byte <= 0x5a
    small ||= byte >= 0x61 && byte <= 0x7a
  }
  return capital && small
}

const lower = (byte = 0): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte & 0xff)

/** Whether a base64 run can be ASCII text: the first character of every four then stands for less than 32. */
function couldBeText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 4) {
    const byte = bytes[i] as number
    if (!((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x66))) return false
  }
  return true
}
