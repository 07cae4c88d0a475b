import { sep } from 'node:path'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { Doors, Io } from './io.ts'
import { clean } from './words.ts'

/** What every command gets: the terminal and how to speak to it. */
export interface Context {
  readonly io: Io
  readonly doors: Doors
  /** `--json`: one document on stdout, nothing else there. */
  readonly json: boolean
  readonly colour: boolean
}

type Colour = 'green' | 'amber' | 'red' | 'dim' | 'bold'
const codes: Readonly<Record<Colour, number>> = { green: 32, amber: 33, red: 31, dim: 2, bold: 1 }

/** Colours a cleaned text, where colours are wanted. */
export const paint = (c: Context, colour: Colour, text: string): string =>
  c.colour && text !== '' ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text

/** The command's result: the document with `--json`, else the text for people. */
export function answer(c: Context, document: unknown, text: string): void {
  c.io.out(c.json ? `${JSON.stringify(document, null, 2)}\n` : text)
}

/** A line for people beside the result, on stderr; scripts that asked for JSON do not get it. */
export function note(c: Context, line: string): void {
  if (!c.json) c.io.err(`${clean(line)}\n`)
}

/** The end of a failed command, on stderr. `notices`: what else the user must learn, such as an orphan. */
export function reportFailure(
  io: Pick<Io, 'err' | 'cwd'>,
  json: boolean,
  failure: Failure,
  notices: readonly string[] = [],
): void {
  const places = (failure.choices ?? []).map(
    ({ file, line, output, label }) =>
      `${file === undefined ? 'line ' : `${file}:`}${line} (${output}, ${label})`,
  )
  const wait =
    failure.retryAfterSeconds === undefined ? '' : `The vendor asks to wait ${failure.retryAfterSeconds} s.`
  const hints = [failure.hint, wait].map(clean).filter((hint) => hint !== '')
  if (json) {
    const list = places.length === 0 ? [] : [clean(`The places: ${places.join('; ')}.`)]
    const hint = [...hints, ...list, ...notices].join(' ')
    io.err(`${JSON.stringify({ error: { code: failure.code, message: clean(failure.message), hint } })}\n`)
    return
  }
  const said = [`keyturn: ${clean(failure.message)}`, ...hints, ...places.map((place) => `  ${clean(place)}`)]
  const lines = said.map((line) => fromHere(io, line))
  io.err([...lines, ...notices].map((line) => `${line}\n`).join(''))
}

/** A sentence with its paths as a person would write them: relative where they lie below the current folder. */
export function fromHere(io: Pick<Io, 'cwd'>, text: string): string {
  const folder = `${clean(io.cwd).replace(/[\\/]+$/, '')}${sep}`
  return text
    .split(/(?<=[\s("]|^)/)
    .map((word) => (word.startsWith(folder) && folder !== sep ? word.slice(folder.length) : word))
    .join('')
}

/** A yes-or-no question; anything but yes is no. Ask only where `io.canAsk`. */
export async function confirm(c: Context, question: string): Promise<boolean> {
  const typed = await c.io.ask(`${clean(question)} [y/N] `, 'shown')
  return typed !== null && /^y(es)?$/i.test(typed.trim())
}

/**
 * Work that must not be cut off half-way: the first Ctrl-C says what is running, the second leaves. What is still
 * open then is settled by the next command.
 */
export async function unbroken<T>(c: Context, running: string, work: Promise<Result<T>>): Promise<Result<T>> {
  let release = () => {}
  const left = new Promise<Result<T>>((resolve) => {
    let asked = false
    release = c.io.onInterrupt(() => {
      if (asked) {
        resolve(
          fail('interrupted', `Left while ${running}.`, 'The next keyturn command finds out how it ended.'),
        )
        return
      }
      asked = true
      note(c, `Still ${running}; it ends in at most 35 s. Press Ctrl-C again to leave now.`)
    })
  })
  try {
    return await Promise.race([work, left])
  } finally {
    release()
  }
}

/** The failure of a person who changed their mind. */
export const cancelled = (): Result<never> => fail('refused', 'Cancelled. Nothing was changed.')

/** The end of a command that has said everything. */
export const done: Result<void> = ok(undefined)
