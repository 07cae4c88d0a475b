import { hasTrayHost } from './tray-host.ts'
import type { TrayModel } from './tray-menu.ts'

interface ShownTray {
  show(model: TrayModel): void
  destroy(): void
}

/** Puts the icon into the tray once there is one. A tray may come after the app, or leave before it. */
export class TrayPresence {
  readonly #make: () => ShownTray
  readonly #model: () => TrayModel
  #tray: ShownTray | undefined
  #shown: Promise<boolean> | undefined
  #closed = false

  constructor(make: () => ShownTray, model: () => TrayModel) {
    this.#make = make
    this.#model = model
  }

  /** Whether the icon can be seen, as last asked. */
  shown(): Promise<boolean> {
    this.#shown ??= this.ask()
    return this.#shown
  }

  /** Asks the desktop again, and shows the icon where it can be seen now. */
  ask(): Promise<boolean> {
    const asked = hasTrayHost(process.platform).then((host) => {
      if (host && !this.#closed) this.#tray ??= this.#make()
      this.refresh()
      return host
    })
    this.#shown = asked
    return asked
  }

  /** Shows what is due now. */
  refresh(): void {
    this.#tray?.show(this.#model())
  }

  close(): void {
    this.#closed = true
    this.#tray?.destroy()
    this.#tray = undefined
  }
}
