import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings, findings } from './axe.ts'
import { attend, clipboardText, Desk } from './desk.ts'
import { VendorSide } from './vendor.ts'

/* The main job without a mouse; and every main screen and dialog for people who see, move or read otherwise. */

const folder = mkdtempSync(join(tmpdir(), 'keyturn-keyboard-'))
const home = join(folder, 'home')
const config = join(folder, 'otel.yaml')

let desk: Desk
let vendor: VendorSide

beforeAll(async () => {
  desk = await Desk.open({ home })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

beforeEach((test) => attend(test, 'keyboard', () => desk))

const press = async (...keys: string[]) => {
  for (const key of keys) await desk.page.keyboard.press(key)
}
const type = (text: string) => desk.page.keyboard.type(text)
/** What has the focus, as a screen reader names it. */
const focused = () =>
  desk.page.evaluate<string>(
    `(() => {
      const at = document.activeElement
      if (at === document.body) return 'nothing'
      const own = at.matches('button, a, [role=option], [role=tab]') ? at.textContent : ''
      return [at.getAttribute('role') ?? at.tagName.toLowerCase(), at.getAttribute('aria-label') ?? own].join(' ')
    })()`,
  )

/** Moves on with Tab until the element with this name has the focus: it has to be within reach. */
async function tabTo(name: RegExp): Promise<void> {
  for (let steps = 0; steps < 40; steps++) {
    if (name.test(await focused())) return
    await press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}; it is at ${await focused()}`)
}

describe.sequential('the main job by keyboard alone', () => {
  it('starts the sandbox', async () => {
    await desk.page.getByRole('heading', { name: 'Keyturn' }).waitFor()
    await tabTo(/Try it with the sandbox/)
    await press('Enter')
    await desk.see(/^Synced \d\d:\d\d$/)
    vendor = await VendorSide.ofApp(home)
  })

  it('lists its shortcuts at ?, and steps back with Esc', async () => {
    await press('?')
    const dialog = desk.dialog('Shortcuts')
    await desk.see('Open the palette', dialog)
    await press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('finds a key with / and the arrows, and opens it with Enter', async () => {
    await press('/')
    expect(await focused()).toContain('Search keys')
    await type('otel')
    await press('ArrowDown')
    expect(await focused()).toMatch(/^grid/)
    await press('ArrowDown', 'ArrowUp', 'End', 'Home', 'Enter')
    await desk.keyPane('edge-eu2-otel')
    await press('Escape')
  })

  it('creates a key with N', async () => {
    await press('n')
    const dialog = desk.dialog('New key')
    await dialog.getByRole('textbox', { name: 'Name' }).waitFor()
    await expect.poll(focused).toMatch(/^input/)
    await type('by-keyboard')
    await press('Enter')
    const created = desk.dialog('by-keyboard is created')
    await created.waitFor()
    await expect.poll(focused).toMatch(/Done/)
    await press('Enter')
    await created.waitFor({ state: 'detached' })
    await desk.see('Value held', await desk.keyPane('by-keyboard'))
  })

  it('uses it in a config with U', async () => {
    const { value } = await vendor.createKey('before', true)
    const original = [
      'exporters:',
      '  coralogix:',
      '    domain: eu2.coralogix.com',
      `    private_key: "${value}" # kept`,
      'service:',
      '  pipelines:',
      '    logs: {receivers: [otlp], exporters: [coralogix]}',
      '',
    ].join('\n')
    writeFileSync(config, original)
    await desk.answerFileDialogs([config])
    await press('u')
    const dialog = desk.dialog('Use by-keyboard in a config')
    await dialog.getByRole('listbox', { name: 'Agents' }).waitFor()
    await tabTo(/Choose files/)
    await press('Enter')
    await dialog.getByRole('region', { name: `Changes in ${config}` }).waitFor()
    // Read from its first file on; Apply is a step further.
    await expect.poll(focused).toContain(config)
    await tabTo(/Apply/)
    await press('Enter')
    const receipt = desk.dialog('by-keyboard is in 1 file')
    await receipt.waitFor()
    await expect.poll(focused).toMatch(/Done/)
    await press('Enter')
    await receipt.waitFor({ state: 'detached' })
    const written = readFileSync(config, 'utf8')
    expect(written).not.toBe(original)
    expect(written.replace(/"cxtp_\w+"/, '""')).toBe(original.replace(`"${value}"`, '""'))
  })

  it('finds the agent by its name, and puts several files back together', async () => {
    const { value } = await vendor.createKey('before the set', true)
    const files = [config, join(folder, 'second.yaml')]
    const read = () => files.map((file) => readFileSync(file, 'utf8'))
    for (const file of files) writeFileSync(file, readFileSync(config, 'utf8').replace(/cxtp_\w+/, value))
    const before = read()
    await desk.answerFileDialogs(files)
    await press('u')
    await expect.poll(focused).toContain('Search agents')
    await type('opentel')
    await press('Enter')
    const dialog = desk.dialog('Use by-keyboard in OpenTelemetry')
    await dialog.waitFor()
    await expect.poll(focused).toMatch(/^tab /)
    await tabTo(/Choose files/)
    await press('Enter')
    await dialog.getByRole('region', { name: `Changes in ${config}` }).waitFor()
    await tabTo(/Apply all/)
    await press('Enter')
    await desk.dialog('by-keyboard is in 2 files').waitFor()
    await expect.poll(focused).toMatch(/Done/)
    expect(read()).not.toEqual(before)
    await press('Shift+Tab')
    expect(await focused()).toMatch(/Restore all 2 files/)
    await press('Enter')
    await desk.dialog('The old value is back in 2 files').waitFor()
    expect(read()).toEqual(before)
    // The button that was pressed is gone: the focus stays in the dialog.
    expect(await focused()).not.toBe('nothing')
    await tabTo(/Done/)
    await press('Enter')
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('copies it with C, and syncs with S', async () => {
    await press('c')
    await desk.see(/cleared in/)
    expect(await clipboardText()).toMatch(/^cxtp_\w{30}$/)
    await tabTo(/Clear now/)
    await press('Enter')
    await desk.see('Clipboard cleared')
    await press('s')
    await desk.page
      .getByRole('status')
      .filter({ hasText: /^Synced \d+ keys/ })
      .waitFor()
  })

  it('goes anywhere by the palette, and the focus comes back', async () => {
    await tabTo(/^grid/)
    await press('Control+k')
    await desk.page.getByRole('dialog', { name: 'Palette' }).waitFor()
    await type('telegraf-racks')
    await press('Enter')
    await desk.keyPane('telegraf-racks')
    await tabTo(/^grid/)
    await press('n')
    await desk.dialog('New key').waitFor()
    await press('Escape')
    await desk.dialog('New key').waitFor({ state: 'detached' })
    await expect.poll(focused).toMatch(/^grid/)
    await press(',')
    await desk.page.getByRole('heading', { name: 'Settings' }).waitFor()
  })
})

