// @ts-nocheck: half of it runs inside the page, whose types are not known here.
// How quick the real window is with many keys. By hand, after `npm run build`:
// node test/session/session.mjs -- node test/bench/window.bench.mjs
// Times differ between machines; what counts are the ratios within one run.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'
import { runnerImport } from 'vite'
import { resolveElectron } from '../../build/electron-runtime.mjs'

const project = fileURLToPath(new URL('../..', import.meta.url))
const executablePath = process.env.KEYTURN_ELECTRON ?? (await resolveElectron()).executable
const { module: sandbox } = await runnerImport(join(project, 'main/sandbox/sandbox.ts'))
const folder = await mkdtemp(join(tmpdir(), 'keyturn-bench-'))

/** Opens an Electron app and answers it with the milliseconds until `shown`. */
async function open(app, home, shown) {
  const start = performance.now()
  const electron = await _electron.launch({
    executablePath,
    args: [app],
    cwd: project,
    chromiumSandbox: process.getuid?.() !== 0,
    env: { ...process.env, KEYTURN_HOME: home },
  })
  const page = await electron.firstWindow()
  await shown(page)
  return { electron, page, took: performance.now() - start }
}

const list = async (page) => {
  await page.getByRole('button', { name: 'All keys' }).click()
  await page.getByRole('row').nth(1).waitFor()
}
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
const round = (number) => Math.round(number * 10) / 10

/** A data folder whose account has so many keys. */
async function homeWith(count) {
  const vendor = await sandbox.startSandbox({ extraKeys: count })
  const home = join(folder, `home-${count}`)
  const { electron, page } = await open(project, home, (page) => page.waitForLoadState('load'))
  const { apiUrl, ingressUrl, adminKey } = vendor
  const took = await page.evaluate(
    async (vendor) => {
      const start = performance.now()
      const { api } = window
      const added = await api['accounts.add']({
        ...{ provider: 'coralogix', name: 'many', region: null, transport: 'rest' },
        ...{ grpcUrl: null, instance: null, ...vendor },
      })
      if (!added.ok) throw new Error(added.failure.message)
      await api['sync.run']({ accountId: added.value.id })
      return performance.now() - start
    },
    { apiUrl, ingressUrl, credential: adminKey },
  )
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return { home, vendor, electron, page, took }
}

// Gaps between turns of the window's own loop while `work` runs: a stall is one that is long.
async function stall(page, work) {
  await page.evaluate(() => {
    const state = { gaps: [], on: true }
    Object.assign(window, { bench: state })
    const channel = new MessageChannel()
    let last = performance.now()
    channel.port1.onmessage = () => {
      const now = performance.now()
      state.gaps.push(now - last)
      last = now
      if (state.on) channel.port2.postMessage(0)
    }
    channel.port2.postMessage(0)
  })
  await work()
  return page.evaluate(() => {
    const state = window.bench
    state.on = false
    return state.gaps.reduce((worst, gap) => Math.max(worst, gap), 0)
  })
}
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

try {
  const many = await homeWith(10_000)
  const { page } = many
  await pause(3000)
  await list(page)
  const again = () => page.evaluate(() => window.api['sync.run']({ accountId: null }))
  console.log(`longest stall at rest: ${round(await stall(page, () => pause(1500)))} ms`)
  const syncing = await stall(page, async () => {
    await again()
    await pause(2000)
  })
  console.log(`longest stall while 10,000 keys are synced again: ${round(syncing)} ms`)

  const keystrokes = await page.evaluate(async () => {
    const field = document.querySelector('input[type=search]')
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    const times = []
    for (const letter of 'extra-key-12') {
      await new Promise((done) => requestAnimationFrame(done))
      const start = performance.now()
      set?.call(field, field.value + letter)
      field.dispatchEvent(new Event('input', { bubbles: true }))
      // Layout is forced into the time; what is left is the wait for the next frame.
      document.querySelector('[role=grid]')?.getBoundingClientRect()
      times.push(performance.now() - start)
    }
    return times
  })
  console.log(
    `keystroke of search at 10,000 keys: median ${round(median(keystrokes))} ms, worst ${round(Math.max(...keystrokes))} ms`,
  )
  await page.getByRole('searchbox').press('Escape')

  const frames = await page.evaluate(async () => {
    const grid = document.querySelector('[role=grid]')
    const gaps = async (move) => {
      const all = []
      let last = await new Promise((done) => requestAnimationFrame(done))
      for (let i = 0; i < 120; i++) {
        move()
        const now = await new Promise((done) => requestAnimationFrame(done))
        all.push(now - last)
        last = now
      }
      return all
    }
    return { idle: await gaps(() => {}), scroll: await gaps(() => grid.scrollBy(0, 240)) }
  })
  console.log(
    `frames: idle median ${round(median(frames.idle))} worst ${round(Math.max(...frames.idle))} ms, ` +
      `scrolling median ${round(median(frames.scroll))} worst ${round(Math.max(...frames.scroll))} ms`,
  )

  const palette = await stall(page, async () => {
    await page.keyboard.press('Control+k')
    await page.getByRole('listbox').waitFor()
    await page.keyboard.type('extra', { delay: 80 })
  })
  console.log(`longest stall of the palette, opening and five letters: ${round(palette)} ms`)
  await many.electron.close()
  await many.vendor.close()

  const blank = join(folder, 'blank')
  await mkdir(blank)
  await writeFile(join(blank, 'package.json'), '{"name":"blank","main":"main.cjs"}')
  await writeFile(join(blank, 'blank.html'), '<!doctype html><title>blank</title><h1>blank</h1>')
  await writeFile(
    join(blank, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
     app.setPath('userData', require('node:path').join(__dirname, 'data'))
     app.whenReady().then(() => {
       globalThis.window = new BrowserWindow({ width: 1180, height: 760 })
       globalThis.window.loadFile('blank.html')
     })`,
  )

  const thousand = await homeWith(1000)
  console.log(`sync of 1,000 keys: ${round(thousand.took)} ms`)
  await thousand.electron.close()
  const starts = { blank: [], keyturn: [] }
  for (let run = 0; run < 3; run++) {
    // Where the driver does not see the blank window there is no ratio, and that is said.
    const empty = await open(blank, folder, (page) => page.getByText('blank').waitFor()).catch(() => null)
    if (empty) starts.blank.push(empty.took)
    await empty?.electron.close()
    const full = await open(project, thousand.home, list)
    starts.keyturn.push(full.took)
    await full.electron.close()
  }
  await thousand.vendor.close()
  const took = median(starts.keyturn)
  const against = starts.blank.length > 0 ? median(starts.blank) : null
  console.log(
    `start to a list of 1,000 keys: ${round(took)} ms, blank window ` +
      (against === null ? 'not measured' : `${round(against)} ms, ratio ${round(took / against)}`),
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}
