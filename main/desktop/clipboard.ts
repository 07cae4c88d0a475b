import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../vault/secret.ts'

/** The clipboard of Electron up to 43: synchronous, and each write replaces everything before it. */
export interface SyncClipboard {
  readText(): string
  writeText(text: string): void
  clear(): void
}

/** The clipboard of Electron 44 and later: the W3C's shape. */
export interface AsyncClipboard {
  readText(): Promise<string>
  writeText(text: string): Promise<void>
  write(items: never[]): Promise<void>
  clear(): void
}

/** The class by which Electron 44 and later write several formats at once; older ones have none. */
export type ItemClass = new (formats: Record<string, string | Blob>) => unknown

/** The parts of Electron that this file needs. The primary selection is not among them: it is never written. */
export interface ClipboardParts {
  readonly clipboard: SyncClipboard | AsyncClipboard
  readonly ClipboardItem?: ItemClass | undefined
  readonly platform: NodeJS.Platform
}

/** Tells what we wrote from anything else, without keeping it. */
export interface ClipboardMark {
  readonly salt: string
  readonly mac: string
}

/**
 * The one way by which a value reaches the system's clipboard, and the only file that knows both of Electron's
 * clipboards. `await` fits both, for the older one merely answers at once.
 */
export class ClipboardSink {
  readonly #parts: ClipboardParts

  constructor(parts: ClipboardParts) {
    this.#parts = parts
  }

  /** What recognises this value on the clipboard later. */
  mark(value: Secret, salt: string): ClipboardMark {
    return { salt, mac: value.expose((text) => mac(text, salt)) }
  }

  /** Writes the value with the marks that ask clipboard managers not to record it. Throws where the system refuses. */
  async write(value: Secret): Promise<void> {
    const { clipboard, ClipboardItem, platform } = this.#parts
    await value.expose(async (text) => {
      if (ClipboardItem && 'write' in clipboard) {
        try {
          const item = new ClipboardItem({ 'text/plain': text, ...doNotRecord(platform) })
          return await clipboard.write([item as never])
        } catch {
          // A system that takes no formats of ours still takes text: the user asked for a copy.
        }
      }
      await clipboard.writeText(text)
    })
  }

  /** Whether the clipboard still carries what has this mark; `unknown` where it can't be read now. */
  async look(mark: ClipboardMark): Promise<'ours' | 'other' | 'empty' | 'unknown'> {
    try {
      const text = await this.#parts.clipboard.readText()
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
    await this.#parts.clipboard.writeText(' ')
    this.#parts.clipboard.clear()
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
