import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings } from './axe.ts'
import { remember, tracesInText } from './canary.ts'
import { attend, Desk } from './desk.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/*
 * One key goes into many agents, as a user's session in the window: which agents there are and which take it, three
 * files of three agents at once, one of which only leads to the key, the agent's own checker, and the way back. The
 * files are looked at by their bytes. Each step builds on the ones before.
 */

interface AgentDocument {
  readonly id: string
  readonly name: string
  readonly supported: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-use-in-'))
const home = join(folder, 'home')
const KEY = 'edge-everywhere'
const collector = join(folder, 'edge', 'otel', 'config.yaml')
const dropIn = join(folder, 'edge', 'otel', 'otelcol-contrib.service.d', 'override.conf')
const fluentBit = join(folder, 'edge', 'fluent-bit.conf')
const vector = join(folder, 'edge', 'vector.toml')
const prometheus = join(folder, 'metrics', 'prometheus.yml')
const misspelt = join(folder, 'metrics', 'misspelt.yml')
/** What is written of three files that are chosen: the collector's own has no value in it. */
const written = [dropIn, fluentBit, vector]

let desk: Desk
let vendor: VendorSide
let newValue = ''
/** Carried by the files at first. */
let old: { readonly id: string; readonly value: string }
const originals = new Map<string, Buffer>()

beforeAll(async () => {
  desk = await Desk.open({ home })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

beforeEach((test) => attend(test, 'use-in', () => desk))

function write(file: string, text: string, mode = 0o640): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode })
  originals.set(file, readFileSync(file))
}

/** The file as it was, with the new value at the places of the old one. */
const withNewValue = (file: string) =>
  Buffer.from((originals.get(file) ?? '').toString().replaceAll(old.value, newValue))
const bytes = (files: readonly string[]) => files.map((file) => readFileSync(file))
const originalsOf = (files: readonly string[]) => files.map((file) => originals.get(file))

/** No value is anywhere in the page: elements, attributes, fields, what screen readers are told. */
async function expectNoValueInThePage(): Promise<void> {
  const fields = await desk.page
    .locator('input, textarea')
    .evaluateAll((all) => all.map((field) => (field as unknown as { value: string }).value))
  const spoken = await desk.page.locator('body').ariaSnapshot()
  const page = [await desk.page.content(), ...fields, spoken].join('\n')
  for (const value of [newValue, old.value, newValue.slice(5), old.value.slice(5)])
    expect(page.includes(value)).toBe(false)
  expect(tracesInText('the page', page)).toEqual([])
}

/** Opens Use in… for the key, and answers its dialog, with the gallery there. */
async function openGallery(): Promise<Locator> {
  await desk.goTo('All keys')
  const pane = await desk.openKey(KEY)
  await desk.click('Use in…', pane)
  const dialog = desk.dialog(`Use ${KEY} in a config`)
  await dialog.getByRole('listbox', { name: 'Agents' }).waitFor()
  return dialog
}

async function planFor(files: readonly string[]): Promise<Locator> {
  await desk.answerFileDialogs(files)
  const dialog = await openGallery()
  await desk.click('Choose files…', dialog)
  return dialog
}

async function applyAll(dialog: Locator, count: number): Promise<Locator> {
  await desk.click('Apply all', dialog)
  const receipt = desk.dialog(`${KEY} is in ${count} files`)
  await receipt.waitFor()
  return receipt
}

