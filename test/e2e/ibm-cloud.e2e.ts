import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings } from './axe.ts'
import { remember, tracesInText } from './canary.ts'
import { attend, Desk } from './desk.ts'
import type { IbmAgent } from './ibm-agent.ts'
import { IbmScene } from './ibm-scene.ts'
import { choose, openPlan, stands, step, watchShortly } from './rotation-scene.ts'
import { keyturn } from './terminal-door.ts'

/*
 * IBM Cloud as a user lives it, from one pasted API key to a key that was replaced under an agent that never stopped
 * sending, in one run of the real app. What came of it is looked at from outside: the vendor by its own API, the
 * keychain by its own tool, the configs by their bytes. Each step builds on the ones before.
 */

const SERVICE = 'edge-agents'
const KEY = `${SERVICE}-key`

let scene: IbmScene
let desk: Desk
let agent: IbmAgent
/** The config that carries the new key, and the key. */
let config = ''
let original = ''
let key: { readonly id: string; readonly value: string }
/** Where a `next` of a list leads to: it must never be asked. */
let foreign: Server
const asked: string[] = []

beforeAll(async () => {
  scene = await IbmScene.set('ibm-cloud')
  foreign = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('{}')
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  desk = await Desk.open({ home: scene.home })
  // What is still fading in has other colours than it will have.
  await desk.page.emulateMedia({ reducedMotion: 'reduce' })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    foreign?.close()
    await scene?.clear()
  }
})

beforeEach((test) => attend(test, 'ibm-cloud', () => desk))

const press = async (...keys: string[]) => {
  for (const one of keys) await desk.page.keyboard.press(one)
}
const bar = () => desk.page.getByRole('region', { name: 'What can be done' })

/** A picture of what is in sight, in which axe finds nothing and no value is. */
async function look(name: string): Promise<void> {
  await expectNoFindings(desk.page)
  await desk.picture(`ibm-${name}`)
  const fields = await desk.page
    .locator('input, textarea')
    .evaluateAll((all) => all.map((field) => (field as unknown as { value: string }).value))
  const page = [await desk.page.content(), ...fields].join('\n')
  expect(tracesInText('the page', page)).toEqual([])
}

/** What has the focus, as a screen reader names it. */
const focused = () =>
  desk.page.evaluate<string>(
    `(() => {
      const at = document.activeElement
      return [at.getAttribute('role') ?? at.tagName.toLowerCase(), at.getAttribute('aria-label') ?? at.textContent].join(' ')
    })()`,
  )

/** Opens a command of the palette by its name. */
async function command(name: string): Promise<void> {
  await press('Control+k')
  await desk.page.getByRole('combobox', { name: /^Find a key/ }).waitFor()
  await desk.page.keyboard.type(name)
  await desk.page.getByRole('option', { name, exact: false }).first().waitFor()
  await press('Enter')
}

