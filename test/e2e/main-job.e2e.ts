import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../build/processes.mjs'
import { clickNotification, closeNotifications, waitForNotification } from '../session/notifications.mjs'
import { remember } from './canary.ts'
import { attend, clipboardText, Desk } from './desk.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/*
 * The main job as a user lives it (design, section 1), in one run of the real app. What came of it is looked at
 * from outside: the keychain by its own tool, the config by its bytes, the vendor by its API, the clipboard by xclip.
 * Each step builds on the ones before.
 */

interface KeyDocument {
  readonly id: string
  readonly state: string
  readonly hasValue: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-main-job-'))
const home = join(folder, 'home')
const config = join(folder, 'fluent-bit.conf')
const NEW_KEY = 'edge-eu2-fluent-bit'

let desk: Desk
let vendor: VendorSide
let accountId = ''
/** The key that the config carries at first. */
let old: { readonly id: string; readonly value: string }
let newId = ''
let newValue = ''

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

beforeEach((test) => attend(test, 'main-job', () => desk))

/** The authorization header that an agent with this config sends. */
const headerOf = (text: string): string => /Authorization (Bearer \S+)/.exec(text)?.[1] ?? ''

async function keychainItem(reference: string): Promise<string> {
  const { stdout } = await run('secret-tool', ['lookup', 'service', 'Keyturn', 'account', reference], {
    what: 'secret-tool',
    deadline: 10_000,
  })
  return stdout
}

describe.sequential('the main job', () => {
  it('starts with two choices, and the sandbox is one press away', async () => {
    await desk.page.getByRole('heading', { name: 'Keyturn' }).waitFor()
    await desk.see('Values stay on this computer.')
    await desk.picture('first-run')
    await desk.click(/^Try it with the sandbox/)
    await desk.page.getByRole('heading', { name: 'Overview' }).waitFor()
    await desk.see(/^Synced \d\d:\d\d$/)
    vendor = await VendorSide.ofApp(home)
    await desk.picture('overview')
  })

  it('lists every type of key, disabled ones when asked for', async () => {
    await desk.goTo('All keys')
    const atVendor = await vendor.keys()
    const list = desk.page.getByRole('region', { name: 'All keys' })
    const counted = Number(await list.getByRole('heading').getByText(/^\d+$/).textContent())
    expect(counted).toBeGreaterThanOrEqual(atVendor.length)
    for (const [type, key] of [
      ['Send-Your-Data keys', 'edge-eu2-otel'],
      ['Team keys', 'terraform-ci'],
      ['Personal keys', 'oncall-livetail'],
      ['Organisation keys', 'org-audit-export'],
      ['Legacy', 'okta-scim'],
    ] as const) {
      await desk.goTo(type)
      await desk.page.getByRole('grid', { name: type }).waitFor()
      await desk.row(key).waitFor()
    }
    await desk.goTo('Send-Your-Data keys')
    expect(await desk.row('loadtest-2025').count()).toBe(0)
    await desk.page.getByRole('checkbox', { name: /^Show disabled/ }).check()
    await desk.row('loadtest-2025').getByText('Disabled').waitFor()
    await desk.page.getByRole('checkbox', { name: /^Show disabled/ }).uncheck()
    const pane = await desk.openKey('k8s-prod-logs')
    await desk.see('Value not held', pane)
    await desk.see('First seen today. The vendor does not say when it was created.', pane)
    await desk.picture('keys')
  })

  it('imports a downloaded value, and really deletes the file', async () => {
    old = await vendor.createKey('edge-eu2-fluent-bit-2024', true)
    const downloaded = join(folder, 'edge-eu2-fluent-bit-2024.txt')
    writeFileSync(downloaded, `${old.value}\n`, { mode: 0o600 })
    await desk.page.keyboard.press('Escape')
    await desk.click('Sync')
    const pane = await desk.openKey('edge-eu2-fluent-bit-2024')
    await desk.answerFileDialogs([downloaded])
    await desk.click('Import value…', pane)
    const dialog = desk.dialog('Import the value of edge-eu2-fluent-bit-2024')
    await desk.click('Choose a file…', dialog)
    await desk.see('35 characters', dialog)
    expect(await dialog.textContent()).not.toContain(old.value)
    await desk.picture('import')
    await desk.click('Store', dialog)
    const stored = desk.dialog('The value of edge-eu2-fluent-bit-2024 is stored')
    await desk.see('edge-eu2-fluent-bit-2024.txt still carries the value in plain text', stored)
    expect(existsSync(downloaded)).toBe(true)
    await desk.click('Delete the downloaded file', stored)
    await desk.see('The value is only in the keychain now.', stored)
    expect(existsSync(downloaded)).toBe(false)
    await desk.click('Done', stored)
    await desk.see('Value held', pane)
    const { stdout } = await keyturn(['key', 'value', old.id], { home })
    expect(stdout).toBe(`${old.value}\n`)
  })

  it('creates a key, and catches the value that is shown once', async () => {
    await desk.click('New key')
    const dialog = desk.dialog('New key')
    await dialog.getByRole('textbox', { name: 'Name' }).fill(NEW_KEY)
    await desk.picture('create')
    await desk.click('Create and store', dialog)
    const created = desk.dialog(`${NEW_KEY} is created`)
    await desk.see('Stored in the keychain and read back.', created)
    const steps = created.getByRole('list', { name: 'One-time capture' }).getByRole('listitem')
    for (const [place, step] of [
      'Asked the vendor',
      'Received',
      'In the keychain',
      'Read back',
      'Done',
    ].entries())
      expect(await steps.nth(place).textContent()).toMatch(new RegExp(`^${step}.*Done`))
    await desk.picture('created')

    const atVendor = await vendor.keyNamed(NEW_KEY)
    expect(atVendor).toMatchObject({ hashed: true, active: true })
    newId = atVendor?.id ?? ''
    const accounts = await keyturnJson<{ id: string }[]>(['account', 'list'], { home })
    accountId = accounts[0]?.id ?? ''
    newValue = remember(await keychainItem(`${accountId}:${newId}:1`), `the value of ${NEW_KEY}`)
    expect(newValue).toMatch(/^cxtp_\w{30}$/)
    expect(await vendor.ingest(`Bearer ${newValue}`, 'made by the main job')).toBe(200)
    expect(await desk.page.content()).not.toContain(newValue)
    await desk.click('Done', created)
    await desk.see('Value held', await desk.keyPane(NEW_KEY))
  })

  it('puts the value into a config, and changes nothing else in it', async () => {
    const original = [
      '# the gateway of the edge',
      '[OUTPUT]',
      '    Name        http',
      '    Match       *',
      `    Host        ${vendor.ingressHost}`,
      `    Port        ${vendor.ingressPort}`,
      '    URI         /logs/v1/singles',
      '    Format      json_lines',
      `    Header      Authorization Bearer ${old.value}`,
      '    Retry_Limit 10\t ',
      '',
    ].join('\r\n')
    writeFileSync(config, original, { mode: 0o640 })
    await desk.answerFileDialogs([config])
    const pane = await desk.keyPane(NEW_KEY)
    await desk.click('Use in…', pane)
    const dialog = desk.dialog(`Use ${NEW_KEY} in a config`)
    await dialog.getByRole('listbox', { name: 'Agents' }).waitFor()
    await desk.picture('use-in')
    await desk.click('Choose files…', dialog)
    await desk.see('1 place in 1 file will change. Only the key’s bytes change.', dialog)
    const diff = dialog.getByRole('region', { name: `Changes in ${config}` })
    await diff.getByText(/edge-eu2-fluent-bit-2024 •••/).waitFor()
    await diff.getByText(new RegExp(`${NEW_KEY} •••`)).waitFor()
    expect(readFileSync(config, 'utf8')).toBe(original)
    await desk.picture('plan')
    await desk.click('Apply', dialog)
    const receipt = desk.dialog(`${NEW_KEY} is in 1 file`)
    await desk.see('1 place changed.', receipt)
    const written = readFileSync(config, 'utf8')
    expect(written).toBe(original.replace(old.value, newValue))
    await desk.picture('receipt')
    await desk.click('Done', receipt)
    await desk.see(`${config}:9`, pane)
    expect(await vendor.ingest(headerOf(written), 'with the new key')).toBe(200)
  })

  it('disables the old key, which the vendor then refuses', async () => {
    await desk.openKey('edge-eu2-fluent-bit-2024')
    await desk.chooseInMenu('Disable')
    await desk.see('edge-eu2-fluent-bit-2024 is disabled. Enabling it brings the same value back.')
    expect(await vendor.ingest(`Bearer ${old.value}`, 'with the old key')).toBe(401)
    expect(await vendor.ingest(headerOf(readFileSync(config, 'utf8')), 'still flowing')).toBe(200)
    await desk.chooseInMenu('Enable')
    await desk.see('edge-eu2-fluent-bit-2024 is enabled. The same value works again.')
    expect(await vendor.ingest(`Bearer ${old.value}`, 'with the old key again')).toBe(200)
  })

  it('restores the config to its last byte', async () => {
    const pane = await desk.openKey(NEW_KEY)
    await desk.click(`Restore ${config}`, pane)
    await desk.see(`${config} is as it was before.`)
    const restored = readFileSync(config, 'utf8')
    expect(headerOf(restored)).toBe(`Bearer ${old.value}`)
    expect(restored.replace(old.value, '')).toContain('    Retry_Limit 10\t \r\n')
    await desk.see('No known file carries it.', pane)
  })

  it('copies the value, and clears it at a word', async () => {
    const pane = await desk.openKey(NEW_KEY)
    await desk.click(/^Copy/, pane)
    await desk.see(/cleared in/)
    expect(await clipboardText()).toBe(newValue)
    expect(await clipboardText('primary')).not.toContain(newValue)
    await desk.click('Clear now')
    await desk.see('Clipboard cleared')
    expect(await clipboardText()).not.toContain(newValue)
  })

  it('clears the clipboard by itself after 30 seconds, and not before', async () => {
    await desk.click(/^Copy/, await desk.keyPane(NEW_KEY))
    await desk.see(/cleared in/)
    const copied = Date.now()
    await expect.poll(() => Date.now() - copied, { timeout: 30_000, interval: 500 }).toBeGreaterThan(26_000)
    expect(await clipboardText()).toBe(newValue)
    await expect.poll(() => clipboardText(), { timeout: 8000, interval: 500 }).not.toContain(newValue)
    expect(Date.now() - copied).toBeGreaterThan(28_000)
    await desk.see('Clipboard cleared')
  })

  it('shows a value for 20 seconds at most, and writes down that it did', async () => {
    const pane = await desk.keyPane(NEW_KEY)
    const shown = pane.getByText(newValue)
    await desk.click('Reveal', pane)
    await shown.waitFor()
    const at = Date.now()
    await shown.waitFor({ state: 'detached', timeout: 22_000 })
    expect(Date.now() - at).toBeLessThan(21_500)
    expect(await desk.page.content()).not.toContain(newValue)

    await desk.click('Reveal', pane)
    await shown.waitFor()
    // Another window comes to the front.
    await desk.loseFocus()
    await shown.waitFor({ state: 'detached', timeout: 1000 })
    const history = pane.getByRole('region', { name: 'History' })
    await expect.poll(() => history.getByText(/reveal/i).count()).toBe(2)
    await expect.poll(() => history.getByText(/copied/i).count()).toBe(2)
  })

  it('reminds by the desktop, opens the plan of its rotation at a click, and keeps it in the inbox', async () => {
    await closeNotifications()
    await desk.goTo('Overview')
    await desk.goTo('All keys')
    await desk.openKey('edge-eu2-fluent-bit-2024')
    await desk.chooseInMenu('Rotation policy…')
    const dialog = desk.dialog('Rotation policy of edge-eu2-fluent-bit-2024')
    await dialog.getByRole('textbox', { name: 'Replace after (days)' }).fill('5')
    await dialog.getByRole('textbox', { name: 'Remind before (days)' }).fill('4')
    await desk.click('Save', dialog)
    await dialog.waitFor({ state: 'detached' })
    await desk.chooseInMenu('Set creation date…')
    const date = desk.dialog('Creation date of edge-eu2-fluent-bit-2024')
    const threeDaysAgo = new Date(Date.now() - 3 * 86_400_000)
    await date.getByLabel('Created on').fill(threeDaysAgo.toISOString().slice(0, 10))
    await desk.click('Save', date)
    await date.waitFor({ state: 'detached' })
    await desk.click('Sync')
    const shown = await waitForNotification(({ summary }) => summary.includes('edge-eu2-fluent-bit-2024'))
    expect(shown.summary).toMatch(/is due (in \d days|tomorrow)/)
    await desk.goTo('Overview')
    await desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await clickNotification()
    await desk.page.getByRole('heading', { name: 'Rotate edge-eu2-fluent-bit-2024' }).waitFor()
    const visible = () =>
      desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    await expect.poll(visible).toBe(true)

    await desk.goTo('Inbox')
    const entry = desk.page.getByRole('main').getByRole('listitem').filter({ hasText: shown.summary })
    await desk.see('Opened from the desktop', entry)
    await desk.picture('inbox')
    await desk.click(/^Mark read/, entry)
    await desk.click('Test notification')
    await desk.see('Sent to the desktop')
    await desk.see('Shown on the desktop')
    await closeNotifications()
  })

  it('renames a key; its value stays', async () => {
    await desk.goTo('All keys')
    await desk.openKey('edge-eu2-fluent-bit-2024')
    await desk.chooseInMenu('Rename…')
    const dialog = desk.dialog('Rename edge-eu2-fluent-bit-2024')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('edge-retired')
    await desk.click('Rename', dialog)
    await desk.keyPane('edge-retired')
    expect(await vendor.keyNamed('edge-retired')).toMatchObject({ id: old.id })
    const shown = await keyturnJson<KeyDocument>(['key', 'show', old.id], { home })
    expect(shown).toMatchObject({ hasValue: true, state: 'active' })
  })

  it('deletes a key only by its typed name, and the default key not at all', async () => {
    await desk.openKey('edge-retired')
    await desk.chooseInMenu('Delete…')
    const dialog = desk.dialog('Delete edge-retired')
    const remove = desk.button('Delete edge-retired', dialog)
    const field = dialog.getByRole('textbox')
    await field.fill('edge-retire')
    expect(await remove.isDisabled()).toBe(true)
    await field.fill('edge-retired')
    await desk.see('Its value stays in the keychain until the account is removed.', dialog)
    await desk.picture('delete')
    await remove.click()
    await desk.see('edge-retired is deleted.')
    expect(await vendor.keyNamed('edge-retired')).toBeUndefined()
    expect(await keychainItem(`${accountId}:${old.id}:1`)).toBe(old.value)
    expect(await vendor.ingest(`Bearer ${old.value}`, 'with a deleted key')).toBe(401)

    await desk.openKey('Default key')
    await desk.click('More')
    const item = desk.page.getByRole('menuitem', { name: /^Delete…/ })
    expect(await item.getAttribute('aria-disabled')).toBe('true')
    await desk.see(/default/i, item)
    await desk.page.keyboard.press('Escape')
  })

  it('clears the clipboard when it is quit', async () => {
    const pane = await desk.openKey(NEW_KEY)
    await desk.click(/^Copy/, pane)
    await desk.see(/cleared in/)
    expect(await clipboardText()).toBe(newValue)
    await desk.leave()
    expect(await clipboardText()).not.toContain(newValue)
    desk = await Desk.open({ home })
    await desk.see(/^Synced \d\d:\d\d$/)
    await desk.goTo('All keys')
    await desk.see('Value held', await desk.openKey(NEW_KEY))
  })
})
