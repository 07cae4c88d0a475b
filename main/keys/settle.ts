import { ok, type Result } from '../../shared/errors.ts'
import { stamp } from '../clock.ts'
import type { Intent } from '../database/intents-table.ts'
import { stored } from '../database/sqlite.ts'
import type { Listing, ProviderKey, ProviderSession } from '../providers/provider.ts'
import type { CaptureParts, CaptureRun } from './capture.ts'
import { capturedKey } from './captured-key.ts'
import { knownBefore } from './known-before.ts'
import { nonceIn, temporaryName } from './nonce.ts'

/** A vendor may list a key late. After this long without it, in milliseconds, the creation counts as failed. */
export const patience = 15 * 60_000

/** Nothing tells how this creation ended, and nothing will by itself: it is up to the user. */
export const isUnseen = (intent: Intent, now: Date): boolean =>
  intent.state === 'unknown' && now.getTime() - Date.parse(intent.startedAt) >= patience

/**
 * Finds out how abandoned intents ended: those of a process that was killed, and those whose answer was lost. It
 * asks the vendor for its keys and matches nonces; it deletes nothing and overwrites nothing.
 */
export class Settler {
  readonly #parts: CaptureParts
  readonly #capture: CaptureRun
  #running: Promise<{ settled: number; failures: readonly string[] }> | null = null

  constructor(parts: CaptureParts, capture: CaptureRun) {
    this.#parts = parts
    this.#capture = capture
  }

