import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../build/processes.mjs'
import { attend, Desk } from './desk.ts'
import { type Carried, openPlan, RotationScene, stands, step, watchShortly } from './rotation-scene.ts'

/* A rotation whose app is quit, or killed, while it runs. The vendor and the agents go on meanwhile. */

let scene: RotationScene
let desk: Desk
let quit: Carried
let killed: Carried

beforeAll(async () => {
  scene = await RotationScene.set('rotation-restart')
  const made = await scene.carry('edge-quit', 'edge-killed')
  ;[quit, killed] = made as [Carried, Carried]
  for (const one of made) await scene.target(one)
  desk = await Desk.open({ home: scene.home })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    await scene?.clear()
  }
})

beforeEach((test) => attend(test, 'rotation-restart', () => desk))

const bar = () => desk.page.getByRole('region', { name: 'What can be done' })
/** The app has ended, and has left nothing behind. */
async function ended(): Promise<void> {
  const { child } = desk.keyturn
  await waitFor(() => child.exitCode !== null || child.signalCode !== null, {
    what: 'the app to end',
    deadline: 15_000,
  })
  await desk.keyturn.close()
  expect(desk.traces()).toEqual([])
}

/** Begins a rotation, and waits until it watches the agent: the new key is written, the old one not yet cut. */
async function begin(one: Carried): Promise<void> {
  await openPlan(desk, one.name)
  await watchShortly(desk)
  await desk.click('Rotate now', bar())
  const watching = step(desk, one.name, 'Watch the agents').and(desk.page.locator('[aria-current=step]'))
  await watching.waitFor()
  expect(scene.valueIn(one)).not.toBe(one.value)
  expect(await scene.takes(one.value)).toBe(true)
}

async function openTheRotation(one: Carried): Promise<void> {
  await desk.goTo('Rotations')
  await desk.page
    .getByRole('main')
    .getByRole('button', { name: new RegExp(one.name) })
    .click()
}

async function expectItCame(one: Carried): Promise<void> {
  await stands(desk, one.name, 'Waiting')
  const value = scene.valueIn(one)
  expect(await scene.takes(one.value)).toBe(false)
  expect(await scene.takes(value)).toBe(true)
  // The old one and the one new one: nothing was made twice.
  expect(await scene.keysNamed(one.name)).toHaveLength(2)
  expect(readFileSync(one.file, 'utf8')).toBe(one.original.toString().replace(one.value, value))
  expect(one.agent.refused).toBe(0)
}

describe.sequential('quit while it runs', () => {
  it('asks, and quits after the step that is being taken', async () => {
    await begin(quit)
    const asked = desk.keyturn.app.evaluate(
      ({ app, dialog }) =>
        new Promise<string>((resolve) => {
          dialog.showMessageBox = async (...args: unknown[]) => {
            const options = args.at(-1) as { message: string; detail: string; buttons: string[] }
            resolve([options.message, options.detail, ...options.buttons].join('\n'))
            return { response: options.buttons.indexOf('Quit after this step'), checkboxChecked: false }
          }
          app.quit()
        }),
    )
    expect(await asked).toMatch(/A key is being replaced\n.* goes on when Keyturn is started again\./)
    await ended()
    expect(await scene.takes(quit.value)).toBe(true)
    expect(await scene.takes(scene.valueIn(quit))).toBe(true)
  })

  it('goes on when it is started again', async () => {
    desk = await Desk.open({ home: scene.home })
    await openTheRotation(quit)
    await stands(desk, quit.name, 'Healthy')
  })
})

describe.sequential('killed while it runs', () => {
  it('leaves both keys working', async () => {
    // The other one is still watched then, and killed as well.
    await begin(killed)
    desk.keyturn.child.kill('SIGKILL')
    await ended()
    expect(await scene.takes(killed.value)).toBe(true)
    expect(await scene.takes(scene.valueIn(killed))).toBe(true)
  })

  it('goes on when it is started again', async () => {
    desk = await Desk.open({ home: scene.home })
    for (const one of [quit, killed]) {
      await openTheRotation(one)
      await expectItCame(one)
    }
  })
})
