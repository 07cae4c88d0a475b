import type { AgentId, Finding, FoundIn, KeyRef, ScanReport } from '../../../shared/model.ts'
import { count } from '../../words.ts'

export type Level = Finding['level']

/** Problems first. */
export const levels: readonly { readonly level: Level; readonly title: string; readonly word: string }[] = [
  { level: 'problem', title: 'Problems', word: 'Problem' },
  { level: 'notice', title: 'Worth a look', word: 'Worth a look' },
  { level: 'fine', title: 'Fine', word: 'Fine' },
]

export const foundInWords: Readonly<Record<FoundIn, string | null>> = {
  config: null,
  history: 'Shell history',
  backup: 'Backup',
  other: 'Not a config',
}

/** One row of the list: a finding, with the headings that come before it. */
export interface FindingRow {
  readonly finding: Finding
  /** Set on the first of its level: how many there are. */
  readonly startsLevel: number | null
  readonly startsFile: boolean
}

/** Counts by level. */
export function countLevels(findings: readonly Finding[]): Readonly<Record<Level, number>> {
  const counts = { problem: 0, notice: 0, fine: 0 }
  for (const { level } of findings) counts[level] += 1
  return counts
}

/** Findings by level, then by file and line; `text` is looked for in all that is shown of one. */
export function findingRows(
  findings: readonly Finding[],
  only: Level | null,
  text: string,
  agentNames: ReadonlyMap<AgentId, string>,
): readonly FindingRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (finding: Finding) => {
    if (words.length === 0) return true
    const agent = finding.agent ? (agentNames.get(finding.agent) ?? finding.agent) : ''
    const chain = finding.chain.map((link) => `${link.file} ${link.text}`).join(' ')
    const all =
      `${finding.file}:${finding.line} ${finding.keyName} ${finding.account} ${agent} ${finding.output} ${finding.sentence} ${finding.next} ${chain} ${foundInWords[finding.foundIn] ?? ''}`.toLowerCase()
    return words.every((word) => all.includes(word))
  }
  const shown = findings.filter(fits)
  return levels.flatMap(({ level }) => {
    if (only !== null && only !== level) return []
    // By file and line, as the report has them.
    const here = shown.filter((finding) => finding.level === level)
    return here.map((finding, index) => ({
      finding,
      startsLevel: index === 0 ? here.length : null,
      startsFile: here[index - 1]?.file !== finding.file,
    }))
  })
}

export const problemsOf = (report: ScanReport | null): readonly Finding[] =>
  report?.findings.filter((finding) => finding.level === 'problem') ?? []

/** The key that a finding names, or null. */
export const refOfFinding = ({ accountId, keyId }: Finding): KeyRef | null =>
  accountId && keyId ? { accountId, keyId } : null

/** What a scan came to, in one sentence. */
export function resultSentence(report: ScanReport): string {
  const found = report.findings.length
  const problems = problemsOf(report).length
  const what = found === 0 ? 'No key found' : `${count(found, 'place')} found`
  const bad = problems > 0 ? `, ${count(problems, 'problem')}` : ''
  return `${report.cancelled ? 'Cancelled. ' : ''}${what} in ${count(report.files, 'file')}${bad}.`
}
