import type { Place } from '../agent.ts'
import { entriesIn, itemsIn, type JsonFile, jsonPlaceOf, stringIn } from './json.ts'
import {
  entriesOf,
  itemsOf,
  type PlaceFacts,
  placeOf,
  scalarText,
  type YamlEntry,
  type YamlFile,
} from './yaml.ts'

/** One value of a configuration, the same over YAML, JSON and TOML. */
export interface Setting {
  /** The offset where it starts. */
  readonly start: number
  /** The entries of a map; none for anything else. */
  entries(): readonly SettingEntry[]
  /** The items of a list; none for anything else. */
  items(): readonly Setting[]
  /** The text of a string; null for anything else. */
  text(): string | null
  /** The place in a string; null where it carries no key of ours. */
  place(facts: PlaceFacts): Place | null
}

export interface SettingEntry {
  readonly key: string
  readonly value: Setting
}

/** What a key must be to be meant: the same, unless given otherwise. */
export type SameKey = (key: string, wanted: string) => boolean

const exact: SameKey = (key, wanted) => key === wanted

/** Key names whose case does not matter: those of HTTP headers. */
export const anyCase: SameKey = (key, wanted) => key.toLowerCase() === wanted.toLowerCase()

/** The setting at a path of keys; null where there is none. */
export function settingAt(
  setting: Setting | null,
  path: readonly string[],
  same: SameKey = exact,
): Setting | null {
  let at = setting
  for (const step of path) at = at?.entries().find(({ key }) => same(key, step))?.value ?? null
  return at
}

/** The text at a path of keys; null where there is none. */
export const textAt = (
  setting: Setting | null,
  path: readonly string[],
  same: SameKey = exact,
): string | null => settingAt(setting, path, same)?.text() ?? null

/** A YAML node as a setting. */
export function yamlSetting(file: YamlFile, entry: YamlEntry): Setting {
  const range = entry.value?.range as readonly [number, number, number] | null | undefined
  return {
    start: range?.[0] ?? 0,
    entries: () =>
      entriesOf(entry.value, entry.document).map((each) => ({
        key: each.key,
        value: yamlSetting(file, { ...each, merged: each.merged || entry.merged }),
      })),
    items: () => itemsOf(entry.value, entry.document).map((value) => yamlSetting(file, { ...entry, value })),
    text: () => scalarText(entry),
    place: (facts) => placeOf(file, entry, facts),
  }
}

/** A JSON node as a setting. */
export function jsonSetting(file: JsonFile, node = file.root): Setting {
  return {
    start: node.offset,
    entries: () => entriesIn(node).map(({ key, value }) => ({ key, value: jsonSetting(file, value) })),
    items: () => itemsIn(node).map((item) => jsonSetting(file, item)),
    text: () => stringIn(node),
    place: (facts) => jsonPlaceOf(file, node, facts),
  }
}
