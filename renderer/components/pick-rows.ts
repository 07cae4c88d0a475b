/** A line of a `PickList`: a heading, or something to pick. */
export type PickRow =
  | { readonly kind: 'heading'; readonly id: string; readonly label: string; readonly note?: string }
  | {
      readonly kind: 'item'
      readonly id: string
      readonly label: string
      /** Spoken instead of the label where that is shortened by its heading. */
      readonly spoken?: string
      readonly note?: string
      readonly mono?: boolean
      /** Stands for several. */
      readonly strong?: boolean
    }

/** The next row that can be picked from `from` in steps of `by`, staying inside the list. */
export function nextPick(rows: readonly PickRow[], from: number, by: number): number {
  const items = rows.flatMap((row, index) => (row.kind === 'item' ? [index] : []))
  if (items.length === 0) return -1
  const at = items.indexOf(from)
  if (at === -1) return by > 0 ? (items[0] ?? -1) : (items.at(-1) ?? -1)
  return items[Math.min(items.length - 1, Math.max(0, at + by))] ?? -1
}
