/**
 * Makes what a vendor sends safe to keep and to show. Every answer goes through `parseVendorJson`, so that no
 * string of it reaches anything else uncleaned.
 */

/** No text that a vendor sends is longer than this when it is kept, in characters. */
const maxText = 4096

const controls = /[\p{Cc}\u2028\u2029]/gu
// Bidirectional marks, zero-width characters, the BOM. Zero-width joiners stay: names in several scripts, and emoji,
// need them.
const invisible = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

// Printable ASCII without the prefix of a value in it, and no blank at its ends.
const plain = /^(?!.*\bcx[a-z]p_)[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

// A value with the vendor's own prefix. The UUID-like and other unprefixed ones are hidden only in error texts:
// in metadata that would hide the ids of keys and members as well.
const prefixedValue = /\bcx[a-z]p_[A-Za-z0-9]{8,}/g
const longToken = /[A-Za-z0-9_+/=-]{16,}/g

// Half of a surrogate pair, which a cut may leave, breaks whatever encodes the text later.
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd')

/**
 * Takes text from a vendor and returns it without control and bidirectional characters and without anything that
 * has the form of a prefixed value, at most `max` characters long.
 */
export function cleanText(text: string, max = maxText): string {
  // Nearly all text is this, and a large account has a hundred thousand of them.
  if (text.length <= max && plain.test(text)) return text
  // Cut before the patterns run: they must not be given megabytes.
  const cut = text.length > max * 2 ? text.slice(0, max * 2) : text
  const clean = cut.replace(invisible, '').replace(controls, ' ').replace(prefixedValue, '[hidden]').trim()
  return wellFormed(clean.length > max ? `${clean.slice(0, max - 1)}…` : clean)
}

/**
 * Takes the text of an error and returns it fit for a message: cleaned, one line, at most 300 characters, with
 * everything hidden that could be a value (a long run of letters and digits).
 */
export function cleanErrorText(text: string): string {
  const line = cleanText(text.replace(/\s+/g, ' '), 600)
  const hidden = line.replace(longToken, (token) =>
    /\d/.test(token) && /[A-Za-z]/.test(token) ? '[hidden]' : token,
  )
  return wellFormed(hidden.length > 300 ? `${hidden.slice(0, 299)}…` : hidden)
}

/** Names under which an answer carries values. */
export interface ValueFields {
  /** They arrive byte for byte or not at all: the one schema that reads them checks them instead. */
  readonly whole: readonly string[]
  /** Values that nobody asked for: taken out with what hangs on them, and hidden wherever else they stand. */
  readonly drop: readonly string[]
}

export const usualFields: ValueFields = { whole: ['value'], drop: [] }

/**
 * Parses JSON with every string in it cleaned, but for those under the names of `fields`, and with each of `hidden`
 * hidden. Throws `SyntaxError`.
 */
export function parseVendorJson(
  text: string,
  fields: ValueFields = usualFields,
  hidden: readonly string[] = [],
): unknown {
  const dropped = new Set<string>()
  const parsed: unknown = JSON.parse(text, (name, value: unknown) => {
    if (fields.drop.includes(name)) {
      // What is shorter is no value, and hiding it would spoil every text.
      if (typeof value === 'string' && value.trim().length >= 8) dropped.add(cleanText(value))
      return undefined
    }
    return typeof value === 'string' && !fields.whole.includes(name) ? hide(cleanText(value), hidden) : value
  })
  if (dropped.size === 0) return parsed
  return JSON.parse(JSON.stringify(parsed) ?? 'null', (name, value: unknown) =>
    typeof value === 'string' && !fields.whole.includes(name) ? hide(value, dropped) : value,
  )
}

function hide(text: string, values: Iterable<string>): string {
  let shown = text
  for (const value of values) if (shown.includes(value)) shown = shown.replaceAll(value, '[hidden]')
  return shown
}

/** What an error's body says, as it came: not yet cleaned. */
export interface VendorError {
  readonly message: string
  /** A number, as gateways give one. */
  readonly code: number | null
  /** The vendor's own name of the error. */
  readonly name: string | null
  readonly requestId: string | null
}

/** Reads an error's body, whichever of the vendors' shapes it has; the message is the body itself when none fits. */
export function errorMessage(body: string): VendorError {
  const none = { code: null, name: null, requestId: null }
  try {
    const json = object(JSON.parse(body))
    if (json !== null) {
      const nested = object(json.error)
      const first = object(Array.isArray(json.errors) ? json.errors[0] : null)
      const context = object(json.context)
      const [message, name, requestId] = [
        [json.message, json.error, nested?.message, json.detail, json.errorMessage, first?.message],
        [json.errorCode, first?.message_code, first?.code],
        [context?.requestId, context?.transaction_id, json.trace],
      ].map((candidates) => candidates.find((one): one is string => typeof one === 'string' && one !== ''))
      return {
        message: message ?? '',
        code: typeof json.code === 'number' ? json.code : null,
        name: name ?? null,
        requestId: requestId ?? null,
      }
    }
  } catch {
    // Plain text: older answers and proxies in between.
  }
  // A page made for browsers says nothing here.
  return { ...none, message: /^\s*</.test(body) ? '' : body }
}

const object = (json: unknown): Readonly<Record<string, unknown>> | null =>
  json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as Record<string, unknown>) : null

// Short, or hexadecimal behind a short prefix. The pattern of values would hide these; any other may be one.
const plainRequestId = /^(?:[\w.:-]{1,20}|(?:[\w-]{1,16}[-_.:])?[0-9a-f-]{8,40})$/i

/**
 * The words of an error for a message: its text, its name and the id by which the vendor finds it again, each cleaned
 * and cut; empty where it says nothing.
 */
export function errorWords({ message, name, requestId }: VendorError): string {
  const known = name === null ? '' : cleanErrorText(name).slice(0, 60)
  const id = requestId !== null && plainRequestId.test(requestId) ? requestId : ''
  return [cleanErrorText(message), known, id && `request ${id}`].filter(Boolean).join('; ')
}
