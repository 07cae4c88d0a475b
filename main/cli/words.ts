import type { Age } from '../../shared/model.ts'
import { dayOf, daysUntil, timeOn } from '../local-time.ts'

/**
 * Text of a vendor or a file, made fit for a terminal: no control characters (escape sequences would be carried
 * out), no invisible or bidirectional ones (they make a name look like another).
 */
export const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')

/** "1 key", "2 keys". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** "61 d"; "≥ 41 d" where only the first sight is known. */
export const ageText = (age: Age): string => (age.basis === 'firstSeen' ? `≥ ${age.days} d` : `${age.days} d`)

/** "29 d", "today", "2 d ago"; a dash where nothing is due. */
export function dueText(dueAt: string | null, now: Date): string {
  if (dueAt === null) return '–'
  const days = daysUntil(dueAt, now)
  if (days === 0) return 'today'
  return days > 0 ? `${days} d` : `${-days} d ago`
}

/** A time in the local time zone, to the minute: "2026-11-12 14:02". */
export function timeText(iso: string): string {
  const at = new Date(iso)
  return `${dayOf(at)} ${timeOn(at)}`
}

/** The text in lines of at most `width` columns, each after `indent`; a longer word has a line of its own. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = []
  for (const word of clean(text).split(/ +/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${indent}${word}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * The text in lines of at most `columns`, each after the first `indent` columns in; what stands before the first one
 * takes `first`. A longer word, such as a path or a command, has a line of its own. `columns` null: as it is.
 */
export function hanging(text: string, columns: number | null, indent: number, first = indent): string {
  if (columns === null || columns - indent < 20) return text
  const lines: string[] = []
  let room = columns - first
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`
    else {
      if (last !== undefined) room = columns - indent
      lines.push(word)
    }
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}

/** A list in words: "a, b and c". */
export function listText(items: readonly string[]): string {
  const last = items.at(-1)
  if (last === undefined) return ''
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}
