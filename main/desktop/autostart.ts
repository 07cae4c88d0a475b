import * as fs from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import { writeWhole } from './write-whole.ts'

/** Given at login: no window is shown where the tray can bring it. */
export const HIDDEN = '--hidden'

/** What is started, and what the platform offers for that. */
export interface AutostartParts {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** The program and its arguments, without `--hidden`. */
  readonly command: readonly [string, ...string[]]
  /** Electron's own, for macOS and Windows. */
  readonly loginItem: {
    /** Whether this command is started at login. */
    get(command: readonly string[]): boolean
    set(on: boolean, command: readonly string[]): void
  }
}

/** Starts Keyturn at login: with the system's own list of login items, or a file in the desktop's autostart folder. */
export class Autostart {
  readonly #parts: AutostartParts

  constructor(parts: AutostartParts) {
    this.#parts = parts
  }

  /** Turns it on or off. Fails with the reason where the system does not take it. */
  async set(on: boolean): Promise<Result<void>> {
    const { platform, loginItem, command } = this.#parts
    if (platform !== 'linux') {
      const whole = [...command, HIDDEN]
      loginItem.set(on, whole)
      return loginItem.get(whole) === on
        ? ok(undefined)
        : fail(
            'refused',
            'The system did not take the login item.',
            'Look at the login items in its settings.',
          )
    }
    return on ? await this.#write() : await this.#remove()
  }

  /**
   * At each start, with the preference: after an update the program may be elsewhere. Only what is on is corrected: a
   * login item that this data folder never asked for may be another one's.
   */
  async correct(on: boolean): Promise<Result<void>> {
    if (!on) return ok(undefined)
    if (this.#parts.platform !== 'linux') return await this.set(true)
    const written = await fs.readFile(this.#file(), 'utf8').catch(() => null)
    return written === desktopEntry([...this.#parts.command, HIDDEN]) ? ok(undefined) : await this.#write()
  }

  #file(): string {
    return join(autostartFolder(this.#parts.env), 'keyturn.desktop')
  }

  async #write(): Promise<Result<void>> {
    const entry = desktopEntry([...this.#parts.command, HIDDEN])
    if (entry === null)
      return fail('refused', 'The program’s path holds a line break.', 'Move Keyturn to another folder.')
    try {
      await fs.mkdir(autostartFolder(this.#parts.env), { recursive: true, mode: 0o700 })
    } catch (error) {
      return notWritten(error)
    }
    return await writeWhole(this.#file(), entry, 0o644)
  }

  async #remove(): Promise<Result<void>> {
    try {
      await fs.rm(this.#file(), { force: true })
      return ok(undefined)
    } catch (error) {
      return notWritten(error)
    }
  }
}

/** `autostart` below XDG_CONFIG_HOME, which counts only where it is absolute, else below `~/.config`. */
export function autostartFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env.XDG_CONFIG_HOME
  const config = named && isAbsolute(named) ? named : join(env.HOME || homedir(), '.config')
  return join(config, 'autostart')
}

/** The file by the desktop entry specification; null where a line break is in the command, which no file can hold. */
export function desktopEntry(command: readonly string[]): string | null {
  if (command.some((argument) => /[\n\r\0]/.test(argument))) return null
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Keyturn',
    'Comment=Reminds of API keys that are due',
    `Exec=${command.map(quoted).join(' ')}`,
    'Icon=keyturn',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * One argument of an Exec line. Within double quotes, these four take a backslash; a percent sign is doubled; and each
 * backslash is doubled again, since the line as a whole is a string of the file.
 */
function quoted(argument: string): string {
  const plain = /^[\w@+,./:=-]+$/.test(argument)
  const text = plain ? argument : `"${argument.replace(/["`$\\]/g, '\\$&')}"`
  return text.replaceAll('%', '%%').replaceAll('\\', '\\\\')
}

function notWritten(error: unknown): Result<never> {
  const code = (error as NodeJS.ErrnoException).code ?? 'an unknown error'
  return fail(
    'file-not-written',
    `The autostart folder could not be written (${code}).`,
    'Nothing was changed.',
  )
}
