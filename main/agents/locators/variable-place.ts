import type { Place } from '../agent.ts'
import type { KeyInVariable } from './key-variables.ts'
import { bearerTokenStart, type Position, referenceIn } from './text.ts'

/** A variable as it stands in a file of any format. `start`: the offset of its value, which stands there as it is. */
export interface VariableAt {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly quoting: Place['quoting']
  /** Why its value must not be edited, or null. */
  readonly notEditable: string | null
}

/** The place of a key in a variable. */
export function placeInVariable(
  variable: VariableAt,
  key: KeyInVariable,
  positionAt: (offset: number) => Position,
): Place {
  const start = variable.start + key.from
  const token = variable.value.slice(key.from, key.to)
  const reference = referenceIn(token)
  const reason = variable.notEditable ?? (/\s/.test(token) ? 'there is more than the key in it' : null)
  return {
    start,
    end: start + token.length,
    ...positionAt(start),
    agent: key.agent,
    output: variable.name,
    kind: reference?.kind ?? 'literal',
    target: reference?.target ?? null,
    quoting: key.form === 'header' ? 'percent' : variable.quoting,
    ...(key.takes === undefined ? {} : { takes: key.takes }),
    ...(reason === null ? {} : { notEditable: reason }),
    ...(key.doubt === null ? {} : { onlyWhenNamed: key.doubt }),
    host: key.host,
  }
}

/** A variable that another text refers to by name: all of its value is the key, but for a scheme before it. */
export function wholeVariable(
  variable: VariableAt,
  carrier: Place['agent'],
  positionAt: (offset: number) => Position,
): Place {
  const skip = bearerTokenStart(variable.value) ?? 0
  const key = { from: skip, to: variable.value.trimEnd().length, agent: carrier, form: 'bare' } as const
  return placeInVariable(variable, { ...key, doubt: null, host: null }, positionAt)
}