/** A step in the way from a service ID to a key. */
const setupStep = (dialog: Locator, title: string): Locator =>
  dialog
    .getByRole('list', { name: 'From a service ID to a key' })
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^${title}`) })

/** IAM answers every call that makes a policy so, until the faults are cleared. */
const refusePolicies = () =>
  scene.setFault({
    ...{ kind: 'status', server: 'iam', method: 'POST', path: '^/v[12]/policies', status: 403 },
    message: 'You are not allowed to create the requested policy.',
  })

describe.sequential('an account of IBM Cloud', () => {
  it('is added with one pasted API key; a wrong one is told from a right one in the vendor’s words', async () => {
    const { iamUrl, ingressUrl, instance, apiKey } = scene.place
    await desk.click(/^Add an account/)
    const dialog = desk.dialog('Add an account')
    await dialog.getByRole('radio', { name: 'IBM Cloud' }).check()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('ibm-prod')
    await dialog.getByRole('combobox', { name: 'Region' }).click()
    await desk.page.getByRole('option', { name: /^Custom endpoint/ }).click()
    await dialog.getByRole('textbox', { name: 'IAM address' }).fill(iamUrl)
    await dialog.getByRole('textbox', { name: 'Ingress address' }).fill(ingressUrl)
    await dialog.getByRole('textbox', { name: 'Instance GUID' }).fill(instance)
    const credential = dialog.getByLabel('IBM Cloud API key', { exact: true })
    // The vendor repeats it in its answer.
    await credential.fill(remember('WrongIbmKey_222222222222222222222222222222', 'a wrong API key'))
    await desk.click('Check and add', dialog)
    await desk.see(/IBM Cloud does not accept the API key, .*Provided API key could not be found/, dialog)
    await desk.see(/paste it again/, dialog)
    expect(await credential.inputValue()).toBe('')
    await look('wrong-key')
    await credential.fill(apiKey)
    await desk.click('Check and add', dialog)
    const added = desk.dialog('ibm-prod is added')
    await desk.see(`${(await scene.keys()).length} keys found`, added)
    await look('added')
    await desk.click('Show the keys', added)
  })

  it('shows its keys by type; disabled ones when asked for', async () => {
    await desk.goTo('Service ID keys')
    await desk.row('billing-agent').getByText('Locked').waitFor()
    await desk
      .row('staging-agent-trial')
      .getByText(/Expires/)
      .waitFor()
    await desk.row('prod-agent-eu-de').getByText('Service ID logs-prod-agents').waitFor()
    expect(await desk.row('prod-agent-2024').count()).toBe(0)
    await desk.page.getByRole('checkbox', { name: /^Show disabled/ }).check()
    await desk.row('prod-agent-2024').getByText('Disabled').waitFor()
    // The vendor refuses it as it refuses a disabled one.
    await desk.row('edge-collector-2025').getByText('Expired').waitFor()
    await desk.page.getByRole('checkbox', { name: /^Show disabled/ }).uncheck()
    await look('keys')
    await desk.goTo('User keys')
    await desk.row('cli-laptop').waitFor()
    expect(await desk.row('billing-agent').count()).toBe(0)
  })
})

describe.sequential('a service ID with the right to send', () => {
  it('stops at the step that fails, and says what was made', async () => {
    await refusePolicies()
    await desk.goTo('Settings')
    await desk.click(/^New service ID with the right to send in ibm-prod/)
    const dialog = desk.dialog('New service ID with the right to send')
    await dialog.getByRole('textbox', { name: 'Service ID' }).fill(SERVICE)
    await dialog.getByRole('textbox', { name: /^Description/ }).fill('Agents at the edge')
    await look('setup')
    await desk.click('Set it up', dialog)
    const stopped = desk.dialog(`The setup of ${SERVICE} stopped`)
    await desk.see(/not allowed to create the requested policy/, stopped)
    await desk.see(/lacks the role Sender on IBM Cloud Logs or Administrator on IBM Cloud Logs/, stopped)
    await desk.see(/^the service ID edge-agents \(ServiceId-/, stopped)
    await setupStep(stopped, 'Service ID').getByText('Done', { exact: true }).waitFor()
    await setupStep(stopped, 'Right to send').getByText('Failed', { exact: true }).waitFor()
    await look('setup-stopped')
    expect(await scene.serviceIdNames()).toContain(SERVICE)
  })

  it('goes on from there with Resume; the value is in the keychain and nowhere else', async () => {
    await scene.clearFaults()
    await desk.click('Resume', desk.dialog(`The setup of ${SERVICE} stopped`))
    const done = desk.dialog(`${SERVICE} may send`)
    for (const title of ['Service ID', 'Right to send', 'Key, its value', 'Check that it may send'])
      await setupStep(done, title).getByText('Done', { exact: true }).waitFor()
    await look('setup-done')
    expect((await scene.serviceIdNames()).filter((name) => name === SERVICE)).toHaveLength(1)
    const { id } = await scene.keyNamed(KEY)
    key = { id, value: remember(await scene.inKeychain(id), `the value of ${KEY}`) }
    expect(await scene.takes(key.value)).toBe(true)
  })

  it('goes into an agent’s config from there: its bytes, and no others', async () => {
    config = scene.config('edge', remember('BeforeIbmKey_33333333333333333333333333333', 'the key before'))
    original = readFileSync(config, 'utf8')
    await desk.answerFileDialogs([config])
    await desk.click('Use in…', desk.dialog(`${SERVICE} may send`))
    const dialog = desk.dialog(`Use ${KEY} in a config`)
    await dialog.getByRole('listbox', { name: 'Agents' }).waitFor()
    await desk.click('Choose files…', dialog)
    await desk.see('1 place in 1 file will change. Only the key’s bytes change.', dialog)
    const diff = dialog.getByRole('region', { name: `Changes in ${config}` })
    await diff.getByText(new RegExp(`${KEY} •••`)).waitFor()
    await look('plan')
    expect(readFileSync(config, 'utf8')).toBe(original)
    await desk.click('Apply', dialog)
    await desk.click('Done', desk.dialog(`${KEY} is in 1 file`))
    const written = readFileSync(config, 'utf8')
    expect(written).toBe(original.replace(/BeforeIbmKey_3+/, key.value))
    agent = await scene.run(config)
    await expect.poll(() => agent.sent).toBeGreaterThan(2)
    expect(agent.refused).toBe(0)
  })

  it('by keyboard alone: one that cannot be finished is cleaned up, and nothing of it is left', async () => {
    await refusePolicies()
    const before = await scene.serviceIdNames()
    await command('New service ID with the right to send')
    await desk.dialog('New service ID with the right to send').waitFor()
    await expect.poll(focused).toMatch(/^input/)
    await desk.page.keyboard.type('edge-dropped')
    await press('Enter')
    const stopped = desk.dialog('The setup of edge-dropped stopped')
    await stopped.waitFor()
    await expect.poll(focused).toBe('button Resume')
    expect(await scene.serviceIdNames()).toContain('edge-dropped')
    await press('Shift+Tab')
    expect(await focused()).toBe('button Clean up')
    await press('Enter')
    const gone = desk.dialog('Nothing of edge-dropped is left')
    await gone.waitFor()
    await look('setup-cleaned')
    await expect.poll(focused).toBe('button Done')
    await press('Enter')
    await gone.waitFor({ state: 'detached' })
    expect(await scene.serviceIdNames()).toEqual(before)
    await scene.clearFaults()
  })

  it('at a terminal stops with exit 5, and is gone on with or cleaned up from there', async () => {
    await refusePolicies()
    const words = ['key', 'create', 'edge-cli', '--type', 'service-id', '--new-service-id', 'edge-cli']
    const { code, stderr } = await keyturn(words, { home: scene.home })
    expect(code).toBe(5)
    expect(stderr).toMatch(/Made so far: the service ID edge-cli \(ServiceId-/)
    const [setup] = await scene.json<readonly { id: string }[]>('service-id', 'setups')
    await scene.clearFaults()
    const id = (await scene.terminal(['service-id', 'resume', setup?.id ?? ''])).trim()
    const value = remember(await scene.inKeychain(id), 'the value of edge-cli')
    expect(await scene.takes(value)).toBe(true)
    expect(await scene.terminal(['key', 'show', id])).toContain('edge-cli')
    await scene.terminal(['key', 'delete', id, '--yes'])
    expect(await scene.takes(value)).toBe(false)
  })
})

describe.sequential('a key', () => {
  const pane = () => desk.keyPane(KEY)

  it('is described; a change of somebody else’s is not written over', async () => {
    await scene.setUp({ conflictStatus: 412 })
    await scene.setFault({ kind: 'changed-meanwhile', times: 2 })
    await desk.goTo('All keys')
    await desk.openKey(KEY)
    await desk.chooseInMenu('Description…')
    const dialog = desk.dialog(`Description of ${KEY}`)
    await dialog.getByRole('textbox', { name: /^Description/ }).fill('Sends for the shop')
    await look('describe')
    await desk.click('Save', dialog)
    await desk.see(/it was changed elsewhere at the same time, and IBM Cloud answered 412/, dialog)
    await desk.see(/What you typed is still here/, dialog)
    expect(await scene.keyNamed(KEY)).not.toMatchObject({ description: 'Sends for the shop' })
    await desk.click('Save', dialog)
    await dialog.waitFor({ state: 'detached' })
    await desk.see('Sends for the shop', await pane())
    expect(await scene.keyNamed(KEY)).toMatchObject({ description: 'Sends for the shop' })
  })

  it('is locked: it cannot be deleted, and says why, until it is unlocked', async () => {
    await desk.chooseInMenu('Lock')
    await desk.see(`${KEY} is locked: it can be neither changed nor deleted.`)
    expect(await scene.keyNamed(KEY)).toMatchObject({ locked: true })
    await desk.see('Locked', await pane())
    await desk.click('More')
    const remove = desk.page.getByRole('menuitem', { name: /^Delete…/ })
    expect(await remove.getAttribute('aria-disabled')).toBe('true')
    expect(await remove.innerText()).toContain('The key is locked at IBM Cloud. Unlock it first.')
    await look('locked')
    await desk.page.getByRole('menuitem', { name: 'Unlock', exact: true }).click()
    await desk.see(`${KEY} is unlocked.`)
    expect(await scene.keyNamed(KEY)).toMatchObject({ locked: false })
  })

  it('is disabled and enabled, and the vendor’s history says so', async () => {
    await desk.chooseInMenu('Disable')
    await desk.see(`${KEY} is disabled. Enabling it brings the same value back.`)
    expect(await scene.takes(key.value)).toBe(false)
    await desk.chooseInMenu('Enable')
    await desk.see(`${KEY} is enabled. The same value works again.`)
    expect(await scene.takes(key.value)).toBe(true)
    const history = (await pane()).getByRole('region', { name: 'History at IBM Cloud' })
    await desk.click('Show the vendor’s history', history)
    const events = history.getByRole('listitem')
    for (const action of ['create', 'update', 'lock', 'unlock', 'disable', 'enable'])
      await events.filter({ hasText: action }).first().waitFor()
    await events.last().scrollIntoViewIfNeeded()
    await look('history')
  })

  it('is verified step by step; a line is sent only with consent', async () => {
    await desk.chooseInMenu('Verify…')
    const dialog = desk.dialog(`Verify ${KEY}`)
    await desk.click('Verify', dialog)
    await desk.see('The key is accepted, and a policy lets it send logs.', dialog)
    const ladder = dialog.getByRole('list', { name: 'What was asked, in order' }).getByRole('listitem')
    expect(await ladder.count()).toBe(4)
    await desk.see(/it takes your consent/, ladder.last())
    expect(await scene.lines('keyturn-')).toHaveLength(0)
    await dialog.getByRole('checkbox', { name: /^Send one marked line/ }).check()
    await desk.click('Verify again', dialog)
    await desk.see('The key is accepted, and IBM Cloud Logs took a line sent with it.', dialog)
    expect(await scene.lines('keyturn-')).toMatchObject([{ keyId: key.id, application: 'keyturn' }])
    await look('verified')
    await press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
})

describe.sequential('a user’s key in an agent', () => {
  it('is found, and not recommended, with the reason', async () => {
    const { user } = (await scene.account()).credentials
    const { id } = await scene.keyNamed('cli-laptop')
    await scene.terminal(['key', 'import', id], user)
    const file = scene.config('laptop', user, 1)
    await desk.goTo('Where used')
    await desk.answerFileDialogs([file.replace(/\/[^/]+$/, '')])
    await desk.click(/^(Choose|Add) folders…$/)
    await desk.click(/^Scan( again)?$/)
    const main = desk.page.getByRole('main')
    await desk.see(/^cli-laptop of ibm-prod is active and stands at logger-icl-output-plugin/, main)
    await desk.see('Not recommended', main)
    await desk.see(/it can do everything its user can, in every account that the user is a member of/, main)
    await desk.see(/^Put a service ID.s API key there\.$/, main)
    await look('not-recommended')
  })
})

describe.sequential('the list of keys', () => {
  it('is never asked for at a host that an answer names, and a value in it goes nowhere', async () => {
    const { port } = foreign.address() as AddressInfo
    const { length } = await scene.keys()
    await scene.setUp({ pageLimit: 5 })
    await scene.setFault({ kind: 'foreign-next', to: `http://127.0.0.1:${port}` })
    const planted = remember('PlantedIbmKey_4444444444444444444444444444', 'a value in a list')
    await scene.setFault({ kind: 'value-in-list', value: planted })
    await desk.goTo('Settings')
    await desk.click('Sync ibm-prod')
    // Every page was read, so nothing is taken for gone.
    await desk.page
      .getByText(`Synced ${length} keys: nothing changed.`)
      .first()
      .waitFor({ state: 'attached' })
    const listed = await scene.json<readonly { state: string }[]>('key', 'list', '--state', 'all')
    expect(listed.filter(({ state }) => state !== 'gone')).toHaveLength(length)
    expect(asked).toEqual([])
    await scene.clearFaults()
    await scene.setUp({ pageLimit: 100 })
  })
})

