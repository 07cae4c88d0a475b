import type { Result } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model.ts'
import type { AccountReport, AccountRight } from '../../../shared/providers.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, paint } from '../context.ts'
import { accountDocument } from '../documents.ts'
import { findAccount } from '../find.ts'
import { clean, timeText, wrapped } from '../words.ts'

/** `account show`: everything about an account in one place, never its credential. */
export async function showAccount(c: Context, core: Core, named: string): Promise<Result<void>> {
  const found = findAccount(core, named)
  if (!found.ok) return found
  const report = core.accounts.report(found.value.id)
  if (!report.ok) return report
  const { rights, pages, notes } = report.value
  const { transport, grpcUrl, instance } = found.value
  const document = { ...accountDocument(found.value), transport, grpcUrl, instance, rights, pages }
  answer(c, { ...document, vendorNotes: notes }, describe(c, found.value, report.value))
  return done
}

function describe(c: Context, account: Account, { rights, pages, notes }: AccountReport): string {
  const { sync } = account
  const facts: readonly (readonly [string, string | null])[] = [
    ['Provider', account.provider],
    ['Region', account.region],
    ['API', account.apiUrl],
    ['Ingress', account.ingressUrl || null],
    ['Transport', account.transport],
    ['gRPC', account.grpcUrl],
    ['Instance', account.instance],
    ['Team', account.teamName ?? account.teamId],
    ['User', account.userName],
    ['Last synced', sync.lastSyncedAt === null ? 'never' : timeText(sync.lastSyncedAt)],
    ['Failure', sync.failure?.message ?? null],
  ]
  const width = c.io.columns ?? 100
  const lines = facts.flatMap(([title, text]) =>
    text === null ? [] : [`  ${title.padEnd(12)}${clean(text)}`],
  )
  const sections = [
    paint(c, 'bold', clean(account.name)),
    ...lines,
    ...sync.notes.map((text) => `  ${paint(c, 'amber', '!')} ${clean(text)}`),
    ...(rights.length > 0 ? ['Rights', ...rights.map((right) => rightLine(c, right))] : []),
    ...(pages.length > 0 ? ['Console', ...pages.map(({ label, url }) => `  ${label}: ${url}`)] : []),
  ]
  const told = notes.map(({ title, text }) => `${title}\n${wrapped(text, width, '  ')}`)
  return `${sections.join('\n')}\n${told.join('')}`
}

const colours = { granted: 'green', missing: 'red', unknown: 'dim' } as const

const rightLine = (c: Context, { what, permission, state, evidence }: AccountRight): string =>
  `  ${paint(c, colours[state], state.padEnd(8))} ${clean(what)} (${clean(permission)}): ${clean(evidence)}`
