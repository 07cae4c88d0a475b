import { chmodSync, mkdirSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import envPaths from 'env-paths'

/** What names the data folder: the arguments and environment of this process. */
export interface DataFolderSource {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/**
 * Where everything but the values lies: `--home`, else KEYTURN_HOME, else the platform's folder for data. Both
 * doors use it, so that the window and the terminal mean the same folder. It is not created: see `openDataFolder`.
 */
export function dataFolder(source: DataFolderSource): string {
  const named = homeArgument(source.argv) ?? source.env.KEYTURN_HOME
  if (!named) return envPaths('keyturn', { suffix: '' }).data
  return isAbsolute(named) ? named : resolve(source.cwd, named)
}

/** Makes the data folder, readable by its owner alone, also where it was there before with a wider mode. */
export function openDataFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // mkdir leaves the mode of a folder that exists. On Windows the folder inherits the profile's rights.
  if (process.platform !== 'win32') chmodSync(folder, 0o700)
  return folder
}

function homeArgument(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith('--home=')) return argument.slice('--home='.length) || undefined
    if (argument === '--home') return argv[index + 1]
  }
  return undefined
}
