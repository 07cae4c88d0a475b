import { isAlias, isScalar, type Scalar } from 'yaml'
import type { Embedded } from '../../agent.ts'
import { resolve, type YamlEntry, type YamlFile } from './yaml.ts'

/**
 * The text that a YAML scalar holds, as a configuration of its own under `name`. A literal block (`|`) and a value on
 * one line give every offset of it; of what is folded, escaped or referred to only its start is known, and nothing
 * in it is editable. Null where there is no text: not a scalar, empty, a number.
 */
export function embeddedBlock(file: YamlFile, entry: YamlEntry, name: string): Embedded | null {
  const node = resolve(entry.value, entry.document)
  if (!isScalar(node) || typeof node.value !== 'string' || node.value.trim() === '') return null
  const at = isAlias(entry.value) ? entry.value.range : node.range
  const from = at?.[0]
  if (from === undefined) return null
  const text = node.value
  const reason = whyNotEditable(entry, node)
  const starts = reason === null ? lineStarts(file.text, node, text) : null
  if (starts === null)
    return { name, text, outer: () => from, notEditable: reason ?? 'it is written with escapes or folded' }
  return { name, text, outer: (offset) => outerOf(starts, offset) }
}

function whyNotEditable(entry: YamlEntry, node: Scalar): string | null {
  if (entry.merged) return 'it comes in through a YAML merge (<<)'
  if (isAlias(entry.value)) return 'it is a YAML alias (*): the text stands elsewhere in the file'
  if (node.anchor !== undefined) return 'it is a YAML anchor (&): other places refer to it'
  if (node.tag !== undefined && !/^(tag:yaml\.org,2002:str|!)$/.test(node.tag)) return 'it carries a YAML tag'
  if (node.type === 'BLOCK_FOLDED') return 'it stands in a folded YAML block (>)'
  return null
}

/** Where a line of the inner text starts in it, and where in the outer one. */
interface LineStart {
  readonly inner: number
  readonly outer: number
}

/** The start of every line; null where the two texts do not run side by side. */
function lineStarts(outer: string, node: Scalar, text: string): readonly LineStart[] | null {
  const [start, end] = node.range ?? [0, 0]
  if (node.type !== 'BLOCK_LITERAL') {
    const quotes = node.type === 'PLAIN' ? 0 : 1
    return outer.slice(start + quotes, end - quotes) === text && !text.includes('\n')
      ? [{ inner: 0, outer: start + quotes }]
      : null
  }
  const lines: LineStart[] = []
  let inner = 0
  // The first line holds the indicators (`|`, `|-`, `|2+`), perhaps with a comment.
  let at = nextLine(outer, start)
  for (const line of text.split('\n')) {
    const next = nextLine(outer, at)
    const source = outer.slice(at, next).replace(/\r?\n$/, '')
    const indent = source.length - line.length
    // A blank line may be shorter than the indent; past the last line there is nothing left to compare.
    const fits = indent >= 0 && source.endsWith(line) && /^ *$/.test(source.slice(0, indent))
    if (!fits && inner < text.length) return null
    lines.push({ inner, outer: fits ? at + indent : at })
    inner += line.length + 1
    at = next
  }
  return lines
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end + 1
}

function outerOf(lines: readonly LineStart[], offset: number): number | null {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((lines[middle]?.inner ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const line = lines[low]
  return line === undefined ? null : line.outer + (offset - line.inner)
}
