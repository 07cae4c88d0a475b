import { isMap } from 'yaml'
import type { Embedded } from '../../agent.ts'
import type { YamlEntry, YamlFile } from './yaml.ts'

/**
 * A part of a YAML text as a configuration of its own: its lines without their common indent. Null for what is not
 * written as a block of lines (braces, an alias, an empty map) and for what does not stand alone.
 */
export function embeddedSubtree(file: YamlFile, entry: YamlEntry, name: string): Embedded | null {
  const node = entry.value
  if (entry.merged || !isMap(node) || node.flow === true || node.anchor !== undefined) return null
  const [from, , end] = node.range ?? [0, 0, 0]
  const lineStart = file.text.lastIndexOf('\n', from - 1) + 1
  const indent = from - lineStart
  if (/[^ ]/.test(file.text.slice(lineStart, from)) || indent === 0) return null
  const lines: { readonly inner: number; readonly outer: number }[] = []
  let text = ''
  for (let at = lineStart; at < end; ) {
    const newline = file.text.indexOf('\n', at)
    const next = newline === -1 || newline >= end ? end : newline + 1
    const blanks = /^ */.exec(file.text.slice(at, next))?.[0].length ?? 0
    const skip = Math.min(blanks, indent)
    lines.push({ inner: text.length, outer: at + skip })
    text += file.text.slice(at + skip, next)
    at = next
  }
  return {
    name,
    text,
    outer(offset) {
      const line = lines.findLast(({ inner }) => inner <= offset)
      return line === undefined ? null : line.outer + (offset - line.inner)
    },
  }
}
