import type { Place, Quoting } from '../../agent.ts'
import { type Position, type Reference, referenceIn } from '../text.ts'
import { type PlaceFacts, tokenAt, tokenStart } from './carriage.ts'

/** A string of JSON or TOML as it stands in a text. */
export interface QuotedText {
  /** Offsets of the whole of it, quotes included. */
  readonly start: number
  readonly end: number
  /** How many characters open it, and close it. */
  readonly quotes: number
  /** What stands between the quotes, and what it means. */
  readonly source: string
  readonly value: string
  readonly quoting: Quoting
}

/** The place in a string; null where it carries no key of ours (another scheme). */
export function quotedPlace(
  positionAt: (offset: number) => Position,
  text: QuotedText,
  facts: PlaceFacts,
): Place | null {
  const skip = tokenStart(text.value, facts.carriage)
  if (skip === null) return null
  const token = tokenAt(text.value, skip, facts.carriage)
  const reference =
    facts.names === 'file' ? { kind: 'file' as const, target: text.value } : referenceIn(token)
  const reason = facts.notEditable ?? whyNotEditable(text, token, reference)
  const start = reason === null ? text.start + text.quotes + skip : text.start
  return {
    start,
    end: reason === null ? start + token.length : text.end,
    ...positionAt(start),
    agent: facts.agent,
    output: facts.output,
    kind: reference?.kind ?? 'literal',
    target: reference?.target ?? null,
    quoting: text.quoting,
    ...(reason === null ? {} : { notEditable: reason }),
    host: facts.host,
  }
}

function whyNotEditable(text: QuotedText, token: string, reference: Reference | null): string | null {
  if (text.quotes === 3) return 'it stands in triple quotes'
  if (text.source !== text.value) return 'it is written with escapes'
  if (reference === null && /[\s"'{}]/.test(token)) return 'there is more than the key in it'
  return null
}
