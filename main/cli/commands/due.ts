import type { Result } from '../../../shared/errors.ts'
import { latest } from '../../rotation/policy.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, paint } from '../context.ts'
import { dueDocument } from '../documents.ts'
import { parseDuration } from '../duration.ts'
import { table } from '../table.ts'
import { dueText } from '../words.ts'

/** `due`: overdue keys first, then those within the given time. */
export async function due(
  c: Context,
  core: Core,
  options: { readonly within: string },
): Promise<Result<void>> {
  const within = parseDuration(options.within)
  if (!within.ok) return within
  const now = c.io.now()
  const until = now.getTime() + within.value * 1000
  const items = core.reminders
    .due(Math.ceil(within.value / 86_400))
    .filter((item) => Date.parse(item.dueAt) <= until)
  const columns = [
    { title: 'DUE', align: 'right' as const, paint: (cell: string) => dueColour(c, cell) },
    { title: 'NAME', flexible: true },
    { title: 'ACCOUNT' },
    { title: 'ID', flexible: true },
    { title: 'WHY', under: true },
  ]
  const rows = items.map(({ key, dueAt, reason }) => [
    `${dueText(dueAt, now)}${latest(key)}`,
    key.name,
    key.account,
    key.id,
    reason,
  ])
  answer(c, items.map(dueDocument), items.length === 0 ? '' : table(columns, rows, c.io.columns))
  if (items.length === 0) note(c, `No key is due within ${options.within}.`)
  return done
}

const dueColour = (c: Context, cell: string) =>
  paint(c, / ago( |$)/.test(cell.trim()) ? 'red' : 'amber', cell)
