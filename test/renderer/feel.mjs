// Uses the window as a keyboard user would, and measures a keystroke of search at 10,000 keys.
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { serve } from './serve.mjs'

const { base, stop } = await serve()
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const open = async (scene) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(4000)
  await page.goto(`${base}?scene=${scene}`)
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return page
}
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement
    return `${at?.getAttribute('role') ?? at?.tagName} ${at?.getAttribute('aria-label') ?? at?.textContent ?? ''}`.trim()
  })
const current = (page) =>
  page.evaluate(() => {
    const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant')
    const row = id ? document.getElementById(id) : null
    const box = row?.getBoundingClientRect()
    const grid = document.querySelector('[role=grid]')?.getBoundingClientRect()
    const inSight = box && grid ? box.top >= grid.top && box.bottom <= grid.bottom + 1 : false
    return { row: row?.getAttribute('aria-rowindex'), inSight }
  })

const page = await open('many')
await page.keyboard.press('/')
assert.match(await focused(page), /INPUT Search keys, files, agents/)
const times = []
for (const letter of 'edge-eu2-otel') {
  times.push(
    await page.evaluate(async (text) => {
      const field = document.querySelector('input[type=search]')
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
      await new Promise((done) => requestAnimationFrame(done))
      const start = performance.now()
      set.call(field, field.value + text)
      field.dispatchEvent(new Event('input', { bubbles: true }))
      // Layout and paint are forced into the time; what is left is the wait for the next frame.
      document.querySelector('[role=grid]')?.getBoundingClientRect()
      return performance.now() - start
    }, letter),
  )
}
const first = times.shift() ?? 0
times.sort((a, b) => a - b)
console.log(
  `search at 10,000 keys: median ${times[6].toFixed(1)} ms, first (opens the list) ${first.toFixed(1)} ms, worst of the others ${times.at(-1).toFixed(1)} ms`,
)

await page.keyboard.press('Escape')
await page.keyboard.press('ArrowDown')
assert.match(await focused(page), /^grid/)
for (const [key, row] of [
  ['Home', '2'],
  ['ArrowDown', '3'],
  ['End', null],
  ['Home', '2'],
  ['PageDown', null],
]) {
  await page.keyboard.press(key)
  await page.waitForTimeout(120)
  const at = await current(page)
  assert.ok(at.inSight, `${key}: the current row is in sight`)
  if (row) assert.equal(at.row, row)
}
const idle = await page.evaluate(async () => {
  const start = await new Promise((done) => requestAnimationFrame(done))
  let now = start
  for (let i = 0; i < 60; i++) now = await new Promise((done) => requestAnimationFrame(done))
  return (now - start) / 60
})
const frames = await page.evaluate(async () => {
  const grid = document.querySelector('[role=grid]')
  const gaps = []
  let last = await new Promise((done) => requestAnimationFrame(done))
  for (let i = 0; i < 120; i++) {
    grid.scrollTop += 240
    const now = await new Promise((done) => requestAnimationFrame(done))
    gaps.push(now - last)
    last = now
  }
  return gaps.sort((a, b) => a - b)
})
console.log(
  `scroll: idle frame ${idle.toFixed(1)} ms, median frame ${frames[60].toFixed(1)} ms, worst ${frames.at(-1).toFixed(1)} ms`,
)
await page.close()

const usual = await open('usual')
await usual.keyboard.press('Control+k')
await usual.keyboard.type('prom-agent')
await usual.keyboard.press('Enter')
await usual.getByRole('heading', { name: 'prom-agent' }).waitFor()
await usual.keyboard.press('?')
await usual.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
await usual.keyboard.press('Escape')
await usual.getByRole('dialog').waitFor({ state: 'detached' })

const more = usual.getByRole('button', { name: 'More' })
await more.focus()
await usual.keyboard.press('Enter')
await usual.getByRole('menuitem', { name: 'Rename…' }).press('Enter')
await usual.getByRole('dialog').waitFor()
assert.match(await focused(usual), /^INPUT/, 'a dialog starts in its first field')
await usual.keyboard.press('Escape')
await usual.waitForTimeout(300)
assert.match(await focused(usual), /More/, 'the focus is back where it was')

