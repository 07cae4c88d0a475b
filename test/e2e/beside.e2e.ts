import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run, waitFor } from '../../build/processes.mjs'
import { attend, Desk } from './desk.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/* The window and the terminal on one data folder: neither takes the other's live work for dead. */

interface KeyDocument {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly hasValue: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-beside-'))
const home = join(folder, 'home')
const terminal = (...words: string[]) => keyturn(words, { home })
const create = (name: string) =>
  terminal('key', 'create', name, '--account', 'Sandbox', '--type', 'send-your-data')
const keysNamed = async (name: string) =>
  (await keyturnJson<KeyDocument[]>(['key', 'list', '--state', 'all'], { home })).filter(
    (key) => key.name === name,
  )

let desk: Desk
let vendor: VendorSide

beforeAll(async () => {
  desk = await Desk.open({ home })
  await desk.click(/^Try it with the sandbox/)
  await desk.see(/^Synced \d\d:\d\d$/)
  vendor = await VendorSide.ofApp(home)
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

beforeEach((test) => attend(test, 'beside', () => desk))

/** The next creations are answered late: until then nobody but their own process knows how they end. */
const slowCreations = (times: number) =>
  vendor.setFault({
    kind: 'slow',
    delayMs: 6000,
    when: 'after',
    method: 'POST',
    path: '/api-keys/v3$',
    times,
  })

describe.sequential('the app beside the terminal', () => {
  it('leaves a creation in the window alone while the terminal lists, syncs and creates', async () => {
    await slowCreations(1)
    await desk.click('New key')
    const dialog = desk.dialog('New key')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('from-the-window')
    await desk.click('Create and store', dialog)
    await waitFor(async () => (await vendor.keys()).some((key) => key.name.includes('from-the-window')), {
      what: 'the vendor to make the key',
      deadline: 10_000,
    })
    const beside = [await terminal('key', 'list'), await terminal('sync'), await create('from-the-terminal')]
    expect(await desk.dialog('Creating from-the-window').count()).toBe(1)
    for (const { code, stderr } of beside) {
      expect(code).toBe(0)
      expect(stderr).not.toMatch(/orphan/i)
    }
    const done = desk.dialog('from-the-window is created')
    await done.waitFor()
    await desk.click('Done', done)
    expect(await keysNamed('from-the-window')).toMatchObject([{ state: 'active', hasValue: true }])
    expect(await keysNamed('from-the-terminal')).toMatchObject([{ state: 'active', hasValue: true }])
  })

  it('leaves creations in two terminals alone while the window syncs', async () => {
    await slowCreations(2)
    const both = Promise.all([create('terminal-one'), create('terminal-two')])
    await waitFor(
      async () => (await vendor.keys()).filter((key) => key.name.includes('terminal-')).length >= 2,
      { what: 'the vendor to make both keys', deadline: 10_000 },
    )
    await desk.click('Sync')
    await desk.see(/^Synced \d\d:\d\d$/)
    expect(await desk.page.getByText(/orphan/i).count()).toBe(0)
    for (const { code, stderr } of await both) expect({ code, stderr }).toMatchObject({ code: 0 })
    for (const name of ['terminal-one', 'terminal-two'])
      expect(await keysNamed(name)).toMatchObject([{ state: 'active', hasValue: true }])
    expect(await desk.page.getByText(/orphan/i).count()).toBe(0)
  })

  it('shows within seconds what the terminal has done', async () => {
    await desk.goTo('All keys')
    await desk.page.getByRole('searchbox').fill('noticed')
    await desk.see('No key matches “noticed”')
    expect((await create('noticed-in-the-window')).code).toBe(0)
    await desk.row('noticed-in-the-window').waitFor({ timeout: 8000 })
    await desk.page.getByRole('searchbox').fill('')
  })

  it('raises its window when it is started a second time', async () => {
    const windowShown = () =>
      desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    await desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    expect(await windowShown()).toBe(false)
    const executable = await desk.keyturn.app.evaluate(() => process.execPath)
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const second = await run(executable, [...root, process.cwd()], {
      what: 'a second start',
      deadline: 30_000,
      env: { ...process.env, KEYTURN_HOME: home },
    })
    expect(second.code).toBe(0)
    await expect.poll(windowShown).toBe(true)
  })
})
