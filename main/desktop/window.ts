import { BrowserWindow, nativeTheme, type Session, screen } from 'electron'
import type { EventName } from '../../shared/channels.ts'
import type { Events } from '../../shared/ipc.ts'
import type { Preferences } from '../../shared/model.ts'
import { APP_URL } from './app-protocol.ts'
import type { Bounds, WindowStore } from './window-store.ts'

export interface WindowOptions {
  readonly session: Session
  readonly preload: string
  readonly icon: string
  readonly packaged: boolean
  readonly developmentUrl: string | null
  readonly store: WindowStore
}

const DEFAULT_SIZE = { width: 1180, height: 760 }
const MINIMUM = { minWidth: 320, minHeight: 480 }
const SAVE_DELAY_MS = 500
/** The page's own `--surface` in either theme, so that nothing flashes before it is drawn; a test compares them. */
const BACKGROUND = { light: '#ffffff', dark: '#151a1a' }

/** The one window: kept hidden rather than closed while there is a tray. */
export class AppWindow {
  readonly #window: BrowserWindow
  readonly #options: WindowOptions
  #protectedUntil = 0
  #protection: NodeJS.Timeout | undefined

  constructor(options: WindowOptions) {
    this.#options = options
    const { window: state, preferences } = options.store
    this.setTheme(preferences.theme)
    this.#window = new BrowserWindow({
      ...DEFAULT_SIZE,
      ...(state.bounds && onSomeScreen(state.bounds) ? state.bounds : {}),
      ...MINIMUM,
      title: 'Keyturn',
      icon: options.icon,
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      // The menu is there for its accelerators; Alt shows it.
      autoHideMenuBar: true,
      webPreferences: webPreferences(options),
    })
    if (state.maximized) this.#window.maximize()
    this.#rememberBounds()
    this.#followTheme()
    this.#recover()
  }

  get browserWindow(): BrowserWindow {
    return this.#window
  }

  /** Loads the page and shows the window when its first picture is there, unless it is to stay hidden. */
  async load(hidden = false): Promise<void> {
    if (!hidden) this.#window.once('ready-to-show', () => this.#window.show())
    await this.#window.loadURL(this.#options.developmentUrl ?? APP_URL)
  }

  /** Brings the window to the front, from wherever it is. */
  raise(): void {
    if (this.#window.isDestroyed()) return
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  /** Tells the page something. A page that is gone misses nothing: it asks for everything at its start. */
  send<E extends EventName>(event: E, payload: Events[E]): void {
    if (this.#window.isDestroyed() || this.#window.webContents.isDestroyed()) return
    this.#window.webContents.send(event, payload)
  }

  setTheme(theme: Preferences['theme']): void {
    nativeTheme.themeSource = theme
  }

  /**
   * Keeps the window out of screenshots and shared screens while a value is shown: on Windows and older macOS.
   * Newer macOS and Linux do not honour it, so it is a help and not a promise.
   */
  protectFor(milliseconds: number): void {
    this.#protectedUntil = Math.max(this.#protectedUntil, Date.now() + milliseconds)
    this.#window.setContentProtection(true)
    clearTimeout(this.#protection)
    this.#protection = setTimeout(() => {
      if (!this.#window.isDestroyed()) this.#window.setContentProtection(false)
    }, this.#protectedUntil - Date.now())
  }

  #rememberBounds(): void {
    let timer: NodeJS.Timeout | undefined
    const save = () => {
      if (this.#window.isDestroyed()) return
      this.#options.store.window = {
        bounds: this.#window.getNormalBounds(),
        maximized: this.#window.isMaximized(),
      }
    }
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(save, SAVE_DELAY_MS)
    }
    for (const event of ['resized', 'moved', 'resize', 'move', 'maximize', 'unmaximize'] as const)
      this.#window.on(event as 'resize', soon)
    this.#window.on('close', save)
    this.#window.on('closed', () => clearTimeout(timer))
  }

  #followTheme(): void {
    const paint = () => {
      if (!this.#window.isDestroyed())
        this.#window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light)
    }
    nativeTheme.on('updated', paint)
    this.#window.on('closed', () => nativeTheme.off('updated', paint))
  }

  // A renderer that dies holds nothing that is not in main: it is loaded again, a few times and not for ever.
  #recover(): void {
    let deaths = 0
    this.#window.webContents.on('render-process-gone', (_, details) => {
      if (details.reason === 'clean-exit' || ++deaths > 3) return
      this.#window.webContents.reload()
    })
  }
}

function webPreferences(options: WindowOptions): Electron.WebPreferences {
  return {
    session: options.session,
    preload: options.preload,
    // The renderer cannot open files, start programs or use the network by itself, even when it is taken over.
    sandbox: true,
    // The page cannot reach into the preload, only use what it has put on window.api.
    contextIsolation: true,
    // No Node in the page: one script that gets in would be a program on the user's machine.
    nodeIntegration: false,
    // Nor in workers, nor in frames: those would be doors beside the one that is guarded.
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    // A webview is a page with settings that the page chooses.
    webviewTag: false,
    // The same-origin rule, and no mixed content.
    webSecurity: true,
    allowRunningInsecureContent: false,
    // Nothing that Chromium has not finished.
    experimentalFeatures: false,
    // Dropping a file on the window shall not open it in place of the page.
    navigateOnDragDrop: false,
    // Spell checking fetches dictionaries, and what is typed here is nobody else's.
    spellcheck: false,
    // With the developer tools anybody at the keyboard drives the page, and a shown value stays in them.
    devTools: !options.packaged,
    // A hidden window shall not run animations; timers in main do not depend on it.
    backgroundThrottling: true,
    // Nothing here needs it, and a page without it cannot be made to show another product's login.
    safeDialogs: true,
    plugins: false,
    enableWebSQL: false,
  }
}

// A screen that was there last time may be gone.
function onSomeScreen(bounds: Bounds): boolean {
  const { workArea } = screen.getDisplayMatching(bounds)
  return (
    bounds.x < workArea.x + workArea.width - 80 &&
    bounds.x + bounds.width > workArea.x + 80 &&
    bounds.y >= workArea.y - 10 &&
    bounds.y < workArea.y + workArea.height - 80
  )
}
