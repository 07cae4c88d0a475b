import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clickNotification, closeNotifications, waitForNotification } from '../session/notifications.mjs'
import { tracesInText } from './canary.ts'
import { attend, Desk } from './desk.ts'
import {
  type Carried,
  choose,
  makeDue,
  openPlan,
  RotationScene,
  stands,
  step,
  watchShortly,
} from './rotation-scene.ts'

/*
 * Replacing keys as a user lives it, in one run of the real app, with agents that really send. What came of it is
 * looked at from outside: the vendor by its API and its ingress, the configs by their bytes, the agents by what they
 * were refused. The rotation of which the reload lies is begun first: it takes half a minute to be found out.
 */

let scene: RotationScene
let desk: Desk
let due: Carried
let lying: Carried
let byHand: Carried
let leaked: Carried
let first: Carried
let second: Carried
/** The one that the rotation of the due key has made. */
let newValue = ''

beforeAll(async () => {
  scene = await RotationScene.set('rotation')
  const made = await scene.carry('edge-due', 'edge-lying', 'edge-by-hand', 'edge-leaked', 'bulk-a', 'bulk-b')
  ;[due, lying, byHand, leaked, first, second] = made as [
    Carried,
    Carried,
    Carried,
    Carried,
    Carried,
    Carried,
  ]
  for (const one of [lying, leaked]) await scene.target(one)
  await scene.terminal(['scan', ...[byHand, first, second].map(({ file }) => file)])
  desk = await Desk.open({ home: scene.home })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    await scene?.clear()
  }
})

beforeEach((test) => attend(test, 'rotation', () => desk))

const plan = (name: string) => desk.page.getByRole('heading', { name: `Rotate ${name}`, level: 1 })
const bar = () => desk.page.getByRole('region', { name: 'What can be done' })
const visible = () =>
  desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())

/** The user's own hand on an agent that Keyturn cannot reach. */
const reload = ({ agent }: Carried) => fetch(`${agent.url}/-/reload`, { method: 'POST' })

/** What the agent sent from now on is taken, all of it. */
async function expectItSends({ agent }: Carried): Promise<void> {
  const before = { sent: agent.sent, refused: agent.refused }
  await expect.poll(() => agent.sent).toBeGreaterThan(before.sent + 1)
  expect(agent.refused).toBe(before.refused)
}

