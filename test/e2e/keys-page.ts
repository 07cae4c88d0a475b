import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { remember } from './canary.ts'
import type { Desk } from './desk.ts'

/** What the user chooses on the page. */
export interface Wish {
  readonly name: string
  readonly type: 'org-wide' | 'personal'
  readonly may: readonly ('read' | 'write')[]
}

/** The sandbox's page of Aggregations.io in the user's browser: it reads the page and posts the forms that stand in it. */
export class KeysPage {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** The page that the app sends the browser to when `press` is done; nothing is really opened. */
  static async opened(desk: Desk, press: () => Promise<void>): Promise<KeysPage> {
    const urls = () =>
      desk.keyturn.app.evaluate(({ shell }) => {
        const seen = globalThis as { keyturnOpened?: string[] }
        if (seen.keyturnOpened) return seen.keyturnOpened
        const opened: string[] = []
        seen.keyturnOpened = opened
        shell.openExternal = async (url: string) => {
          opened.push(url)
        }
        return opened
      })
    const before = (await urls()).length
    await press()
    for (let tries = 0; tries < 50; tries++) {
      const url = (await urls())[before]
      if (url !== undefined) return new KeysPage(url)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('the app opened no page')
  }

  get url(): string {
    return this.#url
  }

  /** The page's text as it is served, with the disabled keys. */
  async text(): Promise<string> {
    const answer = await fetch(`${this.#url}?disabled=true`)
    if (!answer.ok) throw new Error(`the page answered ${answer.status}`)
    return answer.text()
  }

  /** Makes a key; the answer is its value and the link that downloads it. */
  async make({ name, type, may }: Wish): Promise<{ readonly value: string; readonly download: string }> {
    const rights = Object.fromEntries(may.map((right) => [right, 'on']))
    const shown = await this.#post(this.#url, { name, type, ...rights, enabled: 'on' })
    const value = /<code id="value">([^<]+)/.exec(shown)?.[1] ?? ''
    const download = /<a download="[^"]+" href="([^"]+)"/.exec(shown)?.[1] ?? ''
    if (value === '' || download === '') throw new Error('the page showed no value')
    return { value: remember(value, `the value of ${name}`), download }
  }

  /** The same, saved by its download link; answers the file's path and the value. */
  async makeAndDownload(
    wish: Wish,
    folder: string,
  ): Promise<{ readonly file: string; readonly value: string }> {
    const { value, download } = await this.make(wish)
    const file = join(folder, `${wish.name}.txt`)
    writeFileSync(file, await (await fetch(download)).text(), { mode: 0o600 })
    return { file, value }
  }

  /** Presses Disable or Enable beside a key. */
  async press(what: 'Disable' | 'Enable', name: string): Promise<void> {
    const page = await this.text()
    const form = page.split('<form').find((part) => part.includes(`aria-label="${what} ${name}"`)) ?? ''
    const action = /action="([^"]+)"/.exec(form)?.[1]
    if (action === undefined) throw new Error(`the page has no ${what} beside ${name}`)
    await this.#post(new URL(action, this.#url).href, {})
  }

  async #post(url: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const token = /name="token" value="([^"]+)"/.exec(await this.text())?.[1] ?? ''
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ ...fields, token }) })
    if (!answer.ok) throw new Error(`the page answered ${answer.status}`)
    return answer.text()
  }
}
