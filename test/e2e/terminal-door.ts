import { fileURLToPath } from 'node:url'
import { run } from '../../build/processes.mjs'

const PROGRAM = fileURLToPath(new URL('../../out/main/keyturn.js', import.meta.url))

export interface TerminalOptions {
  readonly home: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly deadline?: number
}

/** Runs the built command line on a data folder, as a user beside the app does. */
export function keyturn(words: readonly string[], { home, env, input = '', deadline }: TerminalOptions) {
  return run(process.execPath, [PROGRAM, ...words], {
    what: `keyturn ${words.join(' ')}`,
    deadline: deadline ?? 30_000,
    input,
    env: { ...(env ?? process.env), KEYTURN_HOME: home },
  })
}

/** Runs a command that has to succeed, and reads its JSON document. */
export async function keyturnJson<T>(words: readonly string[], options: TerminalOptions): Promise<T> {
  const { code, stdout, stderr } = await keyturn([...words, '--json'], options)
  if (code !== 0) throw new Error(`keyturn ${words.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as T
}
