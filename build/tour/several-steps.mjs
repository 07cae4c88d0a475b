// @ts-check
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { check, keyturn, seen } from './evidence.mjs'
import { KEY_NAME } from './window-steps.mjs'

/** The steps that put one key into several agents at once, look for it everywhere, and take it back. */

/** @typedef {import('../tour.mjs').Step} Step */
/** @typedef {import('../tour.mjs').Tour} Tour */

const OTHER_KEY = 'edge-eu2-retired'
/** Files that hold a value, with their bytes as they were. @type {Map<string, Buffer>} */
const originals = new Map()
/** What is chosen, and what is changed by it. @type {{ chosen: string[], changed: string[] }} */
const files = { chosen: [], changed: [] }
let oldValue = ''
/** @type {{ name: string, ingressUrl: string }} */
let account

/** @param {string} file @param {string} text */
async function keep(file, text) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { mode: 0o600 })
  originals.set(file, Buffer.from(text))
}

/** The system's own dialogs are beyond reach: they alone are answered for the user. @param {Tour} tour @param {string[]} paths */
const answerDialogs = ({ app }, paths) =>
  app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths })
  }, paths)

/** @type {readonly Step[]} */
export const severalSteps = [
  {
    title: 'More samples',
    run: async ({ folder, values }) => {
      const [first] = JSON.parse(await keyturn(['account', 'list', '--json']))
      account = first
      const ingress = account.ingressUrl
      oldValue = `cxtp_${randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x')}`
      values.add(oldValue)
      const collector = join(folder, 'edge', 'otel', 'config.yaml')
      const dropIn = join(folder, 'edge', 'otel', 'otelcol-contrib.service.d', 'override.conf')
      const vector = join(folder, 'edge', 'vector.toml')
      const prometheus = join(folder, 'metrics', 'prometheus.yml')
      await mkdir(dirname(collector), { recursive: true })
      await writeFile(collector, collectorConfig(ingress))
      await keep(dropIn, `[Service]\nEnvironment=CORALOGIX_PRIVATE_KEY=${oldValue}\nRestart=always\n`)
      await keep(vector, vectorConfig(ingress, oldValue))
      await keep(prometheus, prometheusConfig(ingress, oldValue))
      files.chosen = [collector, vector, prometheus]
      files.changed = [dropIn, vector, prometheus]
      return 'a collector that takes the key from its unit, Vector and Prometheus'
    },
  },
  {
    title: 'Gallery',
    run: async ({ window, pictures }) => {
      await window.getByRole('button', { name: 'Use in…' }).click()
      const list = window.getByRole('listbox', { name: 'Agents' })
      await seen(list.getByRole('option', { name: /^Vector/ }), 'Vector among the agents')
      const shown = await list.getByRole('option').count()
      check(shown > 30, 'more than 30 agents', `${shown}`)
      await list.getByRole('option', { name: /^Prometheus Alertmanager/ }).scrollIntoViewIfNeeded()
      const refused = await list.locator('[aria-disabled=true]').count()
      await pictures.take('gallery')
      return `${shown} agents, ${refused} of which take no key like this one and say why`
    },
  },
  {
    title: 'Several files',
    run: async (tour) => {
      const { window, pictures } = tour
      await answerDialogs(tour, files.chosen)
      await window.getByRole('button', { name: 'Choose files…' }).click()
      const [dropIn = ''] = files.changed
      await seen(window.getByText(/in 3 files will change, all or none/), 'three files, all or none')
      await seen(window.getByRole('region', { name: `Changes in ${dropIn}` }), 'the change in the drop-in')
      const way = await window
        .getByRole('list', { name: 'The way to the key' })
        .getByRole('listitem')
        .allInnerTexts()
      check(way.length === 2, 'the way from the collector to its drop-in', way.join(' | '))
      await pictures.take('several-files')
      return 'one masked diff over three files; the collector leads to the drop-in of its unit'
    },
  },
  {
    title: 'Receipt',
    run: async (tour) => {
      const { window, pictures } = tour
      await window.getByRole('button', { name: 'Apply all' }).click()
      await seen(window.getByRole('dialog', { name: `${KEY_NAME} is in 3 files` }), `${KEY_NAME} in 3 files`)
      const [value = ''] = tour.values
      for (const file of files.changed) {
        const wanted = originals.get(file)?.toString().replace(oldValue, value)
        check((await readFile(file, 'utf8')) === wanted, `only the key changed in ${file}`, 'something else')
      }
      const checks = window.getByRole('button', { name: /^Check with promtool/ })
      const installed = (await checks.count()) > 0
      if (installed) {
        await checks.click()
        await seen(window.getByText('Check passed:'), 'a check that passed')
      }
      await pictures.take('receipt')
      await window.getByRole('button', { name: 'Done' }).click()
      return `three files written, all other bytes equal; ${installed ? 'promtool accepts its file' : 'promtool is not installed here'}`
    },
  },
  {
    title: 'Scan',
    run: async (tour) => {
      const { window, pictures, folder, values } = tour
      const create = ['key', 'create', OTHER_KEY, '--type', 'send-your-data']
      const id = (await keyturn([...create, '--account', account.name])).trim()
      const [line] = await Promise.all([keyturn(['key', 'value', id]), keyturn(['key', 'disable', id])])
      const retired = line.trim()
      const [value = ''] = values
      values.add(retired)
      await keep(join(folder, 'edge', 'batch', 'vector.toml'), vectorConfig(account.ingressUrl, retired))
      await keep(join(folder, 'edge', 'vector.toml.bak'), vectorConfig(account.ingressUrl, value))
      await keep(
        join(folder, 'edge', '.bash_history'),
        `ls\ncurl -H "Authorization: Bearer ${value}" ${account.ingressUrl}/logs/v1/singles\n`,
      )
      await keep(join(folder, 'edge', 'unknown', 'vector.toml'), vectorConfig(account.ingressUrl, oldValue))
      await answerDialogs(tour, [folder])
      await window
        .getByRole('navigation', { name: 'Main' })
        .getByRole('button', { name: /^Where used/ })
        .click()
      await window.getByRole('button', { name: 'Choose folders…' }).click()
      await window.getByRole('button', { name: 'Scan', exact: true }).click()
      await seen(window.getByText(/^Scanned /), 'a scan that is done')
      for (const level of ['Problems', 'Worth a look', 'Fine'])
        await seen(window.getByRole('button', { name: new RegExp(`^${level} [1-9]`) }), `findings: ${level}`)
      await pictures.take('scan')
      const counts = await window.getByRole('group', { name: 'Show' }).getByRole('button').allInnerTexts()
      return counts.map((text) => text.replace(/\s+/g, ' ').trim()).join(', ')
    },
  },
  {
    title: 'Where used, after a scan',
    run: async ({ window, pictures }) => {
      await window
        .getByRole('list', { name: 'Findings' })
        .getByRole('button', { name: KEY_NAME, exact: true })
        .first()
        .click()
      const pane = window.getByRole('region', { name: 'Where used' })
      await seen(pane.getByText(/shell history/), 'the history that the scan found')
      await pictures.take('where-used-scan')
      const restore = pane.getByRole('button', { name: /^Restore all 3 files that were changed with/ })
      await restore.first().click()
      await seen(window.getByText('3 files are as they were before.'), 'three files, restored')
      for (const file of files.changed)
        check(
          (await readFile(file)).equals(originals.get(file) ?? Buffer.alloc(0)),
          `${file} as it was`,
          'another',
        )
      await window.getByRole('button', { name: 'Dismiss' }).click()
      // From here on no sample may hold a value, not even one that opens nothing.
      for (const file of originals.keys())
        await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/cxtp_\w+/g, 'REMOVED-BY-THE-TOUR'))
      return 'agents, histories and copies that carry it; three files restored at one press'
    },
  },
]

/** @param {string} ingress */
const collectorConfig = (ingress) => `receivers:
  otlp:
    protocols:
      grpc: {}

exporters:
  otlphttp/coralogix:
    endpoint: ${ingress}
    headers:
      Authorization: "Bearer \${env:CORALOGIX_PRIVATE_KEY}"

service:
  pipelines:
    logs: { receivers: [otlp], exporters: [otlphttp/coralogix] }
`

/** @param {string} ingress @param {string} key */
const vectorConfig = (ingress, key) => `[sources.shop]
type = "file"
include = ["/var/log/shop/*.log"]

[sinks.coralogix]
type = "http"
inputs = ["shop"]
uri = "${ingress}/logs/v1/singles"
encoding.codec = "json"
request.headers.Authorization = "Bearer ${key}"
`

/** @param {string} ingress @param {string} key */
const prometheusConfig = (ingress, key) => `global:
  scrape_interval: 15s
remote_write:
  - url: ${ingress}/prometheus/v1
    authorization:
      credentials: ${key}
scrape_configs:
  - job_name: self
    static_configs:
      - targets: [localhost:9090]
`
