import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { callNames, eventNames } from '../shared/channels.ts'

// One named method per call and a subscription per known event: the window can name nothing else.
const methods = Object.fromEntries(
  callNames.map((name) => [name, (input?: unknown) => ipcRenderer.invoke(name, input)]),
)

contextBridge.exposeInMainWorld('api', {
  ...methods,
  on: (event: string, listener: (payload: unknown) => void) => {
    if (!(eventNames as readonly string[]).includes(event)) throw new Error('no such event')
    const forward = (_: unknown, payload: unknown) => listener(payload)
    ipcRenderer.on(event, forward)
    return () => void ipcRenderer.off(event, forward)
  },
  pathOf: (file: File) => webUtils.getPathForFile(file),
})
