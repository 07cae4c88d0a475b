import type { MaskedChange } from '../../shared/model.ts'
import type { Place } from './agent.ts'

const hidden = '•••'
/** Characters of a line that are shown, and that are looked at: a secret that is cut off is still seen as one. */
const shownLength = 240
const readLength = 480

/** Names whose value is a secret, wherever they stand. Wide on purpose: hiding too much harms nobody. */
const secretName =
  '[\\w.-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|auth|cookie|signature|connection[_-]?string|dsn|key)[\\w.-]*'
// To the end of the line: what follows a secret's name is hidden with it, however it is quoted or spaced.
const assignment = new RegExp(
  `((?:^|[\\s{,;"'\\[=(&?])["']?${secretName}["']?\\s*(?:=>|[:=])\\s*` +
    `|^\\s*(?:-\\s+)?["']?(?:add\\s+|header\\s+|set\\s+)?${secretName}\\s+)(\\S.*)$`,
  'i',
)
const authorization =
  /(\b(?:Bearer|Basic|ApiKey|Token|Splunk|Digest|AWS4-HMAC-SHA256)(?:\s+|%20))([^\s"',}\]]+)/gi
const userInfo = /(:\/\/)[^/\s@]+@/g
const longToken = /(?=[A-Za-z0-9_=+-]*\d)(?=[A-Za-z0-9_=+-]*[A-Za-z])[A-Za-z0-9_=+-]{20,}/g
// Control and direction characters could make a line look like another one.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
/** A reference and nothing else, without a default, which could be a value. */
const reference = /^["']?(?:\$\{(?:env:|file:)?[\w./]+\}|\$\w+|SECRET\[[\w.]+\])["']?(?:\s+#.*)?$/
/** What stands before a value that is cut out: its quote and scheme. */
const onlyScheme = /^["']?(?:authorization\s+)?(?:bearer(?:\s+|%20)?)?$/i
const path = /^["']?[\w.\-/\\:~ ]+["']?$/

/** Hides everything in a piece of a line that looks like a secret. References such as `${env:X}` stay. */
export function maskText(text: string): string {
  const line = text.slice(0, readLength).replaceAll('\t', '    ').replace(invisible, '')
  const named = line.replace(assignment, (all, name: string, value: string) => {
    const known = reference.test(value) || onlyScheme.test(value) || /^[|>][-+\d]*\s*$/.test(value)
    const file = /_file["']?\s*[:=]?\s*$/i.test(name) && path.test(value)
    return known || file ? all : `${name}${hidden}`
  })
  return named
    .replace(userInfo, `$1${hidden}@`)
    .replace(authorization, (all, scheme: string, value: string) =>
      reference.test(value) || value.startsWith(hidden) ? all : `${scheme}${hidden}`,
    )
    .replace(longToken, hidden)
    .slice(0, shownLength)
}

/** How a located value is shown: the key's name and a tag. */
export interface Label {
  readonly place: Place
  readonly before: string
  /** Set where the plan changes it. */
  readonly after: string | null
}

/**
 * The changed lines of a file with up to two lines around, everything secret hidden: values at located places become
 * their labels, everything else that looks like a secret becomes dots. No value reaches the result.
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
      return here.some((label) => label.place.end > start) || inBlock[index] ? hidden : maskText(line)
    let shown = ''
    let from = start
    for (const label of own) {
      shown +=
        maskText(text.slice(from, label.place.start)) +
        (which === 'after' ? (label.after ?? label.before) : label.before)
      from = Math.min(label.place.end, start + line.length)
    }
    return shown + maskText(text.slice(from, start + line.length))
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
  return lines.map((line) => {
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