const toKey = (name: string) => async () => {
  await desk.goTo('All keys')
  await desk.openKey(name)
}
const opens = (act: () => Promise<void>) => async () => {
  await act()
  await desk.page.getByRole('dialog').waitFor()
}
const dialogOf = (key: string, item: string | RegExp) =>
  opens(async () => {
    await toKey(key)()
    await desk.chooseInMenu(item)
  })

/** Every main screen and dialog, and how a user comes to it. */
const SCREENS: readonly (readonly [string, () => Promise<void>])[] = [
  ['overview', () => desk.goTo('Overview')],
  ['inbox', () => desk.goTo('Inbox')],
  ['keys and a key', toKey('by-keyboard')],
  ['a key without a value', toKey('k8s-prod-logs')],
  ['where used', () => desk.goTo('Where used')],
  ['settings', () => desk.goTo('Settings')],
  ['palette', opens(() => press('Control+k'))],
  ['shortcuts', opens(() => press('?'))],
  ['new key', opens(() => press('n'))],
  ['add an account', opens(() => desk.goTo('Add an account'))],
  ['import', dialogOf('k8s-prod-logs', 'Import value…')],
  ['rename', dialogOf('by-keyboard', 'Rename…')],
  ['policy', dialogOf('by-keyboard', 'Rotation policy…')],
  ['creation date', dialogOf('k8s-prod-logs', 'Set creation date…')],
  ['delete', dialogOf('by-keyboard', /^Delete…/)],
  ['snippet', dialogOf('by-keyboard', 'Snippet…')],
  [
    'use in',
    async () => {
      await toKey('by-keyboard')()
      await press('u')
      await desk.page.getByRole('listbox', { name: 'Agents' }).waitFor()
    },
  ],
]