describe.sequential('a key is due', () => {
  it('names the agent that carries it, in the settings', async () => {
    await desk.see(/^Synced \d\d:\d\d$/)
    lying.agent.lies = 'still'
    await openPlan(desk, lying.name)
    await watchShortly(desk)
    await desk.click('Rotate now', bar())
    await stands(desk, lying.name, 'Healthy')

    await desk.goTo('Settings')
    await desk.click('Add an agent target')
    const dialog = desk.dialog('Add an agent target')
    await desk.answerFileDialogs([due.file])
    await desk.click('Choose…', dialog)
    await dialog.getByRole('textbox', { name: 'Control address' }).fill(due.agent.url)
    await desk.picture('rotation-target')
    await desk.click('Add', dialog)
    await desk.see(`${due.file} is an agent target.`)
    await desk.see(due.agent.url, desk.page.getByRole('region', { name: 'Agent targets' }))
  })

  it('is reminded of by the desktop, and a click shows what replacing it would do', async () => {
    await closeNotifications()
    await makeDue(desk, due.name, 100)
    await desk.click('Sync')
    const shown = await waitForNotification(({ summary }) => summary.includes(due.name))
    expect(shown.summary).toMatch(/was due 10 days ago/)
    await desk.goTo('Overview')
    await desk.keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await clickNotification()
    await plan(due.name).waitFor()
    await expect.poll(visible).toBe(true)
    await closeNotifications()
  })

  it('plans it: what carries it, what happens in which order, and no value', async () => {
    const carries = desk.page.getByRole('region', { name: 'What carries it' })
    await desk.see('Prometheus', carries)
    await desk.see('Reloaded by Keyturn', carries)
    await desk.see(`${due.file}:8`, carries)
    await desk.see(/POST \/-\/reload at its own address\./, carries)
    const diff = desk.page.getByRole('region', { name: `Changes in ${due.file}` })
    await diff
      .getByText(/edge-due •••/)
      .first()
      .waitFor()
    await watchShortly(desk)
    await choose(desk, 'Soak', '1 hour')
    await choose(desk, 'Grace period', '1 day')
    await desk.page.getByRole('checkbox', { name: /^Send one marked log line/ }).check()
    await desk.see('The agents are watched for 10 seconds only', desk.page.getByRole('main'))
    const order = desk.page.getByRole('region', { name: 'What happens, in order' }).getByRole('listitem')
    await expect.poll(() => order.filter({ hasText: 'One marked log line' }).count()).toBe(1)
    expect(await order.count()).toBe(10)
    await desk.see('Can’t be undone', order.last())
    expect(readFileSync(due.file)).toEqual(due.original)
    expect(tracesInText('the page', await desk.page.content())).toEqual([])
    await desk.picture('rotation-plan')
  })

  it('rehearses it on copies, and touches nothing real', async () => {
    const before = await scene.vendor.keys()
    await desk.click('Rehearse', bar())
    const rehearsal = desk.page.getByRole('region', { name: 'Rehearsal' })
    await rehearsal.getByText(/^\d+ steps of the rehearsal$/).click()
    await rehearsal.getByRole('list', { name: 'Steps of the rehearsal' }).waitFor()
    await desk.picture('rotation-rehearsed')
    expect(readFileSync(due.file)).toEqual(due.original)
    expect(await scene.vendor.keys()).toEqual(before)
    expect(desk.traces()).toEqual([])
  })

  it('runs it, each step with its evidence, and no line is refused', async () => {
    await desk.click('Rotate now', bar())
    await stands(desk, due.name, 'Healthy')
    await step(desk, due.name, 'Watch the agents').and(desk.page.locator('[aria-current=step]')).waitFor()
    newValue = scene.valueIn(due)
    expect(newValue).not.toBe(due.value)
    expect(await scene.takes(due.value)).toBe(true)
    expect(await scene.takes(newValue)).toBe(true)
    await desk.see('What is safe:')
    await desk.picture('rotation-running')
    await stands(desk, due.name, 'Waiting')
    for (const [title, evidence] of [
      ['Make the new key', 'Seen'],
      ['Write it into the configs', '1 file, with the SHA-256 before and after'],
      ['Check the configs', 'Seen'],
      ['Reload the agents', 'Seen'],
      ['Prove that they run with it', /Prometheus loaded its configuration at .* after the file was written/],
      ['Send one marked line', /The vendor took the line marked keyturn-/],
      ['Watch the agents', 'Seen'],
      ['Cut the old key', 'Seen'],
    ] as const) {
      const shown = step(desk, due.name, title)
      await shown.getByText('Done', { exact: true }).waitFor()
      await desk.see(evidence, shown)
    }
    await step(desk, due.name, 'Soak').getByText('Waiting', { exact: true }).waitFor()
    await desk.see(/The new key works and is proven\. The old one can come back until/)
    expect(await scene.takes(due.value)).toBe(false)
    expect(await scene.takes(newValue)).toBe(true)
    expect(readFileSync(due.file, 'utf8')).toBe(due.original.toString().replace(due.value, newValue))
    await expectItSends(due)
    expect(due.agent.refused).toBe(0)
    await desk.picture('rotation-soak')
  })

  it('undoes it: the old key works again with the same value, and the new one is gone', async () => {
    await desk.click('Undo…', bar())
    const dialog = desk.dialog(`Undo the rotation of ${due.name}`)
    await desk.picture('rotation-undo')
    await desk.click('Undo the rotation', dialog)
    await stands(desk, due.name, 'Undone')
    expect(await scene.takes(due.value)).toBe(true)
    expect(await scene.takes(newValue)).toBe(false)
    expect(await scene.keysNamed(due.name)).toEqual([due.id])
    expect(readFileSync(due.file)).toEqual(due.original)
    await expectItSends(due)
    expect(due.agent.refused).toBe(0)
    await desk.picture('rotation-undone')
  })

  it.each(['html', 'json'] as const)('keeps a receipt as %s that holds no value', async (format) => {
    const file = join(scene.folder, `receipt.${format}`)
    await desk.answerSaveDialog(file)
    await desk.click(`Save as ${format.toUpperCase()}…`, bar())
    await desk.see('The receipt is saved.')
    await desk.see(file)
    const text = readFileSync(file, 'utf8')
    expect(tracesInText('the receipt', text)).toEqual([])
    for (const wanted of [due.file, due.id, 'loaded its configuration', /[0-9a-f]{64}/])
      expect(text).toMatch(wanted instanceof RegExp ? wanted : new RegExp(wanted.replaceAll('.', '\\.')))
    if (format === 'json') expect(() => JSON.parse(text)).not.toThrow()
  })
})

