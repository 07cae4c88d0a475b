import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key } from '../../shared/model.ts'
import type { KeyFilter } from '../services.ts'
import { namedBy, toldApart } from './named.ts'

/** What a search looks at. */
const haystack = (key: Key): string =>
  [
    key.name,
    key.id,
    key.account,
    key.owner?.name,
    key.description,
    ...key.presets,
    ...key.usedIn.flatMap((use) => [use.file, use.agent]),
  ]
    .join('\n')
    .toLowerCase()

/** The keys that a filter lets through, in their order. `state` is `all` unless given. */
export function filtered(keys: readonly Key[], filter: KeyFilter): readonly Key[] {
  const { type, state = 'all', accountId, query } = filter
  const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return keys.filter((key) => {
    const text = haystack(key)
    return (
      (type === undefined || key.type === type) &&
      // An orphan is alive at the vendor: it is never hidden behind a filter by state.
      (state === 'all' || key.state === state || (key.state === 'orphan' && state === 'active')) &&
      (accountId === undefined || key.accountId === accountId) &&
      words.every((word) => text.includes(word))
    )
  })
}

/** By id, the start of one or name; see `Keys.find`. */
export function foundBy(keys: readonly Key[], id: string): Result<Key> {
  const exact = keys.filter((key) => key.id === id)
  const prefixed = id.length >= 6 ? keys.filter((key) => key.id.startsWith(id.toLowerCase())) : []
  const found = [exact, prefixed, namedBy(keys, id)].find((list) => list.length > 0) ?? []
  const [only] = found
  if (only && found.length === 1) return ok(only)
  if (found.length === 0)
    return fail('not-found', `There is no key ${id}.`, 'List the keys, or sync the account first.')
  const list = toldApart(found).join(', ')
  return fail('usage', `${id} names ${found.length} keys: ${list}.`, 'Give the whole id, or the account.')
}
