import { userInfo } from 'node:os'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account, Key, KeyRef } from '../../shared/model.ts'
import type {
  BulkStatus,
  RotateRequest,
  RotationDetail,
  RotationPlan,
  RotationStep,
  RotationSummary,
} from '../../shared/rotation.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { RotationsTable } from '../database/rotations-table.ts'
import { stored } from '../database/sqlite.ts'
import { sameRef } from '../same-ref.ts'
import { Advancing } from './advancing.ts'
import { Bulk } from './bulk.ts'
import { detailOf, summaryOf } from './detail.ts'
import { Holds } from './holds.ts'
import type { RotationPorts } from './rotation-ports.ts'
import { type NewEvidence, newRecord, type RecordChange, type RotationRecord } from './rotation-record.ts'
import type { RunnerParts } from './runner.ts'
import { type OnChange, Runs } from './runs.ts'
import type { Inbox, Rotations } from './services.ts'
import { atVendorChange, confirmChange, noteAtVendor, overrideChange, undoChange } from './turning.ts'

export interface RotationsParts {
  readonly table: RotationsTable
  readonly clock: Clock
  readonly changes: Changes
  readonly audit: Audit
  readonly inbox: Inbox
  readonly readKey: (ref: KeyRef) => Key | null
  readonly accounts: () => readonly Account[]
  /** Loaded with the first use. */
  readonly ports: () => Promise<RotationPorts>
  readonly pause: RunnerParts['pause']
  readonly rehearse: Rotations['rehearse']
}

const notFound = (): Result<never> =>
  fail('not-found', 'There is no such rotation.', 'List the rotations to see their ids.')

/** Replaces keys, step by step on evidence. What it knows is in the table; here are only the runs of this process. */
export class KeyRotations implements Rotations {
  readonly #parts: RotationsParts
  readonly #holds: Holds
  readonly #bulk = new Bulk()
  readonly #runs: Runs
  readonly #advancing: Advancing
  readonly rehearse: Rotations['rehearse']

