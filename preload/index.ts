import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { callNames, eventNames } from '../shared/channels.ts'

// One named method per call and a subscription per known event: the window can name nothing else.
const methods = Object.fromEntries(
  callNames.map((name) => [name, (input?: unknown) => ipcRenderer.invoke(name, input)]),
)

contextBridge.exposeInMainWorld('api', {
  ...methods,
  // The file itself, never a path: only one that the user dropped or chose has a path to read.
  'import.openFile': (file: File, ref: unknown) =>
    ipcRenderer.invoke('import.openFile', { path: webUtils.getPathForFile(file), ref }),
  on: (event: string, listener: (payload: unknown) => void) => {
    if (!(eventNames as readonly string[]).includes(event)) throw new Error('no such event')
    const forward = (_: unknown, payload: unknown) => listener(payload)
    ipcRenderer.on(event, forward)
    return () => void ipcRenderer.off(event, forward)
  },
  pathOf: (file: File) => webUtils.getPathForFile(file),
})
