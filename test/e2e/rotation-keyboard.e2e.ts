import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings } from './axe.ts'
import { attend, Desk } from './desk.ts'
import { type Carried, openPlan, RotationScene, stands, step, watchShortly } from './rotation-scene.ts'

/* Replacing a key without a mouse, from R to the undo; and each of its screens for people who see otherwise. */

let scene: RotationScene
let desk: Desk
let byHand: Carried
let reached: Carried
let ended: Carried

beforeAll(async () => {
  scene = await RotationScene.set('rotation-keyboard')
  const made = await scene.carry('edge-by-keys', 'edge-reached', 'edge-ended')
  ;[byHand, reached, ended] = made as [Carried, Carried, Carried]
  await scene.terminal(['scan', byHand.file])
  for (const one of [reached, ended]) await scene.target(one)
  // Shorter than the window offers: only so is one done within a test.
  const waits = ['--watch', '1s', '--soak', '0s', '--grace', '0s']
  await scene.terminal(['rotate', ended.id, '--yes', '--canary', ...waits])
  desk = await Desk.open({ home: scene.home })
  // Before any screen opens: what is still fading in has other colours than it will have.
  await desk.page.emulateMedia({ reducedMotion: 'reduce' })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    await scene?.clear()
  }
})

beforeEach((test) => attend(test, 'rotation-keyboard', () => desk))

const press = async (...keys: string[]) => {
  for (const key of keys) await desk.page.keyboard.press(key)
}
const bar = () => desk.page.getByRole('region', { name: 'What can be done' })
const heading = (name: string) => desk.page.getByRole('heading', { name, level: 1 })

/** What has the focus, as a screen reader names it. */
const focused = () =>
  desk.page.evaluate<string>(
    `(() => {
      const at = document.activeElement
      if (at === document.body) return 'nothing'
      return [at.getAttribute('role') ?? at.tagName.toLowerCase(), at.getAttribute('aria-label') ?? at.textContent].join(' ')
    })()`,
  )

