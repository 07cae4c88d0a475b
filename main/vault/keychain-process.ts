import { type KeychainReply, type KeychainRequest, keychainService } from './keychain-child.ts'

/**
 * The process that alone talks to the keychain, and the only file that imports keytar. A keychain that does not
 * answer blocks keytar's threads for 25 s a call, and no process that waits for one can read a file meanwhile or
 * even end: so that process is this one, which can be killed.
 *
 * It runs under Node's `child_process.fork` and under Electron's `utilityProcess`.
 */

interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  postMessage(message: unknown): void
}

const parentPort = (process as unknown as { readonly parentPort?: ParentPort }).parentPort

const reply = (message: KeychainReply): void => {
  if (parentPort) parentPort.postMessage(message)
  else process.send?.(message)
}

async function answer(request: KeychainRequest): Promise<KeychainReply> {
  try {
    // Loaded late, so that a missing libsecret is an answer and not a crash at the start.
    const { default: keytar } = await import('keytar')
    return { id: request.id, ok: true, value: await carryOut(keytar, request) }
  } catch (error) {
    return { id: request.id, ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

async function carryOut(
  keytar: typeof import('keytar'),
  { op, account, value }: KeychainRequest,
): Promise<string | boolean | null> {
  switch (op) {
    case 'set':
      await keytar.setPassword(keychainService, account, value ?? '')
      return null
    case 'get':
      return await keytar.getPassword(keychainService, account)
    case 'delete':
      return await keytar.deletePassword(keychainService, account)
  }
}

let last: Promise<void> = Promise.resolve()
const take = (message: unknown): void => {
  const request = message as KeychainRequest
  last = last.then(async () => reply(await answer(request)))
}

if (parentPort) {
  parentPort.on('message', (event) => take(event.data))
} else {
  process.on('message', take)
  // process.exit would wait for keytar's threads, for up to 50 s with a frozen keychain.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  // Ctrl-C in a terminal reaches the whole group: the parent decides what is still to be stored, then lets go.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
}
