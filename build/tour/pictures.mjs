// @ts-check
import { join } from 'node:path'

const WIDTH = 1280
const NARROW = 640
const HEIGHT = 800
/** For a theme to be followed. */
const DEADLINE = 20_000
/** A page with every step and its evidence. */
const WHOLE = 1500

/**
 * Pictures of the window, light and dark. What the page held at that moment is kept, so
 * that the last step can tell whether a value was ever in sight or in the page at all.
 */
export class Pictures {
  #app
  #window
  #folder
  /** @type {string[]} */
  #pages = []
  #steps = 0
  count = 0

  /**
   * @param {import('playwright-core').ElectronApplication} app
   * @param {import('playwright-core').Page} window @param {string} folder
   */
  constructor(app, window, folder) {
    this.#app = app
    this.#window = window
    this.#folder = folder
  }

  /** The pages as they were when their pictures were taken. @returns {readonly string[]} */
  get pages() {
    return this.#pages
  }

  /** @param {string} name @param {readonly ('light' | 'dark')[]} [themes] */
  async take(name, themes = ['light', 'dark']) {
    const number = String(++this.#steps).padStart(2, '0')
    // What lies under the pointer looks different.
    await this.#window.mouse.move(1, 1)
    const before = await this.#app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)
    for (const theme of themes) {
      await this.#setTheme(theme)
      await this.#window.screenshot({
        path: join(this.#folder, `${number}-${name}-${theme}.png`),
        animations: 'disabled',
      })
      this.count += 1
    }
    await this.#setTheme(before)
    const fields = await this.#window
      .locator('input, textarea')
      .evaluateAll((all) => all.map((field) => /** @type {{ value?: string }} */ (field).value ?? ''))
    this.#pages.push([await this.#window.content(), ...fields].join('\n'))
  }

  /** Wide in both themes, and in one as narrow as half a screen at 200 %. @param {string} name @param {number} [height] */
  async takeBoth(name, height = HEIGHT) {
    for (const width of [WIDTH, NARROW]) {
      await this.#resize(width, height)
      if (width === NARROW) await this.take(`${name}-narrow`, ['light'])
      else await this.take(name)
    }
    await this.#resize(WIDTH, HEIGHT)
  }

  /** The same in a window as high as the page needs. @param {string} name */
  takeWhole(name) {
    return this.takeBoth(name, WHOLE)
  }

  /** @param {number} width @param {number} height */
  async #resize(width, height) {
    await this.#window.setViewportSize({ width, height })
  }

  /** @param {'light' | 'dark' | 'system'} theme */
  async #setTheme(theme) {
    await this.#app.evaluate(({ nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted
    }, theme)
    if (theme === 'system') return
    const shown = `matchMedia('(prefers-color-scheme: ${theme})').matches && document.fonts.status === 'loaded'`
    // Asked from here each time: the page's own policy refuses to evaluate what would wait in it.
    for (const deadline = Date.now() + DEADLINE; !(await this.#window.evaluate(shown)); )
      if (Date.now() > deadline) throw new Error(`expected: a ${theme} window\nseen: another`)
  }
}
