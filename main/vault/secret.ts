import { timingSafeEqual } from 'node:crypto'

/**
 * Carries a value from where it enters (a vendor's answer, a paste, the keychain) to a sink (the keychain, the
 * clipboard, a config file, a request's header). It refuses to be printed, serialised or cloned, so that a value
 * cannot leave by accident. `expose` is the only way out; `test/unit/house/secret.test.ts` holds the list of the
 * files that may call it.
 */
export class Secret {
  readonly #bytes: Buffer
  #disposed = false

  private constructor(bytes: Buffer) {
    this.#bytes = bytes
    // A function cannot be structured-cloned: sending a Secret over IPC or to another process throws.
    Object.defineProperty(this, 'guard', { value: () => undefined, enumerable: true })
  }

  /** Wraps text. The caller drops its own reference: a string cannot be wiped. */
  static of(text: string): Secret {
    return new Secret(Buffer.from(text, 'utf8'))
  }

  /** The number of characters. */
  get length(): number {
    return this.#bytes.toString('utf8').length
  }

  /** Lends the value to a sink. The caller must not keep, log or return it. Throws after `dispose`. */
  expose<T>(sink: (value: string) => T): T {
    if (this.#disposed) throw new SecretDisposed()
    return sink(this.#bytes.toString('utf8'))
  }

  /** Whether both carry the same value, in constant time for equal lengths. */
  equals(other: Secret): boolean {
    return this.#bytes.length === other.#bytes.length && timingSafeEqual(this.#bytes, other.#bytes)
  }

  /** The same value, to be disposed of apart. Throws after `dispose`. */
  copy(): Secret {
    if (this.#disposed) throw new SecretDisposed()
    return new Secret(Buffer.from(this.#bytes))
  }

  /** Overwrites the value in memory. */
  dispose(): void {
    this.#bytes.fill(0)
    this.#disposed = true
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): never {
    throw new Error('a Secret cannot be serialised')
  }

  [Symbol.toPrimitive](): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}

/** Thrown where a value is wanted that was wiped meanwhile, as when its account was removed. */
export class SecretDisposed extends Error {
  constructor() {
    super('the secret was disposed of')
  }
}
