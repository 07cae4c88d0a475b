import { randomBytes } from 'node:crypto'

/** What the log may know of a bug: no message and no input, for either may carry what the user typed. */
export interface Fault {
  /** Said to the user too, so that both find the same line. */
  readonly number: string
  /** The call that met it, or what was going on. */
  readonly during: string
  readonly errorName: string
  readonly frames: readonly string[]
}

const FRAMES = 12

/** Reduces something that was thrown to what the log may know. */
export function faultOf(during: string, error: unknown): Fault {
  const number = randomBytes(4).toString('hex')
  if (!(error instanceof Error)) return { number, during, errorName: typeof error, frames: [] }
  // The first lines of a stack repeat the message; only the frames are kept, with bare file names.
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => line.trim().replace(/\(?(?:file:\/\/)?[^\s()]*[\\/]([^\\/()]+?)\)?$/, '$1'))
  return { number, during, errorName: error.constructor.name, frames }
}

/** The fault as one line of text. */
export function faultLine({ number, during, errorName, frames }: Fault): string {
  return `fault ${number} in ${during}: ${[errorName, ...frames.slice(0, 5)].join(' | ')}`
}
