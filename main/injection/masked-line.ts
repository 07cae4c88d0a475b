/*
 * How the lines of a config are shown. What a file holds beside a key (other vendors' tokens, passwords, a value in a
 * comment) has no common look, so nothing is shown because it looks harmless: shown are names, references, and the
 * settings that are public by what they are.
 */

const hidden = '•••'
/** Characters of a line that are shown, and that are looked at. */
const shownLength = 240
const readLength = 480

/** Names whose value is a secret, wherever they stand. */
export const secretName =
  '[\\w.-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|auth|cookie|signature|connection[_-]?string|dsn|key)[\\w.-]*'
const isSecretName = new RegExp(`^${secretName}$`, 'i')

/** Names, or the ends of names, whose value says where or how data goes, never with what right. */
const publicName =
  /(?:^|[._-])(?:name|alias|match|match_regex|host|hostname|port|uri|url|endpoint|address|domain|region|format|tls|verify|insecure|insecure_skip_verify|compress|compression|timeout|interval|level|type|protocol|transport|receivers|processors|exporters|extensions|application|application_name|subsystem|subsystem_name|job_name|retry_limit|workers|flush)$/i
const publicValue = /^(["']?)(?:[\w.\-/:*, ]{1,120}|\[[\w.\-/:*, ]{0,120}\])\1$/
const url = /^(["']?)([a-z][a-z0-9+.-]*:\/\/)([^\s"']*)\1$/i
/** A part of a URL's path that everybody uses; a webhook's path is a secret. */
const publicSegment = /^(?:[a-z]{1,20}|v\d{1,2})$/

/** A reference and nothing else, without a default, which could be a value. */
const reference = /^["']?(?:\$\{(?:env:|file:)?[\w./]+\}|\$\w+|SECRET\[[\w.]+\])["']?(?:\s+#.*)?$/
const structure = /^(?:[|>][-+\d]*|\{|\[|\{\}|\[\]|true|false|null|yes|no|on|off)?\s*$/i
const path = /^["']?[\w.\-/\\:~ ]+["']?$/
const longToken = /(?=[A-Za-z0-9_+-]*\d)(?=[A-Za-z0-9_+-]*[A-Za-z])[A-Za-z0-9_+-]{20,}/g
// Control and direction characters could make a line look like another one.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** `name: value`, `name=value`, `name => value`, with what stands before the name. */
const assignment = /^(\s*(?:-\s+)*(?:export\s+)?)(["']?[\w.\-/]+["']?)(\s*(?:=>|=|:(?=\s|$))\s*)(.*)$/
/** `Name value` of Fluent Bit's classic format, for names that say what the value is. */
const property = /^(\s*)((?:(?:header|add|set)\s+)?[\w.-]+)(\s+)(\S.*)$/i
/** A comment of plain words; one that speaks of a secret may quote it. */
const plainComment = /^#+[A-Za-z',.() -]*$/
const showsComment = (comment: string): boolean =>
  plainComment.test(comment) &&
  !comment.split(/[^A-Za-z]+/).some((word) => word !== 'key' && isSecretName.test(word))
const section = /^\s*\[[\w .-]{1,40}\]\s*$/

/** What may stand before the name on a line: list dashes, `export`, systemd's `Environment=`, the maps that it is in. */
const opening = /^[\s"',}\]]*(?:-\s+)*(?:export\s+|Environment\s*=\s*)?(?:["']?[\w.-]+["']?:\s*)?[[{]?\s*$/
const ownName =
  /(?:header\s+)?["']?[\w.-]+["']?(?:\s*(?:=>|[:=])\s*|\s+)["']?(?:authorization\s+)?(?:bearer(?:\s+|%20)?)?$/i
const leadingName = /^\s*(?:-\s+)*(?:export\s+)?["']?[\w.-]+["']?\s*[:=]\s*/

const bare = (text: string): string =>
  text.slice(0, readLength).replaceAll('\t', '    ').replace(invisible, '')
/** A text without what is as long and mixed as a key. */
export const hideTokens = (text: string): string => text.replace(longToken, hidden)
const cut = (text: string): string => hideTokens(text).slice(0, shownLength)
const unquoted = (text: string): string => text.replace(/^["']|["']$/g, '')

/** A whole line that carries no located place. */
export function maskLine(text: string): string {
  const line = bare(text)
  if (line.trim() === '' || section.test(line)) return cut(line)
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  if (/^\s*[#;]/.test(line)) return cut(showsComment(line.trim()) ? line : `${indent}# ${hidden}`)
  const [, before = '', name = '', between = '', value = ''] = assignment.exec(line) ?? []
  if (name !== '') return cut(`${before}${name}${between}`) + shownValue(unquoted(name), value)
  const [, , word = '', gap = '', rest = ''] = property.exec(line) ?? []
  if (publicName.test(word) || isSecretName.test(word)) {
    return cut(`${indent}${word}${gap}`) + shownValue(word, rest)
  }
  const header = /^(?:header|add|set)\s+[\w.-]+$/i.test(word)
  return cut(header ? `${indent}${word}${gap}${hidden}` : `${indent}${hidden}`)
}

function shownValue(name: string, value: string): string {
  if (structure.test(value) || reference.test(value)) return cut(value)
  if (/_file$/i.test(name) && path.test(value)) return cut(value)
  if (!publicName.test(name) || isSecretName.test(name)) return hidden
  const [, quote = '', scheme, rest = ''] = url.exec(value) ?? []
  if (scheme !== undefined) return cut(`${quote}${scheme}${shownAddress(rest)}${quote}`)
  return publicValue.test(value) ? cut(value) : hidden
}

/** Host and port; of the path only what everybody uses; nothing before an `@` and no query. */
function shownAddress(rest: string): string {
  const at = rest.lastIndexOf('@')
  const [host = '', ...segments] =
    rest
      .slice(at + 1)
      .split(/[?#]/, 1)[0]
      ?.split('/') ?? []
  const shown = segments.map((segment) => (segment === '' || publicSegment.test(segment) ? segment : hidden))
  const query = /[?#]/.test(rest) ? `?${hidden}` : ''
  return `${at === -1 ? '' : `${hidden}@`}${[host, ...shown].join('/')}${query}`
}

/** What stands on a line before a located place, or between two: the name, quote and scheme of the place itself. */
export function maskBefore(text: string): string {
  const line = bare(text)
  if (opening.test(line)) return cut(line)
  const own = ownName.exec(line)
  const head = own ? line.slice(0, own.index) : line
  const name = own?.[0] ?? ''
  if (opening.test(head)) return cut(head + name)
  return cut(`${leadingName.exec(head)?.[0] ?? /^\s*/.exec(head)?.[0] ?? ''}${hidden} ${name}`)
}

/** What stands on a line behind the last located place. */
export function maskAfter(text: string): string {
  const line = bare(text)
  const closing = /^["']?[\s,}\]]*/.exec(line)?.[0] ?? ''
  const rest = line.slice(closing.length)
  return closing.slice(0, shownLength) + (rest === '' || showsComment(rest) ? cut(rest) : hidden)
}
