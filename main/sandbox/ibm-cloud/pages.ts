import { randomBytes } from 'node:crypto'
import { type Answer, json } from '../exchange.ts'
import { type Call, invalid } from './calls.ts'
import { contextOf } from './errors.ts'

/** The parameters of a list, each with the values that it takes. */
export type ListRules = Readonly<Record<string, (value: string) => boolean>>

const one =
  (...allowed: readonly string[]): ((value: string) => boolean) =>
  (value) =>
    allowed.includes(value)
const any = (value: string): boolean => value !== ''

/** What both lists take. */
export const listRules = {
  account_id: any,
  pagesize: (value: string) => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 100,
  pagetoken: any,
  order: one('asc', 'desc'),
  include_history: one('true', 'false'),
  group_id: any,
} satisfies ListRules
export { any, one }

/** The parameters, or the refusal of those that are not ones. A token stands for the parameters of its first page. */
export function readList(
  call: Call,
  rules: ListRules,
): { readonly query: URLSearchParams; readonly offset: number } | Answer {
  const query = new URLSearchParams(call.asked.query)
  for (const [name, value] of query) {
    if (name === 'filter') return invalid(call, "Property 'filter' is not simulated")
    const fits = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (fits === undefined) return invalid(call, `Query parameter '${name}' is not expected`)
    if (query.getAll(name).length > 1) return invalid(call, `Query parameter '${name}' was given twice`)
    if (!fits(value)) return invalid(call, `Validation of property '${name}' with value '${value}' failed`)
  }
  const token = query.get('pagetoken')
  if (token === null) return { query, offset: 0 }
  const page = call.pages.find(token, call.asked.path)
  if (page === null) return invalid(call, "Validation of property 'pagetoken' failed")
  const first = new URLSearchParams(page.query)
  for (const [name, value] of query) {
    if (name !== 'pagetoken' && first.get(name) !== value) {
      return invalid(call, `Property '${name}' differs from the first page's`)
    }
  }
  return { query: first, offset: page.offset }
}

/** The answer with one page of a list. Its `next` is by turns a path and a full address. */
export function pageOf<T>(
  call: Call,
  { query, offset }: { readonly query: URLSearchParams; readonly offset: number },
  name: string,
  all: readonly T[],
  shown: (item: T, index: number) => Record<string, unknown>,
): Answer {
  const limit = Math.min(Number(query.get('pagesize') ?? 20), call.account.state.settings.pageLimit)
  const { path, headers } = call.asked
  const own = `http://${headers.host ?? '127.0.0.1'}`
  const turn = Math.floor(offset / limit) % 2
  const link = (to: number | null, origin: string): string => {
    const asked = new URLSearchParams(query)
    if (to !== null) asked.set('pagetoken', call.pages.give(path, query.toString(), to))
    return `${origin}${path}?${asked}`
  }
  const foreign = call.faults.quirk('foreign-next', 'iam', call.asked)
  const again = call.faults.quirk('repeat-next', 'iam', call.asked)
  const origin = foreign === null ? (turn === 0 ? '' : own) : (foreign.to ?? 'https://iam.example.net')
  const next = again === null ? offset + limit : offset
  return json(200, {
    context: contextOf(call.asked),
    offset,
    limit,
    first: link(null, own),
    ...(offset > 0 ? { previous: link(Math.max(0, offset - limit), own) } : {}),
    ...(next < all.length || (foreign !== null && offset < all.length) ? { next: link(next, origin) } : {}),
    [name]: all.slice(offset, offset + limit).map(shown),
  })
}

const kept = 1000

/** The page tokens that were given out: nothing can be read from one, and it has to be encoded in an address. */
export class Pages {
  readonly #tokens = new Map<
    string,
    { readonly path: string; readonly query: string; readonly offset: number }
  >()

  /** The same page has the same token. */
  give(path: string, query: string, offset: number): string {
    for (const [token, page] of this.#tokens) {
      if (page.path === path && page.query === query && page.offset === offset) return token
    }
    const token = `${randomBytes(15).toString('base64')}+/=`
    this.#tokens.set(token, { path, query, offset })
    const [oldest] = this.#tokens.keys()
    if (this.#tokens.size > kept && oldest !== undefined) this.#tokens.delete(oldest)
    return token
  }

  find(token: string, path: string): { readonly query: string; readonly offset: number } | null {
    const page = this.#tokens.get(token)
    return page?.path === path ? page : null
  }
}
