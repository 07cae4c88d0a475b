import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../vault/secret.ts'

/** The clipboard of Electron up to 43: synchronous, and each write replaces everything before it. */
export interface SyncClipboard {
  readText(type?: 'selection'): string
  writeText(text: string): void
  clear(type?: 'selection'): void
}

/** The clipboard of Electron 44 and later: the W3C's shape, the primary selection an object of its own. */
export interface AsyncClipboard {
  readText(): Promise<string>
  writeText(text: string): Promise<void>
  write(items: unknown[]): Promise<void>
  clear(): void
  readonly selection?: Pick<AsyncClipboard, 'readText' | 'clear'>
}

/** What Electron offers. The class came with the newer shape, and tells the two apart. */
export type ElectronClipboard =
  | { readonly clipboard: SyncClipboard; readonly ClipboardItem?: never }
  | {
      readonly clipboard: AsyncClipboard
      readonly ClipboardItem: new (formats: Record<string, string | Blob>) => unknown
    }

/** One clipboard for both: `await` fits what merely answers at once. */
interface Shape {
  write(text: string): Promise<void>
  read(from: 'clipboard' | 'selection'): Promise<string>
  clear(what: 'clipboard' | 'selection'): void
}

/** Tells what we wrote from anything else, without keeping it. */
export interface ClipboardMark {
  readonly salt: string
  readonly mac: string
}

/** The one way by which a value reaches the system's clipboard, and the only file that knows both of Electron's. */
export class ClipboardSink {
  readonly #shape: Shape
  readonly #platform: NodeJS.Platform

  constructor(electron: ElectronClipboard, platform: NodeJS.Platform) {
    this.#shape = electron.ClipboardItem ? asyncShape(electron, platform) : syncShape(electron.clipboard)
    this.#platform = platform
  }

  /** What recognises this value on the clipboard later. */
  mark(value: Secret, salt: string): ClipboardMark {
    return { salt, mac: value.expose((text) => mac(text, salt)) }
  }

  /** Writes the value, where possible with the request not to record it. Throws where the system refuses. */
  async write(value: Secret): Promise<void> {
    await value.expose((text) => this.#writeOnce(text))
  }

  /** Whether the clipboard still carries what has this mark; `unknown` where it can't be read now. */
  async look(mark: ClipboardMark): Promise<'ours' | 'other' | 'empty' | 'unknown'> {
    try {
      const text = await this.#shape.read('clipboard')
      if (text === '') return 'empty'
      const seen = Buffer.from(mac(text, mark.salt), 'base64')
      const known = Buffer.from(mark.mac, 'base64')
      return seen.length === known.length && timingSafeEqual(seen, known) ? 'ours' : 'other'
    } catch {
      return 'unknown'
    }
  }

  /** Empties the clipboard. The caller has looked first, and looks again. */
  async clear(): Promise<void> {
    // KDE's Klipper answers an emptied clipboard by putting the last entry back: it is overwritten first.
    await this.#writeOnce(' ')
    this.#shape.clear('clipboard')
  }

  /**
   * On Linux Chromium puts every text that it copies into the primary selection too, where a middle click pastes
   * it into any window (seen with xclip on Electron 33). It is taken out again, if it is what was just written.
   */
  async #writeOnce(text: string): Promise<void> {
    await this.#shape.write(text)
    if (this.#platform !== 'linux') return
    try {
      if ((await this.#shape.read('selection')) === text) this.#shape.clear('selection')
    } catch {
      // A desktop without a primary selection has nothing to take out.
    }
  }
}

function syncShape(clipboard: SyncClipboard): Shape {
  return {
    // No marks: a second write, of the marks, would replace the text.
    write: async (text) => clipboard.writeText(text),
    read: async (from) => (from === 'selection' ? clipboard.readText('selection') : clipboard.readText()),
    clear: (what) => (what === 'selection' ? clipboard.clear('selection') : clipboard.clear()),
  }
}

function asyncShape(
  { clipboard, ClipboardItem }: Extract<ElectronClipboard, { readonly clipboard: AsyncClipboard }>,
  platform: NodeJS.Platform,
): Shape {
  return {
    write: async (text) => {
      try {
        // Never from names that came from the window: a name decides which format of the system is written.
        await clipboard.write([new ClipboardItem({ 'text/plain': text, ...doNotRecord(platform) })])
      } catch {
        // A system that does not take the marks still takes text, and the user asked for a copy.
        await clipboard.writeText(text)
      }
    },
    read: async (from) =>
      from === 'selection' ? (clipboard.selection?.readText() ?? '') : clipboard.readText(),
    clear: (what) => (what === 'selection' ? clipboard.selection?.clear() : clipboard.clear()),
  }
}

function mac(text: string, salt: string): string {
  return createHmac('sha256', Buffer.from(salt, 'base64')).update(text, 'utf8').digest('base64')
}

/** The platform's agreed formats by which a password manager asks not to be recorded or uploaded. */
function doNotRecord(platform: NodeJS.Platform): Record<string, Blob> {
  const raw = (name: string) => `electron application/osclipboard;format="${name}"`
  // A DWORD of zero: four bytes, not the digit.
  const no = () => new Blob([new Uint8Array(4)])
  if (platform === 'win32')
    return {
      [raw('ExcludeClipboardContentFromMonitorProcessing')]: no(),
      [raw('CanIncludeInClipboardHistory')]: no(),
      [raw('CanUploadToCloudClipboard')]: no(),
    }
  if (platform === 'darwin')
    return {
      [raw('org.nspasteboard.ConcealedType')]: new Blob(['1']),
      [raw('org.nspasteboard.TransientType')]: new Blob(['1']),
    }
  return { [raw('x-kde-passwordManagerHint')]: new Blob(['secret']) }
}
