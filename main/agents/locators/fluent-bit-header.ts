import { bearerTokenStart } from './text.ts'

/** How a variable in a header is meant: as the key alone, or as `Bearer KEY`. */
export type Part = 'token' | 'credentials'

/** Where a value starts behind a quote; Fluent Bit would send it, so such a place is told and not edited. */
export const quoteAt = (value: string): number => (/^["'`]/.test(value) ? 1 : 0)

/**
 * Where the key starts in a header: `Authorization Bearer KEY`, the vendor's first form `private_key KEY`, or
 * another vendor's `x-api-token KEY`, also in quotes (which travel) and as a variable. Null for any other header.
 */
export function readHeader(
  header: string,
): { readonly from: number; readonly part: Part; readonly provider?: 'aggregations-io' } | null {
  const open = quoteAt(header)
  const name = /^(\S+)[ \t]+/.exec(header.slice(open))
  if (name?.[1] === undefined) return null
  const at = open + name[0].length
  const start = at + quoteAt(header.slice(at))
  const rest = header.slice(start)
  const known = name[1].toLowerCase()
  if (known === 'private_key') return { from: start, part: 'token' }
  if (known === 'x-api-token') return { from: start, part: 'token', provider: 'aggregations-io' }
  if (known !== 'authorization') return null
  if (/^\$\{[^{}]+\}$/.test(rest)) return { from: start, part: 'credentials' }
  const token = bearerTokenStart(rest)
  return token === null ? null : { from: start + token, part: 'token' }
}

/** Where the key starts in the value of a variable that a header uses so; null where it holds another scheme. */
export const keyAt = (value: string, part: Part): number | null =>
  part === 'token' ? quoteAt(value) : bearerTokenStart(value)

/** Where the path starts in `file:///path`; null for another address. */
export const filePathAt = (uri: string): number | null => /^file:\/\//.exec(uri)?.[0].length ?? null
