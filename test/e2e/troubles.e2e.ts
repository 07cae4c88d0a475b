import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run, waitFor } from '../../build/processes.mjs'
import { openSession, type Session } from '../../build/session.mjs'
import { type Sandbox, startSandbox } from '../../main/sandbox/sandbox.ts'
import { remember } from './canary.ts'
import { attend, clipboardText, Desk } from './desk.ts'
import { keyturn } from './terminal-door.ts'

/*
 * What goes wrong in a user's day: the vendor, the network, the keychain. The vendor is a sandbox of the test's own, so
 * that it can misbehave and stop; the keychain that of a session of the test's own, so that it can be frozen and locked.
 */

const folder = mkdtempSync(join(tmpdir(), 'keyturn-troubles-'))
const home = join(folder, 'home')
const stateFile = join(folder, 'vendor.json')

let session: Session
let vendor: Sandbox
let desk: Desk

const startVendor = async () => {
  vendor = await startSandbox({ stateFile })
  remember(vendor.adminKey, 'the admin key')
}
const keyringPid = () => session.keyring?.pid ?? 0
/** Keyring and its group: `setpriv` becomes the daemon, so the pid is its own. */
const signalKeyring = (signal: NodeJS.Signals) => process.kill(keyringPid(), signal)

const open = async (env: Readonly<Record<string, string>> = {}) => {
  desk = await Desk.open({ home, env: { ...session.env, ...env } })
}

