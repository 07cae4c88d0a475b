import { createHmac, randomBytes } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/errors.ts'
import { Secret } from './secret.ts'
import type { SecretReference, Vault } from './vault.ts'

/**
 * What the database remembers about the fingerprint key: one text, null while there is none. `swap` stores `next`
 * only if the text is still `before`, in one statement, and answers whether it did, also against other processes.
 */
export interface FingerprintKeyRecord {
  read(): string | null
  swap(before: string | null, next: string): boolean
}

/** A new key in the place of a lost one. It is in use once `confirm` has answered true. */
export interface Renewal {
  of(value: Secret): string
  /** To be called in the transaction that records every fingerprint anew. */
  confirm(): boolean
}

/** A claim to the one fingerprint key: what it is recognised by, and whether the keychain has proved to hold it. */
interface Claim {
  readonly check: string
  readonly stored: boolean
  /** It takes the place of a lost key, and not all fingerprints are made anew yet. */
  readonly renewing?: true
  /** Milliseconds since 1970. */
  readonly claimedAt: number
}

// Longer than the longest wait for a keychain's password: until then the process that claimed may still store.
const claimHoldsMs = 180_000
const hint =
  'Values that are held can still be read, but none can be stored. Put the item whose account ends in ":fingerprint" back into the keychain, from its backup; if there is none, run keyturn doctor --repair.'

/**
 * Recognises a value without keeping it: HMAC-SHA-256 under a random key that is itself a keychain item, so that a
 * copied database says nothing about the values.
 *
 * The key is made once per data folder. It is claimed in the database before it is stored, and a keychain that
 * does not show it while the database says that it was stored is a failure, never a reason to make another.
 */
export class Fingerprints {
  readonly #vault: Vault
  readonly #reference: SecretReference
  readonly #record: FingerprintKeyRecord
  readonly #now: () => number
  #key: Promise<Result<Secret>> | null = null

  constructor(vault: Vault, reference: SecretReference, record: FingerprintKeyRecord, now = Date.now) {
    this.#vault = vault
    this.#reference = reference
    this.#record = record
    this.#now = now
  }

  /** The fingerprint of a value: 16 characters of a-z and 2-7 (80 bits). Fails when the keychain does. */
  async of(value: Secret): Promise<Result<string>> {
    const key = await this.#loaded()
    if (!key.ok) return key
    return ok(
      value.expose((text) =>
        key.value.expose((bytes) => fingerprintUnder(Buffer.from(bytes, 'base64url'), text)),
      ),
    )
  }

  /**
   * The key's own bytes, for a scan's thread or a survey: the caller moves or wipes them and keeps none. Fails when the
   * keychain does.
   */
  async keyForSearch(): Promise<Result<Uint8Array<ArrayBuffer>>> {
    const key = await this.#loaded()
    if (!key.ok) return key
    return ok(key.value.expose((text) => new Uint8Array(Buffer.from(text, 'base64url'))))
  }

  /**
   * Makes a new key in the place of one that is lost. The caller has made sure that this is the right keychain, and
   * records every fingerprint anew. Until that is confirmed nothing else uses the new key, also after a crash; then
   * this goes on with it. Fails with `refused` when the key is there.
   */
  async renew(): Promise<Result<Renewal>> {
    const held = await this.#vault.get(this.#reference)
    if (!held.ok) return held
    const text = this.#record.read()
    const claim = parsed(text)
    const begun = held.value !== null && claim?.renewing === true && checkOf(held.value) === claim.check
    if (held.value !== null && !begun)
      return fail(
        'refused',
        'There is a fingerprint key in the keychain. Nothing was changed.',
        'If it is not the right one, remove the item whose account ends in ":fingerprint" first.',
      )
    const key = held.value ?? Secret.of(randomBytes(32).toString('base64url'))
    const mine: Claim = { check: checkOf(key), stored: false, claimedAt: this.#now(), renewing: true }
    if (!this.#record.swap(text, written(mine))) return busy()
    if (!begun) {
      const set = await this.#vault.set(this.#reference, key)
      if (!set.ok) return set
      const back = await this.#vault.get(this.#reference)
      if (!back.ok) return back
      if (!back.value?.equals(key))
        return fail('keychain-refused', 'The keychain did not give back the new fingerprint key.', hint)
    }
    this.#key = null
    return ok({
      of: (value) =>
        value.expose((plain) =>
          key.expose((bytes) => fingerprintUnder(Buffer.from(bytes, 'base64url'), plain)),
        ),
      confirm: () =>
        this.#record.swap(
          written(mine),
          written({ check: mine.check, stored: true, claimedAt: mine.claimedAt }),
        ),
    })
  }

  /** Loads the key once; a failure is not remembered, so that the next call tries again. */
  async #loaded(): Promise<Result<Secret>> {
    this.#key ??= this.#load()
    const key = await this.#key
    if (!key.ok) this.#key = null
    return key
  }

