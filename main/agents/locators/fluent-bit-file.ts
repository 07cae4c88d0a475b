import type { Document, Node } from 'yaml'
import { ok, type Result } from '../../../shared/errors.ts'
import type { AgentId } from '../../../shared/model.ts'
import type { Place } from '../agent.ts'
import { classicTree, type Property, readClassic, type Section } from './formats/fluent-bit-classic.ts'
import {
  entriesOf,
  entryAt,
  itemsOf,
  readYaml,
  scalarText,
  type YamlEntry,
  type YamlFile,
  yamlTree,
} from './formats/yaml.ts'
import { placeOf } from './formats/yaml-place.ts'
import { positionsIn, referenceIn } from './text.ts'

/** What a place in a setting is about. `from`: where the token starts in the value. */
export interface SettingFacts {
  readonly agent: AgentId
  readonly output: string
  readonly host: string | null
  readonly from: number
}

/** One setting of a plugin, or one variable, in either format. */
export interface Setting {
  readonly key: string
  /** As Fluent Bit reads it: in the classic format with the quotes and comments that it does not strip. */
  readonly value: string
  /** The place of its token; null where it holds no single value. */
  place(facts: SettingFacts): Place | null
}

export interface Plugin {
  readonly kind: 'input' | 'output'
  /** In lower case. */
  readonly name: string
  /** Its alias, or its name and where it stands. */
  readonly label: string
  /** Its settings, keys in lower case. */
  readonly settings: readonly Setting[]
}

/** `file`: the value is the address of a file that holds the variable's value. */
export interface Variable extends Setting {
  readonly form: 'value' | 'file'
}

export interface FluentBitFile {
  readonly plugins: readonly Plugin[]
  /** What `@SET` or `env:` sets, in order. */
  readonly variables: readonly Variable[]
}

const isClassic = (text: string): boolean => /^\uFEFF?\[[A-Za-z_ ]+\]/m.test(text)

