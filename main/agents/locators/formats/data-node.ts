import { isScalar } from 'yaml'
import { ok, type Result } from '../../../../shared/errors.ts'
import type { Place } from '../../agent.ts'
import type { Position } from '../text.ts'
import type { PlaceFacts } from './carriage.ts'
import { entriesIn, itemsIn, type JsonFile, jsonPlaceOf, readJson, stringIn } from './json.ts'
import { entriesOf, itemsOf, readYaml, scalarText, type YamlEntry, type YamlFile } from './yaml.ts'
import { placeOf } from './yaml-place.ts'

/** One value of a YAML, JSON or TOML text: whatever may come in several formats is read alike. */
export interface DataNode {
  /** Its own YAML tag, such as `!Ref`; null where there is none, and in the other formats. */
  readonly tag: string | null
  /** The text of a scalar; null for anything else and for an empty one. */
  readonly text: string | null
  /** Whether nothing stands there, not even empty quotes. */
  readonly isEmpty: boolean
  /** The entries of a map, merged ones last; none for anything else. */
  entries(): readonly DataEntry[]
  /** The items of a list; none for anything else. */
  items(): readonly DataNode[]
  /** The place in this scalar; null where it carries no key of ours. */
  place(facts: PlaceFacts): Place | null
  /**
   * The range of all of it in UTF-16 offsets, an empty one where nothing stands or where it stands in several pieces;
   * null where there is none.
   */
  readonly range: readonly [number, number] | null
  positionAt(offset: number): Position
  /** Where it comes from, for what only YAML has (block values); null in the other formats. */
  readonly yaml: { readonly file: YamlFile; readonly entry: YamlEntry } | null
}

export interface DataEntry {
  readonly key: string
  readonly node: DataNode
}

/** The documents of a YAML text. Fails like `readYaml`. */
export function readYamlNodes(text: string): Result<readonly DataNode[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  return ok(
    read.value.documents.map((document) =>
      yamlNode(read.value, { key: '', value: document.contents, document, merged: false }),
    ),
  )
}

/** A JSON text. Fails like `readJson`. */
export function readJsonNode(text: string): Result<DataNode> {
  const read = readJson(text)
  return read.ok ? ok(jsonNode(read.value, read.value.root)) : read
}

function yamlNode(file: YamlFile, entry: YamlEntry): DataNode {
  const { value, document, merged } = entry
  // Resolved only where it is asked for: most of a text is never looked at.
  return {
    tag: value?.tag?.startsWith('!') === true && value.tag !== '!' ? value.tag : null,
    isEmpty: value === null || (isScalar(value) && value.value === null && !value.source),
    get text() {
      return scalarText(entry)
    },
    entries: () =>
      entriesOf(value, document).map((each) => ({
        key: each.key,
        get node() {
          return yamlNode(file, { ...each, merged: each.merged || merged })
        },
      })),
    items: () =>
      itemsOf(value, document).map((item) => yamlNode(file, { key: '', value: item, document, merged })),
    place: (facts) => placeOf(file, entry, facts),
    range: value?.range == null ? null : [value.range[0], value.range[1]],
    positionAt: file.positionAt,
    yaml: { file, entry },
  }
}

function jsonNode(file: JsonFile, node: Parameters<typeof entriesIn>[0]): DataNode {
  return {
    tag: null,
    isEmpty: node?.type === 'null',
    text: stringIn(node),
    entries: () => entriesIn(node).map(({ key, value }) => ({ key, node: jsonNode(file, value) })),
    items: () => itemsIn(node).map((item) => jsonNode(file, item)),
    place: (facts) => jsonPlaceOf(file, node, facts),
    range: node === null ? null : [node.offset, node.offset + node.length],
    positionAt: file.positionAt,
    yaml: null,
  }
}

/** Whether a key is the one that is meant. */
export type SameKey = (key: string, wanted: string) => boolean

const exact: SameKey = (key, wanted) => key === wanted

/** For keys whose case does not matter: those of HTTP headers. */
export const anyCase: SameKey = (key, wanted) => key.toLowerCase() === wanted.toLowerCase()

/** The value at a path of keys, for readers that take several spellings for one; null where there is none. */
export function nodeSpelled(node: DataNode | null, path: readonly string[], same: SameKey): DataNode | null {
  let at = node
  for (const step of path) at = at?.entries().find(({ key }) => same(key, step))?.node ?? null
  return at
}

/** The value at a path of keys; null where there is none. */
export const nodeAt = (node: DataNode | null, ...path: readonly string[]): DataNode | null =>
  nodeSpelled(node, path, exact)

/** The text of the scalar at a path of keys; null where there is none. */
export const textAt = (node: DataNode | null, ...path: readonly string[]): string | null =>
  nodeAt(node, ...path)?.text ?? null

/** A place that only refers to a key: the whole of a node, quotes left out. */
export function referringPlace(
  node: DataNode,
  place: Pick<Place, 'agent' | 'output' | 'kind' | 'target' | 'host'> & Partial<Pick<Place, 'far'>>,
): Place | null {
  const located = node.place({ ...place, carriage: 'bare' })
  if (located !== null) return indirect(located, place)
  if (node.range === null) return null
  const [start, end] = node.range
  return { ...place, start, end, ...node.positionAt(start), quoting: 'plain' }
}

/** A place that only refers to a key, from the one of the scalar that does. It never blocks a choice. */
export function indirect(
  place: Place | null,
  to: Pick<Place, 'kind' | 'target'> & Partial<Pick<Place, 'far'>>,
): Place | null {
  if (place === null) return null
  const { notEditable: _reason, onlyWhenNamed: _doubt, ...rest } = place
  return { ...rest, ...to }
}

/** Places in file order, each scalar once: one that is reached through an alias too has its own place alone. */
export function inFileOrder(places: readonly (Place | null)[]): readonly Place[] {
  const found = places.filter((place) => place !== null)
  const kept = new Map<number, Place>()
  for (const place of [...found.filter(isFree), ...found])
    if (!kept.has(place.start) && !covered(place, kept)) kept.set(place.start, place)
  return [...kept.values()].sort((a, b) => a.start - b.start)
}

const isFree = (place: Place): boolean => place.notEditable === undefined

// The place that cannot be edited covers the quotes too, and so starts elsewhere.
function covered(place: Place, kept: ReadonlyMap<number, Place>): boolean {
  if (isFree(place)) return false
  for (const own of kept.values())
    if (isFree(own) && own.start >= place.start && own.end <= place.end) return true
  return false
}
