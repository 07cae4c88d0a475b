import { type Failure, fail, ok, type Result } from '../../shared/errors.ts'
import type {
  CaptureOutcome,
  CaptureProgress,
  CaptureStep,
  CreateOptions,
  CreateRequest,
  Key,
  Member,
} from '../../shared/model.ts'
import { noteTried } from '../accounts/rights.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import type { Intent, IntentsTable } from '../database/intents-table.ts'
import type { KeysTable } from '../database/keys-table.ts'
import { type Database, stored } from '../database/sqlite.ts'
import type { CheckedRequest, CreatedKey, ProviderSession } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import type { Secret } from '../vault/secret.ts'
import type { Vault } from '../vault/vault.ts'
import { capturedKey } from './captured-key.ts'
import { checkWishes } from './create-wishes.ts'
import type { IntentLog } from './intent-log.ts'
import { knownBefore } from './known-before.ts'
import { temporaryName } from './nonce.ts'
import { preflight } from './preflight.ts'
import type { ValueKeeper } from './value-keeper.ts'

export interface CaptureParts {
  readonly home: string
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly audit: Audit
  readonly changes: Changes
  readonly sessions: Sessions
  readonly providers: Providers
  readonly accounts: AccountsTable
  readonly keys: KeysTable
  readonly intents: IntentsTable
  readonly log: IntentLog
  readonly keeper: ValueKeeper
  readonly readKey: (ref: { accountId: string; keyId: string }) => Key | null
}

type OnStep = (progress: CaptureProgress) => void

/** A value that the vendor has given and that is not in the keychain yet. It is only here. */
interface Pending {
  readonly intent: Intent
  readonly checked: CheckedRequest
  readonly keyId: string
  readonly value: Secret
  readonly session: ProviderSession
  readonly onStep: OnStep
  failure: Failure
}

/**
 * The one-time capture (design section 4). Each step is a committed row before the next one begins, so that a crash
 * at any point leaves either a stored value or a record that leads to the key at the vendor.
 */
export class CaptureRun {
  readonly #parts: CaptureParts
  readonly #pending = new Map<string, Pending>()

  constructor(parts: CaptureParts) {
    this.#parts = parts
  }

  /** Whether a value is only in memory now. */
  get hasPending(): boolean {
    return this.#pending.size > 0
  }

  pendingValue(intentId: string): Secret | null {
    return this.#pending.get(intentId)?.value ?? null
  }

  /** How the stuck captures of this process are shown. */
  pendingMessage(intentId: string): string | null {
    return this.#pending.get(intentId)?.failure.message ?? null
  }

