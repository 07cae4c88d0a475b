import { Menu, type MenuItemConstructorOptions, type NativeImage, Tray } from 'electron'
import type { NavigateTo } from '../../shared/ipc.ts'
import type { TrayLine, TrayModel } from './tray-menu.ts'

export interface TrayActions {
  open(): void
  navigate(to: NavigateTo): void
  sync(): void
  pause(): void
  resume(): void
  quit(): void
}

/** The icon in the desktop's tray, showing a `TrayModel`. */
export class AppTray {
  readonly #tray: Tray
  readonly #icon: (due: boolean) => NativeImage
  readonly #actions: TrayActions
  #shown = ''

  constructor(icon: (due: boolean) => NativeImage, actions: TrayActions) {
    this.#icon = icon
    this.#actions = actions
    this.#tray = new Tray(icon(false))
    this.#tray.on('click', () => actions.open())
  }

  /** Shows the model. Does nothing when it is what is shown already: a menu that is open would close. */
  show(model: TrayModel): void {
    const text = JSON.stringify(model)
    if (text === this.#shown) return
    this.#shown = text
    this.#tray.setImage(this.#icon(model.due))
    this.#tray.setToolTip(model.tooltip)
    this.#tray.setContextMenu(Menu.buildFromTemplate(model.lines.map((line) => this.#entry(line))))
  }

  destroy(): void {
    this.#tray.destroy()
  }

  #entry(line: TrayLine): MenuItemConstructorOptions {
    if (line.kind === 'separator') return { type: 'separator' }
    // An ampersand would mark a letter as a shortcut: a key's name is text.
    const label = line.label.replaceAll('&', '&&')
    if ('ref' in line)
      return { label, click: () => this.#actions.navigate({ view: line.kind, ref: line.ref }) }
    return { label, enabled: line.enabled, click: () => this.#act(line.kind) }
  }

  #act(kind: 'overview' | 'pause' | 'resume' | 'sync' | 'open' | 'quit'): void {
    if (kind === 'overview') this.#actions.navigate({ view: 'overview' })
    else if (kind === 'sync') this.#actions.sync()
    else if (kind === 'pause') this.#actions.pause()
    else if (kind === 'resume') this.#actions.resume()
    else if (kind === 'open') this.#actions.open()
    else this.#actions.quit()
  }
}
