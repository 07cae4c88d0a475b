import { type Node, parseTree } from 'jsonc-parser'
import type { FluentdValue } from './formats/fluentd-value.ts'

/** One header in a value of Fluentd: where its value stands in the text of `value`. */
export interface FluentdHeader {
  /** In lower case. */
  readonly name: string
  readonly value: FluentdValue
  readonly from: number
  readonly to: number
  /** It is written with escapes of JSON. */
  readonly escaped: boolean
}

/**
 * The headers in a value: a hash, a string with a whole hash in it, `name:value,name:value`, or a map of the YAML
 * format. None where it is not one of these.
 */
export function headersIn(value: FluentdValue): readonly FluentdHeader[] {
  if (value.fields !== undefined)
    return value.fields.map((field) => ({
      name: field.key.toLowerCase(),
      value: field.value,
      from: 0,
      to: field.value.text.length,
      escaped: false,
    }))
  const json = value.json ?? (/^\s*\{/.test(value.text) ? withoutCode(value.text) : null)
  if (json === null) return listed(value)
  return (strictTree(json)?.children ?? []).flatMap((property) => {
    const [key, inner] = property.children ?? []
    if (key?.type !== 'string' || inner?.type !== 'string') return []
    const from = inner.offset + 1
    const to = inner.offset + inner.length - 1
    const escaped = json.slice(from, to) !== inner.value
    return [{ name: String(key.value).toLowerCase(), value, from, to, escaped }]
  })
}

function strictTree(json: string): Node | null {
  try {
    JSON.parse(json)
  } catch {
    return null
  }
  const tree = parseTree(json)
  return tree?.type === 'object' ? tree : null
}

/** The Ruby code of a string may hold quotes of its own; it keeps its length. */
const withoutCode = (text: string): string =>
  text.replace(/#\{[^{}]*\}/g, (code) => code.replace(/["\\]/g, "'"))

function listed(value: FluentdValue): readonly FluentdHeader[] {
  const found: FluentdHeader[] = []
  let start = 0
  for (const part of value.text.split(',')) {
    const pair = /^(\s*([\w-]+)\s*:\s*)(.*?)\s*$/.exec(part)
    if (pair?.[2] !== undefined) {
      const from = start + (pair[1] ?? '').length
      found.push({
        name: pair[2].toLowerCase(),
        value,
        from,
        to: from + (pair[3] ?? '').length,
        escaped: false,
      })
    }
    start += part.length + 1
  }
  return found
}