  async create(request: CreateRequest, onStep: OnStep, owner?: Member): Promise<Result<CaptureOutcome>> {
    const { sessions, accounts, keys, log } = this.#parts
    const account = accounts.find(request.accountId, new Set())
    if (!account) return fail('not-found', 'There is no such account.', 'List the accounts.')
    const session = await sessions.open(request.accountId)
    if (!session.ok) return session
    const known = keys.ofAccount(request.accountId).map((key) => key.provider)
    const provider = this.#parts.providers.of(account.provider)
    const options = withMember(provider.createOptions(known, account), owner)
    const wishes = checkWishes(request, options, provider.info.name)
    if (!wishes.ok) return wishes
    const checked = provider.checkCreate(request, { account, options, known })
    if (!checked.ok) return checked
    const ready = await preflight(this.#parts)
    if (!ready.ok) return ready

    const begun = stored('The creation was not started', () =>
      log.begin({
        kind: 'create',
        accountId: request.accountId,
        name: request.name,
        request,
        keyId: null,
        version: 1,
        fingerprint: null,
      }),
    )
    if (!begun.ok) return begun
    const intent = begun.value
    try {
      this.#step(intent.id, 'preflight', onStep)
      this.#step(intent.id, 'intent', onStep)
      return await this.#ask(intent, checked.value, session.value, onStep)
    } finally {
      if (!this.#pending.has(intent.id)) log.release(intent.id)
    }
  }

  /** Goes on from a value in memory. */
  async retry(intentId: string): Promise<Result<CaptureOutcome>> {
    const pending = this.#pending.get(intentId)
    if (!pending) return fail('not-found', 'No value waits to be stored.', 'List the keys.')
    return this.#keep(pending)
  }

  async #ask(
    intent: Intent,
    checked: CheckedRequest,
    session: ProviderSession,
    onStep: OnStep,
  ): Promise<Result<CaptureOutcome>> {
    const { log } = this.#parts
    const asked = stored('No key was made', () => log.advance(intent.id, 'asked'))
    if (!asked.ok) return asked
    this.#step(intent.id, 'asked', onStep)
    const { request, owner } = checked
    const created = await session.createKey({
      name: temporaryName(request.name, intent.nonce),
      type: request.type,
      presets: request.presets,
      permissions: request.permissions,
      hashed: request.hashed,
      owner,
      description: request.description ?? null,
      expiresAt: request.expiresAt ?? null,
    })
    const refusal = created.ok ? null : created.failure
    noteTried(this.#parts, intent.accountId, `Create ${request.type} keys`, refusal, request.type)
    if (!created.ok) {
      const unknown = created.failure.code === 'outcome-unknown'
      // If this row cannot be written, the row says `asked`, which settles in the same way.
      stored('', () =>
        log.advance(intent.id, unknown ? 'unknown' : 'failed', { note: created.failure.message }),
      )
      return created
    }
    return this.#received(intent, checked, created.value, session, onStep)
  }

  async #received(
    intent: Intent,
    checked: CheckedRequest,
    created: CreatedKey,
    session: ProviderSession,
    onStep: OnStep,
  ): Promise<Result<CaptureOutcome>> {
    // From here on the value is held in memory until it is proven to be in the keychain.
    const pending: Pending = {
      intent,
      checked,
      keyId: created.keyId,
      value: created.value,
      session,
      onStep,
      failure: { code: 'unexpected', message: 'The value is being stored.', hint: '' },
    }
    this.#pending.set(intent.id, pending)
    this.#step(intent.id, 'received', onStep)
    return this.#keep(pending)
  }

  async #keep(pending: Pending): Promise<Result<CaptureOutcome>> {
    const { intent, keyId, onStep } = pending
    const ref = { accountId: intent.accountId, keyId }
    const known = stored('Whose key it is could not be looked up', () =>
      knownBefore(this.#parts, intent, keyId),
    )
    if (!known.ok) return this.#stuck(pending, known.failure)
    if (known.value) return this.#notOurs(pending)
    // A full disk must not stop the keychain from taking the value: the record is tried again at `stored`.
    stored('', () => this.#parts.log.advance(intent.id, 'received', { keyId }))
    const kept = await this.#parts.keeper.keep(ref, intent.version, pending.value, () =>
      this.#step(intent.id, 'kept', onStep),
    )
    if (!kept.ok) return this.#stuck(pending, kept.failure)
    this.#step(intent.id, 'read-back', onStep)
    const recorded = stored('The value is in the keychain, but its record was not written', () =>
      this.#record(pending, kept.value),
    )
    if (!recorded.ok) return this.#stuck(pending, recorded.failure, true)
    this.#step(intent.id, 'stored', onStep)
    this.#pending.delete(intent.id)
    pending.value.dispose()
    const warning = await this.finishName(intent, keyId, pending.session)
    if (warning === null) this.#step(intent.id, 'renamed', onStep)
    this.#parts.log.release(intent.id)
    this.#parts.changes.notify('keys', 'intents')
    const key = this.#parts.readKey(ref)
    return key
      ? ok({ kind: 'created', key, warning })
      : fail('unexpected', 'The key was stored but cannot be read.')
  }

  /** The answer names a key that was there before: its value would take that key's place. */
  #notOurs({ intent, keyId, value }: Pending): Result<never> {
    const message = `The vendor answered with ${keyId}, a key that was there before. Nothing of that key was changed; whether a key was made is not known.`
    stored('', () => this.#parts.log.advance(intent.id, 'unknown', { note: message }))
    this.#pending.delete(intent.id)
    this.#parts.log.release(intent.id)
    value.dispose()
    return fail('outcome-unknown', message, 'Sync, and Keyturn looks for the key by the mark in its name.')
  }

  /** The key's row, the intent's state and the audit entry: one commit. */
  #record(pending: Pending, fingerprint: string): void {
    const { db, keys, log, audit, clock } = this.#parts
    const { intent, checked, keyId } = pending
    const { request } = checked
    const ref = { accountId: intent.accountId, keyId }
    db.transaction(() => {
      // A sync of another process may have seen it first.
      if (!keys.stored(ref)) {
        const at = stamp(clock)
        const name = temporaryName(request.name, intent.nonce)
        keys.upsert(intent.accountId, capturedKey(checked, keyId, name, at), at, 'new')
      }
      keys.set(ref, { value_version: intent.version, fingerprint })
      log.advance(intent.id, 'stored', { keyId })
      audit.record(
        'key.create',
        `Created ${request.name}; the value is in the keychain and was read back`,
        ref,
      )
    })
  }

  /**
   * Gives a stored key its final name; tried again by `settle` when it fails.
   *
   * @returns a warning for the user, or null
   */
  async finishName(intent: Intent, keyId: string, session: ProviderSession): Promise<string | null> {
    const renamed = await session.updateKey(keyId, { name: intent.name })
    if (!renamed.ok) {
      return `The value is safe, but the vendor still shows the key under its temporary name: ${renamed.failure.message} It is renamed at the next sync.`
    }
    const { db, keys, log } = this.#parts
    const ref = { accountId: intent.accountId, keyId }
    const done = stored('', () =>
      db.transaction(() => {
        keys.set(ref, { name: intent.name })
        log.advance(intent.id, 'done')
      }),
    )
    return done.ok ? null : done.failure.message
  }

  /** @param kept whether the keychain has the value and only its record is missing */
  #stuck(pending: Pending, failure: Failure, kept = false): Result<CaptureOutcome> {
    pending.failure = failure
    this.#parts.changes.notify('intents', 'vault')
    const { intent, keyId } = pending
    const made = kept ? '' : "The vendor has made the key, and its value is only in Keyturn's memory: "
    const next = kept ? 'Then try again.' : 'Then try again, or copy the value now.'
    return ok({
      kind: 'stuck',
      intentId: intent.id,
      keyId,
      kept,
      message: `${made}${failure.message}`,
      hint: `${failure.hint} ${next} The key at the vendor is left as it is.`.trim(),
    })
  }

  #step(intentId: string, step: CaptureStep, onStep: OnStep): void {
    onStep({ intentId, step, at: stamp(this.#parts.clock) })
  }
}

/** With somebody among them whom no known key names yet. */
const withMember = (options: CreateOptions, member: Member | undefined): CreateOptions =>
  member === undefined ? options : { ...options, members: [...options.members, member] }
