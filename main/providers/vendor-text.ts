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

// A value, and the text of an access policy, which goes back to the vendor: byte for byte or not at all.
const asReceived = new Set(['value', 'accessPolicy', 'access_policy'])

/**
 * Parses JSON with every string in it cleaned, but for those that must arrive as they were sent: the one schema that
 * reads such a string checks it instead. Throws `SyntaxError`.
 */
export function parseVendorJson(text: string): unknown {
  return JSON.parse(text, (name, value: unknown) =>
    typeof value === 'string' && !asReceived.has(name) ? cleanText(value) : value,
  )
}

/** The message inside an error's body, whichever of the vendor's shapes it has; the body itself when none fits. */
export function errorMessage(body: string): { readonly message: string; readonly code: number | null } {
  try {
    const json = JSON.parse(body) as Record<string, unknown> | null
    if (json !== null && typeof json === 'object') {
      const nested = json.error as Record<string, unknown> | null | undefined
      const found = [json.message, json.error, nested?.message, json.detail].find(
        (candidate) => typeof candidate === 'string',
      )
      return { message: (found as string) ?? '', code: typeof json.code === 'number' ? json.code : null }
    }
  } catch {
    // Plain text: older answers and proxies in between.
  }
  // A page made for browsers says nothing here.
  return { message: /^\s*</.test(body) ? '' : body, code: null }
}
