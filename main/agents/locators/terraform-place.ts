import type { AgentId, KeyType } from '../../../shared/model.ts'
import type { Embedded, Place } from '../agent.ts'
import type { HclBlock, HclValue } from './formats/hcl.ts'
import type { KeyInVariable } from './key-variables.ts'
import { looksLikeKey, type Position } from './text.ts'

/** What a setting's key is for. */
export interface Purpose {
  readonly agent: AgentId
  readonly takes?: readonly KeyType[]
  readonly output: string
  readonly host: string | null
  readonly doubt: string | null
}

/** The value of a setting that carries a key. `key`: where in it, for a variable of an environment. */
export interface Found {
  readonly value: HclValue
  readonly purpose: Purpose
  readonly key?: KeyInVariable
}

/** The place of a key; null where the value can hold none. */
export function terraformPlace(
  text: string,
  found: Found,
  positionAt: (offset: number) => Position,
): Place | null {
  const { value, purpose, key } = found
  const facts = {
    agent: purpose.agent,
    output: purpose.output,
    host: purpose.host,
    ...(purpose.takes === undefined ? {} : { takes: purpose.takes }),
  }
  if (value.kind === 'reference') {
    const at = { start: value.start, end: value.end, ...positionAt(value.start), quoting: 'plain' } as const
    return { ...facts, ...at, ...referenceTo(value.path) }
  }
  if (value.kind === 'list' && value.called !== null) return calledPlace(value, facts, positionAt)
  if (value.kind !== 'string' && value.kind !== 'heredoc') return null
  const { token } = value
  const start = token.start + (value.kind === 'string' ? (key?.from ?? 0) : 0)
  const end = value.kind === 'string' && key !== undefined ? token.start + key.to : token.end
  const quoting = key?.form === 'header' ? ('percent' as const) : ('double' as const)
  const written = text.slice(start, end)
  const at = { start, end, ...positionAt(start), quoting }
  if (value.kind === 'heredoc') {
    const from = start + (written.length - written.trimStart().length)
    return {
      ...facts,
      ...at,
      start: from,
      end: from + written.trim().length,
      ...positionAt(from),
      kind: 'literal',
      target: null,
      notEditable: 'it stands in a heredoc',
    }
  }
  const template = /(?<!\$)\$\{\s*([\w.[\]"-]*)/.exec(written)?.[1]
  if (template !== undefined) return { ...facts, ...at, ...referenceTo(template) }
  if (/^arn:/.test(written)) return { ...facts, ...at, kind: 'secret', target: written }
  const reason = /\\|%\{|\$\{/.test(written)
    ? 'it is written with escapes or a template'
    : /\s/.test(written)
      ? 'there is more than the key in it'
      : null
  return {
    ...facts,
    ...at,
    kind: 'literal',
    target: null,
    ...(reason === null ? {} : { notEditable: reason }),
    ...(purpose.doubt === null ? {} : { onlyWhenNamed: purpose.doubt }),
  }
}

/** A value with each key in it on its own: the branches of a condition, the arguments of a function. */
export function branchesOf(found: Found): readonly Found[] {
  const inner = innerOf(found.value)
  if (inner === null) return [found]
  return inner.flatMap((value) => branchesOf({ ...found, value })).filter(({ value }) => mayBeKey(value))
}

function innerOf(value: HclValue): readonly HclValue[] | null {
  // What comes first is the condition.
  if (value.kind === 'other') return value.parts.filter((part, index) => index > 0 || part.kind === 'string')
  if (value.kind !== 'list' || value.called === null) return null
  return /^(?:sensitive|nonsensitive|coalesce|try|trimspace|chomp)$/.test(value.called) ? value.items : null
}

const mayBeKey = (value: HclValue): boolean =>
  value.kind === 'string'
    ? looksLikeKey(value.token.text)
    : value.kind === 'reference' || (value.kind === 'list' && value.called === 'file')

/** `file("…")`: the key stands in that file. */
function calledPlace(
  value: Extract<HclValue, { kind: 'list' }>,
  facts: Pick<Place, 'agent' | 'output' | 'host'>,
  positionAt: (offset: number) => Position,
): Place | null {
  const [first] = value.items
  if (value.called !== 'file' || first?.kind !== 'string') return null
  const { start, end, text } = first.token
  const path = text.replace(/^\$\{path\.(?:module|root|cwd)\}\//, '')
  const at = { start, end, ...positionAt(start), quoting: 'double' } as const
  if (/[$%]\{|\\/.test(path)) return { ...facts, ...at, kind: 'file', target: text }
  return { ...facts, ...at, kind: 'file', target: path, far: { kind: 'file', path, form: 'whole' } }
}

function referenceTo(path: string): Pick<Place, 'kind' | 'target' | 'far'> {
  const variable = /^var\.([\w-]+)$/.exec(path)?.[1]
  if (variable !== undefined)
    return { kind: 'env', target: path, far: { kind: 'variable', name: `TF_VAR_${variable}` } }
  return { kind: /^(?:local|var|each|path)\b/.test(path) ? 'env' : 'secret', target: path }
}

/** The heredocs of a text, as configurations of their own. Nothing in them is edited. */
export function hclHeredocs(file: HclBlock): readonly Embedded[] {
  const inValue = (name: string, value: HclValue): readonly Embedded[] => {
    if (value.kind === 'heredoc') {
      const { start, text } = value.token
      return [{ name, text, outer: (offset) => start + offset, notEditable: 'it stands in a heredoc' }]
    }
    if (value.kind === 'object') return value.settings.flatMap((each) => inValue(each.name, each.value))
    const inner = value.kind === 'list' ? value.items : value.kind === 'other' ? value.parts : []
    return inner.flatMap((each) => inValue(name, each))
  }
  const inBlocks = (block: HclBlock): readonly Embedded[] => [
    ...block.settings.flatMap((each) => inValue(each.name, each.value)),
    ...block.blocks.flatMap(inBlocks),
  ]
  return inBlocks(file)
}
