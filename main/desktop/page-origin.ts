import type { IpcMainInvokeEvent, WebContents } from 'electron'

/** Whether an address is the app's own page: `app://keyturn/`, or in development the build tool's server. */
export function isAppPage(address: string, developmentUrl: string | null): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  // Node gives every scheme but the web's own the origin "null": the parts are compared instead.
  if (url.protocol === 'app:' && url.host === 'keyturn') return true
  return developmentUrl !== null && url.origin === new URL(developmentUrl).origin
}

/**
 * Whether a call comes from the main frame of this window while it shows our own page. A frame within it, another
 * window, a page that somebody managed to load, and a frame that is gone by now are all refused.
 */
export function isMainFrameOf(
  contents: Pick<WebContents, 'mainFrame'>,
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  developmentUrl: string | null,
): boolean {
  const frame = event.senderFrame
  return (
    frame !== null &&
    event.sender === contents &&
    frame.parent === null &&
    frame === contents.mainFrame &&
    isAppPage(frame.url, developmentUrl)
  )
}
