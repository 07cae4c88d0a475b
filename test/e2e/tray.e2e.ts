import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../build/processes.mjs'
import { openSession, type Session } from '../../build/session.mjs'
import { configuration } from '../prove/terminal.mjs'
import { chooseTrayItem, clickTray, startTrayHost, trayItems } from '../session/tray.mjs'
import { attend, Desk } from './desk.ts'
import { stands } from './rotation-scene.ts'
import { keyturn } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/* The tray, seen and pressed through D-Bus as a desktop does it. */

const folder = mkdtempSync(join(tmpdir(), 'keyturn-tray-'))
/** What the tray offers below what is due. */
const OFFERS = ['', 'Pause reminders', 'Sync now', 'Open Keyturn', '', 'Quit']

let session: Session
let host: { stop(): Promise<void> } | undefined
let desk: Desk

beforeAll(async () => {
  session = await openSession({ display: false, notifications: false })
  host = await startTrayHost(session.env)
  desk = await Desk.open({ home: join(folder, 'home'), env: session.env })
})

afterAll(async () => {
  await host?.stop()
  await session?.close()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach((test) => attend(test, 'tray', () => desk))

const windowShown = () =>
  desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
const closeWindow = () =>
  desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
const menu = async () => (await trayItems(session.env))[0]?.menu.map((item) => item.label) ?? []
const ended = () => {
  const { child } = desk.keyturn
  return waitFor(() => child.exitCode !== null || child.signalCode !== null, {
    what: 'the app to end',
    deadline: 15_000,
  })
}

describe.sequential('with a tray', () => {
  it('says what is due this week, and offers Sync now, Open and Quit', async () => {
    await desk.click(/^Try it with the sandbox/)
    await desk.see(/^Synced \d\d:\d\d$/)
    await VendorSide.ofApp(desk.home)
    // Of members' keys the vendor says when they were created: three are overdue, one is due within the week.
    await expect
      .poll(menu, { timeout: 10_000 })
      .toEqual([
        '4 keys due this week',
        ...['alerts-rules-tags-2021', 'warehouse-sync', 'platform-adhoc'].map((name) =>
          expect.stringMatching(new RegExp(`^${name} · \\d+ days overdue$`)),
        ),
        expect.stringMatching(/^siem-pull · in \d days$/),
        ...OFFERS,
      ])
    await desk.goTo('All keys')
    await desk.openKey('edge-eu2-otel')
    await desk.chooseInMenu('Rotation policy…')
    const dialog = desk.dialog('Rotation policy of edge-eu2-otel')
    await dialog.getByRole('textbox', { name: 'Replace after (days)' }).fill('4')
    await dialog.getByRole('textbox', { name: 'Remind before (days)' }).fill('3')
    await desk.click('Save', dialog)
    await expect
      .poll(menu, { timeout: 10_000 })
      .toEqual([
        '5 keys due this week',
        ...Array(3).fill(expect.stringMatching(/overdue$/)),
        expect.stringMatching(/^edge-eu2-otel · in [34] days at the latest$/),
        expect.stringMatching(/^siem-pull · in \d days$/),
        ...OFFERS,
      ])
    const [item] = await trayItems(session.env)
    expect(item).toMatchObject({ tooltip: 'Keyturn: 5 keys due this week' })
  })

  it('hides when it is closed, and comes back from the tray', async () => {
    await closeWindow()
    await expect.poll(windowShown).toBe(false)
    await chooseTrayItem('Open Keyturn', session.env)
    await expect.poll(windowShown).toBe(true)
    await closeWindow()
    await expect.poll(windowShown).toBe(false)
    await clickTray(session.env)
    await expect.poll(windowShown).toBe(true)
  })

  it('pauses reminders and resumes them', async () => {
    await chooseTrayItem('Pause reminders', session.env)
    const paused = /^Resume reminders \(paused until .+\)$/
    await expect.poll(menu).toContainEqual(expect.stringMatching(paused))
    const resume = (await menu()).find((label) => paused.test(label)) ?? ''
    await chooseTrayItem(resume, session.env)
    await expect.poll(menu).toContain('Pause reminders')
  })

  it('opens the due key from the tray, and syncs from it', async () => {
    await desk.goTo('Settings')
    await closeWindow()
    const due = (await menu()).find((label) => label.startsWith('edge-eu2-otel')) ?? ''
    await chooseTrayItem(due, session.env)
    await expect.poll(windowShown).toBe(true)
    await desk.keyPane('edge-eu2-otel')
    const vendor = await VendorSide.ofApp(desk.home)
    await vendor.createKey('seen-by-the-tray', true)
    await chooseTrayItem('Sync now', session.env)
    await desk.page.getByRole('searchbox').fill('seen-by')
    await desk.row('seen-by-the-tray').waitFor()
  })

  it('says which rotation needs the user, also of one that a terminal began, and opens it', async () => {
    const vendor = await VendorSide.ofApp(desk.home)
    const { id, value } = await vendor.createKey('edge-by-hand', true)
    const config = join(folder, 'prometheus.yml')
    const ingress = `http://${vendor.ingressHost}:${vendor.ingressPort}`
    writeFileSync(config, configuration(ingress, `credentials: ${value}`))
    const terminal = async (words: readonly string[], code: number, input = '') => {
      const ended = await keyturn(words, { home: desk.home, env: session.env, input })
      expect(ended).toMatchObject({ code })
    }
    await terminal(['sync'], 0)
    await terminal(['key', 'import', id], 0, value)
    await terminal(['scan', config], 0)
    await terminal(['rotate', id, '--yes', '--watch', '0s'], 8)
    const line = 'edge-by-hand · the rotation needs you'
    await expect.poll(menu, { timeout: 10_000 }).toContain(line)
    await closeWindow()
    await expect.poll(windowShown).toBe(false)
    await chooseTrayItem(line, session.env)
    await expect.poll(windowShown).toBe(true)
    await stands(desk, 'edge-by-hand', 'Needs you')
    await desk.click(`It runs with the new key (${config})`)
    await stands(desk, 'edge-by-hand', 'Waiting')
    await expect.poll(menu, { timeout: 10_000 }).not.toContain(line)
    expect(await vendor.ingest(`Bearer ${value}`, 'with the old key')).toBe(401)
  })

  it('keeps what runs when it is hidden, and quits when told', async () => {
    await closeWindow()
    await expect.poll(windowShown).toBe(false)
    const { code } = await keyturn(['key', 'list'], { home: desk.home, env: session.env })
    expect(code).toBe(0)
    await chooseTrayItem('Quit', session.env)
    await ended()
    await waitFor(async () => (await trayItems(session.env)).length === 0, {
      what: 'the icon to go',
      deadline: 5000,
    })
    await desk.keyturn.close()
    expect(desk.traces()).toEqual([])
  })
})

describe.sequential('started at login', () => {
  it('stays in the tray until it is asked for', async () => {
    desk = await Desk.open({ home: join(folder, 'home'), env: session.env, args: ['--hidden'] })
    await expect.poll(menu, { timeout: 10_000 }).toContain('Open Keyturn')
    expect(await windowShown()).toBe(false)
    await chooseTrayItem('Open Keyturn', session.env)
    await expect.poll(windowShown).toBe(true)
    await desk.page.getByRole('heading', { name: 'Overview' }).waitFor()
    await desk.keyturn.close()
  })
})

describe.sequential('without a tray', () => {
  it('quits when its window is closed: nothing could bring it back', async () => {
    await host?.stop()
    host = undefined
    desk = await Desk.open({ home: join(folder, 'home'), env: session.env })
    await desk.page.getByRole('heading', { name: 'Overview' }).waitFor()
    await closeWindow().catch(() => {})
    await ended()
    await desk.keyturn.close()
  })
})
