import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { expect, onTestFailed, type TestContext } from 'vitest'
import { run } from '../../build/processes.mjs'
import { rememberKeychain, traces, tracesInText } from './canary.ts'
import { type LaunchedApp, type LaunchOptions, launchKeyturn } from './launch.ts'

const RESULTS = fileURLToPath(new URL('../../test-results', import.meta.url))
const PATIENCE = 15_000
/** Stories that cannot go on. */
const failed = new Set<string>()

/** A user in front of the app: acts and looks by role, name and visible text. */
export class Desk {
  readonly keyturn: LaunchedApp
  readonly page: Page
  readonly #env: NodeJS.ProcessEnv
  /** What screen readers were told of the page, taken at each picture. */
  readonly #spoken: string[] = []

  private constructor(keyturn: LaunchedApp, env: NodeJS.ProcessEnv) {
    this.keyturn = keyturn
    this.page = keyturn.window
    this.page.setDefaultTimeout(PATIENCE)
    this.#env = env
  }

  /** Opens the app on a data folder, which the caller has made and removes. */
  static async open(options: LaunchOptions & { readonly home: string }): Promise<Desk> {
    return new Desk(await launchKeyturn(options), { ...process.env, ...options.env })
  }

  get home(): string {
    return this.keyturn.home
  }

  button(name: string | RegExp, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name, exact: typeof name === 'string' })
  }

  dialog(title: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name: title })
  }

  async click(name: string | RegExp, within?: Locator | Page): Promise<void> {
    await this.button(name, within).click()
  }

  /** Waits until a text is in sight. */
  async see(text: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    await within.getByText(text).filter({ visible: true }).first().waitFor()
  }

  /** Goes to a place of the sidebar; its count is not part of its name. */
  async goTo(place: string): Promise<void> {
    const escaped = place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    await this.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: new RegExp(`^${escaped}( ?[\\d,]+ .*)?$`) })
      .click()
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** Finds a key by its name and opens it; answers its detail. */
  async openKey(name: string): Promise<Locator> {
    await this.page.getByRole('searchbox', { name: 'Search keys' }).fill(name)
    await this.row(name).click()
    return this.keyPane(name)
  }

  async keyPane(name: string): Promise<Locator> {
    const pane = this.page.getByRole('region', { name: 'Key', exact: true })
    await pane.getByRole('heading', { name, exact: true }).waitFor()
    return pane
  }

  async chooseInMenu(item: string | RegExp): Promise<void> {
    await this.click('More')
    await this.page.getByRole('menuitem', { name: item }).click()
  }

  /** The desktop's own file dialog is not ours to test: it answers these paths from now on. */
  async answerFileDialogs(filePaths: readonly string[]): Promise<void> {
    await this.keyturn.app.evaluate(({ dialog }, paths) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [...paths] })
    }, filePaths)
  }

  /** The same for where to save. */
  async answerSaveDialog(filePath: string): Promise<void> {
    await this.keyturn.app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
    }, filePath)
  }

  /** A picture in light and in dark; what a screen reader gets is kept for the search for values. */
  async picture(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme })
      // Half-way from one to the other, buttons have colours that nobody sees.
      await this.page.evaluate(
        `Promise.allSettled(document.getAnimations()
          .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished))`,
      )
      const path = join(RESULTS, `${name}-${colorScheme}.png`)
      mkdirSync(dirname(path), { recursive: true })
      await this.page.screenshot({ path })
    }
    await this.page.emulateMedia({ colorScheme: null })
    this.#spoken.push(await this.page.locator('body').ariaSnapshot())
  }

  /** Another window comes to the front, as the page is told of it. */
  async loseFocus(): Promise<void> {
    await this.page.evaluate("window.dispatchEvent(new Event('blur'))")
  }

  /** Everything that the app has left behind outside of the keychain, the simulated vendor's own state aside. */
  traces(): string[] {
    return [
      ...traces([this.home], (path) => path.startsWith(join(this.home, 'sandbox.json'))),
      ...tracesInText('what the app printed', this.keyturn.output()),
      ...tracesInText('what a screen reader got', this.#spoken.join('\n')),
    ]
  }

  /** Ends the app, having looked for values while it runs and after its end. */
  async leave(options: { readonly keychain?: boolean } = {}): Promise<void> {
    try {
      if (options.keychain ?? true) await rememberKeychain(this.#env)
      expect(this.traces()).toEqual([])
    } finally {
      await this.keyturn.close()
    }
    expect(this.traces()).toEqual([])
  }
}

/**
 * Before each test of a story, in which every step builds on the ones before: the first that fails leaves what the
 * user had in sight, and those after it are not run. A step may leave one app and open another.
 */
export function attend({ task, skip }: TestContext, story: string, now: () => Desk): void {
  if (failed.has(story)) skip('an earlier step failed')
  onTestFailed(async () => {
    failed.add(story)
    const { page } = now()
    await page.screenshot({ path: join(RESULTS, `failed-${story}.png`), timeout: 5000 }).catch(() => {})
    const spoken = await page
      .locator('body')
      .ariaSnapshot({ timeout: 5000 })
      .catch(() => 'no page')
    console.error(`${story}, ${task.name}: the user had in sight\n${spoken}`)
  })
}

/** What another program would paste now; empty where nothing is offered. */
export async function clipboardText(selection: 'clipboard' | 'primary' = 'clipboard'): Promise<string> {
  const { code, stdout } = await run('xclip', ['-o', '-selection', selection], {
    what: 'xclip',
    deadline: 5000,
  })
  return code === 0 ? stdout : ''
}
