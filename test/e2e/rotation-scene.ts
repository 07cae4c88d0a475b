import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { type Sandbox, startSandbox } from '../../main/sandbox/sandbox.ts'
import { Agent } from '../prove/agent.mjs'
import { configuration, valueIn } from '../prove/terminal.mjs'
import { remember } from './canary.ts'
import type { Desk } from './desk.ts'
import { keyturn } from './terminal-door.ts'
import { VendorSide } from './vendor.ts'

/** A key that one agent's config carries, with the agent that really sends with it. */
export interface Carried {
  readonly id: string
  readonly name: string
  /** The old key's. */
  readonly value: string
  readonly file: string
  /** The file's bytes before any rotation. */
  readonly original: Buffer
  readonly agent: Agent
}

/**
 * A vendor of the test's own, which outlives the app, and a data folder with an account there. The keys and their
 * configs are prepared by terminal: what the window does is what is tested.
 */
export class RotationScene {
  readonly folder: string
  readonly home: string
  readonly vendor: VendorSide
  readonly #sandbox: Sandbox
  readonly #agents: Agent[] = []

  private constructor(folder: string, sandbox: Sandbox) {
    this.folder = folder
    this.home = join(folder, 'home')
    this.#sandbox = sandbox
    this.vendor = new VendorSide(sandbox)
  }

  /** `name`: of its temporary folder, which `clear` removes. */
  static async set(name: string): Promise<RotationScene> {
    const folder = mkdtempSync(join(tmpdir(), `keyturn-${name}-`))
    const scene = new RotationScene(folder, await startSandbox())
    const { apiUrl, ingressUrl, adminKey } = scene.#sandbox
    const addresses = ['--api-url', apiUrl, '--ingress-url', ingressUrl]
    await scene.terminal(
      ['account', 'add', '--provider', 'coralogix', '--name', 'acme', ...addresses],
      adminKey,
    )
    return scene
  }

  /** Keys that the vendor has, each in a Prometheus config; their values are imported. Not reachable as targets yet. */
  async carry(...names: readonly string[]): Promise<readonly Carried[]> {
    const made: Carried[] = []
    for (const name of names) {
      const { id, value } = await this.vendor.createKey(name, true)
      const place = join(this.folder, name)
      mkdirSync(place)
      const file = join(place, 'prometheus.yml')
      writeFileSync(file, configuration(this.#sandbox.ingressUrl, `credentials: ${value}`), { mode: 0o640 })
      const agent = await new Agent(file, this.#sandbox.ingressUrl).start()
      this.#agents.push(agent)
      made.push({ id, name, value, file, original: readFileSync(file), agent })
    }
    await this.terminal(['sync'])
    for (const { id, value } of made) await this.terminal(['key', 'import', id], value)
    return made
  }

  /** Names a config as an agent target, with its agent's own address. */
  async target({ file, agent }: Carried): Promise<void> {
    await this.terminal(['target', 'add', file, '--control-url', agent.url])
  }

  /** Runs a command that has to end with one of these codes. */
  async terminal(words: readonly string[], input = '', codes: readonly number[] = [0]): Promise<void> {
    const { code, stderr } = await keyturn(words, { home: this.home, input })
    if (!codes.includes(code ?? -1))
      throw new Error(`keyturn ${words.join(' ')} ended with ${code}: ${stderr}`)
  }

  /** What the config carries now, which may be nowhere else. */
  valueIn({ file, name }: Carried): string {
    return remember(valueIn(file), `a value in the config of ${name}`)
  }

  /** Whether the vendor takes telemetry with this value. */
  async takes(value: string): Promise<boolean> {
    return (await this.vendor.ingest(`Bearer ${value}`, 'a look from outside')) === 200
  }

  /** The keys of this name that are at the vendor. */
  async keysNamed(name: string): Promise<readonly string[]> {
    return (await this.vendor.keys()).filter((key) => key.name === name).map(({ id }) => id)
  }

  async clear(): Promise<void> {
    for (const agent of this.#agents) agent.stop()
    await this.#sandbox.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A step in the list of a rotation's steps, with what is recorded of it. */
export const step = (desk: Desk, key: string, title: string): Locator =>
  desk.page
    .getByRole('list', { name: `Steps of the rotation of ${key}` })
    .locator(':scope > li')
    .filter({ has: desk.page.getByText(title, { exact: true }) })

/** Waits until the rotation that is in sight stands so: the one word beside its title. */
export async function stands(desk: Desk, key: string, word: string, timeout = 25_000): Promise<void> {
  await desk.page.getByRole('heading', { name: `Rotation of ${key}`, level: 1 }).waitFor()
  await desk.page
    .getByRole('banner')
    .or(desk.page.locator('header'))
    .filter({ has: desk.page.getByRole('heading', { name: `Rotation of ${key}` }) })
    .getByText(word, { exact: true })
    .waitFor({ timeout })
}

/** Opens the plan of a key's rotation. */
export async function openPlan(desk: Desk, key: string): Promise<void> {
  await desk.goTo('All keys')
  await desk.openKey(key)
  await desk.click('Rotate…', await desk.keyPane(key))
  await desk.page.getByRole('heading', { name: `Rotate ${key}`, level: 1 }).waitFor()
}

/** Chooses among the waits of the plan or the dialog. */
export async function choose(desk: Desk, wait: string, option: string): Promise<void> {
  await desk.page.getByRole('combobox', { name: wait }).click()
  await desk.page.getByRole('option', { name: option, exact: true }).click()
  await expect.poll(() => desk.page.getByRole('combobox', { name: wait }).textContent()).toContain(option)
}

/** The shortest watch that the window offers. */
export const watchShortly = (desk: Desk): Promise<void> => choose(desk, 'Watch the agents for', '10 seconds')

/** The vendor's console shows when the key was made: the user enters a day that makes it due. */
export async function makeDue(desk: Desk, key: string, days: number): Promise<void> {
  await desk.goTo('All keys')
  await desk.openKey(key)
  await desk.chooseInMenu('Set creation date…')
  const date = desk.dialog(`Creation date of ${key}`)
  const day = new Date(Date.now() - days * 86_400_000)
  await date.getByLabel('Created on').fill(day.toISOString().slice(0, 10))
  await desk.click('Save', date)
  await date.waitFor({ state: 'detached' })
}
