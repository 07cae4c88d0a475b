// @ts-check
// Copied to `resources/app` of the fallback Electron, which comes without the default app
// that makes `electron path/to/app` work. This does the same: it loads the app folder that
// is the first argument that is not a switch. Awaited at the top level, so that `ready`
// comes after the app's own first lines, as it does anywhere else.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (folder === undefined) {
  console.error('This Electron needs the folder of an app as its argument.')
  process.exit(1)
}
const root = resolve(folder)
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
app.setName(manifest.productName ?? manifest.name)
// Not in the typings, but what Electron's own default app calls.
const shell =
  /** @type {typeof app & { setVersion(version: string): void, setAppPath(path: string): void }} */ (app)
shell.setVersion(manifest.version)
shell.setAppPath(root)
await import(pathToFileURL(join(root, manifest.main ?? 'index.js')).href)
