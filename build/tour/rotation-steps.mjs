// @ts-check
import { check, keyturn, seen } from './evidence.mjs'
import { alsoIn, carry, clear, rememberValues, unharmed } from './rotation-scene.mjs'
import { openKey, place } from './window-steps.mjs'

/** The steps that replace keys under agents that go on sending. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('../tour.mjs').Tour} Tour */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./rotation-scene.mjs').Carried} Carried */

/** @type {Record<'reached' | 'doubtful' | 'failing' | 'done', Carried>} */
let keys
/** Rotations that take place in terminals while the window is looked at. @type {Promise<unknown>[]} */
let meanwhile = []

/** @param {Page} window */
const bar = (window) => window.getByRole('region', { name: 'What can be done' })

/** Waits until the rotation in sight stands so. @param {Page} window @param {Carried} key @param {string} word */
async function stands(window, { name }, word) {
  const heading = window.getByRole('heading', { name: `Rotation of ${name}`, level: 1 })
  await seen(
    window.locator('header').filter({ has: heading }).getByText(word, { exact: true }),
    `${name}: ${word}`,
  )
}

/** @param {Page} window @param {Carried} key */
async function openRotation(window, { name }) {
  await place(window, /^Rotations/).click()
  await window
    .getByRole('main')
    .getByRole('button', { name: new RegExp(name) })
    .click()
  await seen(
    window.getByRole('heading', { name: `Rotation of ${name}`, level: 1 }),
    `the rotation of ${name}`,
  )
}

/** Rotates by terminal, which ends with one of these codes. @param {Carried} key @param {string[]} more @param {readonly number[]} codes */
const rotate = (key, more, codes) => keyturn(['rotate', key.id, '--yes', '--watch', '1s', ...more], { codes })

/** Whoever comes next takes on what has waited: each look at the list does, until one rotation is done. */
async function hasEnded() {
  const deadline = Date.now() + 20_000
  for (;;) {
    /** @type {{ state: string }[]} */
    const list = JSON.parse(await keyturn(['rotation', 'list', '--json']))
    if (list.some(({ state }) => state === 'done')) return
    check(Date.now() < deadline, 'a rotation that is done', list.map(({ state }) => state).join(', '))
  }
}

