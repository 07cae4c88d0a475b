import { fail, ok, type Result } from '../../shared/errors.ts'
import type {
  CaptureOutcome,
  CaptureProgress,
  CreateRequest,
  Member,
  OpenIntent,
} from '../../shared/model.ts'
import type { Intent } from '../database/intents-table.ts'
import { stored } from '../database/sqlite.ts'
import type { Listing } from '../providers/provider.ts'
import type { Capture as CaptureContract } from '../services.ts'
import type { Secret } from '../vault/secret.ts'
import { type CaptureParts, CaptureRun } from './capture.ts'
import { nonceIn, temporaryName } from './nonce.ts'
import { isUnseen, Settler } from './settle.ts'

/** Creation, and what remains of those that were interrupted: the orphans. */
export class Capture implements CaptureContract {
  readonly #parts: CaptureParts
  readonly #run: CaptureRun
  readonly settler: Settler

  constructor(parts: CaptureParts) {
    this.#parts = parts
    this.#run = new CaptureRun(parts)
    this.settler = new Settler(parts, this.#run)
  }

  create(
    request: CreateRequest,
    onStep: (progress: CaptureProgress) => void = () => {},
    owner?: Member,
  ): Promise<Result<CaptureOutcome>> {
    return this.#run.create(request, onStep, owner)
  }

  retry(intentId: string): Promise<Result<CaptureOutcome>> {
    return this.#run.retry(intentId)
  }

  stuckValue(intentId: string): Result<Secret> {
    const value = this.#run.pendingValue(intentId)
    return value ? ok(value) : fail('not-found', 'No value waits to be stored.', 'List the keys.')
  }

  hasStuck(): boolean {
    return this.#run.hasPending
  }

  isBusy(): boolean {
    return this.#parts.log.anyLive
  }

  open(): readonly OpenIntent[] {
    const accounts = new Map(
      this.#parts.accounts.list(new Set()).map((account) => [account.id, account.name]),
    )
    return this.#parts.intents
      .open()
      .filter((intent) => intent.state !== 'stored')
      .map((intent) => ({
        intentId: intent.id,
        accountId: intent.accountId,
        account: accounts.get(intent.accountId) ?? '',
        kind: intent.kind,
        name: intent.name,
        keyId: intent.keyId,
        startedAt: intent.startedAt,
        ...this.#shownAs(intent),
      }))
  }

  settle(): Promise<{ readonly settled: number; readonly failures: readonly string[] }> {
    return this.settler.settle()
  }

  async removeOrphan(intentId: string, recreate: boolean): Promise<Result<CaptureOutcome | null>> {
    const intent = this.#orphan(intentId)
    if (!intent.ok) return intent
    const { accountId, keyId, request } = intent.value
    const session = await this.#parts.sessions.open(accountId)
    if (!session.ok) return session
    // The key must still be the one that this intent made: nothing that no intent names is ever deleted.
    const listing = await session.value.listKeys(this.#parts.keys.live(accountId))
    if (!listing.ok) return listing
    const found = listing.value.keys.find((key) =>
      keyId === null ? nonceIn(key.name) === intent.value.nonce : key.id === keyId,
    )
    if (found && nonceIn(found.name) !== intent.value.nonce) {
      return fail(
        'refused',
        `The key is now named ${found.name}: somebody has taken it over. Nothing was deleted.`,
        'Import its value, or delete it as a key.',
      )
    }
    if (!found && !isKnownGone(listing.value, intent.value)) {
      return fail(
        'refused',
        `Whether ${intent.value.name} is still at the vendor cannot be told: no list shows such keys to this account. Nothing was deleted.`,
        `Delete "${temporaryName(intent.value.name, intent.value.nonce)}" on the vendor's page, then take it off the list.`,
      )
    }
    if (found) {
      const deleted = await session.value.deleteKey(found.id)
      if (!deleted.ok) return deleted
    }
    const recorded = stored('The orphan was deleted, but this was not recorded', () =>
      this.#parts.db.transaction(() => {
        this.#parts.log.advance(intentId, 'removed')
        const id = found?.id ?? keyId
        if (id === null) return
        const ref = { accountId, keyId: id }
        this.#parts.audit.record(
          'key.delete',
          `Deleted the orphan of ${intent.value.name} at the vendor`,
          ref,
        )
        this.#parts.keys.delete(ref)
      }),
    )
    if (!recorded.ok) return recorded
    this.#parts.changes.notify('keys', 'intents')
    if (!recreate || request === null) return ok(null)
    return this.#run.create(request, () => {})
  }

  dismiss(intentId: string): Result<void> {
    const intent = this.#orphan(intentId)
    if (!intent.ok) return intent
    return stored('The orphan stays on the list', () => {
      this.#parts.log.advance(intentId, 'dismissed')
      this.#parts.changes.notify('keys')
    })
  }

  #orphan(intentId: string): Result<Intent> {
    const intent = this.#parts.intents.find(intentId)
    if (intent && (intent.state === 'orphan' || this.#isUnseen(intent))) return ok(intent)
    return fail('not-found', 'There is no such orphan any more.', 'List the keys.')
  }

  #isUnseen(intent: Intent): boolean {
    const { log, clock } = this.#parts
    return isUnseen(intent, clock.now()) && log.abandoned().some((other) => other.id === intent.id)
  }

  #shownAs(intent: Intent): Pick<OpenIntent, 'state' | 'message'> {
    const stuck = this.#run.pendingMessage(intent.id)
    if (stuck !== null && this.#run.hasPending) return { state: 'stuck', message: stuck }
    if (intent.state === 'orphan') return { state: 'orphan', message: intent.note }
    // What can be done about it is the same: delete it on the vendor's page or here, or take it off the list.
    if (this.#isUnseen(intent)) return { state: 'orphan', message: intent.note }
    const abandoned = this.#parts.log.abandoned().some((other) => other.id === intent.id)
    return abandoned
      ? {
          state: 'checking',
          message: 'It was interrupted; whether the vendor made the key is not known yet.',
        }
      : { state: 'running', message: 'It is running.' }
  }
}

/** What the listing does not show is gone only where it would show it. */
const isKnownGone = (listing: Listing, { request, keyId }: Intent): boolean =>
  (request !== null && listing.covers.includes(request.type)) ||
  (keyId !== null && (listing.gone?.includes(keyId) ?? false))
