import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import type { AggregationsState } from './aggregations-io/model.ts'
import type { IbmState } from './ibm-cloud/model.ts'
import type { VendorState } from './model.ts'

/** The file: Coralogix's account, since it was the first, and the others beside it. */
interface SandboxState extends VendorState {
  readonly ibmCloud?: IbmState
  readonly aggregationsIo?: AggregationsState
}

/** Keeps every vendor's account in one file, or in none at all. */
export class StateFile {
  readonly #path: string | null
  #whole: SandboxState | null

  /** Reads the file. Throws when it cannot be read or is not such a state. */
  constructor(path: string | null) {
    this.#path = path
    this.#whole = path === null ? null : loadState(path)
  }

  get coralogix(): VendorState | null {
    if (this.#whole === null) return null
    // Without the others': it is kept again as a whole, and theirs would be old by then.
    const { ibmCloud: _, aggregationsIo: __, ...own } = this.#whole
    return own
  }

  /** Null where the file is of a version that did not know the vendor. */
  get ibmCloud(): IbmState | null {
    return this.#whole?.ibmCloud ?? null
  }

  get aggregationsIo(): AggregationsState | null {
    return this.#whole?.aggregationsIo ?? null
  }

  /** Writes a vendor's account beside the others'. Coralogix's comes first: it makes the file. */
  keep(part: VendorState | Pick<SandboxState, 'ibmCloud'> | Pick<SandboxState, 'aggregationsIo'>): void {
    const whole = { ...this.#whole, ...part } as SandboxState
    if (this.#path !== null) saveState(this.#path, whole)
    this.#whole = whole
  }
}

/** Reads the state that `saveState` wrote; null when there is none. Throws when the file is not such a state. */
function loadState(path: string): SandboxState | null {
  let text: string
  try {
    text = fs.readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const state = JSON.parse(text) as Partial<SandboxState> | null
  if (state?.version !== 1 || !Array.isArray(state.keys)) {
    throw new Error(`the sandbox's state in ${path} is not one that this version reads`)
  }
  return state as SandboxState
}

/**
 * Writes the state so that a crash leaves the old or the new one: a temporary file beside it, fsync, rename, fsync of
 * the folder. Readable by the owner alone. Synchronous: the answer to a write waits for it.
 */
function saveState(path: string, state: SandboxState): void {
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
