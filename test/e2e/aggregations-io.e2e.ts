import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings } from './axe.ts'
import { focused, press, tabTo } from './by-keyboard.ts'
import { attend, Desk } from './desk.ts'
import { KeysPage } from './keys-page.ts'
import { stands, step } from './rotation-scene.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/*
 * A vendor without an API for keys, as a user lives with it: keys are made on its page, recorded, verified, used and
 * replaced, and what nobody can ask stands as the user's word. The page is the sandbox's own, used as a browser does.
 */

interface AccountDocument {
  readonly ingressUrl: string
  readonly instance: string | null
}

interface KeyDocument {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly hasValue: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-aggregations-'))
const home = join(folder, 'home')
const vector = join(folder, 'vector.yaml')
const VENDOR = 'Aggregations.io'
const ACCOUNT = 'Sandbox (Aggregations.io)'
/** Shorter than the window offers: only so is one done within a test. */
const SHORT = ['--watch', '1s', '--soak', '0s', '--grace', '0s']
const terminal = (...words: string[]) => keyturn(words, { home })

let desk: Desk
let page: KeysPage
let vendor: VendorSide
let ingestUrl = ''
let ingestId = ''
/** Values as the page showed them. */
let edge = ''
let local = ''
let next = ''

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

beforeEach((test) => attend(test, 'aggregations-io', () => desk))

const radio = (name: string, within = desk.page.getByRole('dialog')) =>
  within.getByRole('radio', { name, exact: true })
const box = (name: string | RegExp) => desk.page.getByRole('dialog').getByRole('checkbox', { name })

/** What Vector sends with. */
const inConfig = (): string => /x-api-token: (\S+)/.exec(readFileSync(vector, 'utf8'))?.[1] ?? ''

/** Sends one event as an agent does; answers the status. */
async function send(value: string, event: string): Promise<number> {
  const answer = await fetch(`${ingestUrl}/${ingestId}`, {
    method: 'POST',
    headers: { 'x-api-token': value, 'content-type': 'application/json' },
    body: JSON.stringify([{ event }]),
  })
  return answer.status
}

describe.sequential('a vendor without an API for keys', () => {
  it('is added without a credential, and says whose word its keys are', async () => {
    await desk.click(/^Add an account/)
    const dialog = desk.dialog('Add an account')
    await radio(VENDOR).check()
    await desk.see(
      'Aggregations.io has no API for keys: what stands here is what you enter, and its state is your word.',
      dialog,
    )
    await desk.see('No credential is needed.', dialog)
    await expectNoFindings(desk.page)
    await desk.picture('agg-add')
    await radio('Sandbox: try it without an account').check()
    await desk.click('Add the sandbox', dialog)
    await desk.page.getByRole('dialog', { name: /is added$/ }).waitFor()
    await expectNoFindings(desk.page)
    await desk.picture('agg-added')
    vendor = await VendorSide.ofApp(home)
    const account = await keyturnJson<AccountDocument>(['account', 'show', ACCOUNT], { home })
    ingestUrl = account.ingressUrl
    ingestId = account.instance ?? ''
    expect(ingestId).not.toBe('')
    await desk.click('New key…')
  })

  it('records a key that was made on the vendor’s page, and keeps its downloaded value', async () => {
    const dialog = desk.dialog('New key')
    await desk.see('Step 1 of 3: make it at Aggregations.io', dialog)
    await desk.see('Aggregations.io has no API for keys: you make it there, and record it here.', dialog)
    await expectNoFindings(desk.page)
    await desk.picture('agg-record-1')
    page = await KeysPage.opened(desk, () => desk.click('Open API Keys', dialog))
    expect(await page.text()).toContain('<h1>Sandbox of Aggregations.io</h1>')
    const made = await page.makeAndDownload({ name: 'edge-vector', type: 'org-wide', may: ['write'] }, folder)
    edge = made.value
    await desk.click('It is made', dialog)
    await desk.see('From here on it is your word', dialog)
    await dialog.getByRole('textbox', { name: 'Name' }).fill('edge-vector')
    expect(await radio('Org-Wide').isChecked()).toBe(true)
    expect(await box(/^Write/).isChecked()).toBe(true)
    expect(await box(/^Read/).isChecked()).toBe(false)
    await expectNoFindings(desk.page)
    await desk.picture('agg-record-2')
    await desk.click('Record it', dialog)
    await desk.see(/The key is recorded\. Without a value it can be neither copied nor used/)
    await expectNoFindings(desk.page)
    await desk.picture('agg-record-3')
    await desk.answerFileDialogs([made.file])
    await desk.click('Choose a file…')
    await desk.see('71 characters')
    await desk.see('an Aggregations.io key, by its shape')
    await desk.picture('agg-record-read')
    await desk.click('Store')
    const stored = desk.dialog('The value of edge-vector is stored')
    await desk.see('edge-vector.txt still carries the value in plain text', stored)
    await desk.click('Delete the downloaded file', stored)
    await desk.see('The value is only in the keychain now.', stored)
    expect(existsSync(made.file)).toBe(false)
    await expectNoFindings(desk.page)
    await desk.picture('agg-record-stored')
    await desk.click('Done', stored)
    const pane = await desk.keyPane('edge-vector')
    await desk.see('By your word', pane)
    await desk.see('Value held', pane)
    expect((await terminal('key', 'value', 'edge-vector')).stdout).toBe(`${edge}\n`)
    await desk.picture('agg-key')
  })

  it('records another by keyboard alone, with its value pasted', async () => {
    await press(desk, 'n')
    await desk.dialog('New key').waitFor()
    await expect.poll(() => focused(desk)).toMatch(/Open API Keys/)
    const again = await KeysPage.opened(desk, () => press(desk, 'Enter'))
    expect(again.url).toBe(page.url)
    local = (await page.make({ name: 'local-tests', type: 'personal', may: ['read', 'write'] })).value
    await tabTo(desk, /It is made/)
    await press(desk, 'Enter')
    await expect.poll(() => focused(desk)).toMatch(/Name/)
    await desk.page.keyboard.type('local-tests')
    await tabTo(desk, /Org-Wide/)
    await press(desk, 'ArrowDown')
    expect(await focused(desk)).toMatch(/Personal/)
    await tabTo(desk, /Read/)
    await press(desk, 'Space')
    await tabTo(desk, /Record it/)
    await press(desk, 'Enter')
    await expect.poll(() => focused(desk)).toMatch(/Choose a file/)
    await tabTo(desk, /Or paste the value/)
    await desk.page.keyboard.insertText(local)
    await tabTo(desk, /Read it/)
    await press(desk, 'Enter')
    await expect.poll(() => focused(desk)).toMatch(/Store/)
    expect(await desk.page.content()).not.toContain(local)
    await press(desk, 'Enter')
    await desk.dialog('The value of local-tests is stored').waitFor()
    await expect.poll(() => focused(desk)).toMatch(/Done/)
    await press(desk, 'Enter')
    const pane = await desk.keyPane('local-tests')
    await desk.see('Personal key in Sandbox (Aggregations.io)', pane)
    expect((await terminal('key', 'value', 'local-tests')).stdout).toBe(`${local}\n`)
  })

  it('lists them by type, disabled ones when asked for', async () => {
    const old = ['edge events (old)', '--account', ACCOUNT, '--type', 'org-wide', '--permission', 'Write']
    await keyturnJson(['key', 'create', ...old], { home })
    await keyturnJson(['key', 'disable', 'edge events (old)'], { home })
    await desk.goTo('Org-Wide keys')
    await desk.row('edge-vector').waitFor()
    await desk.row('edge events (old)').waitFor({ state: 'detached' })
    expect(await desk.row('local-tests').count()).toBe(0)
    await desk.page.getByRole('checkbox', { name: /^Show disabled/ }).check()
    await desk.row('edge events (old)').getByText('Disabled').waitFor()
    await desk.picture('agg-keys')
    await desk.page.getByRole('checkbox', { name: /^Show disabled/ }).uncheck()
    await desk.goTo('Personal keys')
    await desk.row('local-tests').waitFor()
    expect(await desk.row('edge-vector').count()).toBe(0)
  })
})

describe.sequential('its value is verified', () => {
  /** Opens the dialog; answers what to press in it. */
  async function verifying(name: string) {
    await desk.goTo('All keys')
    await desk.openKey(name)
    await desk.chooseInMenu('Verify…')
    const dialog = desk.dialog(`Verify ${name}`)
    await dialog.waitFor()
    const asked = dialog.getByRole('region', { name: 'What was asked' })
    return { dialog, asked, run: () => desk.click(/^Verify( again)?$/, dialog) }
  }

  it('to write: only with an ingest, without an event', async () => {
    const { dialog, asked, run } = await verifying('edge-vector')
    const ingest = dialog.getByRole('textbox', { name: /^Ingest ID/ })
    expect(await ingest.inputValue()).toBe(ingestId)
    await ingest.fill('')
    await run()
    await desk.see('Not asked: for that Aggregations.io needs the ID of an ingest.', asked)
    await desk.see('Not known', dialog)
    await ingest.fill(ingestId)
    await run()
    await desk.see('It may write to the ingest; no event was sent.', asked)
    await desk.see('It works', dialog)
    await expectNoFindings(desk.page)
    await desk.picture('agg-verify')
    expect(await vendor.events('keyturn-')).toBe(0)
  })

  it('with one event, once the user agrees to it', async () => {
    const dialog = desk.dialog('Verify edge-vector')
    await dialog.getByRole('checkbox', { name: /^Send one marked line/ }).check()
    await desk.click('Verify again', dialog)
    await desk.see('The ingest took one marked event.', dialog)
    expect(await vendor.events('keyturn-')).toBe(1)
    await press(desk, 'Escape')
  })

  it('to read by the documented call; and refused once it is disabled on the page', async () => {
    const { dialog, asked, run } = await verifying('local-tests')
    await run()
    await desk.see('The Metrics API listed the filters.', asked)
    await page.press('Disable', 'local-tests')
    await run()
    await desk.see('The vendor refuses it', dialog)
    await desk.see(/it is unknown or disabled, or may not read/, asked)
    await expectNoFindings(desk.page)
    await desk.picture('agg-refused')
    await press(desk, 'Escape')
    // Nobody asked for the state to be changed here: it is the user's word.
    await desk.see('Active', await desk.keyPane('local-tests'))
    await page.press('Enable', 'local-tests')
  })
})

describe.sequential('an agent sends with it', () => {
  const original = () =>
    [
      'sinks:',
      '  counts:',
      '    type: http',
      '    inputs: [shop]',
      `    uri: ${ingestUrl}/${ingestId}`,
      '    request:',
      '      headers:',
      '        x-api-token: FixtureAggregationsKey5555555555  # since May',
      '  elsewhere:',
      '    type: http',
      '    inputs: [shop]',
      '    uri: https://logs.vendor.example/',
      '    auth:',
      '      strategy: bearer',
      '      token: not-ours-1111111111',
      '',
    ].join('\r\n')
  const plan = async (name: string) => {
    await desk.goTo('All keys')
    await desk.answerFileDialogs([vector])
    await desk.click('Use in…', await desk.openKey(name))
    const dialog = desk.dialog(`Use ${name} in a config`)
    await dialog.getByRole('listbox', { name: 'Agents' }).waitFor()
    await desk.click('Choose files…', dialog)
    await dialog.getByRole('region', { name: `Changes in ${vector}` }).waitFor()
    return dialog
  }

  it('but not with a Personal key, says the plan', async () => {
    writeFileSync(vector, original(), { mode: 0o640 })
    const dialog = await plan('local-tests')
    await desk.see(/Aggregations\.io recommends Org-Wide keys for production/, dialog)
    await expectNoFindings(desk.page)
    await desk.picture('agg-advice')
    await desk.click('Cancel', dialog)
    expect(readFileSync(vector, 'utf8')).toBe(original())
  })

  it('and only the key’s bytes change, by a masked diff, until it is restored', async () => {
    const dialog = await plan('edge-vector')
    const diff = dialog.getByRole('region', { name: `Changes in ${vector}` })
    await diff.getByText(/edge-vector •••/).waitFor()
    expect(await dialog.getByText(/recommends Org-Wide/).count()).toBe(0)
    expect(await dialog.textContent()).not.toContain(edge)
    await desk.picture('agg-plan')
    await desk.click('Apply', dialog)
    const receipt = desk.dialog('edge-vector is in 1 file')
    await desk.click('Done', receipt)
    expect(inConfig()).toBe(edge)
    expect(readFileSync(vector, 'utf8')).toBe(original().replace('FixtureAggregationsKey5555555555', edge))
    expect(await send(inConfig(), 'from vector')).toBe(200)
    const pane = await desk.keyPane('edge-vector')
    await desk.click(`Restore ${vector}`, pane)
    await desk.see(`${vector} is as it was before.`)
    expect(readFileSync(vector, 'utf8')).toBe(original())
    await desk.click('Apply', await plan('edge-vector'))
    await desk.click('Done', desk.dialog('edge-vector is in 1 file'))
  })
})

describe.sequential('it is replaced by hand, step by step', () => {
  const bar = () => desk.page.getByRole('region', { name: 'What can be done' })
  const runsWith = (which: 'new' | 'old') => desk.click(new RegExp(`^It runs with the ${which} key`))
  const asked = () => desk.page.getByRole('region', { name: 'What you are needed for' })

  it('not before there is another key: the plan leads to it', async () => {
    await desk.goTo('All keys')
    await desk.openKey('edge-vector')
    await press(desk, 'r')
    await desk.page.getByRole('heading', { name: 'Rotate edge-vector', level: 1 }).waitFor()
    await desk.see(
      /^Aggregations\.io has no API for keys, so Keyturn cannot make the one that takes the place/,
    )
    await desk.see(`Make the new key at ${VENDOR}, page “API Keys” (${page.url}), record it here`)
    expect(await desk.button('Rotate now', bar()).isDisabled()).toBe(true)
    await expectNoFindings(desk.page)
    await desk.picture('agg-rotation-refused')
    await desk.click('Record the new key…')
    const dialog = desk.dialog('New key in place of edge-vector')
    await desk.see('One that tells it from edge-vector, such as edge-vector-2.', dialog)
    next = (await page.make({ name: 'edge-vector-2', type: 'org-wide', may: ['write'] })).value
    await desk.click('It is made', dialog)
    await dialog.getByRole('textbox', { name: 'Name' }).fill('edge-vector-2')
    await desk.click('Record it', dialog)
    await desk.page.getByRole('textbox', { name: 'Or paste the value' }).fill(next)
    await desk.click('Read it')
    await desk.click('Store')
    const stored = desk.dialog('The value of edge-vector-2 is stored')
    await desk.click('Verify the value', stored)
    await desk.see('It may write to the ingest; no event was sent.', stored)
    await expectNoFindings(desk.page)
    await desk.picture('agg-replacement-stored')
    await desk.click('Plan the rotation…', stored)
  })

  it('then as a checklist, the cut by the user’s hand and word', async () => {
    await desk.see('edge-vector-2 takes its place: its value is in the keychain, and no key is made.')
    await expectNoFindings(desk.page)
    await desk.picture('agg-rotation-plan')
    await desk.click('Rotate now', bar())
    await stands(desk, 'edge-vector', 'Needs you')
    expect(inConfig()).toBe(next)
    await runsWith('new')
    await desk.see('To be done on the page of Aggregations.io', asked())
    await desk.see(/^Deactivate edge-vector at Aggregations\.io/, asked())
    await expectNoFindings(desk.page)
    await desk.picture('agg-rotation-asked')
    const opened = await KeysPage.opened(desk, () => desk.click('Open the page', asked()))
    expect(opened.url).toBe(page.url)
    await page.press('Disable', 'edge-vector')
    await desk.click('I have done it', asked())
    await stands(desk, 'edge-vector', 'Waiting')
    const cut = step(desk, 'edge-vector', 'Cut the old key')
    await desk.see('You say that the old key is deactivated at the vendor', cut)
    await desk.see('Your word', cut)
    await desk.see(/How the old key stands at the vendor is your word: it has no API to ask\./)
    expect(await send(edge, 'with the old key')).toBe(401)
    expect(await send(inConfig(), 'with the new key')).toBe(200)
    await expectNoFindings(desk.page)
    await desk.picture('agg-rotation-cut')
  })

  it('and undone the same way', async () => {
    await desk.click('Undo…', bar())
    const dialog = desk.dialog('Undo the rotation of edge-vector')
    await expectNoFindings(desk.page)
    await desk.picture('agg-rotation-undo')
    await desk.click('Undo the rotation', dialog)
    await desk.see(/^Activate edge-vector again/, asked())
    await page.press('Enable', 'edge-vector')
    await desk.click('I have done it', asked())
    await runsWith('old')
    await stands(desk, 'edge-vector', 'Undone')
    expect(inConfig()).toBe(edge)
    expect(await send(edge, 'with the old key again')).toBe(200)
    await desk.see(/edge-vector-2 stays as it is\./)
    await desk.picture('agg-rotation-undone')
  })

  it('begun at the terminal, it is ended in the window', async () => {
    const begun = await terminal('rotate', 'edge-vector', '--to', 'edge-vector-2', '--yes', ...SHORT)
    expect(begun.code).toBe(8)
    expect(inConfig()).toBe(next)
    await desk.goTo('Rotations')
    await desk.page.getByRole('button', { name: /Needs you edge-vector/ }).click()
    await stands(desk, 'edge-vector', 'Needs you')
    await runsWith('new')
    await desk.see(/^Deactivate edge-vector at/, asked())
    await page.press('Disable', 'edge-vector')
    await desk.click('I have done it', asked())
    await desk.see(
      /^Delete edge-vector at .* where that is not offered, see there that it is deactivated/,
      asked(),
    )
    await desk.picture('agg-rotation-delete')
    await desk.click('I have done it', asked())
    await stands(desk, 'edge-vector', 'Done')
    expect(await send(inConfig(), 'after the end')).toBe(200)
    await desk.picture('agg-rotation-done')
  })

  it('and from the terminal alone, with --to and --done', async () => {
    const { value } = await page.make({ name: 'edge-vector-3', type: 'org-wide', may: ['write'] })
    const about = ['--account', ACCOUNT, '--type', 'org-wide', '--permission', 'Write']
    const made = await keyturnJson<KeyDocument>(['key', 'create', 'edge-vector-3', ...about], { home })
    expect(made).toMatchObject({ state: 'active', hasValue: false })
    await keyturnJson(['key', 'import', made.id], { home, input: value })
    const refused = await terminal('rotate', 'edge-vector-2', '--yes')
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('has no API for keys')
    const begun = await terminal('rotate', 'edge-vector-2', '--to', 'edge-vector-3', '--yes', ...SHORT)
    expect({ code: begun.code, stderr: begun.stderr }).toMatchObject({ code: 8 })
    expect(inConfig()).toBe(value)
    const resume = (...words: string[]) => terminal('rotate', '--resume', 'edge-vector-2', ...words)
    const confirmed = await resume('--confirm', vector)
    expect(confirmed.code).toBe(8)
    expect(`${confirmed.stdout}${confirmed.stderr}`).toContain('Deactivate edge-vector-2')
    await page.press('Disable', 'edge-vector-2')
    const cut = await resume('--done', 'cut')
    expect(cut.stdout).toContain('You say that the old key is deactivated at the vendor')
    expect(cut.code).toBe(8)
    const ended = await resume('--done', 'delete')
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 })
    expect(await send(next, 'with the second')).toBe(401)
    expect(await send(inConfig(), 'with the third')).toBe(200)
  })
})
