import type { AgentId } from '../../../../shared/model.ts'
import { bearerTokenStart } from '../text.ts'

/** How the key stands in the scalar: alone, after `Bearer `, or after `Authorization Bearer `. */
export type Carriage =
  | 'bare'
  | 'bearer'
  | 'bare-or-bearer'
  | {
      readonly after: (value: string) => number | null
      /** How long the key is, where more stands after it: from the rest of the value. */
      readonly length?: (rest: string) => number
    }

export interface PlaceFacts {
  readonly agent: AgentId
  readonly output: string
  readonly host: string | null
  readonly carriage: Carriage
  /** The entry names a file that holds the key. */
  readonly names?: 'file'
  readonly notEditable?: string
  /** How references of the reader's own begin, beside the common ones: the caller reads them. */
  readonly ownReference?: RegExp
}

/** Where the key starts in a value that carries it so; null where it carries none. */
export function tokenStart(value: string, carriage: Carriage): number | null {
  if (carriage === 'bare') return 0
  if (carriage === 'bearer') return bearerTokenStart(value)
  if (carriage === 'bare-or-bearer') return bearerTokenStart(value) ?? 0
  return carriage.after(value)
}

/** The key, from where it starts. */
export function tokenAt(value: string, start: number, carriage: Carriage): string {
  const rest = value.slice(start)
  return (
    typeof carriage === 'object' && carriage.length ? rest.slice(0, carriage.length(rest)) : rest
  ).trimEnd()
}
