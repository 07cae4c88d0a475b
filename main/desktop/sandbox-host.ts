import { utilityProcess } from 'electron'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account } from '../../shared/model.ts'
import { Secret } from '../vault/secret.ts'

/** What the sandbox's process says once. The admin key is the sandbox's own and opens nothing else. */
export type SandboxMessage =
  | {
      readonly kind: 'started'
      readonly apiUrl: string
      readonly ingressUrl: string
      readonly adminKey: string
    }
  | { readonly kind: 'failed' }

export interface SandboxAddress {
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly adminKey: Secret
}

const START_DEADLINE_MS = 10_000

/** Runs the embedded vendor API for as long as the app runs. */
export class SandboxHost {
  readonly #file: string
  readonly #stateFile: string
  #child: Electron.UtilityProcess | undefined
  #address: Promise<Result<SandboxAddress>> | undefined

  /** `file`: the built `sandbox-process.js`. `stateFile`: where the sandbox keeps its keys over a restart. */
  constructor(file: string, stateFile: string) {
    this.#file = file
    this.#stateFile = stateFile
  }

  /** Starts it, or answers where it already runs. On the account's own port where that is free. */
  async start(account: Account | null): Promise<Result<SandboxAddress>> {
    const running = await this.#address
    if (running?.ok) return running
    this.#address = this.#tryPorts(account)
    return this.#address
  }

  close(): void {
    this.#child?.kill()
  }

  async #tryPorts(account: Account | null): Promise<Result<SandboxAddress>> {
    for (const port of new Set([account ? portOf(account.apiUrl) : '0', '0'])) {
      const address = await this.#spawn(port)
      if (address) return ok(address)
    }
    return fail(
      'unexpected',
      'The sandbox could not be started.',
      'Look whether the data folder can be written and the disk has room, then try again.',
    )
  }

  #spawn(port: string): Promise<SandboxAddress | null> {
    return new Promise((resolve) => {
      const child = utilityProcess.fork(this.#file, [this.#stateFile, port], {
        serviceName: 'Keyturn sandbox',
        stdio: 'ignore',
      })
      const deadline = setTimeout(() => child.kill(), START_DEADLINE_MS)
      child.once('exit', () => {
        clearTimeout(deadline)
        if (this.#child === child) {
          // It ended by itself: the next call that needs it starts it again.
          this.#child = undefined
          this.#address = undefined
        }
        resolve(null)
      })
      child.once('message', (message: SandboxMessage) => {
        clearTimeout(deadline)
        if (message.kind === 'failed') {
          child.kill()
          return
        }
        this.#child = child
        const { apiUrl, ingressUrl, adminKey } = message
        resolve({ apiUrl, ingressUrl, adminKey: Secret.of(adminKey) })
      })
    })
  }
}

function portOf(address: string): string {
  return URL.canParse(address) ? new URL(address).port || '0' : '0'
}
