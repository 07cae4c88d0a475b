import type { Desk } from './desk.ts'

/** A user without a mouse: moves with Tab and knows where the focus is, as a screen reader names it. */
export class ByKeyboard {
  readonly #desk: () => Desk

  constructor(desk: () => Desk) {
    this.#desk = desk
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#desk().page.keyboard.press(key)
  }

  type(text: string): Promise<void> {
    return this.#desk().page.keyboard.type(text)
  }

  /** What has the focus: its role and its name. */
  focused(): Promise<string> {
    return this.#desk().page.evaluate<string>(
      `(() => {
        const at = document.activeElement
        if (at === document.body) return 'nothing'
        const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent
        return [at.getAttribute('role') ?? at.type ?? at.tagName.toLowerCase(), name].join(' ')
      })()`,
    )
  }

  /** Moves on with Tab until this has the focus: it has to be within reach. */
  async tabTo(name: RegExp): Promise<void> {
    const way: string[] = []
    for (let steps = 0; steps < 50; steps++) {
      const at = await this.focused()
      if (name.test(at)) return
      way.push(at)
      await this.press('Tab')
    }
    throw new Error(`Tab does not lead to ${name}: ${way.join(', ')}`)
  }

  /** Chooses in a list that unfolds, so many places below what is chosen. */
  async chooseBelow(list: RegExp, places: number): Promise<void> {
    await this.tabTo(list)
    await this.press('Enter')
    await this.#desk().page.getByRole('option').first().waitFor()
    for (let place = 0; place < places; place++) await this.press('ArrowDown')
    await this.press('Enter')
    await this.#desk().page.getByRole('option').first().waitFor({ state: 'detached' })
  }

  /** Finds something in a list that stays in sight, and picks it. */
  async find(list: RegExp, words: string): Promise<void> {
    await this.tabTo(list)
    await this.type(words)
    // The first goes to what was found, the second picks it.
    await this.press('Enter', 'Enter')
  }
}
