import { isAlias, isScalar, type Node } from 'yaml'
import type { Place } from '../../agent.ts'
import { referenceIn } from '../text.ts'
import { type PlaceFacts, tokenAt, tokenStart } from './carriage.ts'
import { resolve, scalarText, type YamlEntry, type YamlFile } from './yaml.ts'

/** The place in a scalar; null where it carries no key of ours (another scheme, nothing there, not a scalar). */
export function placeOf(file: YamlFile, entry: YamlEntry | null, facts: PlaceFacts): Place | null {
  if (entry === null || entry.value === null) return null
  const node = resolve(entry.value, entry.document)
  const at = (isAlias(entry.value) ? entry.value.range : (node?.range ?? null)) as
    | [number, number, number]
    | null
  if (!isScalar(node) || at === null) return null
  const decoded = scalarText({ ...entry, value: node })
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
  if (decoded === null && !quoted) return null
  const value = decoded ?? ''
  const skip = tokenStart(value, facts.carriage)
  if (skip === null) return null
  const token = tokenAt(value, skip, facts.carriage)
  const reference = facts.names === 'file' ? { kind: 'file' as const, target: value } : referenceIn(token)
  const source = file.text.slice(at[0], at[1])
  const literal = reference === null && facts.ownReference?.test(token) !== true
  const obstacle = whyNotEditable(entry, node, source, value, token, literal)
  const reason = facts.notEditable ?? obstacle
  const open = quoted && !isAlias(entry.value) ? 1 : 0
  const start = obstacle === null ? at[0] + open + skip : at[0]
  return {
    start,
    end: obstacle === null ? start + token.length : at[1],
    ...file.positionAt(start),
    agent: facts.agent,
    output: facts.output,
    kind: reference?.kind ?? 'literal',
    target: reference?.target ?? null,
    quoting: node.type === 'QUOTE_DOUBLE' ? 'double' : node.type === 'QUOTE_SINGLE' ? 'single' : 'plain',
    ...(reason === null ? {} : { notEditable: reason }),
    host: facts.host,
  }
}

/** Why the scalar cannot be spliced, or null. Only the target itself counts: anchors elsewhere are harmless. */
function whyNotEditable(
  entry: YamlEntry,
  node: Node,
  source: string,
  value: string,
  token: string,
  literal: boolean,
): string | null {
  if (!isScalar(node)) return 'it is not a single value'
  if (entry.merged) return 'it comes in through a YAML merge (<<)'
  if (isAlias(entry.value)) return 'it is a YAML alias (*): the value stands elsewhere in the file'
  if (node.anchor !== undefined) return 'it is a YAML anchor (&): other places refer to it'
  if (node.tag !== undefined && !/^(tag:yaml\.org,2002:str|!)$/.test(node.tag)) {
    if (typeof node.value !== 'string')
      return 'it reads as a number or a word with a meaning: put it in quotes first'
    return 'it carries a YAML tag'
  }
  if (typeof node.value !== 'string')
    return 'it reads as a number or a word with a meaning: put it in quotes first'
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
    return 'it is a YAML block value (| or >)'
  const inner = node.type === 'PLAIN' ? source : source.slice(1, -1)
  if (/[\r\n]/.test(inner)) return 'it is folded over several lines'
  if (inner !== value) return 'it is written with escapes'
  if (/\s/.test(token) || (literal && /["'{}]/.test(token))) return 'there is more than the key in it'
  return null
}
