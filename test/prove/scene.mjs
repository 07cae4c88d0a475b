// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../../build/processes.mjs'
import { Agent } from './agent.mjs'
import { configuration, valueIn, write } from './terminal.mjs'

/** One key, one configuration that carries it, and an agent that runs with it: what one rotation is about. */
export class Scene {
  name
  id = ''
  config = ''
  #folder
  #vendor
  #terminal
  /** @type {Agent | undefined} */
  #agent

  /** @param {{ vendor: import('./vendor.mjs').Vendor, terminal: import('./terminal.mjs').Terminal, folder: string, name: string }} parts */
  constructor({ vendor, terminal, folder, name }) {
    this.#vendor = vendor
    this.#terminal = terminal
    this.#folder = join(folder, name)
    this.name = name
  }

  get agent() {
    if (!this.#agent) throw new Error('the scene is not set')
    return this.#agent
  }

  async set() {
    const terminal = this.#terminal
    mkdirSync(this.#folder, { recursive: true })
    this.id = await terminal.createKey(this.name)
    this.config = join(this.#folder, 'prometheus.yml')
    write(this.config, configuration(this.#vendor.ingressUrl, 'credentials: not-set-yet'))
    await terminal.must(['inject', this.config, '--key', this.id])
    this.#agent = await new Agent(this.config, this.#vendor.ingressUrl).start()
    await terminal.must(['target', 'add', this.config, '--control-url', this.agent.url])
    return this
  }

  /** @param {string} [time] the watch and the grace period */
  rotate = (time = '1s') => [
    ...['rotate', this.id, '--yes', '--canary', '--watch', time, '--soak', '0s', '--grace', time],
  ]

  /**
   * What must hold at every moment, whatever was broken: the configuration carries a key that the vendor takes, and
   * each key at the vendor that was made for this rotation is known here, with its value or as an orphan.
   *
   * @param {{ ask?: boolean }} [how] `ask`: whether the terminal lists its rotations, which takes them on
   * @returns {Promise<readonly string[]>} what does not hold
   */
  async wrong({ ask = true } = {}) {
    const problems = []
    if (!(await this.#vendor.takes(valueIn(this.config))))
      problems.push('the configuration carries a key that the vendor does not take')
    const shown = await this.#terminal.keys()
    for (const key of await this.#live()) {
      const known = shown.find(({ id }) => id === key.id)
      if (!known) problems.push(`${key.id} lives at the vendor, and nothing records it`)
      else if (!known.hasValue && known.state !== 'orphan') problems.push(`${key.id} lives without a value`)
    }
    const [listed] = ask ? await this.#listed() : []
    if (!ask) return problems
    if (listed?.state !== this.state())
      problems.push(`it is listed as ${listed?.state} and recorded as ${this.state()}`)
    if (
      listed?.state === 'done' &&
      (await this.#vendor.keys()).some(({ id, active }) => id === this.id && active)
    )
      problems.push('it counts as done, and the old key is active')
    return problems
  }

  /** What must hold once it has ended. @returns {Promise<readonly string[]>} */
  async notClean() {
    const problems = [...(await this.wrong())]
    const [last] = await this.#listed()
    if (last && last.state !== 'done' && last.state !== 'undone')
      problems.push(`it is ${last.state}: ${last.sentence}`)
    const live = await this.#live()
    if (live.length !== 1) problems.push(`${live.length} keys are left at the vendor`)
    const [only] = live
    if (only && (await this.#terminal.value(only.id)) !== valueIn(this.config))
      problems.push('the configuration carries another key than the one that is left')
    const { sent, refused } = this.agent
    const news = () => this.agent.sent > sent || this.agent.refused > refused + 5
    await waitFor(news, { what: 'the agent to send', deadline: 20_000 })
    if (this.agent.sent === sent) problems.push('the agent is refused')
    return problems
  }

  /** Where its rotation stands as recorded; undefined: there is none. */
  state() {
    return this.#terminal.state(this.id)
  }

  async #listed() {
    return (await this.#terminal.rotations()).filter(({ key }) => key === this.id)
  }

  /** The keys of this scene that the vendor takes. */
  async #live() {
    const keys = await this.#vendor.keys()
    return keys.filter(
      ({ name, active }) => active && (name === this.name || name.startsWith(`${this.name} `)),
    )
  }

  async clear() {
    this.#agent?.stop()
    await this.#terminal.run(['target', 'remove', this.config])
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
