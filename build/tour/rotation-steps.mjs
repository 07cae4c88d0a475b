// @ts-check
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent } from '../../test/prove/agent.mjs'
import { check, keyturn, seen, sendLine } from './evidence.mjs'

/** The steps that replace keys: the plan, the run, what the user is needed for, what fails, and the way back. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('../tour.mjs').Tour} Tour */
/** @typedef {{ name: string, id: string, file: string, old: string }} Carried */

const RUNS = 'metrics-eu2'
const BY_HAND = 'metrics-by-hand'
const FAILS = 'metrics-unreachable'
const DONE = 'metrics-retired'
/** @type {Map<string, Carried>} */
const keys = new Map()
let ingressUrl = ''
/** @type {Agent | undefined} */
let agent

/** @param {string} name */
function keyNamed(name) {
  const key = keys.get(name)
  if (!key) throw new Error(`${name} is not there yet`)
  return key
}

/** The value that the config carries now. @param {Tour} tour @param {string} name */
async function valueIn({ values }, name) {
  const [, value = ''] = /credentials: (\S+)/.exec(await readFile(keyNamed(name).file, 'utf8')) ?? []
  values.add(value)
  return value
}

/** @param {string} value */
const taken = async (value) => (await sendLine(ingressUrl, `Bearer ${value}`)) === 200

/** @param {Tour} tour @param {string} name */
async function openKey({ window }, name) {
  await window.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'All keys' }).click()
  await window.getByRole('searchbox', { name: 'Search keys' }).fill(name)
  await window.getByRole('row').filter({ hasText: name }).first().click()
  await seen(window.getByRole('heading', { level: 2, name, exact: true }), `the detail of ${name}`)
}

/** @param {Tour} tour @param {string} name */
async function openPlan(tour, name) {
  await openKey(tour, name)
  await tour.window.getByRole('button', { name: 'Rotate…' }).click()
  await seen(tour.window.getByRole('heading', { level: 1, name: `Rotate ${name}` }), `the plan for ${name}`)
  await seen(tour.window.getByRole('heading', { name: 'What happens, in order' }), 'its steps')
}

/** @param {Tour} tour */
async function begin({ window }) {
  await window.getByRole('combobox', { name: 'Watch the agents for' }).click()
  await window.getByRole('option', { name: '10 seconds' }).click()
  await window.getByRole('button', { name: 'Rotate now' }).click()
}

/** The word beside the title of a rotation. @param {Tour} tour @param {string} word */
const stands = ({ window }, word) =>
  seen(window.locator('main header').getByText(word, { exact: true }), `the word “${word}”`)

