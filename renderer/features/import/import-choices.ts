import type { Key, KeyRef } from '../../../shared/model.ts'

export const refOf = (key: Key): KeyRef => ({ accountId: key.accountId, keyId: key.id })

export const findKey = (keys: readonly Key[], ref: KeyRef | null) =>
  ref ? (keys.find((key) => key.id === ref.keyId && key.accountId === ref.accountId) ?? null) : null

const stateOrder = { active: 0, disabled: 1, orphan: 2, gone: 3 } as const

/** The suggested key, then keys whose value is not held: those are what an import is for. */
export function importChoices(keys: readonly Key[], suggested: Key | null = null): readonly Key[] {
  return [...keys].sort(
    (a, b) =>
      Number(b === suggested) - Number(a === suggested) ||
      Number(a.hasValue) - Number(b.hasValue) ||
      stateOrder[a.state] - stateOrder[b.state] ||
      a.name.localeCompare(b.name, 'en') ||
      a.account.localeCompare(b.account, 'en'),
  )
}

/** Second line of a choice. */
export function choiceNote(key: Key): string {
  const held = key.hasValue ? 'value held' : 'no value held'
  const state = key.state === 'active' ? '' : `, ${key.state === 'gone' ? 'gone at the vendor' : key.state}`
  return `${key.account} · ${held}${state}`
}

/** What storing would replace, or null. */
export function replaceWarning(key: Key | null): string | null {
  if (!key?.hasValue) return null
  return `Keyturn already holds a value for ${key.name}. Storing replaces it in the keychain; configs that carry the old value are not changed.`
}
