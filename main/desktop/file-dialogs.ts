import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'

/** Asks for the text file that a vendor's page has let the user download; null when cancelled. */
export async function pickImport(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Import a downloaded key',
    buttonLabel: 'Import',
    properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
    filters: [
      { name: 'Text files', extensions: ['txt', 'text', 'key', 'csv', 'json'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Asks for config files; empty when cancelled. */
export async function pickConfigs(window: BrowserWindow): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose agent configs',
    buttonLabel: 'Choose',
    // Agents' folders are often hidden ones. Main resolves links itself, and says so.
    properties: ['openFile', 'multiSelections', 'showHiddenFiles', 'dontAddToRecent', 'noResolveAliases'],
  })
  return canceled ? [] : filePaths
}

/** Asks for folders to scan; empty when cancelled. */
export async function pickFolders(window: BrowserWindow): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose folders to scan',
    buttonLabel: 'Choose',
    properties: ['openDirectory', 'multiSelections', 'showHiddenFiles', 'dontAddToRecent'],
  })
  return canceled ? [] : filePaths
}

/** Asks where to save; null when cancelled. `name` is offered, in the user's documents. */
export async function pickSave(window: BrowserWindow, name: string): Promise<string | null> {
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the receipt',
    buttonLabel: 'Save',
    defaultPath: join(app.getPath('documents'), name),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
  })
  return canceled || !filePath ? null : filePath
}
