/** A row of the permission list: a heading per resource, then its actions. */
export type PermissionRow =
  | { readonly kind: 'resource'; readonly resource: string; readonly chosen: number; readonly count: number }
  | { readonly kind: 'permission'; readonly name: string; readonly action: string; readonly chosen: boolean }

/** The resource is what stands before the first `.`, `#` or `:`, so that `logs.alerts` stays with `logs`. */
export const resourceOf = (permission: string) => permission.split(/[.#:]/, 1)[0] ?? permission

const folded = (text: string) => text.toLowerCase()

/** The list as it is shown: filtered by every word of the query, grouped by resource, free entries included. */
export function permissionRows(
  known: readonly string[],
  chosen: readonly string[],
  query: string,
): readonly PermissionRow[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  const picked = new Set(chosen.map(folded))
  const names = new Map(known.map((name) => [folded(name), name]))
  for (const name of chosen) if (!names.has(folded(name))) names.set(folded(name), name)
  const groups = new Map<string, string[]>()
  for (const name of [...names.values()].sort((a, b) => a.localeCompare(b, 'en'))) {
    if (!words.every((word) => folded(name).includes(word))) continue
    const resource = resourceOf(name)
    const group = groups.get(resource)
    if (group) group.push(name)
    else groups.set(resource, [name])
  }
  const rows: PermissionRow[] = []
  for (const [resource, group] of groups) {
    const count = group.length
    const chosenHere = group.filter((name) => picked.has(folded(name))).length
    rows.push({ kind: 'resource', resource, chosen: chosenHere, count })
    for (const name of group) {
      rows.push({
        kind: 'permission',
        name,
        action: name.slice(resource.length).replace(/^[.:]/, ''),
        chosen: picked.has(folded(name)),
      })
    }
  }
  return rows
}

/** Whether the query itself can be added: it looks like `resource:Action` and is not in the list. */
export function freeEntry(query: string, known: readonly string[], chosen: readonly string[]): string | null {
  const text = query.trim()
  if (!/^[\w.#-]+:[\w-]+$/.test(text)) return null
  return [...known, ...chosen].some((name) => folded(name) === folded(text)) ? null : text
}