await usual.getByRole('button', { name: 'Reveal' }).click()
const value = usual.getByText('cxtp_FAKE')
await value.waitFor()
assert.equal(await usual.getByRole('button', { name: 'Reveal' }).getAttribute('aria-pressed'), 'true')
const live = await usual.locator('[aria-live]').allTextContents()
assert.ok(
  live.join().includes('read on request') && !live.join().includes('cxtp_'),
  'the value is never spoken',
)
await usual.keyboard.press('Escape')
await usual.waitForTimeout(200)
assert.equal(await usual.getByText('cxtp_FAKE').count(), 0, 'the value is gone with its key')

await usual.getByRole('navigation').getByRole('button', { name: 'All keys' }).click()
await usual.getByText('edge-eu2-otel', { exact: true }).first().click()
await usual.keyboard.press('c')
await usual.getByText(/copied, cleared in/).waitFor()
await usual.getByRole('button', { name: 'Clear now' }).click()
await usual
  .getByText(/Could not confirm that the clipboard was cleared/)
  .first()
  .waitFor()
await usual.keyboard.press('n')
await usual.getByRole('dialog').waitFor()
await usual.keyboard.press('Escape')
await usual.getByRole('dialog').waitFor({ state: 'detached' })
console.log('keyboard, focus, reveal and copy: as they should be')

// Into a config, and back out of it.
const active = (page) =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant')
    const at = id ? document.getElementById(id) : null
    const box = at?.getBoundingClientRect()
    const field = document.activeElement?.getBoundingClientRect()
    const foot = [...document.querySelectorAll('[role=dialog] button')].at(-2)?.getBoundingClientRect()
    const clear = Boolean(box && field && foot && box.top >= field.bottom && box.bottom <= foot.top)
    return { text: at?.textContent ?? '', disabled: at?.getAttribute('aria-disabled') === 'true', clear }
  })
