import { utilityProcess } from 'electron'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { SandboxVendors } from '../sandbox/sandbox.ts'

/** What the sandbox's process says once. The admin key is the sandbox's own and opens nothing else. */
export type SandboxMessage =
  | {
      readonly kind: 'started'
      readonly vendors: SandboxVendors
    }
  | { readonly kind: 'failed' }

const START_DEADLINE_MS = 10_000

/** Runs the embedded vendor API for as long as the app runs. */
export class SandboxHost {
  readonly #file: string
  readonly #stateFile: string
  #child: Electron.UtilityProcess | undefined
  #address: Promise<Result<SandboxVendors>> | undefined

  /** `file`: the built `sandbox-process.js`. `stateFile`: where the sandbox keeps its keys and ports over a restart. */
  constructor(file: string, stateFile: string) {
    this.#file = file
    this.#stateFile = stateFile
  }

  /** Starts it, or answers where it already runs: on the ports of its last run, if they are free. */
  start(): Promise<Result<SandboxVendors>> {
    this.#address ??= this.#spawn()
    return this.#address
  }

  close(): void {
    this.#child?.kill()
  }

  #spawn(): Promise<Result<SandboxVendors>> {
    return new Promise((resolve) => {
      const child = utilityProcess.fork(this.#file, [this.#stateFile], {
        serviceName: 'Keyturn sandbox',
        stdio: 'ignore',
      })
      this.#child = child
      const deadline = setTimeout(() => child.kill(), START_DEADLINE_MS)
      child.once('exit', () => {
        clearTimeout(deadline)
        // Whatever ended it: the next call that needs it starts it again.
        this.#child = undefined
        this.#address = undefined
        resolve(notStarted())
      })
      child.once('message', (message: SandboxMessage) => {
        clearTimeout(deadline)
        if (message.kind === 'failed') {
          child.kill()
          return
        }
        resolve(ok(message.vendors))
      })
    })
  }
}

const notStarted = () =>
  fail(
    'storage-failed',
    'The sandbox could not be started.',
    'Look whether the data folder can be written and the disk has room, then try again.',
  )