describe.sequential('its rotation', () => {
  let value = ''

  it('is planned: the agent, the order, and no value', async () => {
    await scene.terminal(['target', 'add', config, '--control-url', agent.url])
    await openPlan(desk, KEY)
    await watchShortly(desk)
    await choose(desk, 'Soak', '1 hour')
    await desk.page.getByRole('checkbox', { name: /^Send one marked log line/ }).check()
    const carries = desk.page.getByRole('region', { name: 'What carries it' })
    await desk.see('IBM Cloud Logs agent', carries)
    await desk.see('Reloaded by Keyturn', carries)
    await desk.see(/POST \/api\/v2\/reload at its own address\./, carries)
    await look('rotation-plan')
  })

  it('runs while the agent sends: nothing is refused, and the old key is cut', async () => {
    await desk.click('Rotate now', bar())
    await stands(desk, KEY, 'Healthy')
    await step(desk, KEY, 'Watch the agents').and(desk.page.locator('[aria-current=step]')).waitFor()
    value = scene.valueIn(config)
    expect(value).not.toBe(key.value)
    expect(await scene.takes(key.value)).toBe(true)
    await look('rotation-watch')
    await stands(desk, KEY, 'Waiting')
    for (const [title, evidence] of [
      ['Make the new key', 'Seen'],
      ['Write it into the configs', '1 file, with the SHA-256 before and after'],
      ['Reload the agents', 'Seen'],
      ['Prove that they run with it', /IBM Cloud Logs agent/],
      ['Send one marked line', /The vendor took the line marked keyturn-/],
      ['Watch the agents', /has sent \d+ since/],
      ['Cut the old key', 'Seen'],
    ] as const) {
      const shown = step(desk, KEY, title)
      await shown.getByText('Done', { exact: true }).waitFor()
      await desk.see(evidence, shown)
    }
    expect(await scene.takes(key.value)).toBe(false)
    expect(await scene.takes(value)).toBe(true)
    expect(readFileSync(config, 'utf8')).toBe(original.replace(/BeforeIbmKey_3+/, value))
    expect(agent.refused).toBe(0)
    await look('rotation-soak')
  })

  it('is undone: the old key works again with the same value, and the new one is gone', async () => {
    await desk.click('Undo…', bar())
    const dialog = desk.dialog(`Undo the rotation of ${KEY}`)
    await look('rotation-undo')
    await desk.click('Undo the rotation', dialog)
    await stands(desk, KEY, 'Undone')
    expect(await scene.takes(key.value)).toBe(true)
    expect(await scene.takes(value)).toBe(false)
    expect(await scene.keyNamed(KEY)).toMatchObject({ id: key.id })
    expect(readFileSync(config, 'utf8')).toBe(original.replace(/BeforeIbmKey_3+/, key.value))
    const { sent } = agent
    await expect.poll(() => agent.sent).toBeGreaterThan(sent + 1)
    expect(agent.refused).toBe(0)
    await look('rotation-undone')
  })

  it('goes to its end from the terminal: the old key is deleted, the agent sends with the new one', async () => {
    const waits = ['--watch', '1s', '--soak', '0s', '--grace', '0s']
    const said = await scene.terminal(['rotate', key.id, '--yes', '--canary', ...waits])
    expect(tracesInText('the terminal', said)).toEqual([])
    value = scene.valueIn(config)
    const left = await scene.keyNamed(KEY)
    expect(left.id).not.toBe(key.id)
    expect(await scene.takes(key.value)).toBe(false)
    expect(await scene.takes(value)).toBe(true)
    expect(agent.refused).toBe(0)
    await desk.goTo('Rotations')
    await desk.see(KEY, desk.page.getByRole('main'))
    await look('rotations')
  })
})
