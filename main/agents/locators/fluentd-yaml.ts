import { type Document, isMap, isScalar, isSeq, type Node } from 'yaml'
import { ok, type Result } from '../../../shared/errors.ts'
import type { FluentdElement, FluentdSetting } from './formats/fluentd.ts'
import type { FluentdValue } from './formats/fluentd-value.ts'
import {
  entriesOf,
  entryAt,
  itemsOf,
  readYaml,
  resolve,
  scalarText,
  type YamlEntry,
  type YamlFile,
} from './formats/yaml.ts'
import { placeOf } from './formats/yaml-place.ts'

/** The names that the YAML format has for what the other one writes with an `@` or behind the section's name. */
const renamed: Readonly<Record<string, string>> = {
  $type: '@type',
  $id: '@id',
  $label: '@label',
  $log_level: '@log_level',
}

/** Reads Fluentd's YAML format as the sections of its own format. Fails like `readYaml`. */
export function readFluentdYaml(text: string): Result<FluentdElement> {
  const read = readYaml(text)
  if (!read.ok) return read
  const file = read.value
  const children = file.documents.flatMap((document) => [
    ...sections(file, document, entryAt(document.contents, document, ['config'])),
  ])
  return ok({ name: '', argument: '', start: 0, settings: [], children })
}

function sections(file: YamlFile, document: Document.Parsed, list: YamlEntry | null): FluentdElement[] {
  return itemsOf(list?.value ?? null, document).flatMap((item) =>
    entriesOf(item, document).map((entry) => section(file, document, entry.key, entry.value, entry.merged)),
  )
}

function section(
  file: YamlFile,
  document: Document.Parsed,
  name: string,
  node: Node | null,
  merged: boolean,
): FluentdElement {
  const settings: FluentdSetting[] = []
  const children: FluentdElement[] = []
  const argument = ['$tag', '$arg', '$name'].flatMap(
    (key) => scalarText(entryAt(node, document, [key])) ?? [],
  )
  for (const own of entriesOf(node, document)) {
    const entry = { ...own, merged: own.merged || merged }
    const value = resolve(entry.value, document)
    const json = isMap(value) && value.tag === '!fluent/json'
    if (entry.key === 'config' && isSeq(value)) children.push(...sections(file, document, entry))
    else if (isMap(value) && !json && !/headers/i.test(entry.key))
      children.push(section(file, document, entry.key, value, entry.merged))
    else if (isSeq(value) && isMap(value.items[0]))
      for (const item of itemsOf(value, document))
        children.push(section(file, document, entry.key, item, entry.merged))
    else settings.push({ key: renamed[entry.key] ?? entry.key, value: scalarValue(file, document, entry) })
  }
  return { name, argument: argument.join(), start: node?.range?.[0] ?? 0, settings, children }
}

function scalarValue(file: YamlFile, document: Document.Parsed, entry: YamlEntry): FluentdValue {
  const node = resolve(entry.value, document)
  const text = scalarText(entry) ?? ''
  const range = (entry.value?.range ?? [0, 0, 0]) as [number, number, number]
  const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')
  const start = range[0] + (quoted ? 1 : 0)
  const end = range[1] - (quoted ? 1 : 0)
  const runs = isScalar(node) && node.tag === '!fluent/s'
  const direct = file.text.slice(start, end) === text
  // Only whether the scalar itself can be spliced: what stands in it is looked at by who knows what it is.
  const place = placeOf(file, entry, {
    agent: 'fluentd',
    output: '',
    host: null,
    carriage: { after: (value) => value.length },
  })
  return {
    form: isScalar(node) && quoted ? (node.type === 'QUOTE_DOUBLE' ? 'double' : 'single') : 'plain',
    expands: runs ? 'yes' : 'no',
    text,
    json: null,
    start,
    end,
    outer: (offset) => (direct ? start + offset : null),
    // `!fluent/s` only says that Fluentd runs the Ruby code in it.
    blocked:
      runs && direct && /YAML tag$/.test(place?.notEditable ?? '') ? null : (place?.notEditable ?? null),
    ...(isMap(node)
      ? {
          fields: entriesOf(node, document).map((own) => ({
            key: own.key,
            value: scalarValue(file, document, { ...own, merged: own.merged || entry.merged }),
          })),
        }
      : {}),
  }
}
