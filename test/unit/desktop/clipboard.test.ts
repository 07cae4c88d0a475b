import { describe, expect, test } from 'vitest'
import { ClipboardSink, type ElectronClipboard } from '../../../main/desktop/clipboard.ts'
import { Secret } from '../../../main/vault/secret.ts'

const VALUE = 'canary-value-of-a-key'

/** The system's two clipboards as Chromium fills them on Linux: a copy lands in the primary selection too. */
class System {
  clipboard = ''
  selection = ''
  formats: string[] = []
  fails = false

  copy(text: string, formats: string[] = []): void {
    if (this.fails) throw new Error('no')
    this.clipboard = text
    this.selection = text
    this.formats = formats
  }
}

class FakeItem {
  readonly formats: Record<string, string | Blob>
  constructor(formats: Record<string, string | Blob>) {
    this.formats = formats
  }
}

const shapes: Record<string, (system: System) => ElectronClipboard> = {
  'synchronous, up to 43': (system) => ({
    clipboard: {
      readText: (type) => (type === 'selection' ? system.selection : system.clipboard),
      writeText: (text) => system.copy(text),
      clear: (type) => {
        if (type === 'selection') system.selection = ''
        else system.clipboard = ''
      },
    },
  }),
  'asynchronous, 44 and later': (system) => ({
    ClipboardItem: FakeItem,
    clipboard: {
      readText: async () => system.clipboard,
      writeText: async (text) => system.copy(text),
      write: async ([item]) => {
        const { formats } = item as FakeItem
        system.copy(String(formats['text/plain']), Object.keys(formats))
      },
      clear: () => {
        system.clipboard = ''
      },
      selection: {
        readText: async () => system.selection,
        clear: () => {
          system.selection = ''
        },
      },
    },
  }),
}

describe.each(Object.entries(shapes))('the clipboard, %s', (_, make) => {
  test('takes the value, recognises it, and keeps it out of the primary selection', async () => {
    const system = new System()
    const sink = new ClipboardSink(make(system), 'linux')
    const value = Secret.of(VALUE)
    const mark = sink.mark(value, 'c2FsdA==')
    await sink.write(value)
    expect(system.clipboard).toBe(VALUE)
    expect(system.selection).toBe('')
    expect(await sink.look(mark)).toBe('ours')
    expect(JSON.stringify(mark)).not.toContain(VALUE)
  })

  test('tells what the user has copied since from what it wrote', async () => {
    const system = new System()
    const sink = new ClipboardSink(make(system), 'linux')
    const mark = sink.mark(Secret.of(VALUE), 'c2FsdA==')
    system.copy('something else')
    expect(await sink.look(mark)).toBe('other')
    system.copy('')
    expect(await sink.look(mark)).toBe('empty')
  })

  test('empties both clipboards', async () => {
    const system = new System()
    const sink = new ClipboardSink(make(system), 'linux')
    await sink.write(Secret.of(VALUE))
    await sink.clear()
    expect([system.clipboard, system.selection]).toEqual(['', ''])
  })

  test('says so where the system refuses', async () => {
    const system = new System()
    system.fails = true
    const sink = new ClipboardSink(make(system), 'linux')
    await expect(sink.write(Secret.of(VALUE))).rejects.toThrow()
  })
})

describe('the request not to record', () => {
  const written = async (platform: NodeJS.Platform) => {
    const system = new System()
    const make = shapes['asynchronous, 44 and later']
    if (!make) throw new Error('no such shape')
    await new ClipboardSink(make(system), platform).write(Secret.of(VALUE))
    return system.formats
  }

  test.each([
    ['win32', 'ExcludeClipboardContentFromMonitorProcessing'],
    ['win32', 'CanUploadToCloudClipboard'],
    ['darwin', 'org.nspasteboard.ConcealedType'],
    ['linux', 'x-kde-passwordManagerHint'],
  ] as const)('%s: %s goes with the text, in one write', async (platform, name) => {
    const formats = await written(platform)
    expect(formats).toContain('text/plain')
    expect(formats).toContain(`electron application/osclipboard;format="${name}"`)
  })

  test('a system that does not take it still takes the text', async () => {
    const system = new System()
    const make = shapes['asynchronous, 44 and later']
    const electron = make?.(system)
    if (!electron?.ClipboardItem) throw new Error('no such shape')
    const refusing: ElectronClipboard = {
      ...electron,
      clipboard: { ...electron.clipboard, write: () => Promise.reject(new Error('no such format')) },
    }
    await new ClipboardSink(refusing, 'win32').write(Secret.of(VALUE))
    expect(system.clipboard).toBe(VALUE)
  })
})
