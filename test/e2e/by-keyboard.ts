import type { Desk } from './desk.ts'

/** Presses keys, one after another. */
export async function press(desk: Desk, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await desk.page.keyboard.press(key)
}

/** What has the focus, as a screen reader names it: its role or element, then its name. */
export const focused = (desk: Desk): Promise<string> =>
  desk.page.evaluate<string>(
    `(() => {
      const at = document.activeElement
      if (at === document.body) return 'nothing'
      const by = (at.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
      const words = by.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
      const label = at.labels?.[0]?.textContent ?? ''
      const own = at.matches('button, a, [role=option], [role=tab], [role=menuitem]') ? at.textContent : ''
      return [at.getAttribute('role') ?? at.type ?? at.tagName.toLowerCase(), at.getAttribute('aria-label') ?? (words || label || own)].join(' ')
    })()`,
  )

/** Moves on with Tab until the element with this name has the focus: it has to be within reach. */
export async function tabTo(desk: Desk, name: RegExp): Promise<void> {
  const way: string[] = []
  for (let steps = 0; steps < 50; steps++) {
    const at = await focused(desk)
    if (name.test(at)) return
    way.push(at)
    await press(desk, 'Tab')
  }
  throw new Error(`Tab does not lead to ${name}; it went over ${way.join(', ')}`)
}

/** A user without a mouse, at a desk that is opened later. */
export class ByKeyboard {
  readonly #desk: () => Desk

  constructor(desk: () => Desk) {
    this.#desk = desk
  }

  press(...keys: readonly string[]): Promise<void> {
    return press(this.#desk(), ...keys)
  }

  type(text: string): Promise<void> {
    return this.#desk().page.keyboard.type(text)
  }

  focused(): Promise<string> {
    return focused(this.#desk())
  }

  tabTo(name: RegExp): Promise<void> {
    return tabTo(this.#desk(), name)
  }

  /** Unfolds a list, and moves down to what is to be chosen. */
  async choose(list: RegExp, option: RegExp): Promise<void> {
    await this.tabTo(list)
    await this.press('Enter')
    const wanted = this.#desk().page.getByRole('option', { name: option })
    await wanted.waitFor()
    for (let steps = 0; (await wanted.getAttribute('data-highlighted')) === null; steps++) {
      if (steps > 10) throw new Error(`the arrows do not lead to ${option}`)
      await this.press('ArrowDown')
    }
    await this.press('Enter')
    await wanted.waitFor({ state: 'detached' })
  }

  /** Finds something in a list that stays in sight, and picks it. */
  async find(list: RegExp, words: string): Promise<void> {
    await this.tabTo(list)
    await this.type(words)
    // The first goes to what was found, the second picks it.
    await this.press('Enter', 'Enter')
  }
}