  /** Settles what it can; the failures say, per account, why the rest has to wait. */
  settle(): Promise<{ settled: number; failures: readonly string[] }> {
    this.#running ??= this.#settle().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /**
   * Settles one intent, for somebody who waits for it. True when its end is known now; false where a process works on
   * it, or the vendor does not list the key and may still. Fails with the reason why it cannot be found out now.
   */
  async settleOne(intentId: string): Promise<Result<boolean>> {
    await this.#running
    const { log, changes } = this.#parts
    const intent = log.abandoned().find((one) => one.id === intentId)
    if (!intent || !log.claim(intent)) return ok(false)
    try {
      const [result] = await this.#settleAccount(intent.accountId, [intent])
      return result ?? ok(false)
    } finally {
      log.release(intent.id)
      changes.notify('keys', 'intents')
    }
  }

  async #settle(): Promise<{ settled: number; failures: readonly string[] }> {
    const byAccount = new Map<string, Intent[]>()
    for (const intent of this.#parts.log.abandoned()) {
      byAccount.set(intent.accountId, [...(byAccount.get(intent.accountId) ?? []), intent])
    }
    let settled = 0
    const failures: string[] = []
    for (const [accountId, intents] of byAccount) {
      const claimed = intents.filter((intent) => this.#parts.log.claim(intent))
      try {
        for (const result of await this.#settleAccount(accountId, claimed)) {
          if (!result.ok) failures.push(result.failure.message)
          else if (result.value) settled += 1
        }
      } finally {
        for (const intent of claimed) this.#parts.log.release(intent.id)
      }
    }
    if (settled > 0) this.#parts.changes.notify('keys', 'intents')
    return { settled, failures: [...new Set(failures)] }
  }

  async #settleAccount(accountId: string, intents: readonly Intent[]): Promise<Result<boolean>[]> {
    const results: Result<boolean>[] = []
    const needVendor: Intent[] = []
    for (const intent of intents) {
      // Without a call there is nothing to look for at the vendor.
      if (intent.state === 'intent' && intent.kind === 'create') {
        results.push(
          this.#end(intent, 'failed', 'It was interrupted before the vendor was asked; no key was made.'),
        )
      } else if (intent.kind === 'import') results.push(await this.#settleImport(intent))
      else needVendor.push(intent)
    }
    if (needVendor.length === 0) return results
    const session = await this.#parts.sessions.open(accountId)
    if (!session.ok) return [...results, session]
    const listing = await session.value.listKeys(this.#asked(accountId, needVendor))
    if (!listing.ok) return [...results, listing]
    for (const intent of needVendor)
      results.push(await this.#settleCreate(intent, listing.value, session.value))
    return results
  }

  /** A vendor without a list is asked for keys by id: also for one whose id is all that came of its creation. */
  #asked(accountId: string, intents: readonly Intent[]): readonly ProviderKey[] {
    const known = this.#parts.keys.live(accountId)
    const named = intents.flatMap(({ keyId, request, nonce, startedAt }) => {
      if (keyId === null || request === null || known.some((key) => key.id === keyId)) return []
      return [capturedKey({ request, owner: null }, keyId, temporaryName(request.name, nonce), startedAt)]
    })
    return [...known, ...named]
  }

  async #settleCreate(intent: Intent, listing: Listing, session: ProviderSession): Promise<Result<boolean>> {
    const named = listing.keys.find((key) => key.id === intent.keyId)
    if (intent.state === 'stored') {
      return named ? this.#rename(intent, named, session) : this.#notListed(intent, listing)
    }
    const found = [named, ...listing.keys.filter((key) => nonceIn(key.name) === intent.nonce)].find(
      (key) => key && !knownBefore(this.#parts, intent, key.id),
    )
    if (!found) return this.#notListed(intent, listing)
    const ref = { accountId: intent.accountId, keyId: found.id }
    const recovered = await this.#parts.keeper.recover(ref, intent.version)
    if (!recovered.ok) return recovered
    const fingerprint = recovered.value
    if (fingerprint === null) return this.#orphan(intent, found)
    const recorded = stored('A recovered value was not recorded', () =>
      this.#parts.db.transaction(() => {
        this.#adopt(intent, found)
        this.#parts.keys.set(ref, { value_version: intent.version, fingerprint })
        this.#parts.log.advance(intent.id, 'stored', { keyId: found.id })
        this.#parts.audit.record(
          'key.create',
          `Created ${intent.name}; its value was found in the keychain`,
          ref,
        )
      }),
    )
    return recorded.ok ? this.#rename(intent, found, session) : recorded
  }

  async #rename(intent: Intent, found: ProviderKey, session: ProviderSession): Promise<Result<boolean>> {
    // A user may have renamed it since: only the temporary name is replaced.
    if (nonceIn(found.name) !== intent.nonce) return this.#end(intent, 'done', '')
    await this.#capture.finishName(intent, found.id, session)
    return ok(true)
  }

  #notListed(intent: Intent, listing: Listing): Result<boolean> {
    const now = this.#parts.clock.now().getTime()
    const { request, keyId } = intent
    const covered = request !== null && listing.covers.includes(request.type)
    const named = keyId !== null && (listing.gone?.includes(keyId) ?? false)
    if (intent.state === 'stored') {
      // Nothing is lost, and a list that shows it may come: then it gets its final name.
      if (!covered && !named) return ok(false)
      return this.#end(intent, 'done', 'The vendor no longer lists the key.')
    }
    if (now - Date.parse(intent.startedAt) < patience) return ok(false)
    if (!covered && !named) return this.#notSeen(intent)
    return this.#end(intent, 'failed', 'The vendor does not list the key: it was not made.')
  }

  /** No list shows such keys, so nobody but the user can tell. It stays open: a list that shows it may come. */
  #notSeen(intent: Intent): Result<boolean> {
    const mark = temporaryName(intent.name, intent.nonce)
    const note = `Whether the vendor made it cannot be told: no list shows such keys to this account. On the vendor's page it would be named "${mark}": delete it there, then take it off the list.`
    return stored('How a creation stands was not recorded', () => {
      if (intent.note !== note) this.#parts.log.advance(intent.id, 'unknown', { note })
      return false
    })
  }

  /** The vendor has the key, and nobody has its value. */
  #orphan(intent: Intent, found: ProviderKey): Result<boolean> {
    return stored('An orphan was not recorded', () => {
      this.#parts.db.transaction(() => this.recordOrphan(intent, found))
      return true
    })
  }

  /** Runs in the caller's transaction. */
  recordOrphan(intent: Intent, found: ProviderKey): void {
    const note = 'The vendor made the key, but its value was lost before it could be stored.'
    this.#adopt(intent, found)
    this.#parts.log.advance(intent.id, 'orphan', { keyId: found.id, note })
    const ref = { accountId: intent.accountId, keyId: found.id }
    this.#parts.audit.record('key.orphan', `${intent.name} exists at the vendor, but its value was lost`, ref)
  }

  #adopt(intent: Intent, found: ProviderKey): void {
    this.#parts.keys.upsert(intent.accountId, found, stamp(this.#parts.clock), 'new')
  }

  /** An import whose process was killed: the value may be in the keychain without a record. */
  async #settleImport(intent: Intent): Promise<Result<boolean>> {
    if (intent.keyId === null || intent.state === 'unknown') return this.#end(intent, 'failed', '')
    const ref = { accountId: intent.accountId, keyId: intent.keyId }
    const recovered = await this.#parts.keeper.recover(ref, intent.version)
    if (!recovered.ok) return recovered
    if (recovered.value === null || recovered.value !== intent.fingerprint) {
      return this.#end(intent, 'failed', 'It was interrupted before the value was stored; import it again.')
    }
    const fingerprint = recovered.value
    return stored('A recovered value was not recorded', () => {
      this.#parts.db.transaction(() => {
        this.#parts.keys.set(ref, { value_version: intent.version, fingerprint })
        this.#parts.log.advance(intent.id, 'done')
        this.#parts.audit.record('key.import', `Imported the value of ${intent.name}`, ref)
      })
      return true
    })
  }

  #end(intent: Intent, state: 'done' | 'failed', note: string): Result<boolean> {
    return stored('The end of an interrupted creation was not recorded', () => {
      this.#parts.log.advance(intent.id, state, { note })
      return true
    })
  }

  /**
   * Looks through a listing for keys that carry the nonce of a creation that has ended without one, or of one whose
   * answer was lost. Runs in the sync's transaction, so that such a key becomes an orphan and not just a strange name.
   */
  findLate(accountId: string, listing: Listing): void {
    for (const key of listing.keys) {
      const nonce = nonceIn(key.name)
      if (nonce === null) continue
      const intent = this.#parts.intents.withNonce(accountId, nonce)
      const lost = intent?.state === 'failed' || intent?.state === 'unknown'
      if (lost && !knownBefore(this.#parts, intent, key.id)) this.recordOrphan(intent, key)
    }
  }
}
