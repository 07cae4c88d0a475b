import { resolve } from 'node:path'
import { fail, type Result } from '../../../shared/errors.ts'
import type { Finding, ScanProgress, ScanReport } from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, paint } from '../context.ts'
import { findingDocument } from '../documents.ts'
import { findAccount, findFiles, shortPath } from '../find.ts'
import { clean, count, listText } from '../words.ts'

export interface ScanOptions {
  readonly account?: string
  readonly ignoreFiles: boolean
  readonly histories: boolean
}

/** `scan`: every use of every known key below the paths. Ctrl-C ends it; what was found until then is printed. */
export async function scan(
  c: Context,
  core: Core,
  paths: readonly string[],
  options: ScanOptions,
): Promise<Result<void>> {
  const folders = findFiles(c, paths)
  if (!folders.ok) return fail('not-found', folders.failure.message.replace('no file', 'no folder or file'))
  const account = options.account === undefined ? null : findAccount(core, options.account)
  if (account && !account.ok) return account
  const stop = new AbortController()
  const release = c.io.onInterrupt(() => stop.abort())
  const { histories, ignoreFiles: honourIgnoreFiles } = options
  const line = progressLine(c)
  const scanned = await core.scans
    .run({ folders: [...folders.value], histories, honourIgnoreFiles }, line.show, stop.signal)
    .finally(() => {
      line.end()
      release()
    })
  if (!scanned.ok) return scanned
  const report = scanned.value
  const findings = report.findings.filter(
    ({ accountId }) => account === null || accountId === null || accountId === account.value.id,
  )
  answer(c, findings.map(findingDocument), findingsText(c, findings))
  if (findings.length > 0 && c.io.stdoutIsTty) note(c, '')
  for (const said of summary(c, report, findings)) note(c, said)
  if (!report.cancelled) return done
  return fail(
    'interrupted',
    'The scan was stopped. What was found until then is kept.',
    'Scan again for the rest.',
  )
}

/** The one line on a terminal that shows how far the scan is. */
function progressLine(c: Context) {
  let shown = false
  return {
    show: ({ files, bytes, found }: ScanProgress) => {
      if (c.json || !c.io.canAsk) return
      shown = true
      c.io.err(`\r\u001b[KScanning: ${count(files, 'file')}, ${megabytes(bytes)}, ${found} found`)
    },
    end: () => {
      if (shown) c.io.err('\r\u001b[K')
    },
  }
}

const colours = { problem: 'red', notice: 'amber', fine: 'green' } as const
const marks = { problem: '✗', notice: '!', fine: '✓' } as const

function findingsText(c: Context, findings: readonly Finding[]): string {
  const files = new Map<string, Finding[]>()
  for (const finding of findings) files.set(finding.file, [...(files.get(finding.file) ?? []), finding])
  return [...files]
    .map(([file, inFile]) => {
      const lines = inFile.flatMap(({ line, level, sentence, next, advice }) => [
        `  ${paint(c, colours[level], marks[level])} line ${line}: ${clean(sentence)}\n`,
        advice === null ? [] : `      ${clean(advice)}\n`,
        next === '' ? [] : `      ${clean(next)}\n`,
      ])
      return [`${paint(c, 'bold', shortPath(c, file))}\n`, ...lines.flat()].join('')
    })
    .join('\n')
}

const megabytes = (bytes: number): string =>
  bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`

function summary(c: Context, report: ScanReport, findings: readonly Finding[]): readonly string[] {
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000
  const problems = findings.filter(({ level }) => level === 'problem').length
  const { binary, large, ignored, unreadable, unreadableNames } = report.skipped
  const skipped = [
    binary > 0 ? `${binary} binary` : [],
    large > 0 ? `${large} too large` : [],
    ignored > 0 ? `${ignored} ignored` : [],
    unreadable > 0 ? `${unreadable} unreadable` : [],
  ].flat()
  const names = unreadableNames.map((name) => shortPath(c, resolve(c.io.cwd, name)))
  const more = unreadable > names.length ? [`${unreadable - names.length} more`] : []
  return [
    `${count(findings.length, 'place')}, ${count(problems, 'problem')}. Read ${count(report.files, 'file')}, ${megabytes(report.bytes)}, in ${seconds.toFixed(1)} s${skipped.length === 0 ? '' : `; skipped ${listText(skipped)}`}.`,
    ...(names.length === 0 ? [] : [`Could not be read: ${listText([...names, ...more])}.`]),
  ]
}
