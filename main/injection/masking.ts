import type { MaskedChange } from '../../shared/model.ts'
import type { Place } from '../agents/agent.ts'
import { hideTokens, maskAfter, maskBefore, maskLine, secretName } from './masked-line.ts'

const hidden = '•••'
/** Of a line that may be megabytes long this much is looked at. */
const readLength = 480

/** How a located value is shown: the key's name and a tag. */
export interface Label {
  readonly place: Place
  readonly before: string
  /** Set where the plan changes it. */
  readonly after: string | null
}

/** References without a default, which could be a value; paths and names of files. */
const plainReference =
  /^(?:\$\{(?:env:)?[\w.]+\}|\$\{file:[\w./\\:~-]+\}|\$\w+|#\{ENV\[["']?\w+["']?\]\}|SECRET\[[\w.-]+\]|@\{[\w.:-]+\}|%\{\w+\}|[\w.:~-]*[/\\][\w./\\~-]+|[\w-]+\.[\w.-]+)$/

/** A reference as it stands in a config, as far as it can hold nothing else. */
export const shownReference = (text: string): string =>
  text.length <= 240 && plainReference.test(text) ? hideTokens(text) : 'a reference'

/**
 * The changed lines of a file with up to two lines around: values at located places become their labels, and of
 * everything else only what `masked-line.ts` allows is shown. No value reaches the result.
 */
export function maskedChanges(text: string, labels: readonly Label[]): readonly MaskedChange[] {
  const raw = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
  const starts = lineStarts(text)
  const inBlock = hiddenBlocks(raw)
  const render = (index: number, which: 'before' | 'after'): string => {
    const start = starts[index] ?? 0
    const line = raw[index] ?? ''
    const here = labels.filter(
      (label) => label.place.start < start + line.length + 1 && label.place.end > start - 1,
    )
    const own = here.filter((label) => label.place.start >= start && label.place.start <= start + line.length)
    if (own.length === 0)
      return here.some((label) => label.place.end > start) || inBlock[index] ? hidden : maskLine(line)
    let shown = ''
    let from = start
    for (const label of own) {
      shown +=
        maskBefore(text.slice(from, label.place.start)) +
        (which === 'after' ? (label.after ?? label.before) : label.before)
      from = Math.min(label.place.end, start + line.length)
    }
    return shown + maskAfter(text.slice(from, start + line.length))
  }
  const changedLines = new Set(
    labels.filter((label) => label.after !== null).map((label) => label.place.line - 1),
  )
  const around = (indexes: readonly number[]): readonly string[] =>
    indexes.filter((index) => index >= 0 && index < raw.length).map((index) => render(index, 'after'))
  return labels
    .filter((label) => label.after !== null)
    .map(({ place }) => {
      const index = place.line - 1
      // Context is what does not change; a changed neighbour is a change of its own.
      const unchanged = (wanted: readonly number[]) => wanted.filter((each) => !changedLines.has(each))
      return {
        line: place.line,
        output: place.output,
        before: render(index, 'before'),
        after: render(index, 'after'),
        contextBefore: around(unchanged([index - 2, index - 1])),
        contextAfter: around(unchanged([index + 1, index + 2])),
      }
    })
}

function lineStarts(text: string): readonly number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Lines below a secret's name that belong to it: a block value, a folded one, a PEM block. */
function hiddenBlocks(lines: readonly string[]): readonly boolean[] {
  const opens = new RegExp(
    `^\\s*(?:- )?["']?${secretName}["']?\\s*[:=]\\s*([|>][-+\\d]*|"[^"]*|'[^']*)?\\s*(?:#.*)?$`,
    'i',
  )
  let parent: number | null = null
  let pem = false
  return lines.map((whole) => {
    const line = whole.slice(0, readLength)
    const indent = /^\s*/.exec(line)?.[0].length ?? 0
    if (/-----BEGIN /.test(line)) pem = true
    const inPem = pem
    if (/-----END /.test(line)) pem = false
    if (parent !== null && line.trim() !== '' && indent <= parent) parent = null
    const inside = parent !== null && !/^\s*[\w./-]+\s*:(\s|$)/.test(line)
    if (parent === null && opens.test(line)) parent = indent
    return inPem || inside
  })
}
