import { fingerprintUnder } from '../vault/fingerprints.ts'

/** How many misses are remembered: a source tree repeats its words. A power of two. */
const remembered = 1 << 18

/**
 * Recognises values that are held, or were, by their keyed fingerprint. Nothing else about a value is known here or
 * stored anywhere, not even its length: every word that could be a key is put through the HMAC, once.
 */
export class KnownValues {
  readonly #key: Uint8Array
  readonly #known: ReadonlySet<string>
  // Two 32-bit hashes of the last word that was a miss at each place. For a value to be taken for a miss, another
  // word would have to share all 64 bits with it.
  readonly #misses = new Uint32Array(remembered * 2)

  constructor(key: Uint8Array, known: readonly string[]) {
    this.#key = key
    this.#known = new Set(known)
  }

  /** The fingerprint of a word's bytes where it is a known value, else null. */
  match(bytes: Uint8Array, start: number, end: number): string | null {
    if (this.#known.size === 0) return null
    let one = 0x811c9dc5
    let two = 0x9e3779b9
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number
      one = Math.imul(one ^ byte, 0x01000193)
      two = Math.imul(two ^ byte, 0x85ebca6b) + 0x7f4a7c15
      two ^= two >>> 15
    }
    const at = ((one ^ (one >>> 17)) & (remembered - 1)) * 2
    one >>>= 0
    // Zero is an empty place.
    two = (two | 1) >>> 0
    if (this.#misses[at] === one && this.#misses[at + 1] === two) return null
    const fingerprint = fingerprintUnder(this.#key, bytes.subarray(start, end))
    if (this.#known.has(fingerprint)) return fingerprint
    this.#misses[at] = one
    this.#misses[at + 1] = two
    return null
  }

  /** The fingerprint of any value: of one at a place where a key belongs, known or not. */
  of(value: string): string {
    return fingerprintUnder(this.#key, value)
  }

  /** Forgets the fingerprint key. */
  wipe(): void {
    this.#key.fill(0)
  }
}
