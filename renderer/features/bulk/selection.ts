import { create } from 'zustand'
import type { Key, KeyRef } from '../../../shared/model.ts'
import { count } from '../../words.ts'

/** The keys that are marked in the list to be changed together. In the window's memory alone. */
interface Selection {
  readonly marked: ReadonlyMap<string, KeyRef>
  /** Where the last mark was set: a range reaches from there. */
  readonly anchor: string | null
  /** What was done last, for screen readers. */
  readonly said: string
}

export const useSelection = create<Selection>(() => ({ marked: new Map(), anchor: null, said: '' }))

/** So many keys at a time are taken by main. */
export const mostKeys = 500

const { setState: set, getState: get } = useSelection

export const markOf = ({ accountId, keyId }: KeyRef): string => `${accountId}/${keyId}`

type Listed = Pick<Key, 'id' | 'accountId' | 'name'>
const refOf = (key: Listed): KeyRef => ({ accountId: key.accountId, keyId: key.id })

const tell = (lead = '') => set({ said: `${lead}${count(get().marked.size, 'key')} marked.` })

export function toggleMark(key: Listed): void {
  const marked = new Map(get().marked)
  const id = markOf(refOf(key))
  const on = !marked.has(id)
  if (on) marked.set(id, refOf(key))
  else marked.delete(id)
  set({ marked, anchor: id })
  tell(`${key.name} ${on ? 'marked' : 'not marked any more'}. `)
}

/** Marks everything from the last mark to this key, in the list's order. */
export function markTo(keys: readonly Listed[], index: number): void {
  const { anchor } = get()
  const at = keys.findIndex((key) => markOf(refOf(key)) === anchor)
  markBetween(keys, at < 0 ? index : at, index)
}

/** Marks the keys from one place of the list to another, both included. */
export function markBetween(keys: readonly Listed[], from: number, to: number): void {
  const range = keys.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)
  const marked = new Map(get().marked)
  for (const key of range) marked.set(markOf(refOf(key)), refOf(key))
  const start = keys[from]
  set({ marked, anchor: start ? markOf(refOf(start)) : get().anchor })
  tell()
}

/** Marks every key of the list, or none of them where all are. */
export function markAll(keys: readonly Listed[]): void {
  const marked = new Map(get().marked)
  const all = keys.every((key) => marked.has(markOf(refOf(key))))
  for (const key of keys)
    if (all) marked.delete(markOf(refOf(key)))
    else marked.set(markOf(refOf(key)), refOf(key))
  set({ marked, anchor: null })
  tell()
}

/** Takes all marks away; `said` empty: something else is being said. */
export function clearMarks(said = 'No key marked.'): void {
  if (get().marked.size === 0) return
  set({ marked: new Map(), anchor: null, said })
}

/** Forgets marks of keys that are no longer there. */
export function keepMarks(keys: readonly Listed[]): void {
  const { marked } = get()
  if (marked.size === 0) return
  const there = new Set(keys.map((key) => markOf(refOf(key))))
  const kept = [...marked].filter(([id]) => there.has(id))
  if (kept.length < marked.size) set({ marked: new Map(kept) })
}

/** Whether all of a list are marked, none, or some. */
export function markedOf(keys: readonly Listed[], marked: Selection['marked']): boolean | 'mixed' {
  if (marked.size === 0 || keys.length === 0) return false
  const number = keys.filter((key) => marked.has(markOf(refOf(key)))).length
  return number === keys.length ? true : number > 0 ? 'mixed' : false
}
