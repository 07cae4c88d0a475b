import type { Failure, Result } from '../../../shared/errors.ts'
import type { ProviderKey } from '../provider.ts'
import { typeOf } from './key-types.ts'
import { family } from './policy-permissions.ts'
import { type Deadlines, keyPath, type Rest } from './rest.ts'
import type { Rights } from './rights.ts'
import { parseKey } from './schemas.ts'

/** What one session leaves for the next: most are opened for a single call. By key id, which no two accounts share. */
export class Memory {
  /** What the last listing said, to name the one permission that a change needs. */
  readonly keys = new Map<string, ProviderKey>()
  /** The text of the policy that was read last; see `policyCalls`. */
  readonly policies = new Map<string, string | null>()
}

/** The calls that are about one key: nothing but this key is read or changed. */
export class KeyCalls {
  readonly #rest: Rest
  readonly #deadlines: Deadlines
  readonly #rights: Rights
  readonly #known: Memory['keys']

  constructor(rest: Rest, deadlines: Deadlines, rights: Rights, known: Memory['keys']) {
    this.#rest = rest
    this.#deadlines = deadlines
    this.#rights = rights
    this.#known = known
  }

  /** The permissions of which a call about this key needs one: all that it could be where its type is not known. */
  needsOf(keyId: string, action: 'Manage' | 'ReadConfig'): readonly string[] {
    const type = this.#known.get(keyId)?.type
    const families = type === undefined ? Object.values(family) : [family[type]]
    return families.map((name) => `${name}:${action}`)
  }

  /** Reads the key. `read` returns null for what is no such answer. */
  async get<T>(
    keyId: string,
    goal: string,
    needs: readonly string[],
    read: (json: unknown) => T | null,
    signal?: AbortSignal,
  ): Promise<Result<T>> {
    const path = keyPath(keyId)
    if (!path.ok) return path
    const words = { effect: 'read', goal, needs } as const
    const problem = 'not with the key that was asked for'
    return this.#rest.ask('GET', path.value, words, this.#deadlines.list, read, problem, { signal })
  }

  /** Changes or deletes the key: one call, whose refusal names the one permission that it is about. */
  async change(
    method: 'PUT' | 'DELETE',
    keyId: string,
    goal: string,
    needs: readonly string[],
    body?: unknown,
  ): Promise<Result<void>> {
    const path = keyPath(keyId)
    if (!path.ok) return path
    const answer = await this.#rest.change(method, path.value, { goal, needs }, this.#deadlines.write, body)
    const [only] = needs
    if (only !== undefined && needs.length === 1) return this.#rights.heard(only, goal, answer)
    if (answer.ok || answer.failure.code !== 'permission-missing') return answer
    return narrowed(answer.failure, needs, await this.#rightOf(keyId))
  }

  /** By what the key is now; null where that is not told. */
  async #rightOf(keyId: string): Promise<string | null> {
    const key = await this.get(keyId, 'see what the key is', this.needsOf(keyId, 'ReadConfig'), parseKey)
    const name = key.ok ? family[typeOf(key.value, false)] : undefined
    return name === undefined ? null : `${name}:Manage`
  }
}

/** A refusal that named every permission that it could be about, with the one that it is about. */
function narrowed(failure: Failure, all: readonly string[], one: string | null): Result<never> {
  if (one === null) return { ok: false, failure }
  const only = (text: string): string => text.replaceAll(all.join(' or '), one)
  return {
    ok: false,
    failure: {
      ...failure,
      permissions: [one],
      message: only(failure.message),
      hint: only(failure.hint),
    },
  }
}
