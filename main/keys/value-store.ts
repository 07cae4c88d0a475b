import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import { stored } from '../database/sqlite.ts'
import type { Secret } from '../vault/secret.ts'
import type { CaptureParts } from './capture.ts'

/**
 * Records a value that came from outside: a downloaded file, a paste, or the vendor for a readable key. An intent
 * is written first, so that a crash leaves a record of what is in the keychain.
 */
export class ValueStore {
  readonly #parts: CaptureParts

  constructor(parts: CaptureParts) {
    this.#parts = parts
  }

  /**
   * Stores the value of a key, reads it back, records it.
   *
   * @param how for the audit, such as `Imported` or `Fetched`
   */
  async store(ref: KeyRef, value: Secret, how: string): Promise<Result<Key>> {
    const { keys, intents, keeper, log, db, audit, changes, readKey } = this.#parts
    const key = keys.stored(ref)
    if (!key) return fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
    const { name } = key.provider
    const fingerprint = await keeper.fingerprint(value)
    if (!fingerprint.ok) return fingerprint
    const twin = keys.withFingerprint(fingerprint.value)
    if (twin && !this.#isSameKey(twin.ref, ref)) {
      return fail(
        'refused',
        `This is the value of ${twin.provider.name}, which Keyturn already holds. Nothing was stored.`,
        `Choose ${twin.provider.name}, or import another value.`,
      )
    }
    const begun = stored('The value was not stored', () =>
      log.begin({
        kind: 'import',
        accountId: ref.accountId,
        name,
        request: null,
        keyId: ref.keyId,
        version: intents.nextVersion(ref),
        fingerprint: fingerprint.value,
      }),
    )
    if (!begun.ok) return begun
    const intent = begun.value
    try {
      const kept = await keeper.keep(ref, intent.version, value, () => {})
      if (!kept.ok) {
        stored('', () => log.advance(intent.id, 'failed', { note: kept.failure.message }))
        return kept
      }
      const recorded = stored('The value is in the keychain, but its record was not written', () =>
        db.transaction(() => {
          keys.set(ref, { value_version: intent.version, fingerprint: kept.value })
          const orphan = intents.orphanOf(ref)
          if (orphan) log.advance(orphan.id, 'done', { note: 'Its value was imported.' })
          log.advance(intent.id, 'done')
          audit.record('key.import', `${how} the value of ${name}; it was read back`, ref)
        }),
      )
      if (!recorded.ok) return recorded
    } finally {
      log.release(intent.id)
    }
    changes.notify('keys')
    const now = readKey(ref)
    return now ? ok(now) : fail('not-found', `${name} is no longer there.`)
  }

  /** Also where the vendor's account was added twice: then both list the one key. An id alone means nothing. */
  #isSameKey(one: KeyRef, other: KeyRef): boolean {
    if (one.keyId !== other.keyId || one.accountId === other.accountId) return one.keyId === other.keyId
    const [first, second] = [one, other].map(({ accountId }) =>
      this.#parts.accounts.find(accountId, new Set()),
    )
    return first?.provider === second?.provider && first?.teamId != null && first.teamId === second?.teamId
  }
}
