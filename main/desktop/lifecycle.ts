import { app, type BrowserWindow, dialog, powerMonitor } from 'electron'
import type { Capture } from '../services.ts'
import { HIDDEN } from './autostart.ts'
import { onWindowClose, quitObstacle, rotationQuestion } from './close-rules.ts'

export interface LifecycleOptions {
  readonly window: { readonly browserWindow: BrowserWindow; raise(): void }
  readonly capture: Pick<Capture, 'hasStuck' | 'isBusy'>
  readonly rotations: { busy(): boolean; idle(): Promise<void>; stop(): Promise<void> }
  /** Asked each time: a tray may come and go. */
  trayShown(): Promise<boolean>
  /** The screen is being locked or the machine goes to sleep: nobody is there to see what is on the clipboard. */
  away(): void
  back(): void
  /** Ends everything that must end in order; must not take longer than a few seconds. */
  shutdown(): Promise<void>
}

/** Longer than a watch for refusals, by default. */
const STEP_DEADLINE_MS = 90_000
const SOON_MS = 500

/** When the window hides, when the app ends, and what keeps it from ending. */
export class Lifecycle {
  readonly #options: LifecycleOptions
  #stage: 'running' | 'ending' | 'ended' = 'running'
  #asking = false
  #locked = false

  constructor(options: LifecycleOptions) {
    this.#options = options
  }

  /** Whether the screen is locked, as far as the desktop says. */
  locked(): boolean {
    return this.#locked
  }

  start(): void {
    app.on('second-instance', (_, argv) => {
      // A login that finds Keyturn running already wants nothing.
      if (!argv.includes(HIDDEN)) this.#options.window.raise()
    })
    app.on('activate', () => this.#options.window.raise())
    this.#options.window.browserWindow.on('close', (event) => {
      if (this.#stage !== 'running') return
      event.preventDefault()
      void this.#close()
    })
    app.on('before-quit', (event) => {
      if (this.#stage === 'ended') return
      event.preventDefault()
      void this.#quit()
    })
    this.#watchPower()
  }

  async #close(): Promise<void> {
    const trayShown = await this.#options.trayShown()
    const action = onWindowClose({ quitting: false, platform: process.platform, trayShown })
    if (action === 'hide') this.#options.window.browserWindow.hide()
    else app.quit()
  }

  async #quit(): Promise<void> {
    if (this.#stage !== 'running') return
    const obstacle = quitObstacle(this.#options.capture)
    if (obstacle) {
      await this.#explain(obstacle)
      return
    }
    if (this.#options.rotations.busy() && !(await this.#mayStopRotations())) return
    if (this.#stage !== 'running') return
    this.#stage = 'ending'
    try {
      // What it waits for may never come, such as an agent's answer: the next start goes on from what is recorded.
      await Promise.race([this.#options.rotations.stop(), delay(STEP_DEADLINE_MS)])
      await this.#options.shutdown()
    } finally {
      this.#stage = 'ended'
      app.quit()
    }
  }

  async #explain(obstacle: { readonly message: string; readonly detail: string }): Promise<void> {
    this.#options.window.raise()
    if (this.#asking) return
    this.#asking = true
    try {
      await dialog.showMessageBox(this.#options.window.browserWindow, {
        type: 'warning',
        title: 'Keyturn stays open',
        buttons: ['Back to Keyturn'],
        ...obstacle,
      })
    } finally {
      this.#asking = false
    }
  }

  /** Asks unless it ends by itself meanwhile; most looks at waiting rotations are over at once. */
  async #mayStopRotations(): Promise<boolean> {
    const { rotations, window } = this.#options
    const idle = rotations.idle()
    await Promise.race([idle, delay(SOON_MS)])
    if (!rotations.busy()) return true
    if (this.#asking) return false
    this.#asking = true
    try {
      window.raise()
      const ended = new AbortController()
      void idle.then(() => ended.abort())
      const { response } = await dialog.showMessageBox(window.browserWindow, {
        type: 'question',
        title: 'Quit Keyturn',
        ...rotationQuestion,
        buttons: [...rotationQuestion.buttons],
        defaultId: 0,
        cancelId: 1,
        signal: ended.signal,
      })
      return response === 0 || ended.signal.aborted
    } finally {
      this.#asking = false
    }
  }

  #watchPower(): void {
    powerMonitor.on('lock-screen', () => {
      this.#locked = true
      this.#options.away()
    })
    powerMonitor.on('unlock-screen', () => {
      this.#locked = false
      this.#options.back()
    })
    powerMonitor.on('suspend', () => this.#options.away())
    powerMonitor.on('resume', () => this.#options.back())
  }
}

const delay = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
