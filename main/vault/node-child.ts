import { fork } from 'node:child_process'
import type { KeychainReply, SpawnKeychain } from './keychain-child.ts'

/**
 * Starts the keychain process under plain Node, for the terminal. `file` is the absolute path of the built
 * `keychain-process.js`, which lies beside the entry that asks for it. While it is idle it does not keep the
 * caller alive; when the caller ends, in whatever way, it ends too.
 */
export const nodeKeychain =
  (file: string, environment: NodeJS.ProcessEnv = process.env): SpawnKeychain =>
  () => {
    // Options meant for the caller (a debugger's port, a loader) must not reach the process that holds values.
    const { NODE_OPTIONS: _, ...env } = environment
    const child = fork(file, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    return {
      send: (request) => void child.send(request, () => undefined),
      onMessage: (listener) => {
        child.on('message', (message) => listener(message as KeychainReply))
        child.unref()
        child.channel?.unref()
      },
      onExit: (listener) => {
        let told = false
        const tell = (): void => {
          if (!told) listener()
          told = true
        }
        child.once('close', tell)
        // A process that could not be started has no `close`.
        child.on('error', tell)
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
