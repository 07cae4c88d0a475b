import * as electron from 'electron'
import { app, ipcMain, Menu, type Session, shell } from 'electron'
import type { NavigateTo } from '../../shared/ipc.ts'
import type { Core } from '../services.ts'
import { Secret } from '../vault/secret.ts'
import { applicationMenu } from './application-menu.ts'
import type { Autostart } from './autostart.ts'
import { BackgroundRotations } from './background-rotations.ts'
import { ChangedTopics } from './changed-topics.ts'
import { ClipboardSink, type ElectronClipboard } from './clipboard.ts'
import type { Desktop } from './desktop.ts'
import { type Fault, faultOf } from './fault.ts'
import { pickConfigs, pickFolders, pickImport, pickSave } from './file-dialogs.ts'
import { focusMode } from './focus-mode.ts'
import { allHandlers } from './handlers/all.ts'
import { HeldClipboard } from './held-clipboard.ts'
import { appIcon, trayIcon } from './icons.ts'
import { answerCalls } from './ipc.ts'
import { Lifecycle } from './lifecycle.ts'
import { loginStart, startedHidden, trayComes } from './login-start.ts'
import { Notifications } from './notifications.ts'
import { isMainFrameOf } from './page-origin.ts'
import { placeOf } from './place-of.ts'
import { RateLimit } from './rate-limit.ts'
import { ReminderClock } from './reminder-clock.ts'
import { rotationNews } from './rotation-news.ts'
import { SandboxHost } from './sandbox-host.ts'
import { AppTray } from './tray.ts'
import { trayModel } from './tray-menu.ts'
import { nextLookOf, pauseFor, trayNow } from './tray-now.ts'
import { TrayPresence } from './tray-presence.ts'
import { AppWindow } from './window.ts'
import type { WindowStore } from './window-store.ts'

export interface ApplicationParts {
  readonly core: Core
  readonly session: Session
  readonly store: WindowStore
  readonly developmentUrl: string | null
  /** Built files, and the folder of the icons. */
  readonly preload: string
  readonly sandboxProcess: string
  readonly sandboxState: string
  readonly icons: string
  report(fault: Fault): void
}

/** What the terminal wrote is noticed within this time while the window is seen. */
const NOTICE_MS = 3000
/** Keys that somebody made or disabled on the web are noticed within the hour. */
const SYNC_MS = 3_600_000
/** Creations whose end is not known yet are asked after this often. */
const SETTLE_MS = 60_000
const DUE_WITHIN_DAYS = 60
const CLIPBOARD_DEADLINE_MS = 2000
const CORE_DEADLINE_MS = 5000

/** The desktop around the core: builds every part of it once, and connects them. */
export class Application {
  readonly #parts: ApplicationParts
  readonly #window: AppWindow
  readonly #clipboard: HeldClipboard
  readonly #notifications: Notifications
  readonly #clock: ReminderClock
  readonly #changed: ChangedTopics
  readonly #sandbox: SandboxHost
  readonly #rotations: BackgroundRotations
  readonly #startAtLogin: Autostart
  readonly #tray: TrayPresence
  readonly #lifecycle: Lifecycle
  #timers: readonly NodeJS.Timeout[] = []
  #unsubscribe = () => {}
  #closing = false

