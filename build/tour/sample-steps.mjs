// @ts-check
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check, keyturn, seen, sendLine } from './evidence.mjs'
import { KEY_NAME } from './window-steps.mjs'

/** The steps that put the new key into a Fluent Bit file, prove it at the vendor, and take it back. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('../tour.mjs').Tour} Tour */

/** The sample, once it is written. @type {{ path: string, bytes: Buffer, old: string, ingressUrl: string }} */
let sample

/** @param {Tour} tour */
const newValue = ({ values }) => /** @type {string} */ ([...values][0])

/** The header as Fluent Bit would send it, from the output that goes to the vendor. @param {Buffer} file */
const authorization = (file) => /^ {4}Header {7}Authorization (Bearer \S+)$/m.exec(file.toString())?.[1] ?? ''

/** @type {readonly Step[]} */
export const sampleSteps = [
  {
    title: 'Sample',
    run: async (tour) => {
      const accounts = JSON.parse(await keyturn(['account', 'list', '--json']))
      const { ingressUrl } = accounts[0]
      const path = join(tour.folder, 'edge', 'fluent-bit.conf')
      const old = `cxtp_${randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x')}`
      const bytes = Buffer.from(fluentBit(new URL(ingressUrl), old))
      sample = { path, bytes, old, ingressUrl }
      await mkdir(join(tour.folder, 'edge'), { recursive: true })
      await writeFile(path, bytes, { mode: 0o600 })
      const status = await sendLine(ingressUrl, authorization(bytes))
      check(status === 401, 'the vendor refuses the key in the sample: 401', `${status}`)
      return `${path}, whose key the vendor refuses (401)`
    },
  },
  {
    title: 'Use in…',
    run: async ({ window, pictures }) => {
      await window.getByRole('button', { name: 'Use in…' }).click()
      const dialog = window.getByRole('dialog', { name: `Use ${KEY_NAME} in a config` })
      await seen(dialog.getByRole('option', { name: /^Fluent Bit/ }), 'Fluent Bit among the agents')
      await pictures.take('use-in')
      await dialog.getByRole('option', { name: /^Fluent Bit/ }).click()
      await seen(window.getByRole('dialog', { name: `Use ${KEY_NAME} in Fluent Bit` }), 'Fluent Bit')
      await pictures.take('fluent-bit')
      return 'Fluent Bit is chosen'
    },
  },
  {
    title: 'Masked diff',
    run: async ({ app, window, pictures }) => {
      // The system's own file dialog is beyond reach: it alone is answered for the user.
      await app.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
      }, sample.path)
      await window.getByRole('tabpanel').getByRole('button', { name: 'Choose files…' }).click()
      const diff = window.getByRole('region', { name: `Changes in ${sample.path}` })
      await seen(diff, 'the change in the sample')
      const removed = await diff.locator('del').allInnerTexts()
      const added = await diff.locator('ins').allInnerTexts()
      const masked = removed.length === 1 && added.length === 1 && added[0]?.includes(`${KEY_NAME} •••`)
      check(Boolean(masked), 'one line out and one in, masked', [...removed, ...added].join(' | '))
      await pictures.take('masked-diff')
      return 'one line changes, and no value is shown'
    },
  },
  {
    title: 'Apply',
    run: async (tour) => {
      const { window, pictures } = tour
      await window.getByRole('button', { name: 'Apply' }).click()
      await seen(window.getByRole('dialog', { name: `${KEY_NAME} is in 1 file` }), `${KEY_NAME} is in 1 file`)
      await pictures.take('applied')
      const now = await readFile(sample.path)
      const wanted = Buffer.from(sample.bytes.toString().replace(sample.old, newValue(tour)))
      check(now.equals(wanted), 'the new value in the place of the old one, all other bytes equal', 'others')
      return `the file carries the new value, the other ${sample.bytes.length - sample.old.length} bytes are the same`
    },
  },
  {
    title: 'Ingestion',
    run: async () => {
      const now = await sendLine(sample.ingressUrl, authorization(await readFile(sample.path)))
      const before = await sendLine(sample.ingressUrl, authorization(sample.bytes))
      check(
        now === 200 && before === 401,
        '200 with the new header, 401 with the old',
        `${now} and ${before}`,
      )
      return 'the vendor takes a line with the header in the file (200), not with the one before (401)'
    },
  },
  {
    title: 'Where used',
    run: async ({ window, pictures }) => {
      await window.getByRole('button', { name: 'Done' }).click()
      await seen(window.getByRole('button', { name: `Restore ${sample.path}` }), 'the file, and its Restore')
      await pictures.take('where-used')
      return 'the key names the file and the line'
    },
  },
  {
    title: 'Restore',
    run: async (tour) => {
      const { window, pictures, values } = tour
      await window.getByRole('button', { name: `Restore ${sample.path}` }).click()
      await seen(window.getByText('No known file carries it.'), 'no file that carries the key')
      await pictures.take('restored')
      await window.getByRole('button', { name: 'Dismiss' }).click()
      check(
        (await readFile(sample.path)).equals(sample.bytes),
        'the file as it was, byte for byte',
        'another',
      )
      values.add(sample.old)
      // From here on the sample may hold no value, not even one that opens nothing.
      await writeFile(sample.path, sample.bytes.toString().replace(sample.old, 'REMOVED-BY-THE-TOUR'))
      return 'the file is as it was, byte for byte'
    },
  },
]

/** @param {URL} ingress @param {string} key */
const fluentBit = (ingress, key) => `# The edge's logs. Blanks and comments stay as they are.
[SERVICE]
    Flush        1
    Log_Level    info

[INPUT]
    Name         tail
    Path         /var/log/shop/*.log
    Tag          shop

[OUTPUT]
    Name         http
    Match        shop
    Host         ${ingress.hostname}
    Port         ${ingress.port}
    URI          /logs/v1/singles
    Format       json_lines
    Header       Authorization Bearer ${key}
    TLS          Off

# Another vendor's output, with a secret of its own
[OUTPUT]
    Name         http
    Match        *
    Host         logs.vendor.example
    Header       Authorization Bearer not-of-this-vendor-0123456789\t
    TLS          On
`
