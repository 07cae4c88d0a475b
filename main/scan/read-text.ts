import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

const mebibyte = 1024 * 1024
/** The largest file that is read, and the largest shell history. */
const largest = 5 * mebibyte
const largestHistory = 50 * mebibyte
/** A NUL in the first so many bytes makes a file binary. */
const head = 8192

// Links are not followed at the last step, and a pipe that took the file's place is not waited for.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export type Content = Uint8Array | 'binary' | 'large' | 'unreadable' | 'special'

export interface ReadAs {
  /** A long shell history is read whole. */
  readonly history: boolean
  /** An editor's swap file holds text between NULs. */
  readonly binaryToo: boolean
}

/** Reads files one after the other into the same memory: a content is good until the next one is read. */
export class TextReader {
  #buffer = new Uint8Array(mebibyte)

  /** The bytes of a text file, or why they are not read. UTF-16 with its mark is given as UTF-8. Never throws. */
  read(path: string, { history, binaryToo }: ReadAs): Content {
    let file: number | null = null
    try {
      file = openSync(path, flags)
      const stats = fstatSync(file)
      if (!stats.isFile()) return 'special'
      const limit = history ? largestHistory : largest
      let length = this.#fill(file, 0, Math.min(head, stats.size))
      const start = this.#buffer.subarray(0, length)
      const wide = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
      if (!wide && !binaryToo && start.includes(0)) return 'binary'
      if (stats.size > limit) return 'large'
      length = this.#fill(file, length, stats.size)
      const bytes = this.#buffer.subarray(0, length)
      return wide ? fromUtf16(bytes) : bytes
    } catch {
      return 'unreadable'
    } finally {
      if (file !== null) closeSync(file)
    }
  }

  /** Reads on until the buffer holds so many bytes or the file ends; how many it holds then. */
  #fill(file: number, from: number, to: number): number {
    if (to > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(to, this.#buffer.length * 2))
      larger.set(this.#buffer.subarray(0, from))
      this.#buffer = larger
    }
    let length = from
    while (length < to) {
      const count = readSync(file, this.#buffer, length, to - length, null)
      if (count === 0) break
      length += count
    }
    return length
  }
}

function fromUtf16(bytes: Uint8Array): Uint8Array {
  const label = bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'
  return Buffer.from(new TextDecoder(label).decode(bytes), 'utf8')
}
