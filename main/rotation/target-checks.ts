import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyRef } from '../../shared/model.ts'
import type { NewTarget } from '../../shared/rotation.ts'
import { looksLikeKey } from '../agents/locators/text.ts'
import { Secret } from '../vault/secret.ts'

/** The known key with this value; null for none. Fails like the keychain. */
export type Identify = (value: Secret) => Promise<Result<KeyRef | null>>

/**
 * The address at which an agent answers, without a trailing slash. Plain `http` is an agent's own way, on any host.
 * Fails with `usage` for what is no such address, or carries a password, a query or a fragment.
 */
export function checkedAddress(written: string): Result<string> {
  const refuse = (why: string): Result<never> =>
    fail(
      'usage',
      `The control address ${why}.`,
      "Give the agent's own address, such as http://127.0.0.1:9090.",
    )
  if (!URL.canParse(written)) return refuse('is not a URL')
  const url = new URL(written)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('does not start with http')
  if (url.username !== '' || url.password !== '') return refuse('carries a user name or password')
  if (url.search !== '' || url.hash !== '') return refuse('has a query or a fragment')
  return ok(url.href.replace(/\/+$/, ''))
}

/** A command is one line for the system's shell. Fails with `usage`. */
export const checkedCommand = (written: string): Result<string> =>
  written.trim() === '' || written.length > 2000 || /\p{Cc}/u.test(written)
    ? fail(
        'usage',
        'The reload command is one line of 1 to 2000 characters.',
        'Put more into a script, and name that.',
      )
    : ok(written.trim())

/** Refuses a target in whose texts a key stands: they are shown, and a command's are seen by every user. */
export async function checkHoldsNoKey(target: NewTarget, identify: Identify): Promise<Result<void>> {
  const texts: readonly (readonly [string, string | null])[] = [
    ['The reload command', target.reloadCommand],
    ['The control address', target.controlUrl],
    ["The file's name", target.file],
    ["The host's name", target.host],
  ]
  for (const [what, text] of texts) {
    const words = new Set([
      ...(text?.match(/[\w-]{16,2560}/g) ?? []),
      ...(text?.match(/[\w.~+=-]{16,2560}/g) ?? []),
    ])
    for (const word of words) {
      // An older key has the shape of any UUID, so that only a known one counts.
      const shaped = /^cx/.test(word) && looksLikeKey(word)
      const known = shaped ? ok(null) : await identify(Secret.of(word))
      if (!known.ok) return known
      if (shaped || known.value !== null)
        return fail(
          'refused',
          `${what} has a key in it. Nothing was recorded.`,
          'Let a script read the key from a file or its environment instead.',
        )
    }
  }
  return ok(undefined)
}
