import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Path from the repository's root, with `/`, to the file's text. */
export type Files = ReadonlyMap<string, string>

/** The folders whose code is shipped. */
export const shippedFolders = ['main', 'renderer', 'preload', 'shared'] as const

/** All source files (TypeScript and JavaScript) under these folders of the repository. */
export function sourceFiles(folders: readonly string[]): Files {
  const files = new Map<string, string>()
  for (const folder of folders) {
    for (const path of listed(folder)) {
      if (/\.(ts|tsx|mts|mjs|js)$/.test(path)) files.set(path, readFileSync(path, 'utf8'))
    }
  }
  return files
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.name !== 'node_modules')
      .flatMap((entry) => {
        const path = join(folder, entry.name).replaceAll('\\', '/')
        return entry.isDirectory() ? listed(path) : [path]
      })
  } catch {
    return [] // a folder that is not there yet
  }
}

/** The text without comments that stand on lines of their own or after code. Strings are left whole. */
export const withoutComments = (source: string): string =>
  source
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replace(/\{\/\*.*?\*\/\}/g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/(?<=[\s;,{])\/\/ .*$/gm, '')
