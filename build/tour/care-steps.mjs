// @ts-check
import { check, keyturn, seen } from './evidence.mjs'
import { openKey, place } from './window-steps.mjs'

/** The steps that change what keys are and may do: several at once, permissions, the policy, a legacy key. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('playwright-core').Page} Page */

const LEGACY = 'ingest-2021'
const GUARDED = 'terraform-ci'
const BULK = ['loki-bridge', 'prom-agent']

/** @param {Page} window @param {string} item */
async function choose(window, item) {
  await window.getByRole('button', { name: 'More', exact: true }).click()
  await window.getByRole('menuitem', { name: item }).click()
}

/** @type {readonly Step[]} */
export const careSteps = [
  {
    title: 'Permissions',
    run: async ({ window, pictures }) => {
      await openKey(window, 'slo-exporter')
      await choose(window, 'Permissions…')
      const dialog = window.getByRole('dialog', { name: 'What slo-exporter may do' })
      const search = dialog.getByRole('combobox').last()
      await search.fill('alerts')
      await search.press('ArrowDown')
      await search.press('Enter')
      await seen(dialog.getByRole('list', { name: 'Will be added' }), 'what will be added')
      await pictures.takeBoth('permissions')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'hidden' })
      return 'chosen from the list, told before it is saved'
    },
  },
  {
    title: 'Access policy',
    run: async ({ window, pictures }) => {
      await openKey(window, GUARDED)
      await choose(window, 'Access policy…')
      const dialog = window.getByRole('dialog', { name: `Access policy of ${GUARDED}` })
      await seen(dialog.getByRole('list', { name: 'Who may access' }), 'who may access it')
      await pictures.takeBoth('access-policy')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      return 'general access, and the groups that differ'
    },
  },
  {
    title: 'Several keys',
    run: async ({ window, pictures }) => {
      await place(window, /^All keys/).click()
      await window.getByRole('searchbox', { name: 'Search keys' }).fill('')
      const grid = window.getByRole('grid', { name: 'All keys' })
      for (const name of ['Default key', ...BULK]) {
        await window.getByRole('searchbox', { name: 'Search keys' }).fill(name)
        await grid
          .getByRole('row')
          .filter({ has: window.getByText(name, { exact: true }) })
          .getByRole('gridcell')
          .first()
          .click()
      }
      await window.getByRole('searchbox', { name: 'Search keys' }).fill('')
      const marked = window.getByRole('region', { name: 'Marked keys' })
      await seen(marked.getByText('3 keys marked'), 'three keys that are marked')
      await pictures.takeBoth('marked')
      await marked.getByRole('button', { name: 'Disable…' }).click()
      await seen(window.getByRole('list', { name: 'What will happen to each key' }), 'the plan')
      await pictures.takeBoth('bulk-plan')
      await window.getByRole('button', { name: /^Disable \d keys$/ }).click()
      await seen(window.getByRole('dialog', { name: /keys disabled/ }), 'what became of each key')
      await pictures.takeBoth('bulk-report')
      await window.getByRole('button', { name: /^Undo: enable/ }).click()
      await window.getByRole('button', { name: /^Enable \d keys$/ }).click()
      await seen(window.getByRole('dialog', { name: /keys enabled/ }), 'the keys enabled again')
      await window.getByRole('button', { name: 'Done' }).click()
      for (const name of BULK) {
        const [key] = JSON.parse(await keyturn(['key', 'list', '--query', name, '--json']))
        check(key?.state === 'active', `${name} is active again`, JSON.stringify(key?.state))
      }
      return 'planned, disabled one after another, and enabled again'
    },
  },
  {
    title: 'Legacy key',
    run: async ({ window, pictures, values }) => {
      await openKey(window, LEGACY)
      await seen(window.getByText('Looks legacy', { exact: true }), 'that it looks legacy')
      await pictures.takeBoth('legacy')
      await window.getByRole('button', { name: 'Recreate as custom key' }).click()
      const dialog = window.getByRole('dialog', { name: `New key in place of ${LEGACY}` })
      await seen(dialog.getByLabel('Name'), 'the form, filled with what the old key has')
      await pictures.take('recreate')
      await dialog.getByRole('button', { name: 'Create and store' }).click()
      await window.getByRole('button', { name: 'Plan the rotation…' }).click()
      await seen(window.getByText('What happens, in order'), 'the plan of its rotation')
      const keys = JSON.parse(await keyturn(['key', 'list', '--query', LEGACY, '--json']))
      const made = keys.find((/** @type {{ hasValue: boolean }} */ key) => key.hasValue)
      values.add((await keyturn(['key', 'value', made.id])).trim())
      await pictures.takeBoth('recreated-plan')
      return 'a custom key with the same permissions, and the rotation to it'
    },
  },
]
