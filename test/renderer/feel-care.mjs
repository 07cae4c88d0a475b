// Changes keys as a keyboard user would: marks several, edits what one may do and who may access it. No mouse.
// node test/renderer/feel-care.mjs after `vite build --config test/renderer/vite.config.ts`
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { serve } from './serve.mjs'

const { base, stop } = await serve()
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
page.setDefaultTimeout(15_000)
const { keyboard } = page
const pause = () => page.waitForTimeout(250)
const press = async (...keys) => {
  for (const key of keys) await keyboard.press(key)
  await pause()
}
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement
    return `${at?.getAttribute('role') ?? at?.tagName} ${at?.getAttribute('aria-label') ?? at?.textContent ?? ''}`.trim()
  })
/** Tabs on until what has the focus is it. */
const tabTo = async (name, most = 40) => {
  for (let i = 0; i < most; i++) {
    if (name.test(await focused())) return
    await keyboard.press('Tab')
  }
  assert.match(await focused(), name)
}
const spoken = () =>
  page.evaluate(() => [...document.querySelectorAll('[aria-live]')].map((each) => each.textContent).join(' '))
const openMenuItem = async (name) => {
  await tabTo(/^BUTTON More$/)
  await press('Enter')
  for (let i = 0; i < 20 && !(await focused()).includes(name); i++) await keyboard.press('ArrowDown')
  await press('Enter')
}

await page.goto(`${base.replace('preview', 'flows')}?script=care&scene=usual`)
await page.getByRole('heading', { name: 'Overview' }).waitFor()

// Marks: Space, Shift with an arrow, Esc.
await press('/')
await keyboard.type('edge-eu')
await press('ArrowDown', 'Home')
assert.match(await focused(), /^grid/)
await press('Space', 'Shift+ArrowDown')
await page.getByRole('region', { name: 'Marked keys' }).getByText('2 keys marked').waitFor()
assert.match(await spoken(), /2 keys marked/)
await press('Escape')
assert.equal(await page.getByRole('region', { name: 'Marked keys' }).count(), 0)
assert.match(await focused(), /^grid/)
await press('Control+a')
await tabTo(/^BUTTON Disable…$/)
await press('Enter')
await page.getByRole('dialog', { name: /^Disable \d keys$/ }).waitFor()
await pause()
assert.match(await focused(), /^BUTTON Cancel/, 'the safe choice has the focus')
await press('Escape')
await page.getByRole('dialog').waitFor({ state: 'detached' })
await pause()
assert.match(await focused(), /^BUTTON Disable…$/, 'the focus is where it was')
await tabTo(/^grid/)
await press('Escape', 'Home', 'Enter')

// Who may access it.
await page.getByRole('button', { name: 'More' }).waitFor()
await openMenuItem('Access policy…')
await page.getByRole('dialog', { name: /^Access policy of/ }).waitFor()
await page.getByRole('combobox', { name: 'Access of everybody else to the key' }).waitFor()
await tabTo(/^combobox Access of everybody else to the key/)
await press('Enter', 'Home', 'ArrowDown', 'Enter')
await tabTo(/^combobox$/)
await keyboard.type('edge-op')
await press('Enter', 'Enter')
await page.getByRole('button', { name: 'Remove the rule of edge-operators' }).waitFor()
await page.getByText('Nobody has access; 3 groups have rules of their own.').waitFor()
await press('Escape')
assert.match(await focused(), /^BUTTON Keep it/, 'what was chosen is not thrown away unasked')
await press('Enter')
await tabTo(/^BUTTON Save/)
await press('Enter')
await page.getByRole('dialog').waitFor({ state: 'detached' })

// What it may do.
await openMenuItem('Permissions…')
await page.getByRole('dialog', { name: /may do$/ }).waitFor()
await page.getByRole('combobox', { name: 'Permissions' }).waitFor()
await page.getByRole('combobox', { name: 'Permissions' }).focus()
await keyboard.type('fleet.pilot:Land')
await press('Enter')
await page.getByRole('heading', { name: 'Will be added' }).waitFor()
await page.getByText('Not in the vendor’s list, and kept as they are').waitFor()
await tabTo(/^BUTTON Save/)
await press('Enter')
await page.getByRole('dialog').waitFor({ state: 'detached' })

await browser.close()
stop()
console.log('marks, access policy and permissions: all of it without a mouse')
