import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings } from './axe.ts'
import { attend, Desk } from './desk.ts'
import { KeysPage } from './keys-page.ts'
import { choose, stands, step } from './rotation-scene.ts'
import { keyturn, keyturnJson } from './terminal-door.ts'

/*
 * A vendor without an API for keys, as a user lives with it: keys are made on its page, recorded, verified, used and
 * replaced, and what nobody can ask stands as the user's word. The page is the sandbox's own, used as a browser does.
 */

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
const terminal = (...words: string[]) => keyturn(words, { home })

let desk: Desk
let page: KeysPage
let ingestUrl = ''
let ingestId = ''
/** Values as the page showed them. */
let edge = ''

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
    await desk.see('Aggregations.io has no API for keys: what stands here is what you enter, and its state is your word.', dialog)
    await desk.see('No credential is needed: Aggregations.io has no API that Keyturn would sign in to.', dialog)
    await expectNoFindings(desk.page)
    await desk.picture('agg-add')
    await radio('Sandbox: try it without an account').check()
    await desk.click('Add the sandbox', dialog)
    await desk.page.getByRole('dialog', { name: /is added$/ }).waitFor()
    await expectNoFindings(desk.page)
    await desk.picture('agg-added')
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
})