  constructor(parts: RotationsParts) {
    this.#parts = parts
    this.rehearse = parts.rehearse
    this.#holds = new Holds(parts.table, parts.clock)
    this.#runs = new Runs({ ...parts, holds: this.#holds, detail: (id) => this.get(id) })
    this.#advancing = new Advancing({
      ...parts,
      holds: this.#holds,
      resume: (id) => this.resume(id),
      run: (id, signal) => this.run(id, undefined, signal),
      summary: (record) => this.#summary(record),
    })
  }

  async plan(request: RotateRequest): Promise<Result<RotationPlan>> {
    const key = this.#parts.readKey(request.ref)
    if (!key) return fail('not-found', 'There is no such key.', 'List the keys to see their ids.')
    const [{ planRotation }, ports] = await Promise.all([import('./plan.ts'), this.#parts.ports()])
    const given = request.replacement ?? null
    const replacement = given && this.#parts.readKey(given)
    const plan = await planRotation(ports, key, request, this.#parts.clock.now(), replacement)
    const open = this.#parts.table.openOf(request.ref) ?? (given && this.#goingAway(given))
    if (!plan.ok || plan.value.refusal || !open) return plan
    return ok({ ...plan.value, refusal: alreadyOpen(open).failure })
  }

  async start(request: RotateRequest): Promise<Result<RotationDetail>> {
    const plan = await this.plan(request)
    if (!plan.ok) return plan
    const { refusal } = plan.value
    if (refusal) return { ok: false, failure: refusal }
    const record = newRecord(plan.value, userName(), stamp(this.#parts.clock))
    const begun = stored('The rotation was not recorded', () => this.#parts.table.begin(record))
    if (!begun.ok) return begun
    if (!begun.value) return alreadyOpen(this.#parts.table.openOf(request.ref))
    this.#parts.changes.notify('rotations')
    return this.get(record.id)
  }

  async run(id: string, onChange?: OnChange, signal?: AbortSignal): Promise<Result<RotationDetail>> {
    const record = this.#parts.table.find(id)
    if (!record) return notFound()
    const ended = await this.#runs.run(record, onChange, signal)
    return ended.ok ? this.get(id) : ended
  }

  undo(id: string): Result<RotationDetail> {
    return this.#change(id, (record) => undoChange(record, this.#parts.table.evidence(id)))
  }

  resume(id: string): Result<RotationDetail> {
    return this.#change(id, (record) =>
      record.state === 'failed' || record.state === 'needs-you'
        ? ok({ change: { state: 'running', failure: null, waitsUntil: null }, rows: [] })
        : ok(null),
    )
  }

  confirm(id: string, targetId: string): Result<RotationDetail> {
    return this.#change(id, (record) =>
      confirmChange(record, this.#parts.table.evidence(id), this.#parts.clock.now(), targetId),
    )
  }

  async atVendor(id: string, step: RotationStep): Promise<Result<RotationDetail>> {
    const decide = (record: RotationRecord) =>
      atVendorChange(record, this.#parts.table.evidence(id), this.#parts.clock.now(), step)
    const record = this.#parts.table.find(id)
    if (!record) return notFound()
    const asked = decide(record)
    if (!asked.ok) return asked
    const { vendor } = await this.#parts.ports()
    // The key first: a word that gets lost then is asked for once more, or told by the key.
    const noted = await noteAtVendor(vendor, record, step)
    return noted.ok ? this.#change(id, decide) : noted
  }

  override(id: string, typedName: string): Result<RotationDetail> {
    return this.#change(id, (record) =>
      overrideChange(record, this.#parts.table.evidence(id), this.#parts.clock.now(), typedName),
    )
  }

  find(idOrKey: string): Result<RotationDetail> {
    const all = this.#parts.table.all()
    const byId = all.filter(({ id }) => id === idOrKey)
    const byKey = all.filter(({ ref, newRef }) => ref.keyId === idOrKey || newRef?.keyId === idOrKey)
    const byName = all.filter(({ keyName }) => keyName === idOrKey)
    const [found] = [byId, byKey, byName].find((some) => some.length > 0) ?? []
    return found ? ok(this.#detail(found)) : notFound()
  }

  get(id: string): Result<RotationDetail> {
    const record = this.#parts.table.find(id)
    return record ? ok(this.#detail(record)) : notFound()
  }

  list(): readonly RotationSummary[] {
    return this.#parts.table.all().map((record) => this.#summary(record))
  }

  runAll(
    requests: readonly RotateRequest[],
    onChange?: (status: BulkStatus, detail: RotationDetail | null) => void,
    signal?: AbortSignal,
  ): Promise<BulkStatus> {
    const one = async (request: RotateRequest, stop: AbortSignal | undefined) => {
      const started = await this.start(request)
      return started.ok ? this.run(started.value.id, undefined, stop) : started
    }
    const tell: typeof onChange = (status, detail) => {
      this.#parts.changes.notify('rotations')
      onChange?.(status, detail)
    }
    return this.#bulk.run(requests, one, tell, signal)
  }

  bulk(): BulkStatus | null {
    return this.#bulk.status()
  }

  advance(signal?: AbortSignal): Promise<readonly RotationSummary[]> {
    return this.#advancing.run(signal)
  }

  stop(id: string): void {
    this.#runs.stop(id)
  }

  /** A rotation of this account that has not ended: without the account it could never be resumed or undone. */
  underWay(accountId: string): { readonly name: string } | null {
    const open = this.#parts.table
      .open()
      .find(({ ref, replacement }) => [ref, replacement].some((one) => one?.accountId === accountId))
    return open ? { name: open.keyName } : null
  }

  /** The rotation that replaces this key, or that deletes it when it is undone. */
  #goingAway(ref: KeyRef): RotationRecord | null {
    const open = this.#parts.table.openOf(ref)
    return open && open.replacement !== null && !sameRef(open.ref, ref) ? null : open
  }

  async receipt(id: string, format: 'json' | 'html'): Promise<Result<string>> {
    const { table, audit, clock, accounts } = this.#parts
    const record = table.find(id)
    if (!record) return notFound()
    const evidence = table.evidence(id)
    const account = accounts().find((one) => one.id === record.ref.accountId)
    if (!account) return fail('not-found', 'The account of this rotation is gone.', 'List the accounts.')
    const [{ concernedEntries, receiptJson, receiptOf }, { receiptHtml }] = await Promise.all([
      import('./receipt/receipt.ts'),
      import('./receipt/receipt-html.ts'),
    ])
    const receipt = receiptOf({
      ...{ record, evidence, summary: this.#summary(record), account },
      entries: concernedEntries(audit, record, evidence),
      brokenAt: audit.firstBroken(),
      now: clock.now(),
    })
    return ok(format === 'json' ? receiptJson(receipt) : receiptHtml(receipt))
  }

  /** What the user decided, recorded with its evidence. Null: nothing is to be changed. */
  #change(id: string, decide: (record: RotationRecord) => Result<Decision | null>): Result<RotationDetail> {
    const record = this.#parts.table.find(id)
    if (!record) return notFound()
    const decision = decide(record)
    if (!decision.ok) return decision
    if (decision.value !== null) {
      const { change, rows } = decision.value
      const done = stored('It was not recorded', () =>
        this.#parts.table.commit(id, stamp(this.#parts.clock), change, rows),
      )
      if (!done.ok) return done
      this.#parts.changes.notify('rotations')
    }
    return this.get(id)
  }

  #summary(record: RotationRecord): RotationSummary {
    const now = this.#parts.clock.now()
    const evidence = this.#parts.table.evidence(record.id)
    return summaryOf(record, evidence, this.#accountOf(record), this.#holds.isHeld(record), now)
  }

  #detail(record: RotationRecord): RotationDetail {
    const now = this.#parts.clock.now()
    const evidence = this.#parts.table.evidence(record.id)
    return detailOf(record, evidence, this.#accountOf(record), this.#holds.isHeld(record), now)
  }

  #accountOf({ ref }: RotationRecord): string {
    return this.#parts.accounts().find(({ id }) => id === ref.accountId)?.name ?? ''
  }
}

export interface Decision {
  readonly change: RecordChange
  readonly rows: readonly NewEvidence[]
}

const alreadyOpen = (open: RotationRecord | null): Extract<Result<never>, { ok: false }> => ({
  ok: false,
  failure: {
    code: 'refused',
    message: `${open?.keyName ?? 'This key'} has a rotation that has not ended. Nothing was changed.`,
    hint: `Resume or undo it${open ? `: ${open.id}` : ''}.`,
  },
})

/** The user of this machine; a container may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}