/** @type {readonly Step[]} */
export const rotationSteps = [
  {
    title: 'Agents',
    run: async (tour) => {
      const [reached, doubtful, failing, done] = await Promise.all([
        carry(tour, 'edge-eu2-metrics', 'srv/eu2/prometheus-remote-write/production', true),
        carry(tour, 'edge-fr2-gateway', 'srv/fr2/gateway-a/etc/prometheus', false),
        carry(tour, 'edge-us1-metrics', 'srv/us1/prometheus-agent/etc', true),
        carry(tour, 'edge-in1-metrics', 'srv/in1/prometheus-agent/etc', true),
      ])
      keys = { reached, doubtful, failing, done }
      const vector = await alsoIn(tour, doubtful, 'srv/fr2/gateway-a/etc/vector/conf.d/outputs')
      await keyturn([
        'target',
        'add',
        '/etc/otelcol-contrib/config.yaml',
        '--host',
        'gateway-b.fr2.prod',
        '--key',
        doubtful.id,
      ])
      await keyturn(['scan', ...[reached, doubtful, failing, done].map(({ file }) => file), vector])
      return 'four keys, each under an agent that sends; two of them also elsewhere'
    },
  },
  {
    title: 'Plan of a rotation',
    run: async ({ window, pictures }) => {
      await openKey(window, keys.reached.name)
      await window.getByRole('button', { name: 'Rotate…' }).click()
      await seen(window.getByText('What happens, in order'), 'what would happen, in order')
      await pictures.takeWhole('rotation-plan')
      return 'agents, order, masked diff and settings, before anything is done'
    },
  },
  {
    title: 'Rehearsal',
    run: async ({ window, pictures }) => {
      await bar(window).getByRole('button', { name: 'Rehearse' }).click()
      await seen(window.getByRole('region', { name: 'Rehearsal' }), 'the report of the rehearsal')
      await pictures.takeWhole('rehearsal')
      return 'the whole of it on copies'
    },
  },
  {
    title: 'Rotation under way',
    run: async (tour) => {
      const { window, pictures } = tour
      await window.getByRole('combobox', { name: 'Watch the agents for' }).click()
      await window.getByRole('option', { name: '10 seconds', exact: true }).click()
      await window.getByRole('checkbox', { name: /^Send one marked log line/ }).check()
      await seen(
        window.getByText(/^One marked log line or event is sent/),
        'the marked line among what happens',
      )
      await bar(window).getByRole('button', { name: 'Rotate now' }).click()
      await seen(
        window.locator('[aria-current=step]').filter({ hasText: 'Watch the agents' }),
        'the agents being watched',
      )
      await rememberValues(tour)
      await pictures.takeWhole('rotation-running')
      return 'the new key is in the config, and both work'
    },
  },
  {
    title: 'Soak',
    run: async ({ window, pictures }) => {
      keys.failing.agent.stop()
      meanwhile = [
        rotate(keys.failing, [], [4]),
        rotate(keys.done, ['--canary', '--soak', '1s', '--grace', '1s'], [0]),
      ]
      // Whoever waits for them hears of it.
      for (const each of meanwhile) each.catch(() => {})
      await stands(window, keys.reached, 'Waiting')
      unharmed(keys.reached)
      await pictures.take('rotation')
      await pictures.takeWhole('rotation-soak')
      return `the old key is cut; ${keys.reached.agent.sent} lines sent meanwhile, none refused`
    },
  },
  {
    title: 'Needs you',
    run: async (tour) => {
      const { window, pictures } = tour
      await rotate(keys.doubtful, [], [8])
      await openRotation(window, keys.doubtful)
      await stands(window, keys.doubtful, 'Needs you')
      await rememberValues(tour)
      await pictures.takeWhole('rotation-needs-you')
      await window.getByRole('button', { name: 'Cut anyway…' }).click()
      await seen(window.getByRole('dialog', { name: /^Cut the old key of/ }), 'what overriding asks for')
      await pictures.takeBoth('rotation-override')
      await window.getByRole('button', { name: 'Cancel' }).click()
      return 'the old key is not cut before each agent is confirmed'
    },
  },
  {
    title: 'Failed',
    run: async (tour) => {
      const { window, pictures } = tour
      await Promise.all(meanwhile)
      await openRotation(window, keys.failing)
      await rememberValues(tour)
      await pictures.takeWhole('rotation-failed')
      return 'an agent that cannot be reached; the old key works'
    },
  },
  {
    title: 'Done',
    run: async (tour) => {
      const { window, pictures } = tour
      await hasEnded()
      await openRotation(window, keys.done)
      await stands(window, keys.done, 'Done')
      unharmed(keys.done)
      await rememberValues(tour)
      await pictures.takeWhole('rotation-done')
      await seen(bar(window).getByRole('button', { name: 'Save as HTML…' }), 'the receipt')
      return 'the old key is deleted, and there is a receipt'
    },
  },
  {
    title: 'Rotations',
    run: async ({ window, pictures }) => {
      await place(window, /^Rotations/).click()
      await seen(window.getByRole('heading', { level: 1, name: 'Rotations' }), 'the rotations')
      await pictures.takeBoth('rotations')
      const all = window.getByRole('button', { name: 'Rotate all due…' })
      await all.click()
      await seen(window.getByRole('dialog', { name: 'Rotate all due' }), 'the keys that are due')
      await pictures.takeBoth('rotate-all')
      await window.getByRole('button', { name: 'Cancel' }).click()
      return 'those that need you first; all due at one press'
    },
  },
  {
    title: 'Undo of a rotation',
    run: async (tour) => {
      const { window, pictures } = tour
      await openRotation(window, keys.reached)
      await bar(window).getByRole('button', { name: 'Undo…' }).click()
      const dialog = window.getByRole('dialog', { name: `Undo the rotation of ${keys.reached.name}` })
      await seen(dialog, 'what undoing does')
      await pictures.takeBoth('rotation-undo')
      await dialog.getByRole('button', { name: 'Undo the rotation' }).click()
      await stands(window, keys.reached, 'Undone')
      unharmed(keys.reached)
      await pictures.takeWhole('rotation-undone')
      return `the old key works again; ${keys.reached.agent.sent} lines sent, none refused`
    },
  },
  {
    title: 'Leaked key',
    run: async ({ window, pictures }) => {
      await openKey(window, keys.reached.name)
      await pictures.takeBoth('key-after-rotation')
      await window.getByRole('button', { name: 'More', exact: true }).click()
      await window.getByRole('menuitem', { name: 'This key leaked…' }).click()
      const dialog = window.getByRole('dialog', { name: `${keys.reached.name} leaked` })
      await seen(dialog.getByText(/known to carry it/), 'how many agents carry it')
      await pictures.takeBoth('leaked')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      return 'one choice, one button'
    },
  },
  {
    title: 'Settings of rotations',
    run: async ({ window, pictures }) => {
      await place(window, 'Settings').click()
      await seen(
        window.getByRole('region', { name: 'Agent targets' }).getByText(keys.reached.file),
        'the agent targets',
      )
      await pictures.takeWhole('settings-rotation')
      await window.getByRole('button', { name: `Change ${keys.reached.file}` }).click()
      await seen(window.getByRole('dialog', { name: 'Change an agent target' }), 'an agent target')
      await pictures.takeBoth('agent-target')
      await window.getByRole('button', { name: 'Cancel' }).click()
      return 'agent targets, and when reminders come'
    },
  },
  {
    title: 'Snooze',
    run: async ({ window, pictures }) => {
      await place(window, /^Overview/).click()
      await pictures.takeWhole('overview-rotations')
      const snooze = window.getByRole('button', { name: /^Snooze / }).first()
      await snooze.click()
      await seen(window.getByRole('menuitem', { name: '1 week' }), 'for how long')
      await pictures.takeBoth('snooze')
      await window.getByRole('menuitem', { name: '1 day' }).click()
      await seen(window.getByRole('button', { name: /is snoozed until/ }), 'a key that is snoozed')
      return 'a reminder is held back for a day'
    },
  },
  {
    title: 'Inbox of rotations',
    run: async (tour) => {
      const { window, pictures } = tour
      await place(window, /^Inbox/).click()
      await seen(window.getByText(`${keys.done.name} is rotated`), 'the rotation that has ended')
      await pictures.takeWhole('inbox-rotations')
      await clear(tour)
      const open = JSON.parse(await keyturn(['rotation', 'list', '--json']))
      check(open.length >= 4, 'four rotations', `${open.length}`)
      return `${open.length} rotations; the agents have ended`
    },
  },
]
