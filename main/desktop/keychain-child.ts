import { utilityProcess } from 'electron'
import type { KeychainReply, SpawnKeychain } from '../vault/keychain-child.ts'

/**
 * Starts the keychain process as a utility process: the fuse that lets the app's binary run as Node is off, so
 * `fork` is not possible. `file` is the built `keychain-process.js`. Only after the app is ready.
 */
export const desktopKeychain =
  (file: string): SpawnKeychain =>
  () => {
    // Its output is dropped: nothing that a native library prints about a value shall reach a terminal or a log.
    const child = utilityProcess.fork(file, [], { serviceName: 'Keyturn keychain', stdio: 'ignore' })
    return {
      send: (request) => child.postMessage(request),
      onMessage: (listener) => void child.on('message', (message) => listener(message as KeychainReply)),
      onExit: (listener) => void child.once('exit', () => listener()),
      // `kill` of a utility process asks; a process that hangs in a call of the keychain does not listen.
      kill: () => {
        const { pid } = child
        if (pid === undefined) child.kill()
        else end(pid)
      },
    }
  }

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
