// @ts-check
import { check, keyturn, seen } from './evidence.mjs'

/** The steps that take place in the window alone. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('playwright-core').Page} Page */

export const KEY_NAME = 'edge-eu2-fluent-bit'
const TYPES = ['Send-Your-Data keys', 'Team keys', 'Personal keys', 'Organisation keys', 'Legacy']

/** @param {Page} window @param {string | RegExp} name */
export const place = (window, name) =>
  window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name })

/** Finds it by its name among all keys. @param {Page} window @param {string} name */
export async function openKey(window, name) {
  await place(window, /^All keys/).click()
  await window.getByRole('searchbox', { name: 'Search keys' }).fill(name)
  await window
    .getByRole('row')
    .filter({ has: window.getByText(name, { exact: true }) })
    .click()
  await seen(window.getByRole('heading', { level: 2, name }), `the detail of ${name}`)
}

/** @type {readonly Step[]} */
export const firstSteps = [
  {
    title: 'First screen',
    run: async ({ window, pictures }) => {
      for (const name of [/^Try it with the sandbox/, /^Add an account/])
        await seen(window.getByRole('button', { name }), `a button that begins with ${name.source.slice(1)}`)
      await pictures.take('first-screen')
      return 'the sandbox and an account are offered'
    },
  },
  {
    title: 'Sandbox',
    run: async ({ window }) => {
      await window.getByRole('button', { name: /^Try it with the sandbox/ }).click()
      await seen(window.getByRole('heading', { name: 'Overview' }), 'the overview')
      await seen(window.getByText('keychain ready'), 'a keychain that is ready')
      return 'added, and the keychain is ready'
    },
  },
  {
    title: 'Sync',
    run: async ({ window, pictures }) => {
      await seen(window.getByText(/^Synced \d\d:\d\d$/), 'the time of the last sync')
      const keys = JSON.parse(await keyturn(['key', 'list', '--state', 'all', '--json']))
      check(keys.length > 0, 'keys from the vendor', 'none')
      await pictures.take('overview')
      return `${keys.length} keys`
    },
  },
  {
    title: 'Browse',
    run: async ({ window, pictures }) => {
      const found = []
      for (const type of TYPES) {
        await place(window, new RegExp(`^${type} \\d`)).click()
        await seen(window.getByRole('heading', { level: 1, name: type }), `the list of ${type}`)
        const rows = Number(await window.getByRole('grid', { name: type }).getAttribute('aria-rowcount')) - 1
        check(rows > 0, `active ${type} keys`, 'none')
        await pictures.take(`keys-${type.toLowerCase().replace(' keys', '')}`)
        found.push(`${type} ${rows}`)
      }
      return `${found.join(', ')} active`
    },
  },
  {
    title: 'Disabled keys',
    run: async ({ window, pictures }) => {
      await place(window, /^Send-Your-Data keys \d/).click()
      const grid = window.getByRole('grid', { name: 'Send-Your-Data keys' })
      const active = Number(await grid.getAttribute('aria-rowcount')) - 1
      await window.getByRole('checkbox', { name: /^Show disabled/ }).click()
      await seen(grid.getByText('Disabled'), 'disabled keys in the list')
      const all = Number(await grid.getAttribute('aria-rowcount')) - 1
      check(all > active, `more than ${active} keys`, `${all}`)
      await grid.getByRole('row', { name: /edge-eu2-otel-old/ }).click()
      await seen(window.getByRole('heading', { level: 2, name: 'edge-eu2-otel-old' }), 'its detail')
      await pictures.take('disabled')
      await window.getByRole('checkbox', { name: /^Show disabled/ }).click()
      return `${all - active} more when asked for`
    },
  },
  {
    title: 'New key',
    run: async ({ window, pictures }) => {
      await window.getByRole('button', { name: 'New key' }).click()
      const dialog = window.getByRole('dialog', { name: 'New key' })
      await dialog.getByLabel('Name').fill(KEY_NAME)
      await dialog.getByRole('radio', { name: 'Send-Your-Data' }).check()
      await seen(dialog.getByLabel('Chosen presets').getByText('SendData'), 'the preset SendData')
      check(
        await dialog.getByRole('checkbox', { name: /^Hashed/ }).isChecked(),
        'a hashed key, shown once',
        'not chosen',
      )
      await pictures.take('new-key')
      return `${KEY_NAME}, Send-Your-Data, preset SendData, shown once`
    },
  },
  {
    title: 'Capture',
    run: async ({ window, pictures }) => {
      await window.getByRole('button', { name: 'Create and store' }).click()
      const dialog = window.getByRole('dialog', { name: `${KEY_NAME} is created` })
      await seen(dialog, `${KEY_NAME} is created`)
      const steps = dialog.getByRole('list', { name: 'One-time capture' }).getByRole('listitem')
      const done = await steps.filter({ hasText: 'Done' }).count()
      check(done === 5, 'five steps of the capture, all done', `${done} done of ${await steps.count()}`)
      await pictures.take('captured')
      return 'asked, received, in the keychain, read back, done'
    },
  },
  {
    title: 'Create',
    run: async ({ window, pictures, values }) => {
      const [key] = JSON.parse(await keyturn(['key', 'list', '--query', KEY_NAME, '--json']))
      check(key?.name === KEY_NAME && key.hasValue, `${KEY_NAME} with a value`, JSON.stringify(key))
      const value = (await keyturn(['key', 'value', key.id])).trim()
      check(value.length >= 20, 'a value of at least 20 characters', `${value.length}`)
      values.add(value)
      await window.getByRole('button', { name: 'Done' }).click()
      await seen(window.getByRole('heading', { level: 2, name: KEY_NAME }), 'the detail of the new key')
      await pictures.take('stored')
      return 'the value is in the keychain, and the terminal reads it back'
    },
  },
]