describe.sequential('for everybody', () => {
  it('is looked at by an axe that finds what is planted', async () => {
    await desk.page.evaluate(
      "document.body.append(Object.assign(document.createElement('img'), { id: 'planted' }))",
    )
    expect(await findings(desk.page)).toContainEqual(expect.stringContaining('image-alt: #planted'))
    await desk.page.evaluate("document.querySelector('#planted').remove()")
  })

  it.each(SCREENS)('axe finds nothing in %s, light and dark', async (_, go) => {
    // Before the screen opens: a dialog that is still fading in has other colours than it will have.
    await desk.page.emulateMedia({ reducedMotion: 'reduce' })
    await go()
    await expectNoFindings(desk.page)
    await leaveDialog()
  })

  it('moves nothing when less motion is asked for', async () => {
    await desk.page.emulateMedia({ reducedMotion: 'reduce' })
    await press('n')
    await desk.dialog('New key').waitFor()
    const moving = await desk.page.evaluate<string[]>(
      `document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 1)
        .map((one) => one.transitionProperty ?? one.animationName)`,
    )
    expect(moving).toEqual([])
    await leaveDialog()
    await desk.page.emulateMedia({ reducedMotion: null })
  })

  it.each([
    ['200 % zoom', 640, 400],
    ['320 px of width', 320, 640],
  ] as const)('fits without scrolling sideways at %s', async (_, width, height) => {
    const resize = (size: { width: number; height: number }) =>
      desk.keyturn.app.evaluate(
        ({ BrowserWindow }, { width, height }) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
        size,
      )
    const zoom = (factor: number) =>
      desk.keyturn.app.evaluate(
        ({ BrowserWindow }, factor) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor),
        factor,
      )
    if (width === 640) {
      await resize({ width: 1280, height: 800 })
      await zoom(2)
    } else await resize({ width, height })
    await expect.poll(() => desk.page.evaluate<number>('innerWidth')).toBeLessThanOrEqual(width + 1)
    const goInMenu = async (place: string) => {
      const menu = desk.button('Menu')
      if (await menu.isVisible()) await menu.click()
      await desk.goTo(place)
    }
    const sideways = () => desk.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    for (const place of ['Overview', 'Inbox', 'Where used', 'Settings', 'All keys']) {
      await goInMenu(place)
      expect(await sideways(), place).toBeLessThanOrEqual(0)
    }
    await press('n')
    await desk.dialog('New key').waitFor()
    expect(await sideways(), 'new key').toBeLessThanOrEqual(0)
    await desk.picture(`narrow-${width}`)
    await leaveDialog()
    await zoom(1)
    await resize({ width: 1180, height: 760 })
  })
})

async function leaveDialog(): Promise<void> {
  const dialog = desk.page.getByRole('dialog')
  if ((await dialog.count()) === 0) return
  await press('Escape')
  await dialog.waitFor({ state: 'detached' })
}
