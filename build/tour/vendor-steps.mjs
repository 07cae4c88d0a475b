// @ts-check
import { randomBytes } from 'node:crypto'
import { check, keyturn, seen } from './evidence.mjs'
import { place } from './window-steps.mjs'

/** The steps that add the other vendors: what is made step by step at one, and only recorded at the other. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('playwright-core').Page} Page */

const SERVICE_ID = 'edge-eu2-collector'
const RECORDED = 'edge-eu2-events'
const VENDORS = ['Coralogix', 'IBM Cloud', 'Aggregations.io']

/** Adds a vendor's sandbox in the dialog for accounts. @param {Page} window @param {string} vendor */
async function addSandbox(window, vendor) {
  await place(window, 'Add an account').click()
  const dialog = window.getByRole('dialog', { name: 'Add an account' })
  await dialog.getByRole('radio', { name: vendor }).check()
  await dialog.getByRole('radio', { name: /^Sandbox/ }).check()
  await dialog.getByRole('button', { name: 'Add the sandbox' }).click()
}

/** @type {readonly Step[]} */
export const vendorSteps = [
  {
    title: 'Vendors',
    run: async ({ window, pictures }) => {
      await place(window, 'Add an account').click()
      const dialog = window.getByRole('dialog', { name: 'Add an account' })
      for (const vendor of VENDORS)
        await seen(dialog.getByRole('radio', { name: vendor }), `${vendor} among the vendors`)
      await dialog.getByRole('radio', { name: 'IBM Cloud' }).check()
      await seen(dialog.getByLabel('Name'), 'what an account of IBM Cloud asks for')
      await pictures.takeBoth('vendors')
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      return VENDORS.join(', ')
    },
  },
  {
    title: 'IBM Cloud',
    run: async ({ window, pictures }) => {
      await addSandbox(window, 'IBM Cloud')
      await seen(window.getByText(/\d+ keys/), 'how many keys it has')
      await pictures.take('ibm-ready')
      await window.getByRole('button', { name: 'Show the keys' }).click()
      const keys = JSON.parse(await keyturn(['key', 'list', '--state', 'all', '--json']))
      const own = keys.filter((/** @type {{ provider: string }} */ key) => key.provider === 'ibm-cloud')
      check(own.length > 0, 'keys of IBM Cloud', 'none')
      return `its sandbox, with ${own.length} keys`
    },
  },
  {
    title: 'Service ID',
    run: async ({ window, pictures, values }) => {
      await place(window, 'Settings').click()
      await window.getByRole('button', { name: /^New service ID with the right to send in/ }).click()
      const dialog = window.getByRole('dialog', { name: 'New service ID with the right to send' })
      await dialog.getByLabel('Service ID').fill(SERVICE_ID)
      await dialog.getByRole('button', { name: 'In 90 days' }).click()
      await pictures.takeBoth('service-id')
      await dialog.getByRole('button', { name: 'Set it up' }).click()
      const made = window.getByRole('dialog', { name: `${SERVICE_ID} may send` })
      await seen(made, `${SERVICE_ID} may send`)
      const done = await made.getByRole('listitem').filter({ hasText: 'Done' }).count()
      check(done === 4, 'four steps, all done', `${done} done`)
      await pictures.takeBoth('service-id-made')
      await made.getByRole('button', { name: 'Show the key' }).click()
      await seen(window.getByRole('heading', { level: 2, name: `${SERVICE_ID}-key` }), 'its key')
      const [key] = JSON.parse(await keyturn(['key', 'list', '--query', `${SERVICE_ID}-key`, '--json']))
      values.add((await keyturn(['key', 'value', key.id])).trim())
      await pictures.take('service-id-key')
      return 'service ID, right to send, key in the keychain, checked'
    },
  },
  {
    title: 'Record guide',
    run: async ({ window, pictures, values }) => {
      await addSandbox(window, 'Aggregations.io')
      await window.getByRole('dialog').getByRole('button', { name: 'New key…' }).click()
      const dialog = window.getByRole('dialog', { name: 'New key' })
      await seen(dialog.getByText(/^Step 1 of 3/), 'the first of three steps')
      await pictures.takeBoth('record-made')
      await dialog.getByRole('button', { name: 'It is made' }).click()
      await dialog.getByLabel('Name').fill(RECORDED)
      await pictures.takeBoth('record-fields')
      await dialog.getByRole('button', { name: 'Record it' }).click()
      const last = window.getByRole('dialog', { name: `The value of ${RECORDED}` })
      const value = `${randomBytes(4).toString('hex')}-${randomBytes(31).toString('hex')}`
      values.add(value)
      // Until it is read, the field itself holds what is pasted: before that, the page may be kept.
      await seen(last, 'where the value goes')
      await pictures.take('record-value')
      await last.getByLabel('Or paste the value').fill(value)
      await last.getByRole('button', { name: 'Read it' }).click()
      await last.getByRole('button', { name: 'Store' }).click()
      await seen(window.getByText(/read back/).first(), 'a value that is stored and read back')
      await pictures.take('record-stored')
      await window.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
      await seen(window.getByRole('heading', { level: 2, name: RECORDED }), 'the recorded key')
      await pictures.takeBoth('recorded')
      return 'made there, recorded here, its value in the keychain; its state is the word of the user'
    },
  },
  {
    title: 'Three vendors',
    run: async ({ window, pictures }) => {
      await place(window, /^All keys/).click()
      await window.getByRole('searchbox', { name: 'Search keys' }).fill('edge')
      const grid = window.getByRole('grid', { name: 'All keys' })
      for (const vendor of VENDORS)
        await seen(grid.getByTitle(new RegExp(`${vendor}\\b`)), `a key of ${vendor}`)
      await pictures.takeBoth('three-vendors')
      await place(window, 'Settings').click()
      const rights = window.locator('summary').filter({ hasText: /^Rights/ })
      await rights.first().scrollIntoViewIfNeeded()
      await rights.first().click()
      await seen(window.getByRole('table'), 'what a credential may do')
      await pictures.takeWhole('accounts')
      return 'in one list, each with its account'
    },
  },
]