describe.sequential('one key in many agents', () => {
  it('has a key, and files that carry another one', async () => {
    await desk.click(/^Try it with the sandbox/)
    await desk.see(/^Synced \d\d:\d\d$/)
    vendor = await VendorSide.ofApp(home)
    old = await vendor.createKey('before-everywhere', true)
    await desk.click('New key')
    await desk.dialog('New key').getByRole('textbox', { name: 'Name' }).fill(KEY)
    await desk.click('Create and store', desk.dialog('New key'))
    await desk.click('Done', desk.dialog(`${KEY} is created`))
    const [key] = await keyturnJson<{ id: string }[]>(['key', 'list', '--query', KEY], { home })
    const { stdout } = await keyturn(['key', 'value', key?.id ?? ''], { home })
    newValue = remember(stdout.trim(), `the value of ${KEY}`)
    expect(newValue).toMatch(/^cxtp_\w{30}$/)
    const at = { host: vendor.ingressHost, port: vendor.ingressPort }
    write(collector, COLLECTOR)
    write(dropIn, dropInWith(old.value), 0o600)
    write(fluentBit, fluentBitWith(at, old.value))
    write(vector, vectorWith(at, old.value))
    write(prometheus, prometheusWith(at, old.value, 'scrape_interval'))
    // Strict YAML, so Keyturn edits it; only Prometheus knows that there is no such setting.
    write(misspelt, prometheusWith(at, old.value, 'scrap_interval'))
  })

  it('shows every agent in its group, and says why one takes no key from here', async () => {
    const dialog = await openGallery()
    const list = dialog.getByRole('listbox', { name: 'Agents' })
    const agents = await keyturnJson<AgentDocument[]>(['agent', 'list'], { home })
    expect(agents.length).toBe(33)
    expect(await list.getByRole('option').count()).toBe(agents.length)
    const groups = [/^Agents/, /^Carriers/, /^Read from the vendor/, /^Not supported/]
    for (const name of groups) await list.getByRole('group', { name }).waitFor()
    expect(await list.getByRole('group').count()).toBe(groups.length)
    for (const agent of agents) {
      const option = list
        .getByRole('option')
        .filter({ has: desk.page.getByText(agent.name, { exact: true }) })
      expect(await option.count(), agent.name).toBeGreaterThan(0)
      // What it needs, or why not: never a bare name.
      expect((await option.first().innerText()).length, agent.name).toBeGreaterThan(agent.name.length + 20)
    }
    const unfit = (name: RegExp) => list.getByRole('option', { name })
    await desk.see(/^Takes an? (Personal|Team)[^;]* key; this is a Send-Your-Data key\.$/, list)
    for (const name of [/^Metrics Cardinality/, /^Grafana API/, /^Filebeat/, /^Winlogbeat/])
      expect(await unfit(name).getAttribute('aria-disabled'), String(name)).toBe('true')
    for (const [name, way] of [
      [/^Filebeat/, /Logstash|OpenTelemetry|Fluent Bit/],
      [/^Winlogbeat/, /Logstash|OpenTelemetry/],
      [/^Prometheus Alertmanager/, /Webhook|webhook|rules|alert/],
    ] as const)
      expect(await unfit(name).innerText()).toMatch(way)
    // It stays where it is, with its reason.
    await unfit(/^Metrics Cardinality/).click({ force: true })
    await list.waitFor()
    await expectNoFindings(desk.page)
    await desk.picture('gallery')
    await expectNoValueInThePage()
    await dialog.getByRole('combobox', { name: 'Search agents' }).fill('vec')
    expect(await list.getByRole('option').allInnerTexts()).toEqual([expect.stringMatching(/^Vector/)])
    await list.getByRole('option', { name: /^Vector/ }).click()
    const agent = desk.dialog(`Use ${KEY} in Vector`)
    await desk.see('Usually found in', agent)
    await agent.getByRole('tab', { name: 'As a snippet' }).click()
    await desk.see(/sinks/, agent)
    await expectNoValueInThePage()
    await desk.click('Back', agent)
    await list.waitFor()
    await desk.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('plans three files at once, with the way from one that only refers to the key', async () => {
    const dialog = await planFor([collector, fluentBit, vector])
    await desk.see('4 places in 3 files will change, all or none. Only the key’s bytes change.', dialog)
    for (const file of written) {
      const diff = dialog.getByRole('region', { name: `Changes in ${file}` })
      await diff
        .getByText(new RegExp(`${KEY} •••`))
        .first()
        .waitFor()
      expect(await diff.locator('del').count()).toBe(file === vector ? 2 : 1)
    }
    const way = dialog.getByRole('list', { name: 'The way to the key' }).getByRole('listitem')
    const line = (await way.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())
    expect(line).toEqual([
      expect.stringMatching(/^config\.yaml:13 .*takes the environment variable CORALOGIX_PRIVATE_KEY$/),
      expect.stringMatching(/^override\.conf:4 .*holds the key$/),
    ])
    await desk.see('otelcol-contrib', dialog.getByRole('region', { name: dropIn, exact: true }))
    await expectNoValueInThePage()
    await expectNoFindings(desk.page)
    await desk.picture('plan-several')
    expect(bytes([collector, ...written])).toEqual(originalsOf([collector, ...written]))
    await desk.click('Cancel', dialog)
    await dialog.waitFor({ state: 'detached' })
    expect(bytes([collector, ...written])).toEqual(originalsOf([collector, ...written]))
  })

  it('writes all three, and not one other byte', async () => {
    const receipt = await applyAll(await planFor([collector, fluentBit, vector]), 3)
    expect(bytes(written)).toEqual(written.map(withNewValue))
    expect(bytes([collector])).toEqual(originalsOf([collector]))
    expect(written.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o640, 0o640])
    for (const file of written) await receipt.getByRole('region', { name: file, exact: true }).waitFor()
    await desk.see(/systemctl/, receipt)
    const header = /Authorization (Bearer \S+)/.exec(readFileSync(fluentBit, 'utf8'))?.[1] ?? ''
    expect(await vendor.ingest(header, 'from the window')).toBe(200)
    await expectNoValueInThePage()
    await expectNoFindings(desk.page)
    await desk.picture('receipt-several')
  })

  it('takes all three back at once, to the last byte', async () => {
    const receipt = desk.dialog(`${KEY} is in 3 files`)
    await desk.click('Restore all 3 files', receipt)
    const back = desk.dialog('The old value is back in 3 files')
    await back.waitFor()
    expect(bytes(written)).toEqual(originalsOf(written))
    await expectNoValueInThePage()
    await desk.click('Done', back)
    await desk.see('No known file carries it.', await desk.keyPane(KEY))
  })

  it('takes none back when one of them was changed meanwhile, and says so', async () => {
    const receipt = await applyAll(await planFor([collector, fluentBit, vector]), 3)
    const edited = Buffer.concat([readFileSync(vector), Buffer.from('# by hand\n')])
    writeFileSync(vector, edited)
    await desk.click('Restore all 3 files', receipt)
    await desk.see(
      /vector\.toml was changed since Keyturn wrote it.*None of the 3 files was touched\./,
      receipt,
    )
    expect(bytes(written)).toEqual([withNewValue(dropIn), withNewValue(fluentBit), edited])
    await expectNoValueInThePage()
    await expectNoFindings(desk.page)
    await desk.picture('restore-refused')
    // The others go one by one; from the key's own page as well.
    await desk.click(`Restore ${fluentBit}`, receipt)
    const left = desk.dialog(`${KEY} is in 2 files`)
    await desk.see('Restored: the old value is back. Nothing else was touched.', left)
    expect(bytes([fluentBit])).toEqual(originalsOf([fluentBit]))
    await desk.click('Done', left)
    const pane = await desk.keyPane(KEY)
    await desk.click(`Restore ${dropIn}`, pane)
    await desk.see(`${dropIn} is as it was before.`)
    expect(bytes([dropIn])).toEqual(originalsOf([dropIn]))
    writeFileSync(vector, originals.get(vector) ?? '')
  })

  it('asks promtool what it thinks of a file, on the user’s order', async () => {
    const receipt = await applyAll(await planFor([prometheus, misspelt]), 2)
    expect(bytes([prometheus, misspelt])).toEqual([prometheus, misspelt].map(withNewValue))
    await desk.click(`Check with promtool: ${prometheus}`, receipt)
    await desk.see('Check passed:', receipt)
    await desk.click(`Check with promtool: ${misspelt}`, receipt)
    await desk.see('Check failed: promtool does not accept the file.', receipt)
    await desk.see(/scrap_interval/, receipt.getByRole('region', { name: /^What the check of .*misspelt/ }))
    await expectNoValueInThePage()
    await expectNoFindings(desk.page)
    await desk.picture('checked')
    await desk.click(`Restore ${misspelt}`, receipt)
    const left = desk.dialog(`${KEY} is in 1 file`)
    await desk.see('Restored: the old value is back. Nothing else was touched.', left)
    expect(bytes([prometheus, misspelt])).toEqual([withNewValue(prometheus), ...originalsOf([misspelt])])
    await desk.click('Done', left)
  })

  it('says of each file what stands in its way, and goes on without it', async () => {
    const beats = join(folder, 'edge', 'filebeat.yml')
    const template = join(folder, 'edge', 'values.tpl.yaml')
    write(beats, FILEBEAT)
    write(template, COLLECTOR.replace('exporters:', '{{ if .Values.on }}\nexporters:'))
    const dialog = await planFor([beats, fluentBit, template, vector])
    await desk.see('Nothing was written. Settle what is marked, then it is planned again.', dialog)
    const own = (file: string) => dialog.getByRole('region', { name: file, exact: true })
    await desk.see('Can be changed.', own(fluentBit))
    await desk.see(/Filebeat/, own(beats))
    await desk.see(/template/i, own(template))
    await expectNoValueInThePage()
    await expectNoFindings(desk.page)
    await desk.picture('trouble-several')
    for (const file of [beats, template]) {
      await desk.click(`Leave this file out: ${file}`, dialog)
      await desk.button(`Leave this file out: ${file}`, dialog).waitFor({ state: 'detached' })
    }
    await desk.see(/^3 places in 2 files will change, all or none\./, dialog)
    await desk.click('Back', dialog)
    await desk.answerFileDialogs([template])
    await desk.click('Choose files…', dialog)
    await desk.see(/^This is a template/, dialog)
    // It may be corrected beside the window, or another one is chosen.
    writeFileSync(template, originals.get(fluentBit) ?? '')
    await desk.click('Plan again', dialog)
    await desk.see(/^1 place in 1 file will change\./, dialog)
    writeFileSync(template, originals.get(template) ?? '')
    await desk.click('Cancel', dialog)
    expect(bytes([beats, template, ...written])).toEqual(originalsOf([beats, template, ...written]))
  })
})

interface Ingress {
  readonly host: string
  readonly port: string
}

const COLLECTOR = `# the gateway of the edge
receivers:
  otlp:
    protocols:
      grpc: {}

exporters:
  debug:
  coralogix:
    # EU2
    domain: eu2.coralogix.com
    # from the unit's environment
    private_key: \${env:CORALOGIX_PRIVATE_KEY}
    application_name: shop
    subsystem_name: edge
  otlphttp/other:
    endpoint: https://otlp.vendor.example
    headers: { api-key: not-ours-0123456789abcdef }

service:
  pipelines:
    logs: { receivers: [otlp], exporters: [coralogix, otlphttp/other] }
`
const dropInWith = (value: string) => `# the collector's environment
[Service]
Environment="GOMEMLIMIT=400MiB"
Environment=CORALOGIX_PRIVATE_KEY=${value}
Restart=always
`
const fluentBitWith = ({ host, port }: Ingress, value: string) =>
  [
    '[INPUT]',
    '    Name    tail',
    '    Path    /var/log/shop/*.log',
    '',
    '[OUTPUT]',
    '    Name    http',
    '    Match   *',
    `    Host    ${host}`,
    `    Port    ${port}`,
    '    URI     /logs/v1/singles',
    `    Header  Authorization Bearer ${value}`,
    '    Retry_Limit 10\t ',
    '',
  ].join('\r\n')
const vectorWith = ({ host, port }: Ingress, value: string) => `\uFEFF# größer
[sources.in]
type = "file"
include = ["/var/log/*.log"]

[sinks.logs]
type = "http"
inputs = ["in"]
uri = "http://${host}:${port}/logs/v1/singles"
encoding.codec = "json"
request.headers.Authorization = "Bearer ${value}" # kept

[sinks.again]
type = 'http'
inputs = ['in']
uri = 'http://${host}:${port}/logs/v1/singles'
encoding.codec = 'json'
request.headers.Authorization = 'Bearer ${value}'

[sinks.other]
type = "http"
inputs = ["in"]
uri = "https://logs.vendor.example/"
encoding.codec = "json"
auth = { strategy = "bearer", token = "not-ours-0123456789abcdef" }`
const prometheusWith = ({ host, port }: Ingress, value: string, setting: string) => `global:
  ${setting}: 15s
remote_write:
  - url: http://${host}:${port}/prometheus/v1
    authorization:
      credentials: ${value}
scrape_configs:
  - job_name: self
    static_configs:
      - targets: [localhost:9090]
`
const FILEBEAT = `filebeat.inputs:
  - type: filestream
    id: shop
    paths: [/var/log/shop/*.log]
output.logstash:
  hosts: ["ingress.eu2.coralogix.com:5044"]
`
