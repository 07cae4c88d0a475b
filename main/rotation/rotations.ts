import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Account, Key, KeyRef } from '../../shared/model.ts'
import type {
  BulkStatus,
  RotateRequest,
  RotationDetail,
  RotationPlan,
  RotationSummary,
} from '../../shared/rotation.ts'
import type { Audit } from '../audit.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { RotationsTable } from '../database/rotations-table.ts'
import { stored } from '../database/sqlite.ts'
import type { Inbox, Rotations } from '../services.ts'
import { Advancing } from './advancing.ts'
import { Bulk } from './bulk.ts'
import { detailOf, summaryOf } from './detail.ts'
import { Holds } from './holds.ts'
import { next } from './next.ts'
import type { RotationPorts } from './rotation-ports.ts'
import type { NewEvidence, RecordChange, RotationRecord } from './rotation-record.ts'
import type { RunnerParts } from './runner.ts'
import { confirmChange, overrideChange, undoChange } from './turning.ts'

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

type OnChange = (detail: RotationDetail) => void

interface Run {
  readonly ended: Promise<Result<void>>
  readonly stop: AbortController
  readonly listeners: Set<OnChange>
}

const notFound = (): Result<never> =>
  fail('not-found', 'There is no such rotation.', 'List the rotations to see their ids.')

/** Replaces keys, step by step on evidence. What it knows is in the table; here are only the runs of this process. */
export class KeyRotations implements Rotations {
  readonly #parts: RotationsParts
  readonly #holds: Holds
  readonly #bulk = new Bulk()
  readonly #runs = new Map<string, Run>()
  readonly #advancing: Advancing
  readonly rehearse: Rotations['rehearse']

  constructor(parts: RotationsParts) {
    this.#parts = parts
    this.rehearse = parts.rehearse
    this.#holds = new Holds(parts.table, parts.clock)
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
    const plan = await planRotation(ports, key, request, this.#parts.clock.now())
    const open = this.#parts.table.openOf(request.ref)
    if (!plan.ok || plan.value.refusal || !open) return plan
    return ok({ ...plan.value, refusal: alreadyOpen(open).failure })
  }

  async start(request: RotateRequest): Promise<Result<RotationDetail>> {
    const plan = await this.plan(request)
    if (!plan.ok) return plan
    const { refusal, newKey, targets, keyName } = plan.value
    if (refusal) return { ok: false, failure: refusal }
    const at = stamp(this.#parts.clock)
    const record: RotationRecord = {
      ...{ id: randomUUID(), ref: request.ref, keyName, newRef: null, intentId: null },
      ...{ mode: request.mode, settings: request.settings, request: newKey, targets },
      ...{ direction: 'forward', state: 'running', step: 'create', sentence: '', failure: null },
      ...{ waitsUntil: null, overriddenAt: null, startedBy: userInfo().username, holder: null },
      ...{ leaseUntil: null, startedAt: at, updatedAt: at },
    }
    const begun = stored('The rotation was not recorded', () => this.#parts.table.begin(record))
    if (!begun.ok) return begun
    if (!begun.value) return alreadyOpen(this.#parts.table.openOf(request.ref))
    this.#parts.changes.notify('rotations')
    return this.get(record.id)
  }

  async run(id: string, onChange?: OnChange, signal?: AbortSignal): Promise<Result<RotationDetail>> {
    const record = this.#parts.table.find(id)
    if (!record) return notFound()
    const own = this.#runs.get(id)
    if (!own) {
      if (record.state !== 'running' && record.state !== 'waiting') return this.get(id)
      const held = stored('The rotation was not begun', () => this.#holds.take(record))
      if (!held.ok) return held
      if (!held.value) return heldByOther(record)
    }
    const run = own ?? this.#begin(id)
    if (onChange) run.listeners.add(onChange)
    const stop = () => run.stop.abort()
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    try {
      const ended = await run.ended
      return ended.ok ? this.get(id) : ended
    } finally {
      signal?.removeEventListener('abort', stop)
      if (onChange) run.listeners.delete(onChange)
    }
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
    this.#runs.get(id)?.stop.abort()
  }

  receipt(): Result<string> {
    return fail('unsupported', 'Receipts come in a later version.')
  }

  /** The rotation is held for this process already. */
  #begin(id: string): Run {
    const listeners = new Set<OnChange>()
    const stop = new AbortController()
    const ended = this.#take(id, listeners, stop.signal).finally(() => this.#runs.delete(id))
    const run = { ended, stop, listeners }
    this.#runs.set(id, run)
    return run
  }

  async #take(id: string, listeners: ReadonlySet<OnChange>, signal: AbortSignal): Promise<Result<void>> {
    const { table, clock, pause, changes } = this.#parts
    const recorded = (_id: string, keys: boolean) => {
      changes.notify('rotations', ...(keys ? (['keys'] as const) : []))
      const detail = listeners.size > 0 ? this.get(id) : null
      if (detail?.ok) for (const listener of listeners) listener(detail.value)
    }
    try {
      const [{ runSteps }, ports] = await Promise.all([import('./runner.ts'), this.#parts.ports()])
      return await runSteps({ ...ports, table, clock, pause, recorded }, id, signal)
    } finally {
      // Where it cannot be written down, the next process sees that this one is gone.
      stored('', () => this.#holds.release(id))
      changes.notify('rotations')
    }
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
    const detail = detailOf(record, evidence, this.#accountOf(record), this.#holds.isHeld(record), now)
    const action = next(record, evidence, now)
    // What is asked is what the next step waits for, and nothing else.
    const questions = record.state === 'needs-you' && action.kind === 'ask' ? action.questions : []
    return { ...detail, questions }
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

const heldByOther = (record: RotationRecord): Result<never> =>
  fail(
    'refused',
    `Another Keyturn is rotating ${record.keyName} now. Nothing was done here.`,
    'Wait until it rests, or stop it there.',
  )
