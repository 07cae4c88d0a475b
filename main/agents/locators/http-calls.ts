import { ok, type Result } from '../../../shared/errors.ts'
import type { AgentId, KeyType } from '../../../shared/model.ts'
import type { Place } from '../agent.ts'
import { readShell } from './formats/shell-command.ts'
import { assignmentsIn, type Piece, type Reading, readingsOf, readingText } from './formats/shell-values.ts'
import type { ShellExpansion, ShellWord } from './formats/shell-word.ts'
import type { VendorHost } from './hosts.ts'
import { type HttpCommand, httpCommandsIn } from './http-commands.ts'
import { type Purpose, targetOf } from './http-purpose.ts'
import { bearerTokenStart, looksLikeKey, type Position, positionsIn } from './text.ts'

const takenBy: Readonly<Partial<Record<AgentId, readonly KeyType[]>>> = {
  'custom-metrics': ['send-your-data'],
  'grafana-api': ['team', 'personal'],
  'metrics-cardinality': ['team', 'personal'],
  'aggregations-io': ['personal', 'org-wide'],
}

/** Whether a text is a script whose requests with curl or grpcurl are this agent's. */
export function callsAgent(
  text: string,
  hosts: readonly VendorHost[],
  fileName: string,
  agent: AgentId,
): boolean {
  if (
    !/\b(?:grp)?curl\b/.test(text) ||
    !/\b(?:authorization|x-api-token|private_key|token)\s*:|--oauth2-bearer/i.test(text)
  )
    return false
  if (!isScript(text, fileName)) return false
  const located = locateCalls(text, hosts)
  if (located.ok) return located.value.some((place) => place.agent === agent)
  // A script that cannot be read is still somebody's: the user hears why it is left alone.
  return (text.match(/\b(?:https?:\/\/)?[\w.-]{1,250}\.[a-z]{2,20}(?::\d+)?(?:\/[^\s"']*)?/gi) ?? []).some(
    (address) => {
      const target = targetOf(address, hosts)
      return typeof target === 'object' && target.agent === agent
    },
  )
}

/** Documentation and pipelines hold commands too, but they are no scripts. A shell's history is not ours to edit. */
function isScript(text: string, fileName: string): boolean {
  const interpreter = /^#!(.*)/.exec(text)?.[1]
  if (interpreter !== undefined) return /\b(?:ba|z|k|da|a)?sh\b/.test(interpreter)
  const name = fileName.split(/[\\/]/).at(-1) ?? ''
  if (/\.(?:sh|bash|zsh|ksh|dash|command)$/i.test(name)) return true
  if (/\.|_history$|^(?:Makefile|Dockerfile|Jenkinsfile)/i.test(name)) return false
  return /^[ \t]*(?:[A-Za-z_]\w*=\S* +)*(?:grp)?curl[ \t]/m.test(text)
}

/** The words, operators and comments, to prove that a splice changed nothing else. Fails like `readShell`. */
export function callTree(text: string): Result<unknown> {
  const script = readShell(text)
  return script.ok ? ok(script.value.tokens) : script
}

/**
 * Every key that a script sends with curl or grpcurl to a host of `hosts`: in the header itself, or where the script
 * sets the variable that stands there. Fails like `readShell`.
 */
export function locateCalls(text: string, hosts: readonly VendorHost[]): Result<readonly Place[]> {
  const script = readShell(text)
  if (!script.ok) return script
  const { commands } = script.value
  const variables = assignmentsIn(commands)
  const places: Place[] = []
  const elsewhere: Piece[] = []
  const positionAt = positionsIn(text)
  for (const command of commands.flatMap((each) => httpCommandsIn(each))) {
    const targets = command.targets.flatMap((word) =>
      readingsOf(word, variables).map((reading) => targetOf(readingText(reading), hosts)),
    )
    const headers = command.headers.flatMap((word) => readingsOf(word, variables))
    const purposes = targets.filter((target) => typeof target === 'object')
    if (targets.includes('foreign')) elsewhere.push(...headers.flat())
    const purpose = purposes[0] ?? (targets.includes('unknown') ? someIngress : undefined)
    if (purpose === undefined || purposes.some(({ agent }) => agent !== purpose.agent)) continue
    const host = purposes.every((each) => each.host === purpose.host) ? purpose.host : null
    const found = headers.flatMap((reading) => {
      const at = tokenAt(readingText(reading), purpose)
      return at === null ? [] : [{ reading, ...at }]
    })
    if (Object.hasOwn(purpose.headers, 'authorization'))
      for (const reading of command.tokens.flatMap((word) => readingsOf(word, variables)))
        found.push({ reading, from: 0, to: readingText(reading).length })
    for (const { reading, from, to } of found)
      places.push(
        ...placesIn({ reading, from, to, command, purpose: { ...purpose, host }, positionAt, variables }),
      )
  }
  return ok(settled(places, elsewhere))
}

const someIngress: Purpose = {
  agent: 'custom-metrics',
  provider: 'coralogix',
  host: null,
  headers: { authorization: 'bearer' },
}

/** Where the key stands in `name: value`; null for another header or another scheme. */
function tokenAt(header: string, purpose: Purpose): { readonly from: number; readonly to: number } | null {
  const match = /^\s*([\w-]+)\s*:[ \t]*/.exec(header)
  const name = match?.[1]?.toLowerCase() ?? ''
  if (match === null || !Object.hasOwn(purpose.headers, name)) return null
  const form = purpose.headers[name]
  const value = header.slice(match[0].length)
  const bearer = form === 'bare' ? 0 : bearerTokenStart(value)
  // `Basic …` is never a key of ours.
  const skip = bearer ?? (form === 'bare-or-bearer' && !/^\w+[ \t]/.test(value) ? 0 : null)
  if (skip === null) return null
  const from = match[0].length + skip
  return { from, to: from + header.slice(from).trimEnd().length }
}

interface Found {
  readonly reading: Reading
  readonly from: number
  readonly to: number
  readonly command: HttpCommand
  readonly purpose: Purpose
  readonly positionAt: (offset: number) => Position
  readonly variables: ReadonlyMap<string, readonly ShellWord[]>
}

function placesIn(all: Found): readonly Place[] {
  const { reading, from, to, command, purpose, positionAt } = all
  const over: { readonly piece: Piece; readonly from: number; readonly to: number }[] = []
  let offset = 0
  for (const piece of reading) {
    const cut = { from: Math.max(0, from - offset), to: Math.min(piece.text.length, to - offset) }
    if (cut.to > cut.from) over.push({ piece, ...cut })
    offset += piece.text.length
  }
  const first = over[0]
  if (first === undefined) return []
  const { piece } = first
  const types = takenBy[purpose.agent]
  const base = (start: number, end: number, output: string): Place => ({
    start,
    end,
    ...positionAt(start),
    agent: purpose.agent,
    output,
    kind: 'literal',
    target: null,
    quoting: piece.quote,
    ...(purpose.provider === 'coralogix' ? {} : { provider: purpose.provider }),
    ...(types === undefined ? {} : { takes: types }),
    host: purpose.host,
  })
  const places: Place[] = []
  const by = over.length === 1 ? piece.through : null
  if (by !== null)
    places.push({
      ...base(by.start, by.start + by.source.length, command.tool),
      kind: 'env',
      target: by.name,
    })
  const start = piece.start + (piece.exact ? first.from : 0)
  const end = piece.exact ? piece.start + first.to : piece.start + piece.text.length
  const place = base(start, end, piece.setAs ?? command.tool)
  if (over.length > 1)
    return [{ ...base(start, end, command.tool), notEditable: 'the script puts it together from pieces' }]
  if (piece.unknown !== null)
    return [...places, unknownPlace(base(...shownRange(piece.unknown), place.output), piece.unknown)]
  const token = piece.text.slice(first.from, first.to)
  const doubt =
    piece.defaultOf !== null
      ? `it is only the default for where the variable ${piece.defaultOf} is not set`
      : purpose.host === null && !looksLikeKey(token)
        ? 'the script does not say where it is sent'
        : null
  const reference = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(token)
  if (reference !== null && command.expands && piece.quote === 'single') {
    const name = reference[1] ?? reference[2] ?? ''
    const set = (all.variables.get(name) ?? []).flatMap((word) => readingsOf(word, all.variables, [name]))
    return [
      ...places,
      { ...place, kind: 'env', target: name },
      ...set.flatMap((inner) =>
        placesIn({ ...all, reading: inner, from: 0, to: readingText(inner).length }).map((far) => ({
          ...far,
          output: name,
        })),
      ),
    ]
  }
  const reason = whyNotEditable(piece, token)
  return [
    ...places,
    {
      ...place,
      ...(reason === null ? {} : { notEditable: reason }),
      ...(doubt === null ? {} : { onlyWhenNamed: doubt }),
    },
  ]
}

function whyNotEditable(piece: Piece, token: string): string | null {
  if (!piece.exact) return 'it is written with escapes'
  if (/\s/.test(token)) return 'there is more than the key in it'
  if (token.includes('$')) return 'in these quotes the shell fills nothing in: the text is sent as it stands'
  if (piece.quote === 'plain' && /[*?[\]{}~!=^]/.test(token))
    return 'the shell may read its signs as a pattern'
  return null
}

const printedFile = /^\$\((?:cat[ \t]+|<[ \t]*)(["']?)([^\s"'$`;|&()<>]+)\1[ \t]*\)$/

/** The part of a reference that can be shown: a default or a command may hold a secret. */
function shownRange({ source, start, name, fallback }: ShellExpansion): [number, number] {
  if (name !== null && fallback !== null) return [start + 2, start + 2 + name.length]
  const whole = name !== null || source.length < 3 || printedFile.test(source)
  return [start, start + (whole ? source.length : source.startsWith('`') ? 1 : 2)]
}

/** A value that the script gets when it runs. */
function unknownPlace(place: Place, { source, name }: ShellExpansion): Place {
  if (name !== null) return { ...place, kind: 'env', target: name }
  const path = printedFile.exec(source)?.[2]
  if (path !== undefined)
    return { ...place, kind: 'file', target: path, far: { kind: 'file', path, form: 'whole' } }
  if (/^[$<>]\(|^`/.test(source))
    return { ...place, kind: 'secret', target: 'of a command', notEditable: 'it is what a command prints' }
  return { ...place, kind: 'env', target: null, notEditable: 'the script gets it when it runs' }
}

/** Each place once. What two requests of different kinds use, or one to somebody else too, is not changed unasked. */
function settled(places: readonly Place[], elsewhere: readonly Piece[]): readonly Place[] {
  const kept = new Map<number, Place>()
  for (const place of places) {
    const before = kept.get(place.start)
    if (before === undefined) kept.set(place.start, place)
    else if (before.agent !== place.agent)
      kept.set(place.start, {
        ...before,
        notEditable: `${before.agent} and ${place.agent}, which need different keys, both use it`,
      })
    else if (before.host !== place.host) kept.set(place.start, { ...before, host: null })
  }
  const sentElsewhere = coveredBy(elsewhere.filter(({ unknown }) => unknown === null))
  return [...kept.values()]
    .map((place) =>
      place.kind === 'literal' && sentElsewhere(place)
        ? { ...place, onlyWhenNamed: 'it is sent to a host of somebody else too' }
        : place,
    )
    .sort((a, b) => a.start - b.start)
}

/** Whether a place stands in one of the pieces. */
function coveredBy(pieces: readonly Piece[]): (place: Place) => boolean {
  const sorted = [...pieces].sort((a, b) => a.start - b.start)
  let furthest = 0
  const ends = sorted.map(({ start, text }) => {
    furthest = Math.max(furthest, start + text.length)
    return furthest
  })
  return ({ start, end }) => {
    let count = 0
    for (let above = sorted.length; count < above; ) {
      const middle = (count + above) >> 1
      if ((sorted[middle]?.start ?? 0) <= start) count = middle + 1
      else above = middle
    }
    return count > 0 && (ends[count - 1] ?? 0) >= end
  }
}