/** @type {readonly Step[]} */
export const rotationSteps = [
  {
    title: 'Agents',
    run: async ({ folder, values }) => {
      const [account] = JSON.parse(await keyturn(['account', 'list', '--json']))
      ingressUrl = account.ingressUrl
      for (const name of [RUNS, BY_HAND, FAILS, DONE]) {
        const made = ['key', 'create', name, '--account', account.name, '--type', 'send-your-data', '--json']
        const { id } = JSON.parse(await keyturn(made))
        const old = (await keyturn(['key', 'value', id])).trim()
        values.add(old)
        const file = join(folder, 'rotation', name, 'prometheus.yml')
        keys.set(name, { name, id, file, old })
        if (name === DONE) continue
        await mkdir(join(folder, 'rotation', name), { recursive: true })
        await writeFile(file, configuration(old), { mode: 0o600 })
      }
      agent = await new Agent(keyNamed(RUNS).file, ingressUrl).start()
      await keyturn(['target', 'add', keyNamed(RUNS).file, '--control-url', agent.url])
      // Nobody listens there.
      await keyturn(['target', 'add', keyNamed(FAILS).file, '--control-url', 'http://127.0.0.1:9'])
      await keyturn(['scan', join(folder, 'rotation')])
      return 'four keys, three of them in configs; one agent sends'
    },
  },
  {
    title: 'Plan',
    run: async (tour) => {
      await openPlan(tour, RUNS)
      const steps = tour.window.getByRole('region', { name: 'What happens, in order' }).getByRole('listitem')
      await tour.pictures.take('rotation-plan')
      return `${await steps.count()} steps, of which nothing is done yet`
    },
  },
  {
    title: 'Run',
    run: async (tour) => {
      const { window, pictures } = tour
      await begin(tour)
      const watch = window.locator('li[aria-current=step]').filter({ hasText: 'Watch the agents' })
      await seen(watch, 'the agent being watched')
      await pictures.take('rotation-running')
      const { old } = keyNamed(RUNS)
      check(await taken(old), 'the old key still works', 'it is refused')
      await stands(tour, 'Waiting')
      check(!(await taken(old)), 'the old key is refused after the cut', 'it is taken')
      check(await taken(await valueIn(tour, RUNS)), 'the new key is taken', 'it is refused')
      check(agent?.refused === 0, 'nothing of the agent refused', `${agent?.refused} lines`)
      await pictures.take('rotation-soak')
      return `${agent?.sent} lines of the agent taken, none refused; the old key is cut and can come back`
    },
  },
  {
    title: 'Needs you',
    run: async (tour) => {
      await openPlan(tour, BY_HAND)
      await begin(tour)
      await stands(tour, 'Needs you')
      await valueIn(tour, BY_HAND)
      await tour.pictures.take('rotation-needs-you')
      return 'an agent that Keyturn cannot reach: it asks for the user’s word before the cut'
    },
  },
  {
    title: 'Failed',
    run: async (tour) => {
      await openPlan(tour, FAILS)
      await begin(tour)
      await stands(tour, 'Failed')
      await valueIn(tour, FAILS)
      check(await taken(keyNamed(FAILS).old), 'the old key still works', 'it is refused')
      await tour.pictures.take('rotation-failed')
      return 'an agent that does not answer: not cut, and the old key works'
    },
  },
  {
    title: 'Done',
    run: async (tour) => {
      const waits = ['--watch', '0s', '--soak', '0s', '--grace', '0s']
      await keyturn(['rotate', keyNamed(DONE).id, '--yes', '--canary', ...waits])
      const { window } = tour
      await window
        .getByRole('navigation', { name: 'Main' })
        .getByRole('button', { name: /^Rotations/ })
        .click()
      await window
        .getByRole('main')
        .getByRole('button', { name: new RegExp(DONE) })
        .click()
      await stands(tour, 'Done')
      await tour.pictures.take('rotation-done')
      return 'by the terminal, whose waits may be shorter; the old key is deleted'
    },
  },
  {
    title: 'Leaked',
    run: async (tour) => {
      const { window, pictures } = tour
      await openKey(tour, 'edge-eu2-otel')
      await window.getByRole('button', { name: 'More', exact: true }).click()
      await window.getByRole('menuitem', { name: 'This key leaked…' }).click()
      const dialog = window.getByRole('dialog', { name: 'edge-eu2-otel leaked' })
      await seen(dialog.getByText(/agents? (is )?known/), 'what carries it')
      await pictures.take('rotation-leaked')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      return 'one choice and one button'
    },
  },
  {
    title: 'Undo',
    run: async (tour) => {
      const { window, pictures } = tour
      await window
        .getByRole('navigation', { name: 'Main' })
        .getByRole('button', { name: /^Rotations/ })
        .click()
      await seen(window.getByRole('list', { name: 'Under way' }), 'the rotations under way')
      await pictures.take('rotations')
      await window.getByRole('button', { name: new RegExp(RUNS) }).click()
      await window.getByRole('button', { name: 'Undo…' }).click()
      await window.getByRole('button', { name: 'Undo the rotation' }).click()
      await stands(tour, 'Undone')
      const { old } = keyNamed(RUNS)
      check((await valueIn(tour, RUNS)) === old, 'the old value in the config', 'another')
      check(await taken(old), 'the old key works again', 'it is refused')
      check(agent?.refused === 0, 'nothing of the agent refused', `${agent?.refused} lines`)
      await pictures.take('rotation-undone')
      agent?.stop()
      // From here on no file may hold a value.
      await rm(join(tour.folder, 'rotation'), { recursive: true })
      return 'the old key works again, with the same value'
    },
  },
]

/** @param {string} key */
const configuration = (key) => `# The metrics of the edge. Blanks and comments stay as they are.
global:
  scrape_interval: 15s

remote_write:
  - name: coralogix
    url: ${ingressUrl}/prometheus/v1
    authorization:
      credentials: ${key}
`
