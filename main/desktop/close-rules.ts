/** What the window does when it is closed. */
export type CloseAction = 'close' | 'hide' | 'quit'

/**
 * Hidden only where there is a way back: a tray that somebody shows, or the dock. Without one, a hidden window
 * would be an app that nobody can reach or end.
 */
export function onWindowClose(now: {
  readonly quitting: boolean
  readonly platform: NodeJS.Platform
  readonly trayShown: boolean
}): CloseAction {
  if (now.quitting) return 'close'
  return now.platform === 'darwin' || now.trayShown ? 'hide' : 'quit'
}

/** Why the app must not end now, in words for people. */
export interface QuitObstacle {
  readonly message: string
  readonly detail: string
}

/** A step that is being taken is better ended than cut off, though the next start would find out how it went. */
export const rotationQuestion = {
  message: 'A key is being replaced',
  detail:
    'Keyturn can quit after the step that is being taken. The rotation stays where it is then, and goes on when ' +
    'Keyturn is started again.',
  buttons: ['Quit after this step', 'Stay open'],
} as const

/** A value that is only in memory is lost with the process, and the vendor never shows it again. */
export function quitObstacle(capture: { hasStuck(): boolean; isBusy(): boolean }): QuitObstacle | null {
  if (capture.hasStuck())
    return {
      message: 'The value of a new key is not in the keychain yet',
      detail:
        'It is only in memory, and the vendor can’t show it again. Keyturn stays open: try the keychain again, ' +
        'or copy the value and delete the key.',
    }
  if (capture.isBusy())
    return {
      message: 'A key is being created or stored',
      detail:
        'Keyturn stays open until its value is in the keychain and was read back. Quit again after that.',
    }
  return null
}
