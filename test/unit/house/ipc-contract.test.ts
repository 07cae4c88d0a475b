import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { callNames, eventNames } from '../../../shared/channels.ts'
import { calls } from '../../../shared/ipc.ts'
import { sourceFiles, withoutComments } from './source-files.ts'

const names = [...callNames]
const input = (name: (typeof callNames)[number]): z.ZodType => calls[name].input
const withInput = names.filter((name) => !input(name).safeParse(undefined).success)

describe('every call', () => {
  it('has a name, an entry and no double', () => {
    expect(Object.keys(calls).sort()).toEqual([...names].sort())
    expect(new Set([...names, ...eventNames]).size).toBe(names.length + eventNames.length)
  })

  it('has one handler', () => {
    const handlers = sourceFiles(['main/desktop/handlers'])
    if (handlers.size === 0) return
    const code = [...handlers.values()].map(withoutComments).join('\n')
    const handled = [...code.matchAll(/^\s*(?:async )?'([a-z]+\.[A-Za-z]+)'(?=\s*[:(])/gm)].map(
      ([, it]) => it,
    )
    expect(handled.sort()).toEqual([...names].sort())
  })
})

describe('the preload', () => {
  const exposed = new Map<string, Record<string, unknown>>()
  const invoked: unknown[][] = []
  const listeners = new Map<string, unknown>()
  const dropped = new File(['x'], 'key.txt')

  beforeAll(async () => {
    vi.doMock('electron', () => ({
      contextBridge: {
        exposeInMainWorld: (key: string, api: Record<string, unknown>) => exposed.set(key, api),
      },
      ipcRenderer: {
        invoke: (...args: unknown[]) => invoked.push(args),
        on: (event: string, listener: unknown) => listeners.set(event, listener),
        off: (event: string) => listeners.delete(event),
      },
      // As Electron's: only a file that the user handed over has a path.
      webUtils: { getPathForFile: (file: unknown) => (file === dropped ? '/dropped' : '') },
    }))
    await import('../../../preload/index.ts')
  })

  it('gives the window the calls, the events and nothing else', () => {
    expect([...exposed.keys()]).toEqual(['api'])
    expect(Object.keys(exposed.get('api') ?? {}).sort()).toEqual([...names, 'on', 'pathOf'].sort())
  })

  it('passes one argument and no more', () => {
    const api = exposed.get('api') as Record<string, (...args: unknown[]) => unknown>
    api['keys.get']?.({ ref: 1 }, 'more')
    expect(invoked).toEqual([['keys.get', { ref: 1 }]])
  })

  it('finds the path of a dropped file itself, so that the window can name none', () => {
    const api = exposed.get('api') as Record<string, (...args: unknown[]) => unknown>
    invoked.length = 0
    api['import.openFile']?.(dropped, null)
    for (const forged of ['/etc/hostname', { path: '/etc/hostname' }, new File([], '/etc/hostname')])
      api['import.openFile']?.(forged, null)
    expect(invoked).toEqual([
      ['import.openFile', { path: '/dropped', ref: null }],
      ...Array(3).fill(['import.openFile', { path: '', ref: null }]),
    ])
    expect(calls['import.openFile'].input.safeParse({ path: '', ref: null }).success).toBe(false)
  })

  it('lets the window listen to known events only, without the event object', () => {
    const on = exposed.get('api')?.on as (event: string, listener: (payload: unknown) => void) => () => void
    expect(() => on('vault-internals', () => undefined)).toThrow('no such event')
    const heard: unknown[] = []
    const off = on('changed', (...args: unknown[]) => heard.push(args))
    ;(listeners.get('changed') as (...args: unknown[]) => void)({ sender: 'secret' }, { topics: [] })
    expect(heard).toEqual([[{ topics: [] }]])
    off()
    expect(listeners.size).toBe(0)
  })
})

describe('every schema', () => {
  const wrong = [
    null,
    0,
    1.5,
    '',
    'text',
    true,
    [],
    [{}],
    () => undefined,
    Symbol('s'),
    1n,
    new Date(),
    new Map(),
  ]

  it.each(names)('%s refuses what is of the wrong type', (name) => {
    for (const value of wrong) expect(input(name).safeParse(value).success).toBe(false)
  })

  it.each(withInput)('%s bounds every text and every list', (name) => {
    expect(unbounded(z.toJSONSchema(input(name)), name)).toEqual([])
  })

  it.each(names)('%s lets no prototype through, and never throws', (name) => {
    const schema = input(name)
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true }), (value) => {
        const poisoned = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
        for (const candidate of [value, poisoned, Object.assign(poisoned, value)]) {
          const result = schema.safeParse(candidate)
          if (result.success) expect(JSON.stringify(result.data) ?? '').not.toContain('polluted')
        }
        expect(({} as { polluted?: number }).polluted).toBeUndefined()
      }),
      { numRuns: 50 },
    )
  })
})

interface Json {
  readonly [key: string]: unknown
}

/** The paths of texts without a longest length and lists without a largest size. */
function unbounded(schema: Json, at: string): string[] {
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] as Json[] | undefined) ?? [])
  const inner = parts.flatMap((part, i) => unbounded(part, `${at}|${i}`))
  const known = 'const' in schema || 'enum' in schema || ['uuid', 'date-time'].includes(String(schema.format))
  if (schema.type === 'string' && !known && schema.maxLength === undefined) inner.push(at)
  if (schema.type === 'array') {
    if (schema.maxItems === undefined) inner.push(`${at}[]`)
    inner.push(...unbounded(schema.items as Json, `${at}[]`))
  }
  for (const [key, property] of Object.entries((schema.properties as Record<string, Json>) ?? {}))
    inner.push(...unbounded(property, `${at}.${key}`))
  return inner
}
