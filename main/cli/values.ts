import { fail, ok, type Result } from '../../shared/errors.ts'
import { Secret } from '../vault/secret.ts'
import type { Context } from './context.ts'
import type { RunningSandbox } from './io.ts'

/** The longest value that is read: a downloaded key file is under 200 bytes. */
const limitBytes = 16_384

/** Whether an argument carries one of the vendors' values: those never belong on a command line. */
export const looksLikeValue = (argument: string): boolean =>
  /\bcx[a-z]{1,4}_[A-Za-z0-9]{12,}/.test(argument) || looksRandom(argument)

/**
 * Values without a prefix are 40 letters and digits or more in no order, with nothing else in the argument: in names the
 * kinds of characters come in runs or hyphens part words, and ids have a UUID in them or letters of one case.
 */
function looksRandom(argument: string): boolean {
  if (!/^[A-Za-z0-9_-]{40,120}$/.test(argument) || /[0-9a-f]{8}-[0-9a-f]{4}-/i.test(argument)) return false
  const kinds = [...argument].map((one) => [/[a-z]/, /[A-Z]/, /[0-9]/].findIndex((kind) => kind.test(one)))
  const marks = kinds.filter((kind) => kind === -1).length
  if (marks > argument.length / 8) return false
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length
  return [0, 1, 2].every((kind) => kinds.includes(kind)) && changes >= argument.length / 2
}

/**
 * Reads a value from stdin, or asks for it without showing it. `what` names it in sentences, such as "the admin
 * key". One newline at the end is not part of the value. A downloaded file may have several `lines`.
 */
export async function readSecret(c: Context, what: string, lines: 'one' | 'any'): Promise<Result<Secret>> {
  if (c.io.canAsk) {
    const typed = await c.io.ask(`Paste ${what} (it is not shown): `, 'hidden')
    if (typed === null) return fail('refused', 'Cancelled. Nothing was changed.')
    return typed.trim() === ''
      ? fail('usage', `No value was given for ${what}.`)
      : ok(Secret.of(typed.trim()))
  }
  const bytes = await c.io.readStdin(limitBytes)
  if (bytes === null) {
    return fail('usage', `What came on stdin is longer than ${limitBytes} bytes, so it is not ${what}.`)
  }
  const text = bytes.toString('utf8').replace(/\r?\n$/, '')
  bytes.fill(0)
  if (text === '') return fail('usage', 'Nothing came on stdin.', `Pipe ${what} into this command.`)
  if (lines === 'one' && /[\r\n]/.test(text)) {
    return fail('usage', 'What came on stdin has several lines.', `Pipe only ${what} into this command.`)
  }
  return ok(Secret.of(text))
}

/** The terminal's one sink of values: stdout. */
export function printValue(c: Context, value: Secret): void {
  value.expose((text) => c.io.out(`${text}\n`))
}

/** The same, for a document that carries a value because the user asked for exactly that. */
export function printValueDocument(c: Context, value: Secret, build: (text: string) => unknown): void {
  value.expose((text) => c.io.out(`${JSON.stringify(build(text), null, 2)}\n`))
}

/** Shows a value to the person at the terminal, who asked for it; never to a pipe. */
export function showValue(c: Context, value: Secret): void {
  value.expose((text) => c.io.err(`${text}\n`))
}

/** The first line of `sandbox`: its keys open nothing but the sandbox, which ends with the command. */
export function printSandbox(c: Context, sandbox: RunningSandbox): void {
  const { apiUrl, ingressUrl, grpcUrl, adminKey, ibmCloud, aggregationsIo } = sandbox
  const { apiKey, ...ibm } = ibmCloud
  const { readKey, writeKey, ...aggregations } = aggregationsIo
  const line = {
    ...{ apiUrl, ingressUrl, grpcUrl, adminKey: adminKey.expose((text) => text) },
    vendors: {
      'ibm-cloud': { ...ibm, apiKey: apiKey.expose((text) => text) },
      'aggregations-io': {
        ...aggregations,
        keys: { read: readKey.expose((text) => text), write: writeKey.expose((text) => text) },
      },
    },
  }
  c.io.out(`${JSON.stringify(line)}\n`)
}
