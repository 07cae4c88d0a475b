import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../build/processes.mjs'
import { type Sandbox, startSandbox } from '../../main/sandbox/sandbox.ts'
import { configuration } from '../prove/terminal.mjs'
import { expectNoFindings } from './axe.ts'
import { press } from './by-keyboard.ts'
import { remember } from './canary.ts'
import { attend, Desk } from './desk.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'

/*
 * Four accounts at three vendors in one window: Coralogix over REST and over gRPC, IBM Cloud, Aggregations.io. They are
 * added by terminal; what the window makes of them is what is tested. What is kept is looked at by the keychain's tool.
 */

interface KeyDocument {
  readonly id: string
  readonly name: string
  readonly account: string
  readonly hasValue: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-accounts-'))
const home = join(folder, 'home')
const REST = 'acme-rest'
const GRPC = 'beta-grpc'
const IBM = 'ibm-prod'
const COUNTERS = 'counters'

let desk: Desk
/** Of the first Coralogix account, IBM Cloud and Aggregations.io. */
let acme: Sandbox
/** Of the second Coralogix account alone. */
let beta: Sandbox

const terminal = (words: readonly string[], input = '') => keyturnJson<KeyDocument>(words, { home, input })

beforeAll(async () => {
  ;[acme, beta] = await Promise.all([startSandbox(), startSandbox()])
  const { vendors, aggregationsIo } = acme
  for (const { adminKey } of [acme, beta]) remember(adminKey, 'an admin key')
  remember(acme.adminKeys.noMembers, 'an admin key')
  remember(vendors['ibm-cloud'].credential ?? '', 'the IBM Cloud key')
  const add = (name: string, provider: string, ...more: readonly string[]) => [
    ...['account', 'add', '--name', name, '--provider', provider],
    ...more,
  ]
  const { apiUrl, ingressUrl } = acme
  const second = ['--api-url', beta.apiUrl, '--ingress-url', beta.ingressUrl]
  const grpc = ['--transport', 'grpc', '--grpc-url', beta.vendors.coralogix.grpcUrl ?? '']
  const cloud = vendors['ibm-cloud']
  const iam = ['--iam-url', cloud.apiUrl, '--ingress-url', cloud.ingressUrl]
  const events = vendors['aggregations-io']
  const app = ['--api-url', events.apiUrl, '--ingest-url', events.ingressUrl]
  // Whose credential lacks a right: members' keys are refused to it.
  await terminal(
    add(REST, 'coralogix', '--api-url', apiUrl, '--ingress-url', ingressUrl, '--transport', 'rest'),
    acme.adminKeys.noMembers,
  )
  await terminal(add(GRPC, 'coralogix', ...second, ...grpc), beta.adminKey)
  await terminal(add(IBM, 'ibm-cloud', ...iam), cloud.credential ?? '')
  await terminal(add(COUNTERS, 'aggregations-io', ...app))
  // The same name at both teams: only the account tells them apart.
  await terminal(['key', 'create', 'edge-both', '--account', REST, '--type', 'send-your-data'])
  await terminal(['key', 'create', 'edge-both', '--account', GRPC, '--type', 'send-your-data'])
  const made = ['--type', 'org-wide', '--permission', 'Write']
  const { id } = await terminal(['key', 'create', 'edge-events', '--account', COUNTERS, ...made])
  await terminal(['key', 'import', id], remember(aggregationsIo.trying.write, 'the value of edge-events'))
  await keyturn(['sync'], { home })
  desk = await Desk.open({ home })
  await desk.page.emulateMedia({ reducedMotion: 'reduce' })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    await Promise.all([acme?.close(), beta?.close()])
    rmSync(folder, { recursive: true, force: true })
  }
})

beforeEach((test) => attend(test, 'accounts', () => desk))

