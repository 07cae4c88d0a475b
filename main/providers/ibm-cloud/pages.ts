import { ok, type Result } from '../../../shared/errors.ts'
import type { Iam, IamCall } from './iam.ts'
import { type Page, parsePage } from './schemas.ts'

/** The vendor's own bound is 100 entries on a page. */
export const pageSize = '100'
// More than any account has; a list without end has to end here.
const maxPages = 500

/** A list, as far as it could be read. */
export interface Pages<T> {
  readonly entries: readonly T[]
  /** Every entry is there, and every one could be read. */
  readonly whole: boolean
  /** What is missing, one sentence each; empty where it is whole. */
  readonly notes: readonly string[]
}

interface Wanted<T> {
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** By which query parameter a page is asked for; `pagetoken` unless given. */
  readonly page?: 'pagetoken' | 'start'
  /** The name of the list in the answer. */
  readonly list: string
  /** What it is, in a sentence: `service IDs`. */
  readonly what: string
  readonly parse: (entry: unknown) => T | null
  readonly needs: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a list page by page, from our own address each time: of the link to the next page only its token is taken.
 * Fails where the first page fails; a later one that fails leaves the list incomplete, and so does a token that comes
 * twice.
 */
export async function readPages<T>(iam: Iam, wanted: Wanted<T>): Promise<Result<Pages<T>>> {
  const { what, signal } = wanted
  const entries: T[] = []
  const notes: string[] = []
  const seen = new Set<string>()
  let skipped = 0
  let token: string | undefined
  for (let page = 0; ; page++) {
    if (page === maxPages) {
      notes.push(`The list of ${what} has more than ${maxPages} pages; the rest was not read.`)
      break
    }
    const read = await readPage(iam, wanted, token)
    if (!read.ok) {
      if (page === 0 || signal?.aborted) return read
      notes.push(`The list of ${what} broke off after ${entries.length} entries: ${read.failure.message}`)
      break
    }
    entries.push(...read.value.entries)
    skipped += read.value.skipped
    const { next } = read.value
    if (next === null) break
    if (next === undefined || seen.has(next)) {
      notes.push(`The list of ${what} does not say where it goes on; it was read to entry ${entries.length}.`)
      break
    }
    seen.add(next)
    token = next
  }
  if (skipped > 0) {
    notes.push(`${skipped} ${skipped === 1 ? 'entry' : 'entries'} in the list of ${what} could not be read.`)
  }
  return ok({ entries, notes, whole: notes.length === 0 })
}

async function readPage<T>(iam: Iam, wanted: Wanted<T>, token: string | undefined): Promise<Result<Page<T>>> {
  const { path, query, list, what, parse, needs, signal, page: parameter = 'pagetoken' } = wanted
  const call: IamCall = {
    method: 'GET',
    path,
    query: { ...query, [parameter]: token },
    effect: 'read',
    goal: `list ${what}`,
    needs,
    signal,
  }
  const { result, unusable } = await iam.send(call)
  if (!result.ok) return result
  const page = parsePage(result.value, list, parse, parameter)
  return page === null ? unusable(`not with a list of ${what}`) : ok(page)
}