  constructor(parts: ApplicationParts) {
    const { core, store } = parts
    this.#parts = parts
    this.#window = new AppWindow({ ...parts, icon: appIcon(parts.icons), packaged: app.isPackaged })
    this.#changed = new ChangedTopics((topics) => {
      this.#window.send('changed', { topics })
      if (topics.includes('inbox')) this.#tellOfRotations()
    })
    this.#startAtLogin = loginStart(core.home)
    this.#rotations = new BackgroundRotations({
      core,
      report: parts.report,
      changed: () => this.#changed.add(['rotations']),
    })
    this.#clipboard = new HeldClipboard(
      // By the namespace: an import of the newer shape's class would not link on an older Electron.
      new ClipboardSink(electron as unknown as ElectronClipboard, process.platform),
      store.pendingClear,
      (status) => this.#window.send('clipboard', status),
    )
    this.#lifecycle = new Lifecycle({
      window: this.#window,
      capture: core.capture,
      rotations: this.#rotations,
      trayShown: () => this.#tray.ask(),
      away: () => void this.#clipboard.clear(),
      back: () => this.#clock.run(),
      shutdown: () => this.#shutdown(),
    })
    this.#notifications = new Notifications({
      toasts: {
        isSupported: () => electron.Notification.isSupported(),
        make: (text) => new electron.Notification({ ...text, icon: appIcon(parts.icons) }),
      },
      inbox: core.inbox,
      locked: () => this.#lifecycle.locked(),
      focusMode: () =>
        focusMode({ platform: process.platform, desktop: process.env.XDG_CURRENT_DESKTOP ?? '' }),
      open: (items) => this.#navigate(placeOf(items)),
    })
    this.#clock = new ReminderClock(
      () => {
        this.#rotations.advance()
        this.#tellOfRotations()
        return core.reminders.run()
      },
      (items) => void this.#notifications.show(items),
      { nextAt: () => nextLookOf(core) },
    )
    this.#sandbox = new SandboxHost(parts.sandboxProcess, parts.sandboxState)
    this.#tray = new TrayPresence(
      () =>
        new AppTray((due) => trayIcon(parts.icons, due), {
          open: () => this.#window.raise(),
          navigate: (to) => this.#navigate(to),
          sync: () => void this.#syncAll(),
          pause: () => this.#pause(Date.now()),
          resume: () => this.#pause(null),
          quit: () => app.quit(),
        }),
      () => trayModel(core.reminders.due(DUE_WITHIN_DAYS), trayNow(core)),
    )
  }

  /** Opens the door to the page, shows the window, then starts what can wait until it is seen. */
  async open(): Promise<void> {
    const { core, developmentUrl, report } = this.#parts
    const { browserWindow } = this.#window
    answerCalls(ipcMain, allHandlers(this.#desktop()), {
      isOurWindow: (event) => isMainFrameOf(browserWindow.webContents, event, developmentUrl),
      report,
    })
    Menu.setApplicationMenu(Menu.buildFromTemplate(this.#menu()))
    this.#lifecycle.start()
    this.#unsubscribe = core.onChange((topics) => {
      this.#changed.add(topics)
      this.#tray.refresh()
    })
    browserWindow.on('focus', () => {
      core.noticeOthers()
      this.#clipboard.retryUnconfirmed()
    })
    try {
      const hidden = startedHidden()
      await this.#window.load(hidden)
      if (hidden && !(await trayComes(this.#tray)) && !this.#closing) this.#window.raise()
      await this.#afterFirstPicture()
    } catch (error) {
      // A window that is closed while it loads, or a core that closes meanwhile, is the user's wish and no fault.
      // What does go wrong here must not take the window along: it says itself what it could not get.
      if (!this.#closing) report(faultOf('the start', error))
    }
  }

  async #afterFirstPicture(): Promise<void> {
    const { core } = this.#parts
    if (this.#closing) return
    const { browserWindow } = this.#window
    this.#timers = [
      setInterval(() => {
        if (browserWindow.isVisible()) core.noticeOthers()
      }, NOTICE_MS),
      setInterval(() => {
        if (core.capture.open().some((intent) => intent.state === 'checking')) void core.capture.settle()
        void this.#startSandbox()
      }, SETTLE_MS),
      setInterval(() => void this.#syncAll(), SYNC_MS),
    ]
    await this.#clipboard.recover()
    await this.#tray.shown()
    await this.#startSandbox()
    await this.#startAtLogin.correct(this.#parts.store.preferences.startAtLogin)
    if (this.#closing) return
    this.#clock.start()
    await core.vault.probe()
    if (this.#closing) return
    this.#changed.add(['vault'])
    await core.capture.settle()
    // Last: the window has shown what was known before any vendor is asked.
    await this.#syncAll()
  }

  #desktop(): Desktop {
    const { core, store } = this.#parts
    const { browserWindow } = this.#window
    return {
      core,
      version: app.getVersion(),
      facts: async () => ({
        tray: await this.#tray.shown(),
        notifications: this.#notifications.supported(),
        platform: process.platform,
      }),
      window: this.#window,
      clipboard: this.#clipboard,
      notifications: this.#notifications,
      remind: () => this.#clock.run(),
      dialogs: {
        pickImport: () => pickImport(browserWindow),
        pickConfigs: () => pickConfigs(browserWindow),
        pickFolders: () => pickFolders(browserWindow),
        pickSave: (name) => pickSave(browserWindow, name),
      },
      openInBrowser: (url) => shell.openExternal(url),
      preferences: {
        get: () => store.preferences,
        set: (preferences) => {
          store.preferences = preferences
          this.#window.setTheme(preferences.theme)
          this.#changed.add(['preferences'])
        },
      },
      startAtLogin: this.#startAtLogin,
      rotations: this.#rotations,
      sandbox: this.#sandbox,
      limits: { reveal: new RateLimit(10), copy: new RateLimit(30) },
    }
  }

  #menu(): Electron.MenuItemConstructorOptions[] {
    return applicationMenu({
      platform: process.platform,
      packaged: app.isPackaged,
      command: (name) => {
        this.#window.raise()
        this.#window.send('command', { name })
      },
    })
  }

  #navigate(to: NavigateTo): void {
    this.#window.raise()
    this.#window.send('navigate', to)
  }

  #tellOfRotations(): void {
    if (!this.#closing) void this.#notifications.show(rotationNews(this.#parts.core))
  }

  /** From now on, or no longer. */
  #pause(from: number | null): void {
    const paused = pauseFor(this.#parts.core, from)
    if (!paused.ok) this.#navigate({ view: 'settings' })
    this.#clock.run()
  }

  async #syncAll(): Promise<void> {
    const { accounts } = this.#parts.core
    await Promise.all(accounts.list().map((account) => accounts.sync(account.id)))
    this.#clock.run()
  }

  /** An account of the sandbox needs its vendor. On another port than before, the account is told. */
  async #startSandbox(): Promise<void> {
    const { accounts } = this.#parts.core
    const ours = accounts.list().filter((account) => account.region === 'sandbox')
    if (ours.length === 0) return
    const started = await this.#sandbox.start()
    if (!started.ok) return
    for (const account of ours) {
      const { credential, ...at } = started.value[account.provider]
      if (at.apiUrl === account.apiUrl && at.grpcUrl === account.grpcUrl) continue
      await accounts.addSandbox(account.provider, {
        ...at,
        credential: credential === null ? null : Secret.of(credential),
      })
    }
  }

  async #shutdown(): Promise<void> {
    // What still runs finds a core that is closing: nothing of it is shown or told any more.
    this.#closing = true
    this.#unsubscribe()
    for (const timer of this.#timers) clearInterval(timer)
    this.#clock.stop()
    this.#changed.close()
    this.#tray.close()
    await this.#clipboard.close(CLIPBOARD_DEADLINE_MS)
    await within(CORE_DEADLINE_MS, this.#parts.core.close())
    this.#sandbox.close()
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, milliseconds))])
}