const tabTo = async (page, name) => {
  for (let i = 0; i < 60; i++) {
    if (name.test(await focused(page))) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab does not lead to ${name}; it is at ${await focused(page)}`)
}
await usual.keyboard.press('u')
await usual.getByRole('listbox', { name: 'Agents' }).waitFor()
assert.match(await focused(usual), /Search agents/)
const met = []
for (let i = 0; i < 33; i++) {
  await usual.keyboard.press('ArrowDown')
  const at = await active(usual)
  assert.ok(at.clear, `${at.text} is in sight, below the search field`)
  met.push(at.text)
}
assert.equal(new Set(met).size, 33, 'arrows walk through every agent')
assert.ok((await active(usual)).disabled)
await usual.keyboard.press('Enter')
await usual.getByRole('listbox', { name: 'Agents' }).waitFor()
assert.match((await usual.locator('[aria-live]').allTextContents()).join(), /Make a new address there/)
await usual.keyboard.type('fluent bit')
assert.match((await active(usual)).text, /^Fluent Bit/)
await usual.keyboard.press('Enter')
await usual.getByRole('dialog', { name: /in Fluent Bit$/ }).waitFor()
await tabTo(usual, /^BUTTON Choose files/)
await usual.keyboard.press('Enter')
await usual.getByRole('heading', { name: 'Changes in 3 files' }).waitFor()
await tabTo(usual, /^BUTTON Apply all/)
await usual.keyboard.press('Enter')
await usual.getByRole('dialog', { name: /is in 3 files$/ }).waitFor()
await usual.waitForTimeout(200)
assert.match(await focused(usual), /Done/)
await tabTo(usual, /^BUTTON Check with promtool: .*prometheus.yml/)
await usual.keyboard.press('Enter')
await usual.getByText('Check failed: promtool').first().waitFor()
assert.match(await focused(usual), /Check with promtool again/, 'a check keeps the focus')
await tabTo(usual, /^BUTTON Restore .*prometheus.yml/)
await usual.keyboard.press('Enter')
await usual.getByText('Restored: the old value is back').waitFor()
await usual.waitForTimeout(200)
assert.match(await focused(usual), /prometheus.yml/, 'the focus stays with the file')
await usual.keyboard.press('Escape')
await usual.getByRole('dialog').waitFor({ state: 'detached' })

// A scan, its findings, and the key of one.
await usual.keyboard.press('w')
await usual.getByRole('heading', { name: 'Where used', level: 1 }).waitFor()
await tabTo(usual, /^BUTTON Scan again/)
await usual.keyboard.press('Enter')
await usual.getByText(/files · .* MB · /).waitFor()
await usual.waitForTimeout(150)
assert.match(await focused(usual), /^BUTTON Cancel/, 'what stops it has the focus')
await usual.keyboard.press('Enter')
await usual.getByText(/^The scan was cancelled/).waitFor()
assert.match((await usual.locator('[aria-live]').allTextContents()).join(), /^Cancelled\. /)
await usual.waitForTimeout(150)
assert.match(await focused(usual), /^BUTTON Scan again/)
await usual.keyboard.press('Enter')
await usual.getByText(/^Scanned .*10,400|^Scanned .*10,412/).waitFor({ timeout: 15_000 })
await tabTo(usual, /^INPUT Filter findings/)
await usual.keyboard.type('edge-eu1')
await usual.getByRole('listitem').filter({ hasText: 'gateway.yaml' }).waitFor()
await usual.keyboard.press('Tab')
await usual.keyboard.press('Enter')
await usual.getByRole('heading', { name: 'edge-eu1-otel' }).waitFor()

// A rotation: its plan, its steps as they move on, and the way back.
await usual.keyboard.press('r')
await usual.getByRole('heading', { name: 'Rotate edge-eu1-otel' }).waitFor()
await usual.waitForTimeout(150)
await tabTo(usual, /^BUTTON Rotate now/)
await usual.keyboard.press('Enter')
await usual.getByRole('heading', { name: 'Rotation of edge-eu1-otel' }).waitFor()
await usual.getByText('The files are being written.', { exact: true }).waitFor()
assert.match((await usual.locator('[aria-live]').allTextContents()).join(), /edge-eu1-otel: /)
await tabTo(usual, /^BUTTON Undo…/)
await usual.keyboard.press('Enter')
await usual.getByRole('dialog', { name: 'Undo the rotation of edge-eu1-otel' }).waitFor()
await usual.waitForTimeout(150)
assert.match(await focused(usual), /^BUTTON Keep rotating/, 'the safe choice has the focus')
await usual.keyboard.press('Escape')
await usual.getByRole('dialog').waitFor({ state: 'detached' })
await usual.waitForTimeout(200)
assert.match(await focused(usual), /^BUTTON Undo…/, 'the focus is back on Undo')
await usual.keyboard.press('Escape')
await usual.getByRole('heading', { name: 'Rotations', level: 1 }).waitFor()
await usual.close()

const asked = await open('rotation-confirm')
await asked.getByRole('button', { name: '1 rotation waiting for you' }).press('Enter')
await asked.getByRole('heading', { name: 'Rotation of edge-eu2-otel' }).waitFor()
await tabTo(asked, /^BUTTON It runs with the new key .*edge-fr-2/)
await asked.keyboard.press('Enter')
await asked.getByText('Fluent Bit (edge-fr-2').waitFor({ state: 'detached' })
await asked.waitForTimeout(150)
assert.match(await focused(asked), /^H1 Rotation of/, 'the focus is not lost with the question')
await tabTo(asked, /^BUTTON Cut anyway…/)
await asked.keyboard.press('Enter')
await asked.getByRole('dialog').waitFor()
assert.match(await focused(asked), /^INPUT/)
await asked.keyboard.type('edge-eu2-otel')
await asked.keyboard.press('Enter')
await asked.getByRole('dialog').waitFor({ state: 'detached' })
await asked.getByText('The agents run with the new key and are being watched.', { exact: true }).waitFor()
await asked.close()

const long = await open('many')
await long.keyboard.press('w')
const findings = long.getByRole('list', { name: 'Findings' })
await findings.getByRole('listitem').first().focus()
for (const [key, place] of [
  ['ArrowDown', '2'],
  ['End', '4012'],
  ['ArrowUp', '4011'],
  ['Home', '1'],
]) {
  await long.keyboard.press(key)
  await long.waitForTimeout(200)
  const at = await long.evaluate(() => {
    const box = document.activeElement?.getBoundingClientRect()
    return {
      place: document.activeElement?.getAttribute('aria-posinset'),
      inSight: Boolean(box && box.bottom > 60 && box.top < innerHeight),
    }
  })
  assert.deepEqual(at, { place, inSight: true }, key)
}
const drawn = await findings.getByRole('listitem').count()
assert.ok(drawn < 80, `${drawn} of 4,012 findings are drawn`)
console.log('gallery, plan, receipt, scan, rotations and findings by keyboard: as they should be')
await browser.close()
stop()