const search = (query: string) => desk.page.getByRole('searchbox', { name: 'Search keys' }).fill(query)
const card = (name: string): Locator =>
  desk.page.getByRole('region', { name: 'Accounts' }).getByRole('listitem', { name, exact: true })

/** What Keyturn keeps in the keychain of this account, by the keychain's own tool: references, sorted. */
async function itemsOf(accountId: string): Promise<readonly string[]> {
  const { stdout, stderr } = await run('secret-tool', ['search', '--all', 'service', 'Keyturn'], {
    what: 'secret-tool',
    deadline: 20_000,
  })
  const all = [...`${stdout}\n${stderr}`.matchAll(/^attribute\.account = (.*)$/gm)].map(
    ([, name = '']) => name,
  )
  return all.filter((name) => name.startsWith(accountId)).sort()
}

const accountIds = async (): Promise<ReadonlyMap<string, string>> => {
  const all = await keyturnJson<{ id: string; name: string }[]>(['account', 'list'], { home })
  return new Map(all.map(({ id, name }) => [name, id]))
}

describe.sequential('several accounts at three vendors', () => {
  it('are searched and browsed together, and told apart', async () => {
    await desk.goTo('All keys')
    await search('edge-both')
    await expect.poll(() => desk.row('edge-both').count()).toBe(2)
    for (const name of [REST, GRPC])
      await desk.page.getByRole('row').filter({ hasText: 'edge-both' }).filter({ hasText: name }).waitFor()
    await search('edge')
    await desk.row('edge-events').waitFor()
    await desk.picture('accounts-search')
    await search('ibm cloud service id')
    await expect.poll(() => desk.page.getByRole('row').filter({ hasText: IBM }).count()).toBeGreaterThan(0)
    expect(await desk.page.getByRole('row').filter({ hasText: REST }).count()).toBe(0)
    await search('')
    await expectNoFindings(desk.page)
  })

  it('are filtered by vendor, account and owner at once', async () => {
    const grid = (name: string) => desk.page.getByRole('grid', { name, exact: true })
    await desk.goTo('Coralogix')
    await grid('Coralogix').waitFor()
    expect(await desk.row('edge-events').count()).toBe(0)
    await desk.goTo(GRPC)
    await grid(GRPC).waitFor()
    await expect.poll(() => desk.row('edge-both').count()).toBe(1)
    await desk.goTo('IBM Cloud')
    await grid('IBM Cloud').waitFor()
    const rows = () => grid('IBM Cloud').getByRole('row').count()
    const before = await rows()
    const owner = desk.page.getByRole('combobox', { name: 'Owner' })
    await owner.click()
    await desk.page
      .getByRole('option', { name: /^Service ID/ })
      .first()
      .click()
    await expect.poll(rows).toBeLessThan(before)
    await expectNoFindings(desk.page)
    await desk.picture('accounts-owner')
    await desk.goTo(COUNTERS)
    await desk.row('edge-events').waitFor()
  })

  it('show their health, rights and last sync in one place; what is missing is named', async () => {
    await desk.goTo('Settings')
    await desk.see('Last synced', card(GRPC))
    await desk.see('gRPC only', card(GRPC))
    await desk.see("gRPC has no list of members' keys.", card(GRPC))
    await desk.see('In order', card(IBM))
    await desk.see('By your word', card(COUNTERS))
    await desk.see(
      'Aggregations.io cannot be asked about keys: what stands here is what you recorded.',
      card(COUNTERS),
    )
    await desk.see('Part is missing', card(REST))
    await desk.see(
      /Coralogix answered 403 .* this admin key lacks personal-custom-api-keys:ReadConfig/,
      card(REST),
    )
    await card(REST)
      .locator('summary')
      .filter({ hasText: /^Rights/ })
      .click()
    const rights = card(REST).getByRole('table')
    await rights.getByRole('row').filter({ hasText: 'Missing' }).first().waitFor()
    await expectNoFindings(desk.page)
    await desk.picture('accounts-settings')
    await card(IBM).scrollIntoViewIfNeeded()
    await desk.picture('accounts-settings-2')
  })

  it('do not disturb one another: one vendor is down, the others sync', async () => {
    acme.setFault({ kind: 'status', status: 503, server: 'iam' })
    acme.setFault({ kind: 'status', status: 503, server: 'api' })
    beta.setFault({ kind: 'slow', server: 'api', delayMs: 300 })
    await desk.goTo('All keys')
    await desk.click('Sync')
    await desk.see(/^2 accounts could not be synced: /)
    await desk.picture('accounts-down')
    await desk.goTo('Settings')
    await desk.see('Sync failed', card(REST))
    await desk.see('Sync failed', card(IBM))
    expect(await card(GRPC).getByText('Sync failed').count()).toBe(0)
    await desk.goTo('All keys')
    await desk.openKey('edge-events')
    await desk.see('Value held', await desk.keyPane('edge-events'))
    const made = await keyturn(
      ['key', 'create', 'while-down', '--account', GRPC, '--type', 'send-your-data'],
      { home },
    )
    expect(made.code).toBe(0)
    acme.clearFaults()
    beta.clearFaults()
    await desk.click('Sync')
    const main = desk.page.getByRole('main')
    await expect.poll(() => main.getByText(/could not be synced/).count(), { timeout: 15_000 }).toBe(0)
  })

  it('is removed alone: the others keep their keys, values and targets', async () => {
    const ids = await accountIds()
    const [gone = '', ...kept] = [REST, GRPC, IBM, COUNTERS].map((name) => ids.get(name) ?? '')
    const file = join(folder, 'prometheus.yml')
    writeFileSync(file, configuration(beta.ingressUrl, 'credentials: before-11111111'))
    await terminal(['inject', file, '--key', 'edge-both', '--account', GRPC])
    await terminal(['target', 'add', file])
    const written = readFileSync(file)
    const before = await Promise.all(kept.map(itemsOf))
    expect(before.map((items) => items.length > 0)).toEqual([true, true, true])
    expect((await itemsOf(gone)).length).toBeGreaterThan(1)
    const keysOf = async (name: string) =>
      (await keyturnJson<KeyDocument[]>(['key', 'list', '--state', 'all', '--account', name], { home })).map(
        ({ id, hasValue }) => ({ id, hasValue }),
      )
    const keysBefore = await Promise.all([GRPC, IBM, COUNTERS].map(keysOf))

    await desk.goTo('Settings')
    await desk.click(`Remove ${REST}`)
    const dialog = desk.dialog(`Remove ${REST}`)
    const remove = desk.button(`Remove ${REST}`, dialog)
    await desk.see('1 stored value would be lost', dialog)
    expect(await remove.isDisabled()).toBe(true)
    await dialog.getByRole('checkbox', { name: /^Delete 1 stored value/ }).check()
    await expectNoFindings(desk.page)
    await desk.picture('accounts-remove')
    await remove.click()
    await desk.see(`${REST} is removed.`)

    expect(await itemsOf(gone)).toEqual([])
    expect(await Promise.all(kept.map(itemsOf))).toEqual(before)
    expect(await Promise.all([GRPC, IBM, COUNTERS].map(keysOf))).toEqual(keysBefore)
    expect(readFileSync(file)).toEqual(written)
    const targets = await keyturnJson<{ file: string }[]>(['target', 'list'], { home })
    expect(targets.map((target) => target.file)).toEqual([file])
    await desk.goTo('All keys')
    await search('edge-both')
    await expect.poll(() => desk.row('edge-both').count()).toBe(1)
    await desk.goTo('Settings')
    await expect.poll(() => card(REST).count()).toBe(0)
    await desk.see(file, desk.page.getByRole('region', { name: 'Agent targets' }))
    await desk.picture('accounts-left')
    await press(desk, 'Escape')
  })
})
