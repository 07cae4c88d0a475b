import type { Key } from '../../shared/model.ts'

/**
 * The keys that a name means. A rotation leaves the old key under the same name: of one account's keys, the name then
 * means the one that is active, where exactly one is.
 */
export function namedBy(keys: readonly Key[], name: string): readonly Key[] {
  const all = keys.filter((key) => key.name === name)
  const live = all.filter((key) => key.state !== 'gone')
  const named = live.length > 0 ? live : all
  if (new Set(named.map((key) => key.accountId)).size > 1) return named
  const active = named.filter((key) => key.state === 'active')
  return active.length === 1 ? active : named
}

/** Keys in a sentence that tells them apart: each with its id, and of those with one name which is the newest. */
export function toldApart(keys: readonly Key[]): readonly string[] {
  const since = (key: Key): string => key.createdAt ?? key.firstSeenAt
  const newest = keys.map(since).sort().at(-1)
  const alike = new Set(keys.map((key) => `${key.accountId} ${key.name}`)).size === 1
  const isNewest = (key: Key): boolean =>
    alike && since(key) === newest && keys.every((other) => other === key || since(other) !== newest)
  const word = keys.length === 2 ? 'the newer one' : 'the newest'
  return keys.map((key) => {
    const state = alike && key.state !== 'active' ? `, ${key.state}` : ''
    return `${key.id} (${key.name}, ${key.account}${state}${isNewest(key) ? `, ${word}` : ''})`
  })
}
