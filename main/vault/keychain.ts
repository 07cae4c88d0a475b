import { randomUUID } from 'node:crypto'
import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type { VaultState, VaultStatus } from '../../shared/model.ts'
import type { SpawnKeychain } from './keychain-child.ts'
import { broken, failureOf, neverDelivered, type Outcome } from './keychain-errors.ts'
import { defaultTimes, KeychainRunner, type KeychainTimes } from './keychain-runner.ts'
import { Secret } from './secret.ts'
import type { SecretReference, Vault } from './vault.ts'

/** Windows keeps at most 2,560 bytes (UTF-8 as keytar writes it) per item; the same limit everywhere keeps data portable. */
const maxBytes = 2560
const readAttempts = 3

export interface KeychainOptions {
  readonly times?: Partial<KeychainTimes>
  /** Called after every change of the state or its message. */
  readonly onStatus?: (status: VaultStatus) => void
  readonly now?: () => Date
}

/**
 * The vault in the OS keychain, one item per value, readable under the service `Keyturn` with the owner's own
 * keychain tool. There is no other place where a value could go: when the keychain does not work, nothing is stored.
 */
export class Keychain implements Vault {
  readonly #runner: KeychainRunner
  readonly #options: KeychainOptions
  #status: VaultStatus

  constructor(spawn: SpawnKeychain, options: KeychainOptions = {}) {
    this.#options = options
    const times = { ...defaultTimes, ...options.times }
    this.#runner = new KeychainRunner(spawn, times, () =>
      this.#note(
        'locked',
        'The keychain waits for its password.',
        'Answer the dialog that the keychain shows.',
      ),
    )
    const message = 'The keychain was not asked yet.'
    this.#status = { state: 'unavailable', message, hint: '', checkedAt: null }
  }

  /** Starts the keychain process ahead of the first call. */
  warm(): void {
    this.#runner.warm()
  }

  async set(reference: SecretReference, value: Secret): Promise<Result<void>> {
    const reason = value.expose(whyNotStorable)
    if (reason) return fail('refused', reason, 'Nothing was stored.')
    // The one place where a value crosses to the keychain process: a Secret refuses to be cloned.
    const outcome = await value.expose((text) => this.#ask('set', reference, text))
    if (outcome.kind !== 'answer') return this.#failed(outcome)
    this.#works()
    return ok(undefined)
  }

  async get(reference: SecretReference): Promise<Result<Secret | null>> {
    const outcome = await this.#ask('get', reference)
    if (outcome.kind !== 'answer') return this.#failed(outcome)
    if (typeof outcome.value !== 'string') return this.#unlessLocked<Secret | null>(null)
    this.#works()
    return ok(Secret.of(outcome.value))
  }

  async delete(reference: SecretReference): Promise<Result<boolean>> {
    const outcome = await this.#ask('delete', reference)
    if (outcome.kind !== 'answer') return this.#failed(outcome)
    if (outcome.value !== true) return this.#unlessLocked<boolean>(false)
    this.#works()
    return ok(true)
  }

  async probe(): Promise<VaultStatus> {
    // A reference of its own per probe: two processes must not read each other's. One left behind by a crash is harmless.
    const reference = `canary:${randomUUID()}`
    const text = randomUUID()
    const set = await this.#ask('set', reference, text)
    if (set.kind !== 'answer') return this.#noteFailure(failureOf(set))
    const back = await this.#ask('get', reference)
    if (back.kind !== 'answer') return this.#noteFailure(failureOf(back))
    await this.#ask('delete', reference)
    if (back.value !== text) {
      const message = 'The keychain did not give back what was stored in it.'
      return this.#note(
        'refused',
        message,
        'Nothing is stored in it until it does. Check it with its own tool.',
      )
    }
    return this.#works()
  }

  status(): VaultStatus {
    return this.#status
  }

  async close(): Promise<void> {
    this.#runner.close()
  }

  /** A locked keychain says "no such item" too. Only a probe that goes through makes that answer believable. */
  async #unlessLocked<T>(value: T): Promise<Result<T>> {
    const { state, message, hint } = await this.probe()
    if (state === 'ready') return ok(value)
    return fail(`keychain-${state}`, message, hint)
  }

  async #ask(op: 'set' | 'get' | 'delete', account: string, value?: string): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#runner.ask(value === undefined ? { op, account } : { op, account, value })
      if (outcome.kind === 'answer' || attempt >= readAttempts) return outcome
      // A read may be repeated after a broken connection; a set or delete only when it was provably not carried out.
      const repeatable = op === 'get' ? broken(outcome) : neverDelivered(outcome)
      if (!repeatable) return outcome
    }
  }

  #failed(outcome: Outcome): Result<never> {
    const failure = failureOf(outcome)
    if (outcome.kind !== 'closed') this.#noteFailure(failure)
    return { ok: false, failure }
  }

  #noteFailure({ code, message, hint }: Failure): VaultStatus {
    const state: VaultState =
      code === 'keychain-locked' ? 'locked' : code === 'keychain-refused' ? 'refused' : 'unavailable'
    return this.#note(state, message, hint)
  }

  #works(): VaultStatus {
    return this.#note('ready', 'The keychain works.', '')
  }

  #note(state: VaultState, message: string, hint: string): VaultStatus {
    const before = this.#status
    this.#status = this.#statusOf(state, message, hint)
    if (before.state !== state || before.message !== message) this.#options.onStatus?.(this.#status)
    return this.#status
  }

  #statusOf(state: VaultState, message: string, hint: string): VaultStatus {
    const now = this.#options.now?.() ?? new Date()
    return { state, message, hint, checkedAt: now.toISOString() }
  }
}

/** Why the keychain would not give the text back as it is; null when it would. Never quotes the text. */
function whyNotStorable(text: string): string | null {
  if (text === '') return 'An empty value cannot be stored.'
  const bytes = Buffer.byteLength(text, 'utf8')
  if (bytes > maxBytes)
    return `The value is ${bytes} bytes long. A keychain item holds at most ${maxBytes} bytes.`
  // NUL ends a value on Linux; U+FFFD stands where a character was lost before it came here.
  if (unstorable.test(text)) return 'The value holds characters that a keychain does not keep as they are.'
  return null
}

const unstorable = /[^\P{Cc}\t\n\r]|\u{FFFD}/u