/** @type {readonly Step[]} */
export const lastSteps = [
  {
    title: 'Due',
    run: async ({ window, pictures }) => {
      await place(window, /^Overview/).click()
      const due = window.getByRole('region', { name: 'Due' })
      await seen(due.getByRole('button', { name: /^Overdue: \d+ keys?/ }), 'a timeline of what is due')
      const listed = JSON.parse(await keyturn(['due', '--within', '3650d', '--json']))
      const columns = await due.getByRole('button', { name: /: \d+ keys?$/ }).allInnerTexts()
      const counted = columns.reduce((sum, text) => sum + Number(/(\d+) keys?/.exec(text)?.[1] ?? 0), 0)
      check(counted === listed.length && counted > 0, `${listed.length} keys in the timeline`, `${counted}`)
      await pictures.take('due')
      const overdue = listed.filter((/** @type {{ status: string }} */ item) => item.status === 'overdue')
      return `${counted} keys have a date, ${overdue.length} of them overdue`
    },
  },
  {
    title: 'Inbox',
    run: async ({ window, pictures }) => {
      await place(window, /^Inbox/).click()
      await seen(window.getByRole('heading', { level: 1, name: 'Inbox' }), 'the inbox')
      // The reminder of the sandbox's overdue keys follows its sync within seconds.
      const item = window
        .getByRole('main')
        .getByText(/\d+ keys to rotate/)
        .first()
      await seen(item, 'the reminder of the keys that are due')
      await pictures.take('inbox')
      return `${/\d+ keys to rotate/.exec(await item.innerText())?.[0]}, recorded also where the desktop shows nothing`
    },
  },
  {
    title: 'Dark theme',
    run: async ({ app, window, pictures }) => {
      await place(window, 'Settings').click()
      await pictures.take('settings')
      await window.getByRole('combobox', { name: 'Theme' }).click()
      await window.getByRole('option', { name: 'Dark' }).click()
      await seen(window.locator('html[data-theme=dark]'), 'a dark window')
      const dark = await app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)
      check(dark, 'a dark theme in the whole app', 'a light one')
      await place(window, /^Overview/).click()
      await pictures.take('chosen-theme', ['dark'])
      return 'chosen in Settings'
    },
  },
]
