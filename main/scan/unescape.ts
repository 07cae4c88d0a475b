/** Bytes with their escapes resolved. `origins`: for each of them the offset where it stands in the source. */
export interface Decoded {
  readonly bytes: Uint8Array
  readonly origins: Int32Array
}

const percent = 0x25
const backslash = 0x5c
/** What a letter after a backslash stands for, where it is not the letter itself. */
const controls: ReadonlyMap<number, number> = new Map([
  [0x6e, 0x0a],
  [0x74, 0x09],
  [0x72, 0x0d],
  [0x62, 0x08],
  [0x66, 0x0c],
])

/** `%7A`, `\u007a`, `\x7a`, `\n`, `\"` resolved; null where nothing is to be resolved. */
export function decodedEscapes(source: Uint8Array, start: number, end: number): Decoded | null {
  const bytes = new Uint8Array(end - start)
  const origins = new Int32Array(end - start)
  let length = 0
  let changed = false
  for (let i = start; i < end; ) {
    const step = escapeAt(source, i, end)
    bytes[length] = step === null ? (source[i] as number) : step.byte
    origins[length++] = i
    i += step === null ? 1 : step.length
    changed ||= step !== null
  }
  return changed ? { bytes: bytes.subarray(0, length), origins } : null
}

function escapeAt(
  source: Uint8Array,
  at: number,
  end: number,
): { readonly byte: number; readonly length: number } | null {
  const first = source[at]
  if (first === percent) return hexadecimal(source, at + 1, 2, end, 3)
  if (first !== backslash || at + 1 >= end) return null
  const letter = source[at + 1] as number
  if (letter === 0x75) return hexadecimal(source, at + 2, 4, end, 6) ?? { byte: letter, length: 2 }
  if (letter === 0x78) return hexadecimal(source, at + 2, 2, end, 4) ?? { byte: letter, length: 2 }
  return { byte: controls.get(letter) ?? letter, length: 2 }
}

/** A character outside Latin-1 is in no key: it stands as NUL, which ends a word. */
function hexadecimal(
  source: Uint8Array,
  from: number,
  digits: number,
  end: number,
  length: number,
): { readonly byte: number; readonly length: number } | null {
  if (from + digits > end) return null
  let value = 0
  for (let i = from; i < from + digits; i++) {
    const digit = digitOf(source[i] as number)
    if (digit === null) return null
    value = value * 16 + digit
  }
  return { byte: value > 255 ? 0 : value, length }
}

function digitOf(byte: number): number | null {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null
}
