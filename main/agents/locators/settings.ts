import type { CarriedSetting } from './environment.ts'
import type { DataNode } from './formats/data-node.ts'

/** The variables of a map of names to values. One without a value passes the outer variable through. */
export const mapSettings = (map: DataNode | null): readonly CarriedSetting[] =>
  (map?.entries() ?? []).map(({ key, node }) => ({ name: key, node, skip: 0, from: null }))

/** The variables of a list of `NAME=value`. */
export const listSettings = (list: DataNode | null): readonly CarriedSetting[] =>
  (list?.items() ?? []).flatMap((node) => {
    const text = node.text ?? ''
    const equals = text.indexOf('=')
    return equals < 1 ? [] : [{ name: text.slice(0, equals), node, skip: equals + 1, from: null }]
  })