/** Whether a text is Fluent Bit configuration in either format, a main file without outputs included. */
export function isFluentBit(text: string): boolean {
  if (/^\uFEFF?\[(SERVICE|INPUT|OUTPUT|FILTER|CUSTOM)\][ \t]*\r?$/im.test(text))
    return (
      /^[ \t]+(name|flush|match|parsers_file|plugins_file|daemon|log_level|http_server)[ \t]+\S/im.test(
        text,
      ) || /^@INCLUDE[ \t]/im.test(text)
    )
  if (/^["']?pipeline["']?[ \t]*:/m.test(text))
    return /^[ \t]+["']?(inputs|outputs|filters)["']?[ \t]*:/m.test(text)
  return (
    /^includes[ \t]*:/m.test(text) &&
    /^service[ \t]*:/m.test(text) &&
    /^[ \t]+(flush|log_level|daemon|http_server|hot_reload|parsers_file)[ \t]*:/m.test(text)
  )
}

/** Reads either format strictly. Fails like `readClassic` and `readYaml`. */
export function readFluentBit(text: string): Result<FluentBitFile> {
  if (isClassic(text)) {
    const read = readClassic(text)
    if (!read.ok) return read
    const positionAt = positionsIn(text)
    const setting = (property: Property): Setting => classicSetting(property, positionAt)
    return ok({
      plugins: read.value.sections.flatMap((section) => classicPlugin(section, setting)),
      variables: read.value.variables.map((property) => ({ ...setting(property), form: 'value' })),
    })
  }
  const read = readYaml(text)
  if (!read.ok) return read
  const file = read.value
  return ok({
    plugins: file.documents.flatMap((document) => yamlPlugins(file, document)),
    variables: file.documents.flatMap((document) => yamlVariables(file, document)),
  })
}

/** The file as plain data. Fails like `readFluentBit`. */
export const fluentBitTree = (text: string): Result<unknown> =>
  isClassic(text) ? classicTree(text) : yamlTree(text)

function classicPlugin(section: Section, setting: (property: Property) => Setting): readonly Plugin[] {
  if (section.name !== 'OUTPUT' && section.name !== 'INPUT') return []
  const settings = section.properties.map((property) => ({
    ...setting(property),
    key: property.key.toLowerCase(),
  }))
  const settingOf = (key: string) => settings.findLast((each) => each.key === key)?.value
  const name = (settingOf('name') ?? '').toLowerCase()
  return [
    {
      kind: section.name === 'OUTPUT' ? 'output' : 'input',
      name,
      label: settingOf('alias') ?? `${name} (line ${section.line})`,
      settings,
    },
  ]
}

/** A setting of the classic format: what stands on the line is what Fluent Bit uses. */
function classicSetting(property: Property, positionAt: ReturnType<typeof positionsIn>): Setting {
  return {
    key: property.key,
    value: property.value,
    place({ from, ...facts }) {
      const start = property.valueStart + from
      const all = property.value.slice(from)
      const reason = whyNotBare(property.value, all)
      // The value itself, so that a scan can tell which key it is.
      const token = reason === null ? all : (/^[^\s"'`]*/.exec(all)?.[0] ?? '')
      const reference = referenceIn(all)
      return {
        start,
        end: start + token.length,
        ...positionAt(start),
        ...facts,
        kind: reference?.kind ?? 'literal',
        target: reference?.target ?? null,
        quoting: 'plain',
        ...(reason === null ? {} : { notEditable: reason }),
      }
    },
  }
}

/** Why the token is not alone at the end of the value; Fluent Bit strips neither quotes nor comments. */
function whyNotBare(value: string, token: string): string | null {
  if (/["'`]/.test(value.replace(/\s#.*$/, '')))
    return 'it stands in quotes, and Fluent Bit sends quotes as part of the value: remove them first'
  if (/\s#/.test(token))
    return 'a comment follows it on the same line, and Fluent Bit sends that as part of the value: move the comment first'
  return /\s/.test(token)
    ? 'there is more than the key behind it, and Fluent Bit sends all of the line'
    : null
}

function yamlPlugins(file: YamlFile, document: Document.Parsed): readonly Plugin[] {
  return (['input', 'output'] as const).flatMap((kind) => {
    const list = entryAt(document.contents, document, ['pipeline', `${kind}s`])
    return itemsOf(list?.value ?? null, document).map((item, index) => {
      const settings = entriesOf(item, document).flatMap((entry) =>
        itemsOf(entry.value, document, true).map((value) =>
          yamlSetting(file, { ...entry, key: entry.key.toLowerCase(), value }),
        ),
      )
      const settingOf = (key: string) => settings.findLast((each) => each.key === key)?.value
      const name = (settingOf('name') ?? '').toLowerCase()
      return { kind, name, label: settingOf('alias') ?? `${name} (${kind}s[${index}])`, settings }
    })
  })
}

function yamlSetting(file: YamlFile, entry: YamlEntry): Setting {
  const value = scalarText(entry) ?? ''
  return {
    key: entry.key,
    value,
    place({ from, ...facts }) {
      const inner = /["'`]/.test(value) ? { notEditable: whyNotBare(value, '') ?? '' } : {}
      return placeOf(file, entry, { ...facts, ...inner, carriage: { after: () => from } })
    },
  }
}

/** `env:` is a map, a list of maps, or a list of `name` with `value` or with the `uri` of a file. */
function yamlVariables(file: YamlFile, document: Document.Parsed): readonly Variable[] {
  const env = entryAt(document.contents, document, ['env'])?.value ?? null
  const maps: readonly (Node | null)[] = [env, ...itemsOf(env, document)]
  return maps.flatMap((map) => {
    const name = scalarText(entryAt(map, document, ['name']))
    const value = entryAt(map, document, ['value'])
    const uri = entryAt(map, document, ['uri'])
    if (name !== null && (value !== null || uri !== null))
      return [
        ...(value === null ? [] : [{ ...yamlSetting(file, value), key: name, form: 'value' as const }]),
        ...(uri === null ? [] : [{ ...yamlSetting(file, uri), key: name, form: 'file' as const }]),
      ]
    return entriesOf(map, document).map((entry) => ({
      ...yamlSetting(file, entry),
      form: 'value' as const,
    }))
  })
}
