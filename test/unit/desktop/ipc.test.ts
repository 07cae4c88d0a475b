import type { IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { beforeEach, describe, expect, test } from 'vitest'
import { StorageError } from '../../../main/database/storage-failure.ts'
import type { Fault } from '../../../main/desktop/fault.ts'
import { allHandlers } from '../../../main/desktop/handlers/all.ts'
import { answerCalls, type Handlers } from '../../../main/desktop/ipc.ts'
import { isMainFrameOf } from '../../../main/desktop/page-origin.ts'
import { callNames } from '../../../shared/channels.ts'
import type { Result } from '../../../shared/errors.ts'
import { fakeCore, someKey } from '../../fakes/core.ts'
import { fakeDesktop } from '../../fakes/desktop.ts'

type Listener = (event: IpcMainInvokeEvent, ...input: unknown[]) => unknown

const key = someKey()
const ref = { accountId: key.accountId, keyId: key.id }

const frame = (url: string, parent: WebFrameMain | null = null) => ({ url, parent }) as WebFrameMain
const page = frame('app://keyturn/')
const contents = { mainFrame: page } as WebContents
const fromPage = { sender: contents, senderFrame: page } as IpcMainInvokeEvent

function setUp(change: Partial<Handlers> = {}) {
  const listeners = new Map<string, Listener>()
  const reports: Fault[] = []
  const { core, state } = fakeCore()
  state.keys = [key]
  state.values.set(key.id, 'canary-value')
  const { desktop, done } = fakeDesktop(core)
  answerCalls(
    { handle: (name, listener) => void listeners.set(name, listener as Listener) },
    { ...allHandlers(desktop), ...change },
    {
      isOurWindow: (event) => isMainFrameOf(contents, event, null),
      report: (fault) => void reports.push(fault),
    },
  )
  const ask = async (name: string, input?: unknown, event = fromPage, ...more: unknown[]) =>
    (await listeners.get(name)?.(event, input, ...more)) as Result<unknown>
  return { listeners, reports, state, done, ask }
}

let door: ReturnType<typeof setUp>
beforeEach(() => {
  door = setUp()
})

describe('the door of the window', () => {
  test('has one handler per call of the contract, and no other', () => {
    expect([...door.listeners.keys()].sort()).toEqual([...callNames].sort())
  })

  test('lets our own page in', async () => {
    expect(await door.ask('keys.get', { ref })).toMatchObject({ ok: true, value: { key: { id: key.id } } })
  })

  test.each([
    ['a frame within the page', { sender: contents, senderFrame: frame('app://keyturn/', page) }],
    ['another main frame', { sender: contents, senderFrame: frame('app://keyturn/') }],
    ['a page from the network', { sender: contents, senderFrame: frame('https://keyturn/') }],
    ['a scheme that begins alike', { sender: contents, senderFrame: frame('app://keyturn.evil/') }],
    ['a file', { sender: contents, senderFrame: frame('file:///keyturn/index.html') }],
    ['another window', { sender: { mainFrame: page } as WebContents, senderFrame: page }],
    ['a frame that is gone', { sender: contents, senderFrame: null }],
  ])('refuses %s, for every call', async (_, event) => {
    for (const name of callNames)
      expect(await door.ask(name, { ref }, event as IpcMainInvokeEvent)).toMatchObject({
        ok: false,
        failure: { code: 'refused' },
      })
    expect(door.state.calls).toEqual([])
  })

  test('refuses a main frame that has come to show another page', async () => {
    const elsewhere = frame('https://example.com/')
    const event = { sender: { mainFrame: elsewhere }, senderFrame: elsewhere } as IpcMainInvokeEvent
    expect(isMainFrameOf(event.sender, event, null)).toBe(false)
  })

  test.each([
    ['too long a text', { ref: { ...ref, keyId: 'x'.repeat(201) } }],
    ['a text of megabytes', { ref: { ...ref, keyId: 'x'.repeat(3_000_000) } }],
    ['a list of a hundred thousand', { ids: Array.from({ length: 100_000 }, () => ref.accountId) }],
    ['depth without end', JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`)],
    ['__proto__', JSON.parse(`{"ref":${JSON.stringify(ref)},"__proto__":{"admin":true}}`)],
    ['__proto__ within', JSON.parse(`{"ref":{"accountId":"${ref.accountId}","keyId":"a","__proto__":{}}}`)],
    ['constructor', { ref, constructor: { prototype: {} } }],
    ['an object of a class', { ref: Object.assign(new Map(), ref) }],
    ['bytes', Buffer.from('x')],
    ['another type', 'key-1'],
    ['nothing', undefined],
    ['no UUID', { ref: { accountId: 'a', keyId: 'b' } }],
  ])('refuses %s', async (_, input) => {
    expect(await door.ask('keys.reveal', input)).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(await door.ask('inbox.markRead', input)).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(door.state.calls).toEqual([])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test('refuses an input where none belongs, and a second one', async () => {
    expect(await door.ask('vault.check', { a: 1 })).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(await door.ask('keys.get', { ref }, fromPage, 'more')).toMatchObject({ ok: false })
  })

  test('turns an array of holes away without walking through it', async () => {
    const begun = performance.now()
    const answer = await door.ask('inbox.markRead', { ids: new Array(2 ** 32 - 1) })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  test('puts a failing database into words, which is no fault of ours', async () => {
    const thrown = setUp({
      'keys.get': () => {
        throw new StorageError('database disk image is malformed')
      },
    })
    const answer = await thrown.ask('keys.get', { ref })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'storage-failed' } })
    expect(thrown.reports).toEqual([])
  })

  test('turns what a handler throws into a failure with a number, and reports no text of it', async () => {
    const thrown = setUp({
      'keys.get': () => {
        throw new TypeError('canary-value in a message')
      },
    })
    const answer = await thrown.ask('keys.get', { ref })
    expect(answer).toMatchObject({ ok: false, failure: { code: 'unexpected' } })
    expect(thrown.reports).toMatchObject([{ during: 'keys.get', errorName: 'TypeError' }])
    expect(JSON.stringify([answer, thrown.reports])).not.toContain('canary')
    expect(JSON.stringify(answer)).toContain(thrown.reports[0]?.number)
    expect(thrown.reports[0]?.frames.length).toBeGreaterThan(0)
  })
})

describe('a value', () => {
  test('leaves by reveal for 20 seconds, with the window protected before', async () => {
    const before = Date.now()
    const answer = await door.ask('keys.reveal', { ref })
    expect(answer).toMatchObject({ ok: true, value: { value: 'canary-value' } })
    const { until } = (answer as { value: { until: string } }).value
    expect(Date.parse(until) - before).toBeGreaterThanOrEqual(20_000)
    expect(door.done).toEqual(['protect 20000'])
    expect(door.state.calls).toEqual(['keys.value key-1 reveal'])
  })

  test('is revealed ten times a minute at most', async () => {
    for (let time = 0; time < 10; time++) expect((await door.ask('keys.reveal', { ref })).ok).toBe(true)
    expect(await door.ask('keys.reveal', { ref })).toMatchObject({
      ok: false,
      failure: { code: 'refused', retryAfterSeconds: 60 },
    })
    expect(door.state.calls).toHaveLength(10)
  })

  test('goes to the clipboard without passing the window', async () => {
    const answer = await door.ask('keys.copy', { ref })
    expect(JSON.stringify(answer)).not.toContain('canary')
    expect(door.done).toEqual(['hold edge-eu2-otel'])
  })

  test('that was pasted is a Secret before anything else sees it', async () => {
    await door.ask('import.paste', { text: 'canary-value', ref: null })
    expect(door.state.calls).toEqual(['imports.openValue [secret]'])
  })

  test('of no other call ever comes back', async () => {
    for (const name of callNames.filter((name) => name !== 'keys.reveal')) {
      const answers = await Promise.all([door.ask(name), door.ask(name, { ref })])
      expect(JSON.stringify(answers)).not.toContain('canary')
    }
  })
})

describe('deleting a key', () => {
  test('needs its name, typed exactly', async () => {
    expect(await door.ask('keys.remove', { ref, typedName: 'edge' })).toMatchObject({
      ok: false,
      failure: { code: 'refused' },
    })
    expect(door.state.calls).toEqual([])
    expect(await door.ask('keys.remove', { ref, typedName: key.name })).toMatchObject({ ok: true })
    expect(door.state.calls).toEqual(['keys.remove key-1'])
  })
})
