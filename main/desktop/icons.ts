import { join } from 'node:path'
import { type NativeImage, nativeImage } from 'electron'

/** The app's icon, for the window and for notifications. */
export const appIcon = (folder: string): string => join(folder, 'app', '256x256.png')

/** The tray's icon, with a dot when something is due, sharp on dense screens too. */
export function trayIcon(folder: string, due: boolean): NativeImage {
  const mac = process.platform === 'darwin'
  const name = `${due ? 'tray-due' : 'tray'}-${mac ? 'template' : 'light'}`
  const size = process.platform === 'linux' ? 22 : 16
  const file = (pixels: number) => join(folder, 'tray', `${name}-${pixels}.png`)
  const image = nativeImage.createFromPath(file(size))
  const dense = nativeImage.createFromPath(file(size * 2))
  image.addRepresentation({ scaleFactor: 2, width: size * 2, height: size * 2, buffer: dense.toPNG() })
  // macOS draws a template in the menu bar's own colour. Panels of Linux and Windows are dark as a rule.
  image.setTemplateImage(mac)
  return image
}
