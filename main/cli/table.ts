import { clean, hanging } from './words.ts'

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Cut first when the table is wider than the terminal. */
  readonly flexible?: boolean
  /** Stands under its row, without its title, where the table would be wider than the terminal. */
  readonly under?: boolean
  /** Wraps a finished cell, for colour. */
  readonly paint?: (cell: string) => string
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

/** The text cut to a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let result = ''
  for (const character of text) {
    if (widthOf(result + character) > width - 1) break
    result += character
  }
  return `${result}…`
}

/** An aligned table with a line of titles; cells are cleaned. `columns` null: nothing is cut. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminalWidth: number | null,
): string {
  const cells = rows.map((row) => columns.map((_, index) => clean(row[index] ?? '')))
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[index] ?? ''))),
  )
  const gap = '  '
  const total = widths.reduce((sum, width) => sum + width, 0) + gap.length * (columns.length - 1)
  let excess = terminalWidth === null ? 0 : total - terminalWidth
  const under = columns.map((column) => excess > 0 && column.under === true)
  widths.forEach((width, index) => {
    if (under[index]) excess -= width + gap.length
  })
  columns.forEach((column, index) => {
    const width = widths[index] ?? 0
    if (!column.flexible || excess <= 0) return
    const kept = Math.max(12, width - excess)
    if (kept >= width) return
    excess -= width - kept
    widths[index] = kept
  })
  const line = (row: readonly string[], painted: boolean) =>
    columns
      .map((column, index) => {
        if (under[index]) return null
        const width = widths[index] ?? 0
        const text = cut(row[index] ?? '', width)
        const padding = ' '.repeat(Math.max(0, width - widthOf(text)))
        const shown = painted && column.paint ? column.paint(text) : text
        return column.align === 'right' ? padding + shown : shown + padding
      })
      .filter((cell) => cell !== null)
      .join(gap)
      .trimEnd()
  const titles = columns.map((column) => column.title)
  const below = (row: readonly string[]) =>
    row.flatMap((cell, index) => (under[index] ? [`    ${hanging(cell, terminalWidth, 4)}`] : []))
  return `${[line(titles, false), ...cells.flatMap((row) => [line(row, true), ...below(row)])].join('\n')}\n`
}
