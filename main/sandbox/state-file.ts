import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import type { VendorState } from './model.ts'

/** Reads the state that `saveState` wrote; null when there is none. Throws when the file is not such a state. */
export function loadState(path: string): VendorState | null {
  let text: string
  try {
    text = fs.readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const state = JSON.parse(text) as Partial<VendorState> | null
  if (state?.version !== 1 || !Array.isArray(state.keys)) {
    throw new Error(`the sandbox's state in ${path} is not one that this version reads`)
  }
  return state as VendorState
}

/**
 * Writes the state so that a crash leaves the old or the new one: a temporary file beside it, fsync, rename, fsync of
 * the folder. Readable by the owner alone. Synchronous: the answer to a write waits for it.
 */
export function saveState(path: string, state: VendorState): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = fs.openSync(temporary, 'wx', 0o600)
    try {
      fs.writeFileSync(file, JSON.stringify(state))
      fs.fsyncSync(file)
    } finally {
      fs.closeSync(file)
    }
    fs.renameSync(temporary, path)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
  // Windows has no folders to open; its rename is durable without.
  if (process.platform === 'win32') return
  const folder = fs.openSync(dirname(path), 'r')
  try {
    fs.fsyncSync(folder)
  } finally {
    fs.closeSync(folder)
  }
}
