import type { ShellCommand } from './formats/shell-command.ts'
import { dropStart } from './formats/shell-values.ts'
import { plainText, type ShellWord } from './formats/shell-word.ts'

/** One request that a script makes with curl or grpcurl. */
export interface HttpCommand {
  readonly tool: 'curl' | 'grpcurl'
  /** `name: value`, as one word each. */
  readonly headers: readonly ShellWord[]
  /** Values that are sent as `Authorization: Bearer`. */
  readonly tokens: readonly ShellWord[]
  readonly targets: readonly ShellWord[]
  /** grpcurl fills in `${X}` in headers by itself. */
  readonly expands: boolean
}

const curlLetters = 'AbcCdDeEFhKmoPQrtTuUwxXyYzZ'
const curlNames = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
  continue-at cookie cookie-jar data data-ascii data-binary data-raw data-urlencode dns-servers dump-header
  engine expect100-timeout form form-string interface ip-tos json keepalive-time key key-type limit-rate local-port
  max-filesize max-redirs max-time netrc-file noproxy output output-dir parallel-max pass pinnedpubkey preproxy
  proto proto-default proxy proxy-header proxy-user proxy-cacert proxy-cert proxy-key rate range referer request
  request-target resolve retry retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit
  speed-time stderr time-cond tls-max tls13-ciphers trace trace-ascii unix-socket upload-file url-query user
  user-agent variable write-out expand-data expand-output expand-user`.split(/\s+/),
)
const grpcurlNames = new Set(
  `alts-handshaker-service alts-target-service-account authority cacert cert connect-timeout d format import-path
  keepalive-time key max-msg-sz max-time proto proto-out-dir protoset protoset-out reflect-header servername
  user-agent`.split(/\s+/),
)

/** The requests of one command; none where it runs something else. */
export function httpCommandsIn(command: ShellCommand): readonly HttpCommand[] {
  for (const [index, word] of command.entries()) {
    const tool = /^(?:.*[\\/])?(curl|grpcurl)(?:\.exe)?(?::[\w.-]+)?$/.exec(plainText(word) ?? '')?.[1]
    if (tool === 'curl') return curl(command.slice(index + 1))
    if (tool === 'grpcurl') return [grpcurl(command.slice(index + 1))]
  }
  return []
}

/** The plain text that a word starts with. */
function startOf(word: ShellWord): string {
  let text = ''
  for (const part of word.parts) {
    if (part.kind === 'expansion') break
    text += part.text
  }
  return text
}

interface Gathered {
  headers: ShellWord[]
  tokens: ShellWord[]
  targets: ShellWord[]
}
const nothing = (): Gathered => ({ headers: [], tokens: [], targets: [] })

function curl(words: readonly ShellWord[]): readonly HttpCommand[] {
  const found: Gathered[] = []
  let now = nothing()
  let literal = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index]
    if (word === undefined) break
    const text = startOf(word)
    if (literal || !text.startsWith('-') || text === '-') now.targets.push(word)
    else if (text === '--') literal = true
    else if (text === '--next' || text === '-:') {
      found.push(now)
      now = nothing()
    } else if (text.startsWith('--')) {
      const name = text.slice(2)
      const next = words[index + 1]
      if (next !== undefined && name === 'header') now.headers.push(next)
      if (next !== undefined && name === 'oauth2-bearer') now.tokens.push(next)
      if (next !== undefined && name === 'url') now.targets.push(next)
      if (/^(header|oauth2-bearer|url)$/.test(name) || curlNames.has(name)) index += 1
    } else {
      const at = [...text].findIndex(
        (letter, place) => place > 0 && (letter === 'H' || curlLetters.includes(letter)),
      )
      if (at === -1) continue
      const attached = text.length > at + 1 || word.parts.some(({ kind }) => kind === 'expansion')
      const value = attached ? dropStart(word, at + 1) : words[index + 1]
      if (text[at] === 'H' && value !== undefined) now.headers.push(value)
      if (!attached) index += 1
    }
  }
  return [...found, now].map((each) => ({ ...each, tool: 'curl', expands: false }))
}

/** Go's flags: one dash or two, the value after `=` or in the next word; all before the address. */
function grpcurl(words: readonly ShellWord[]): HttpCommand {
  const now = nothing()
  let expands = false
  for (let index = 0; index < words.length; index++) {
    const word = words[index]
    if (word === undefined) break
    const match = /^--?([A-Za-z][\w-]*)(=?)/.exec(startOf(word))
    if (match === null) {
      now.targets.push(word)
      break
    }
    const [all, name = '', equals] = match
    const value = equals === '=' ? dropStart(word, all.length) : words[index + 1]
    const header = name === 'H' || name === 'rpc-header'
    if (header && value !== undefined) now.headers.push(value)
    if (name === 'expand-headers') expands = true
    if (equals !== '=' && (header || grpcurlNames.has(name))) index += 1
  }
  return { ...now, tool: 'grpcurl', expands }
}
