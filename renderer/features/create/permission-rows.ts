/** A row of the permission list: a heading per resource, or all of a group; then its actions. */
export type PermissionRow =
  | { readonly kind: 'resource'; readonly resource: string; readonly chosen: number; readonly count: number }
  | {
      readonly kind: 'group'
      readonly group: string
      /** Those of it that are shown. */
      readonly permissions: readonly string[]
      readonly chosen: number
    }
  | { readonly kind: 'permission'; readonly name: string; readonly action: string; readonly chosen: boolean }

export interface PermissionGroup {
  readonly name: string
  readonly permissions: readonly string[]
}

/** The resource is what stands before the first `.`, `#` or `:`, so that `logs.alerts` stays with `logs`. */
export const resourceOf = (permission: string) => permission.split(/[.#:]/, 1)[0] ?? permission

const folded = (text: string) => text.toLowerCase()
const byName = (a: string, b: string) => a.localeCompare(b, 'en')

/**
 * The list as it is shown: filtered by every word of the query, free entries included. With the vendor's groups, by
 * those, each with a row for the whole of it; what is in none, and all where there are no groups, by resource.
 */
export function permissionRows(
  known: readonly string[],
  chosen: readonly string[],
  query: string,
  groups: readonly PermissionGroup[] = [],
): readonly PermissionRow[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  const picked = new Set(chosen.map(folded))
  const names = new Map(known.map((name) => [folded(name), name]))
  for (const name of chosen) if (!names.has(folded(name))) names.set(folded(name), name)
  const grouped = new Set<string>()
  const row = (name: string, action: string): PermissionRow => {
    return { kind: 'permission', name, action, chosen: picked.has(folded(name)) }
  }
  const countOf = (list: readonly string[]) => list.filter((name) => picked.has(folded(name))).length

  const rows: PermissionRow[] = []
  for (const { name: group, permissions } of groups) {
    const own = permissions.filter((name) => !grouped.has(folded(name)))
    for (const name of own) grouped.add(folded(name))
    // The group's own name finds the whole of it.
    const shown = own
      .filter((name) => words.every((word) => folded(`${group} ${name}`).includes(word)))
      .sort(byName)
    if (shown.length === 0) continue
    rows.push({ kind: 'group', group, permissions: shown, chosen: countOf(shown) })
    rows.push(...shown.map((name) => row(name, name)))
  }

  const resources = new Map<string, string[]>()
  for (const name of [...names.values()].sort(byName)) {
    if (grouped.has(folded(name))) continue
    if (!words.every((word) => folded(name).includes(word))) continue
    const resource = resourceOf(name)
    const list = resources.get(resource)
    if (list) list.push(name)
    else resources.set(resource, [name])
  }
  for (const [resource, list] of resources) {
    rows.push({ kind: 'resource', resource, chosen: countOf(list), count: list.length })
    rows.push(...list.map((name) => row(name, name.slice(resource.length).replace(/^[.:]/, ''))))
  }
  return rows
}

/** Whether the query itself can be added: it looks like `resource:Action` and is not in the list. */
export function freeEntry(query: string, known: readonly string[], chosen: readonly string[]): string | null {
  const text = query.trim()
  if (!/^[\w.#-]+:[\w-]+$/.test(text)) return null
  return [...known, ...chosen].some((name) => folded(name) === folded(text)) ? null : text
}