/** Moves on with Tab until this has the focus, and answers what had it on the way. */
async function tabTo(name: RegExp): Promise<readonly string[]> {
  const way: string[] = []
  for (let steps = 0; steps < 40; steps++) {
    const at = await focused()
    way.push(at)
    if (name.test(at)) return way
    await press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}: ${way.join(', ')}`)
}

describe.sequential('a rotation by keyboard alone', () => {
  it('begins with R on a key: the plan', async () => {
    await desk.see(/^Synced \d\d:\d\d$/)
    await press('/')
    await desk.page.keyboard.type(byHand.name)
    await press('ArrowDown')
    await desk.row(byHand.name).waitFor()
    await press('Home', 'Enter')
    await desk.keyPane(byHand.name)
    await press('r')
    await heading(`Rotate ${byHand.name}`).waitFor()
    await expect.poll(focused).toBe(`h1 Rotate ${byHand.name}`)
    await expectNoFindings(desk.page)
  })

  it('is read from top to bottom, and begun with Enter', async () => {
    await desk.page.getByRole('checkbox', { name: /^Send one marked log line/ }).waitFor()
    const settings = await tabTo(/^combobox/)
    expect(settings.join('\n')).toMatch(/Say how this agent is reloaded/)
    await press('Enter')
    await desk.page.getByRole('option', { name: '10 seconds' }).waitFor()
    await press('Home', 'Enter')
    await expect.poll(focused).toMatch(/^combobox 10 seconds/)
    const order = (await tabTo(/Rotate now/)).join('\n')
    expect(order).toMatch(
      /^combobox 10 seconds\ncombobox 1 day\ncombobox 14 days\ninput .*\nbutton Rehearse\nbutton Rotate now$/,
    )
    await press('Enter')
    await stands(desk, byHand.name, 'Needs you')
    // The button that was pressed is gone: the focus is at the title.
    await expect.poll(focused).toBe(`h1 Rotation of ${byHand.name}`)
    await expectNoFindings(desk.page)
  })

  it('goes on at the user’s word', async () => {
    await fetch(`${byHand.agent.url}/-/reload`, { method: 'POST' })
    await tabTo(/It runs with the new key/)
    await press('Enter')
    await stands(desk, byHand.name, 'Waiting')
    await expect.poll(focused).toBe(`h1 Rotation of ${byHand.name}`)
    expect(await scene.takes(byHand.value)).toBe(false)
    await expectNoFindings(desk.page)
  })

  it('is undone only when that is said twice', async () => {
    await tabTo(/^button Undo…/)
    await press('Enter')
    const dialog = desk.dialog(`Undo the rotation of ${byHand.name}`)
    await expect.poll(focused).toBe('button Keep rotating')
    await expectNoFindings(desk.page)
    await press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('button Undo…')
    await press('Enter')
    await expect.poll(focused).toBe('button Keep rotating')
    await tabTo(/^button Undo the rotation/)
    await press('Enter')
    await stands(desk, byHand.name, 'Needs you')
    await desk.see(`Prometheus (${byHand.file}): does it run with the old key?`)
    await fetch(`${byHand.agent.url}/-/reload`, { method: 'POST' })
    await tabTo(/^button It runs with the old key/)
    await press('Enter')
    await stands(desk, byHand.name, 'Undone')
    expect(await scene.takes(byHand.value)).toBe(true)
    expect(byHand.agent.refused).toBe(0)
    await tabTo(/Save as HTML/)
  })

  it('steps back with Esc to the list, and opens one with Enter', async () => {
    await press('Escape')
    await heading('Rotations').waitFor()
    await expectNoFindings(desk.page)
    await tabTo(new RegExp(`^button Done\\s*${ended.name}`))
    await press('Enter')
    await stands(desk, ended.name, 'Done')
    await expectNoFindings(desk.page)
    await desk.picture('rotation-done')
    await press('Escape')
    await heading('Rotations').waitFor()
  })
})

describe.sequential('its other screens', () => {
  it('axe finds nothing while it runs', async () => {
    await openPlan(desk, reached.name)
    await watchShortly(desk)
    await desk.click('Rotate now', bar())
    await step(desk, reached.name, 'Watch the agents').and(desk.page.locator('[aria-current=step]')).waitFor()
    await expectNoFindings(desk.page)
    await desk.click('Undo…', bar())
    await desk.click('Undo the rotation', desk.dialog(`Undo the rotation of ${reached.name}`))
    await stands(desk, reached.name, 'Undone')
  })

  it('axe finds nothing where it failed', async () => {
    reached.agent.stop()
    await desk.click('Rotate again…', bar())
    await heading(`Rotate ${reached.name}`).waitFor()
    await desk.click('Rotate now', bar())
    await stands(desk, reached.name, 'Failed')
    expect(await scene.takes(reached.value)).toBe(true)
    await expectNoFindings(desk.page)
  })

  it.each([
    ['the leaked dialog', 'This key leaked…'],
    ['the policy', 'Rotation policy…'],
  ] as const)('axe finds nothing in %s', async (_, item) => {
    await desk.goTo('All keys')
    await desk.openKey(byHand.name)
    await desk.chooseInMenu(item)
    await desk.page.getByRole('dialog').waitFor()
    await expectNoFindings(desk.page)
    await leaveDialog()
  })

  it('axe finds nothing in the agent targets, and in the dialog of one', async () => {
    await desk.goTo('Settings')
    await desk.see(reached.file, desk.page.getByRole('region', { name: 'Agent targets' }))
    await expectNoFindings(desk.page)
    await desk.click(`Change ${reached.file}`)
    await desk.dialog('Change an agent target').waitFor()
    await expectNoFindings(desk.page)
    await leaveDialog()
  })

  it('axe finds nothing in “Rotate all due”', async () => {
    await desk.goTo('Rotations')
    await desk.click('Rotate all due…')
    await desk.dialog('Rotate all due').getByRole('checkbox').first().waitFor()
    await expectNoFindings(desk.page)
    await leaveDialog()
  })
})

async function leaveDialog(): Promise<void> {
  await press('Escape')
  await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
}