beforeAll(async () => {
  session = await openSession({ display: false, notifications: false })
  await startVendor()
  await open()
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    await vendor?.close()
    await session?.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

beforeEach((test) => attend(test, 'troubles', () => desk))

async function fillNewKey(name: string) {
  await desk.click('New key')
  const dialog = desk.dialog('New key')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  return dialog
}

describe.sequential('a vendor in trouble', () => {
  it('refuses a wrong admin key in words, and keeps nothing of it', async () => {
    await desk.click(/^Add an account/)
    const dialog = desk.dialog('Add an account')
    await dialog.getByRole('radio', { name: 'Coralogix' }).check()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('acme')
    await dialog.getByRole('combobox', { name: 'Region' }).click()
    await desk.page.getByRole('option', { name: /^Custom endpoint/ }).click()
    await dialog.getByRole('textbox', { name: 'API address' }).fill(vendor.apiUrl)
    await dialog.getByRole('textbox', { name: 'Ingress address' }).fill(vendor.ingressUrl)
    const wrong = remember(`cxtp_${'WrongAdmin'.repeat(3)}`, 'a wrong admin key')
    await dialog.getByLabel('Admin key').fill(wrong)
    await desk.click('Check and add', dialog)
    const alert = dialog.getByRole('alert')
    await desk.see(/rejected|401/, alert)
    await desk.see(/Nothing was saved/, alert)
    expect(await dialog.getByLabel('Admin key').inputValue()).toBe('')
    await desk.picture('wrong-key')
    await dialog.getByLabel('Admin key').fill(vendor.adminKey)
    await desk.click('Check and add', dialog)
    const added = desk.dialog('acme is added')
    await desk.see(/^\d+ keys found$/, added)
    await desk.click('Show the keys', added)
    await desk.row('edge-eu2-otel').waitFor()
  })

  it('keeps the list when the vendor answers 503, says since when it stands and what to do', async () => {
    vendor.setFault({ kind: 'status', status: 503, server: 'api' })
    await desk.click('Sync')
    const list = desk.page.getByRole('main')
    await desk.see(/answered 503/, list)
    await desk.see(/Last synced \d\d:\d\d\./, list)
    await desk.row('edge-eu2-otel').waitFor()
    await desk.see('last sync failed')
    await desk.picture('vendor-503')
    vendor.clearFaults()
    await desk.click('Sync again', list)
    await list
      .getByText(/answered 503/)
      .first()
      .waitFor({ state: 'detached' })
  })

  it('says how long to wait when the vendor asks for it', async () => {
    vendor.setFault({ kind: 'status', status: 429, retryAfter: '120', server: 'api' })
    await desk.click('Sync')
    await desk.see(/429|too many/i, desk.page.getByRole('main'))
    await desk.see(/120 s|2 minutes/, desk.page.getByRole('main'))
    vendor.clearFaults()
    await desk.click('Sync again', desk.page.getByRole('main'))
    await desk.see(/^Synced \d\d:\d\d$/)
    await desk.page.getByText('last sync failed').waitFor({ state: 'detached' })
  })

  it('shows a key whose answer was lost as an orphan, and makes it again when told', async () => {
    vendor.setFault({ kind: 'lost', when: 'after', method: 'POST', path: '/api-keys/v3$', times: 1 })
    const before = vendor.keyCount()
    const dialog = await fillNewKey('lost-answer')
    await desk.click('Create and store', dialog)
    const unknown = desk.dialog('No answer about lost-answer')
    await desk.see('The call is not repeated, so there cannot be two keys.', unknown)
    expect(vendor.keyCount()).toBe(before + 1)
    await desk.picture('no-answer')
    await desk.button('Close', unknown).first().click()
    await desk.goTo('Overview')
    await desk.click(/^Resolve….*lost-answer/)
    const orphan = desk.dialog('lost-answer is an orphan')
    await desk.picture('orphan')
    await desk.click('Delete it and create again', orphan)
    await desk.see('lost-answer is stored in the keychain and read back.')
    await desk.see('Value held', await desk.keyPane('lost-answer'))
    expect(vendor.keyCount()).toBe(before + 1)
  })

  it('starts without a network, and shows the keys as they were last seen', async () => {
    await desk.leave()
    await vendor.close()
    await open()
    await desk.page.getByRole('heading', { name: 'Overview' }).waitFor()
    await desk.see('acme could not be synced')
    await desk.goTo('All keys')
    await desk.row('edge-eu2-otel').waitFor()
    const list = desk.page.getByRole('main')
    await desk.see(/refused the connection/, list)
    await desk.see(/Last synced \d\d:\d\d\./, list)
    await desk.see('Value held', await desk.openKey('lost-answer'))
    await desk.picture('offline')
    const { code, stdout } = await keyturn(['key', 'list'], { home, env: session.env })
    expect(code).toBe(0)
    expect(stdout).toContain('edge-eu2-otel')
    await startVendor()
    await desk.page.getByRole('searchbox').fill('')
    await desk.click('Sync again', list)
    await list
      .getByText(/refused the connection/)
      .first()
      .waitFor({ state: 'detached' })
  })
})

describe.sequential('a keychain in trouble', () => {
  it('holds a value that the keychain did not take, and does not quit with it', async () => {
    vendor.setFault({
      kind: 'slow',
      delayMs: 2500,
      when: 'after',
      method: 'POST',
      path: '/api-keys/v3$',
      times: 1,
    })
    const before = vendor.keyCount()
    const dialog = await fillNewKey('frozen-keychain')
    await desk.click('Create and store', dialog)
    await waitFor(() => vendor.keyCount() > before, { what: 'the vendor to make the key', deadline: 15_000 })
    signalKeyring('SIGSTOP')
    try {
      const stuck = desk.dialog('The value of frozen-keychain is not stored yet')
      await stuck.waitFor({ timeout: 30_000 })
      await desk.see(/only in Keyturn's memory/, stuck)
      await desk.picture('stuck')
      await desk.page.keyboard.press('Escape')
      await stuck.waitFor()

      await desk.click('Copy now', stuck)
      await desk.see(/^In the clipboard: frozen-keychain\.$/, stuck)
      const value = remember(await clipboardText(), 'the value of frozen-keychain')
      expect(value).toMatch(/^cxtp_\w{30}$/)

      // The desktop's own message box is not ours to press: what it says is.
      const told = await desk.keyturn.app.evaluate(async ({ app, dialog }) => {
        const shown = new Promise<string>((resolve) => {
          dialog.showMessageBox = (async (_: unknown, options: Electron.MessageBoxOptions) => {
            resolve(`${options.message}. ${options.detail}`)
            return { response: 0, checkboxChecked: false }
          }) as typeof dialog.showMessageBox
        })
        app.quit()
        return await shown
      })
      expect(told).toMatch(/not in the keychain yet.*only in memory.*stays open/s)
      await stuck.waitFor()

      signalKeyring('SIGCONT')
      await desk.click('Retry', stuck)
      await desk.dialog('frozen-keychain is created').waitFor({ timeout: 20_000 })
      await desk.click('Done', desk.dialog('frozen-keychain is created'))
      await desk.see('Value held', await desk.keyPane('frozen-keychain'))
      expect(vendor.keyCount()).toBe(before + 1)
    } finally {
      signalKeyring('SIGCONT')
    }
  })

  it('browses with a locked keychain, and asks the vendor for nothing that it could not keep', async () => {
    await desk.leave()
    await run(
      'dbus-send',
      [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.secrets',
        '/org/freedesktop/secrets',
        'org.freedesktop.Secret.Service.Lock',
        'array:objpath:/org/freedesktop/secrets/collection/login',
      ],
      { what: 'locking the keychain', deadline: 10_000, env: session.env },
    )
    await open()
    await desk.see(/The keychain is locked/)
    await desk.goTo('All keys')
    const pane = await desk.openKey('frozen-keychain')
    await desk.see('The value cannot be read now', pane)
    expect(await desk.button(/^Use in…/, pane).isDisabled()).toBe(true)
    await desk.picture('keychain-locked')
    const before = vendor.keyCount()
    const dialog = await fillNewKey('never-made')
    await desk.click('Create and store', dialog)
    await desk.see(/locked/, dialog.getByRole('alert'))
    await desk.see('What you entered is still here.', dialog)
    expect(vendor.keyCount()).toBe(before)
    await desk.click('Cancel', dialog)
    await dialog.waitFor({ state: 'detached' })
  })

  it('browses with no keychain at all, and says what is missing', async () => {
    await desk.leave({ keychain: false })
    const bare = await openSession({ display: false, notifications: false, keyring: 'missing' })
    try {
      await open(bare.env)
      await desk.see(/No keychain service/)
      await desk.goTo('All keys')
      await desk.openKey('edge-eu2-otel')
      const before = vendor.keyCount()
      const dialog = await fillNewKey('never-made-either')
      await desk.click('Create and store', dialog)
      await desk.see(/keychain/i, dialog.getByRole('alert'))
      expect(vendor.keyCount()).toBe(before)
      await desk.leave({ keychain: false })
    } finally {
      await bare.close()
    }
  })
})
