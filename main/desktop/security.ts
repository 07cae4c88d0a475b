import type { App, Session, WebContents } from 'electron'
import { isAppPage } from './page-origin.ts'

/** In development the page comes from the build tool, which injects inline script and talks over a socket. */
const developmentPolicy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws:; base-uri 'none'; form-action 'none'"

/** The rules that hold for the window's session and for every page in this process. Each denies by default. */
export class WindowSecurity {
  readonly #packaged: boolean
  readonly #developmentUrl: string | null

  /** `developmentUrl`: the build tool's server; null in a packaged app, always. */
  constructor(options: { readonly packaged: boolean; readonly developmentUrl: string | null }) {
    this.#packaged = options.packaged
    this.#developmentUrl = options.developmentUrl
  }

  /** Applies all rules of a session; call it before anything is loaded in it. */
  guardSession(session: Session): void {
    this.denyPermissions(session)
    this.cancelNetwork(session)
    this.dropDownloads(session)
    this.turnSpellcheckOff(session)
    if (this.#developmentUrl !== null) this.loosenForDevelopment(session)
  }

  /** Applies the rules of pages to every one that is ever created, also those that we did not mean to create. */
  guardPages(app: App): void {
    app.on('web-contents-created', (_, contents) => {
      this.blockNavigation(contents)
      this.blockNewWindows(contents)
      this.blockWebviews(contents)
    })
  }

  /** The window needs no camera, place, clipboard or notification: those that we show come from main. */
  denyPermissions(session: Session): void {
    session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
    // Asked without a prompt, by another way: it would answer yes by default.
    session.setPermissionCheckHandler(() => false)
    // USB, serial and HID devices have a door of their own.
    session.setDevicePermissionHandler(() => false)
  }

  /** The page needs no network: a script that got in can send nothing out, not even by an image or a prefetch. */
  cancelNetwork(session: Session): void {
    session.webRequest.onBeforeRequest((details, decide) => {
      decide({ cancel: !this.#mayLoad(details.url) })
    })
  }

  /** Nothing is ever downloaded through the window: files go through main and its own dialogs. */
  dropDownloads(session: Session): void {
    session.on('will-download', (event) => event.preventDefault())
  }

  /** Spell checking fetches dictionaries, and some of its services would get to see what is typed. */
  turnSpellcheckOff(session: Session): void {
    session.setSpellCheckerEnabled(false)
    // Should it ever be on, it finds nothing to fetch from.
    session.setSpellCheckerDictionaryDownloadURL('app://nowhere/')
  }

  /** The page's own script is the app; another page in its place would inherit its rights to call main. */
  blockNavigation(contents: WebContents): void {
    contents.on('will-navigate', (event) => event.preventDefault())
    // A redirect, and a navigation of a frame within, do not raise the event above.
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
  }

  /** A second window would have none of our settings. Links go through `app.open`, which knows its hosts. */
  blockNewWindows(contents: WebContents): void {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  }

  /** A webview is a page with settings that the page chooses. */
  blockWebviews(contents: WebContents): void {
    contents.on('will-attach-webview', (event) => event.preventDefault())
  }

  /** Only with a build tool's server, so never in a packaged app. */
  loosenForDevelopment(session: Session): void {
    session.webRequest.onHeadersReceived((details, decide) => {
      decide({
        responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': [developmentPolicy] },
      })
    })
  }

  #mayLoad(address: string): boolean {
    if (isAppPage(address, this.#developmentUrl)) return true
    if (!URL.canParse(address)) return false
    const { protocol, host } = new URL(address)
    // Small pictures inside the page itself. They leave nothing and fetch nothing.
    if (protocol === 'data:') return true
    // The developer tools are a page of their own; a packaged app has none.
    if (protocol === 'devtools:') return !this.#packaged
    // The build tool reloads over a socket.
    return this.#developmentUrl !== null && protocol === 'ws:' && host === new URL(this.#developmentUrl).host
  }
}