describe.sequential('an agent that Keyturn cannot reach', () => {
  it('needs the user, and goes on at their word', async () => {
    await openPlan(desk, byHand.name)
    await desk.see('Needs your word', desk.page.getByRole('region', { name: 'What carries it' }))
    await watchShortly(desk)
    await desk.click('Rotate now', bar())
    await stands(desk, byHand.name, 'Needs you')
    await desk.see(`Prometheus (${byHand.file}): does it run with the new key?`)
    expect(await scene.takes(byHand.value)).toBe(true)
    await desk.picture('rotation-needs-you')
    await reload(byHand)
    await desk.click(`It runs with the new key (${byHand.file})`)
    await stands(desk, byHand.name, 'Waiting')
    await desk.see('Your word', step(desk, byHand.name, 'Prove that they run with it'))
    expect(await scene.takes(byHand.value)).toBe(false)
    await expectItSends(byHand)
    expect(byHand.agent.refused).toBe(0)
  })
})

describe.sequential('an agent that lies about its reload', () => {
  it('is found out before the cut: it failed, says why, and the old key works', async () => {
    await desk.goTo('Rotations')
    await desk.picture('rotation-list')
    await desk.page
      .getByRole('button', { name: new RegExp(`Failed ${lying.name}`) })
      .click({ timeout: 40_000 })
    await stands(desk, lying.name, 'Failed')
    const alert = desk.page.getByRole('alert')
    await desk.see(/does not run with the new key: .* The old key still works\./, alert)
    await desk.see(/The old key still works\. The new one is in the configs and not proven yet\./)
    await step(desk, lying.name, 'Prove that they run with it')
      .getByText('Failed', { exact: true })
      .first()
      .waitFor()
    expect(await scene.takes(lying.value)).toBe(true)
    expect(lying.agent.refused).toBe(0)
    await desk.picture('rotation-failed')
  })

  it('goes on with Try again once the agent is mended', async () => {
    lying.agent.lies = 'no'
    await desk.click('Try again', bar())
    await stands(desk, lying.name, 'Healthy')
  })
})

describe.sequential('a key that leaked', () => {
  it('is replaced within seconds, the new one first', async () => {
    await desk.goTo('All keys')
    await desk.openKey(leaked.name)
    await desk.chooseInMenu('This key leaked…')
    const dialog = desk.dialog(`${leaked.name} leaked`)
    await desk.see(/The old key is cut once every agent has sent with the new one for 10 seconds/, dialog)
    await desk.see('1 agent known to carry it.', dialog)
    await dialog.getByRole('radio', { name: /^Cut first/ }).check()
    await desk.see(/The old key is cut as soon as the new one is stored, before any file is written/, dialog)
    await dialog.getByRole('radio', { name: /^New key first/ }).check()
    await desk.picture('rotation-leaked')
    await desk.click('Replace it now', dialog)
    await stands(desk, leaked.name, 'Healthy')
    await desk.see(/Leaked: the new key first/)
  })
})

describe.sequential('several keys are due', () => {
  it('rotates one after another, and stops at the first that needs the user', async () => {
    for (const one of [first, second]) await makeDue(desk, one.name, 400)
    await desk.goTo('Rotations')
    await desk.click('Rotate all due…')
    const dialog = desk.dialog('Rotate all due')
    const choices = dialog.getByRole('list', { name: 'Keys, in order' }).getByRole('listitem')
    await choices.first().waitFor()
    for (const choice of await choices.all()) {
      const text = (await choice.textContent()) ?? ''
      if (!text.includes(first.name) && !text.includes(second.name))
        await choice.getByRole('checkbox').uncheck()
    }
    await desk.picture('rotation-all')
    await desk.click('Rotate 2 keys', dialog)
    await desk.see('0 of 2 rotated')
    await desk.click(`Open ${first.name}`)
    await stands(desk, first.name, 'Needs you')
    await desk.goTo('Rotations')
    await desk.see(`Not begun: ${second.name}. Nothing was changed for these.`)
    await desk.picture('rotation-several')
    expect(readFileSync(second.file)).toEqual(second.original)
    expect(await scene.keysNamed(second.name)).toEqual([second.id])
  })

  it.each([
    ['whose agent was mended', () => lying],
    ['that leaked', () => leaked],
  ] as const)('has cut the key %s meanwhile', async (_, which) => {
    const one = which()
    await desk.goTo('Rotations')
    await desk.page.getByRole('button', { name: new RegExp(`Waiting ${one.name}`) }).click()
    await stands(desk, one.name, 'Waiting')
    expect(await scene.takes(one.value)).toBe(false)
    await expectItSends(one)
    expect(one.agent.refused).toBe(0)
  })
})
