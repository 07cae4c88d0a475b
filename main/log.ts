import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Failure, failureCodes } from '../shared/errors.ts'

/**
 * The one logger. It exists to explain failures, and it never sees more than that takes: every field is on a list,
 * whatever else a caller passes is dropped at the sink, and what looks like a value is cut out of the texts.
 */

const levels = ['debug', 'info', 'warn', 'error'] as const

/** What a line may carry. Ids, counts and codes; never a name of a file's content, a header or a value. */
export interface LogFields {
  readonly accountId?: string
  readonly provider?: string
  readonly keyId?: string
  readonly intentId?: string
  readonly rotationId?: string
  readonly call?: string
  readonly step?: string
  readonly state?: string
  readonly code?: string
  readonly status?: number
  readonly count?: number
  readonly durationMs?: number
  readonly pid?: number
  /** An exception: its name, system code and message are kept, its stack and all else is dropped. */
  readonly error?: unknown
  readonly failure?: Failure
}

export type Log = {
  readonly [L in (typeof levels)[number]]: (message: string, fields?: LogFields) => void
}

type Plain = Exclude<keyof LogFields, 'error' | 'failure'>
// As an object, so that the compiler demands every field of the type and no other.
const allowed: Readonly<Record<Plain, 'text' | 'number'>> = {
  accountId: 'text',
  provider: 'text',
  keyId: 'text',
  intentId: 'text',
  rotationId: 'text',
  call: 'text',
  step: 'text',
  state: 'text',
  code: 'text',
  status: 'number',
  count: 'number',
  durationMs: 'number',
  pid: 'number',
}

const maxFileBytes = 2 * 1024 * 1024
const maxText = 500

/**
 * Opens `<home>/log/keyturn.log` (JSON lines, mode 0600). A file over 2 MiB becomes `keyturn.log.1`, which replaces
 * the one before: about twice that is kept at most. Where no log can be written, nothing is, and nothing else fails.
 */
export function openLog(home: string, level: (typeof levels)[number] = 'info'): Log {
  const sink = openSink(join(home, 'log'))
  if (!sink) return silent
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, sink)
  const write =
    (at: (typeof levels)[number]) =>
    (message: string, fields: LogFields = {}): void =>
      logger[at](listed(fields), cleaned(message))
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}

/** A log that goes nowhere. */
export const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** Each line is written at once: a log that is lost with the crash it explains is of no use. */
function openSink(folder: string): { write(line: string): void } | null {
  const file = join(folder, 'keyturn.log')
  const open = (): number => {
    const fd = openSync(file, 'a', 0o600)
    fchmodSync(fd, 0o600)
    return fd
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    let fd = open()
    let size = fstatSync(fd).size
    const turnOver = (): void => {
      renameSync(file, `${file}.1`)
      closeSync(fd)
      fd = open()
      size = 0
    }
    return {
      write: (line) => {
        // A full disk must not end the program that wanted to say something about it.
        try {
          if (size > maxFileBytes) turnOver()
          size += writeSync(fd, line)
        } catch {}
      },
    }
  } catch {
    return null
  }
}

/** Only what is on the list, each of the listed type: TypeScript's types do not hold at run time. */
function listed(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(allowed) as [Plain, 'text' | 'number'][]) {
    const value: unknown = fields[name]
    if (type === 'number' && typeof value === 'number') line[name] = value
    if (type === 'text' && typeof value === 'string') line[name] = cleaned(value, false)
  }
  if (fields.error !== undefined) line.error = reduced(fields.error)
  if (fields.failure) line.failure = reducedFailure(fields.failure)
  return line
}

function reduced(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = (error as NodeJS.ErrnoException).code
  return {
    name: cleaned(error.name),
    ...(typeof code === 'string' ? { code: cleaned(code) } : {}),
    message: cleaned(error.message),
  }
}

function reducedFailure(failure: Failure): Record<string, string> {
  const code = failureCodes.includes(failure.code) ? failure.code : 'unexpected'
  return { code, message: cleaned(String(failure.message)) }
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

// The second line, for what slipped into a text all the same. A UUID alone is an id of ours or the vendor's; after a
// word for a key it is a Send-Your-Data value of Coralogix's older form.
const shapes: readonly RegExp[] = [
  /cx[a-z]{2,3}_[\w-]+/gi,
  /eyJ[\w-]{8,}(?:\.[\w-]*)*/g,
  /(?<=\b(?:bearer|basic)\s+)[^\s"',;]+/gi,
  /(?<=:\/\/)[^\s/@]+:[^\s/@]+(?=@)/g,
  new RegExp(
    `(?<=(?:key|token|secret|password|passwd|credential|value)s?["']?\\s*[:=]?\\s*["']?)${uuid}`,
    'gi',
  ),
  /(?<=(?:api[_-]?key|private[_-]?key|token|secret|password|passwd|authorization)["']?\s*[:=]\s*["']?)(?!\[removed\])[^\s"',;]+/gi,
]
// 32 or more characters without a break, of mixed kinds: how most vendors' values look. No UUID and no hash of ours does.
const dense = /(?<![\w/+.-])(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[\w+/-]{32,}={0,2}/g

/** The text with everything that looks like a value replaced. `inText` false: an id, which may be long and mixed. */
export function cleaned(text: string, inText = true): string {
  // Cut to length afterwards: half a value would no longer look like one.
  let clean = text.slice(0, 20 * maxText)
  for (const shape of shapes) clean = clean.replace(shape, '[removed]')
  return (inText ? clean.replace(dense, '[removed]') : clean).slice(0, maxText)
}