  async #load(): Promise<Result<Secret>> {
    const held = await this.#vault.get(this.#reference)
    if (!held.ok) return held
    return held.value ? this.#adopt(held.value) : this.#make()
  }

  /** Takes the key that the keychain holds, unless another one is known to have been in use. */
  #adopt(key: Secret): Result<Secret> {
    const text = this.#record.read()
    const claim = parsed(text)
    const check = checkOf(key)
    if (claim?.stored && claim.check === check) return ok(key)
    if (claim?.stored) return fail('keychain-refused', 'The keychain holds another fingerprint key.', hint)
    if (claim?.renewing) return interrupted()
    // No fingerprint was ever given out under a claim that was not confirmed.
    if (this.#record.swap(text, written({ check, stored: true, claimedAt: this.#now() }))) return ok(key)
    const winner = parsed(this.#record.read())
    return winner?.check === check && winner.stored ? ok(key) : busy()
  }

  /** Claims, stores, reads back, confirms. */
  async #make(): Promise<Result<Secret>> {
    const text = this.#record.read()
    const claim = parsed(text)
    if (claim?.stored) {
      const message = 'The fingerprint key is not in the keychain, although it was stored there.'
      return fail('keychain-refused', message, hint)
    }
    if (claim?.renewing) return interrupted()
    if (claim && this.#now() - claim.claimedAt < claimHoldsMs) return busy()
    const key = Secret.of(randomBytes(32).toString('base64url'))
    const mine = { check: checkOf(key), stored: false, claimedAt: this.#now() }
    if (!this.#record.swap(text, written(mine))) return busy()
    const set = await this.#vault.set(this.#reference, key)
    if (!set.ok) return this.#giveUp(mine, set)
    const back = await this.#vault.get(this.#reference)
    if (!back.ok) return this.#giveUp(mine, back)
    if (!back.value?.equals(key)) {
      const message = 'The keychain did not give back the fingerprint key.'
      return this.#giveUp(mine, fail('keychain-refused', message, hint))
    }
    return this.#record.swap(written(mine), written({ ...mine, stored: true })) ? ok(key) : busy()
  }

  /** Ends a claim early. The item may be there all the same: it is then adopted. */
  #giveUp(claim: Claim, failure: Result<never>): Result<never> {
    this.#record.swap(written(claim), written({ ...claim, claimedAt: 0 }))
    return failure
  }
}

/** The last four characters, by which people tell masked values apart. */
export const tag = (fingerprint: string): string => fingerprint.slice(-4)

const interrupted = (): Result<never> =>
  fail(
    'keychain-refused',
    'The fingerprint key is being made anew.',
    'Run keyturn doctor --repair to the end.',
  )

const busy = (): Result<never> =>
  fail(
    'keychain-unavailable',
    'Another Keyturn process is setting up the keychain.',
    'Try again in a moment.',
  )

/** The fingerprint of a value under the fingerprint key's bytes, for the scan's thread, which has no keychain. */
export const fingerprintUnder = (key: Uint8Array, value: Uint8Array | string): string =>
  base32(createHmac('sha256', key).update('value\0').update(value).digest())

const checkOf = (key: Secret): string =>
  key.expose((text) => base32(createHmac('sha256', Buffer.from(text, 'base64url')).update('check').digest()))

const written = (claim: Claim): string => JSON.stringify(claim)

function parsed(text: string | null): Claim | null {
  return text === null ? null : (JSON.parse(text) as Claim)
}

/** The first 80 bits, five to a character (RFC 4648's alphabet in lower case). */
function base32(bytes: Buffer): string {
  let text = ''
  for (let bit = 0; bit < 80; bit += 5) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    text += 'abcdefghijklmnopqrstuvwxyz234567'.charAt((pair >> (11 - (bit & 7))) & 31)
  }
  return text
}
