import type { KeyRef } from '../../shared/model.ts'
import type { RotationSettings, RotationTarget, WrittenFile } from '../../shared/rotation.ts'
import type { Audit } from '../audit.ts'
import type { ProcessIdentity } from '../process-identity.ts'
import type {
  EvidenceDetail,
  NewEvidence,
  RecordChange,
  RecordedEvidence,
  RotationRecord,
} from '../rotation/rotation-record.ts'
import type { Cell, Database, Row } from './sqlite.ts'

/** Rotations and their evidence. Whatever fails in SQLite throws `StorageError`. */
export class RotationsTable {
  readonly #db: Database
  readonly #audit: Audit

  constructor(db: Database, audit: Audit) {
    this.#db = db
    this.#audit = audit
  }

  /**
   * Records a rotation before anything of it is done, with its audit entry. False where the key has one that has not
   * ended.
   */
  begin(record: RotationRecord): boolean {
    return this.#db.transaction(() => {
      if (this.openOf(record.ref)) return false
      const row = { ...changed(record), ...fixed(record) }
      const names = Object.keys(row)
      this.#db.run(
        `INSERT INTO rotations (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        ...Object.values(row),
      )
      const by = record.replacement === null ? '' : ` by ${record.request.name}`
      const text = `Began to replace ${record.keyName}${by} (${record.mode}); ${record.startedBy} accepted the plan`
      this.#audit.record('rotation.start', text, record.ref)
      return true
    })
  }

  find(id: string): RotationRecord | null {
    const row = this.#db.one('SELECT * FROM rotations WHERE id = ?', id)
    return row && toRecord(row)
  }

  /** The rotation of this key that has not ended, or the one that still puts it in place or may take it away. */
  openOf(ref: KeyRef): RotationRecord | null {
    const is = (one: KeyRef | null) => one?.accountId === ref.accountId && one.keyId === ref.keyId
    const open = this.open()
    return (
      open.find((record) => is(record.ref)) ??
      open.find(({ newRef, replacement, step }) => is(newRef ?? replacement) && step !== 'delete') ??
      null
    )
  }

  /** Those that have not ended first, then the newest. */
  all(): RotationRecord[] {
    return this.#db
      .all(`SELECT * FROM rotations ORDER BY state IN ('done', 'undone'), started_at DESC, rowid DESC`)
      .map(toRecord)
  }

  /** Those that have not ended, the oldest first. */
  open(): RotationRecord[] {
    return this.#db
      .all(`SELECT * FROM rotations WHERE state NOT IN ('done', 'undone') ORDER BY started_at, rowid`)
      .map(toRecord)
  }

  /** In the order in which it was recorded. */
  evidence(id: string): RecordedEvidence[] {
    return this.#db
      .all('SELECT * FROM rotation_evidence WHERE rotation_id = ? ORDER BY seq', id)
      .map(toEvidence)
  }

  /**
   * Records evidence, each row with its audit entry, and how the rotation stands then: all of it or nothing.
   *
   * @param at now, ISO 8601
   * @param direction which it must still have; left out, any
   * @returns false where another process has turned it round: then nothing is recorded
   */
  commit(
    id: string,
    at: string,
    change: RecordChange,
    rows: readonly NewEvidence[],
    direction?: RotationRecord['direction'],
  ): boolean {
    return this.#db.transaction(() => {
      const record = this.find(id)
      if (!record) throw new Error(`no rotation ${id}`)
      if (direction !== undefined && record.direction !== direction) return false
      const cells = { ...changed(change), updated_at: at }
      const sets = Object.keys(cells).map((name) => `${name} = ?`)
      this.#db.run(`UPDATE rotations SET ${sets.join(', ')} WHERE id = ?`, ...Object.values(cells), id)
      const last = this.#db.one('SELECT max(seq) AS seq FROM rotation_evidence WHERE rotation_id = ?', id)
      let seq = Number(last?.seq ?? 0)
      for (const row of rows) {
        seq += 1
        const files = row.files ?? []
        const audited = this.#audit.record(`rotation.${row.step}`, auditText(row.text, files), record.ref)
        this.#db.run(
          `INSERT INTO rotation_evidence
             (rotation_id, seq, at, step, target_id, outcome, text, files_json, detail_json, audit_seq)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          id,
          seq,
          at,
          row.step,
          row.targetId,
          row.outcome,
          row.text,
          JSON.stringify(files),
          JSON.stringify(row.detail ?? {}),
          audited,
        )
      }
      return true
    })
  }

  /** Takes it for a process, from the holder that was seen. False when another process was quicker. */
  claim(seen: RotationRecord, holder: ProcessIdentity, leaseUntil: string): boolean {
    return (
      this.#db.run(
        `UPDATE rotations SET pid = ?, process_start = ?, lease_until = ?
         WHERE id = ? AND pid IS ? AND process_start IS ? AND state NOT IN ('done', 'undone')`,
        holder.pid,
        holder.start,
        leaseUntil,
        seen.id,
        seen.holder?.pid ?? null,
        seen.holder?.start ?? null,
      ) === 1
    )
  }

  renew(id: string, holder: ProcessIdentity, leaseUntil: string): void {
    this.#db.run(
      'UPDATE rotations SET lease_until = ? WHERE id = ? AND pid = ? AND process_start = ?',
      leaseUntil,
      id,
      holder.pid,
      holder.start,
    )
  }

  release(id: string, holder: ProcessIdentity): void {
    this.#db.run(
      `UPDATE rotations SET pid = NULL, process_start = NULL, lease_until = NULL
       WHERE id = ? AND pid = ? AND process_start = ?`,
      id,
      holder.pid,
      holder.start,
    )
  }
}

/** The hashes stand in the text: it is the text that the audit's chain protects. */
const auditText = (text: string, files: readonly WrittenFile[]): string =>
  [text, ...files.map((one) => `${one.file} ${one.sha256Before} -> ${one.sha256After}`)].join('; ')

const fixed = (record: RotationRecord): Record<string, Cell> => ({
  id: record.id,
  account_id: record.ref.accountId,
  key_id: record.ref.keyId,
  key_name: record.keyName,
  mode: record.mode,
  settings_json: JSON.stringify(record.settings),
  request_json: JSON.stringify(record.request),
  replacement_json: record.replacement && JSON.stringify(record.replacement),
  started_by: record.startedBy,
  started_at: record.startedAt,
  updated_at: record.updatedAt,
})

/** The columns of what may change; only those that are named in the change. */
function changed(change: RecordChange): Record<string, Cell> {
  const cells: Record<string, Cell> = {}
  if (change.newRef !== undefined) cells.new_key_id = change.newRef?.keyId ?? null
  if (change.intentId !== undefined) cells.intent_id = change.intentId
  if (change.targets !== undefined) cells.targets_json = JSON.stringify(change.targets)
  if (change.direction !== undefined) cells.direction = change.direction
  if (change.state !== undefined) cells.state = change.state
  if (change.step !== undefined) cells.step = change.step
  if (change.sentence !== undefined) cells.sentence = change.sentence
  if (change.failure !== undefined) cells.failure_json = change.failure && JSON.stringify(change.failure)
  if (change.waitsUntil !== undefined) cells.waits_until = change.waitsUntil
  if (change.overriddenAt !== undefined) cells.overridden_at = change.overriddenAt
  return cells
}

const text = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell))

const replacementOf = (row: Row): KeyRef | null =>
  JSON.parse(text(row.replacement_json) ?? 'null') as KeyRef | null

/** A key that was made is of the old one's account; one that was given may be of another. */
const newRefOf = (row: Row): KeyRef | null =>
  row.new_key_id == null
    ? null
    : (replacementOf(row) ?? { accountId: String(row.account_id), keyId: String(row.new_key_id) })

const toRecord = (row: Row): RotationRecord => ({
  id: String(row.id),
  ref: { accountId: String(row.account_id), keyId: String(row.key_id) },
  keyName: String(row.key_name),
  newRef: newRefOf(row),
  replacement: replacementOf(row),
  intentId: text(row.intent_id),
  mode: row.mode as RotationRecord['mode'],
  settings: JSON.parse(String(row.settings_json)) as RotationSettings,
  request: JSON.parse(String(row.request_json)) as RotationRecord['request'],
  targets: JSON.parse(String(row.targets_json)) as readonly RotationTarget[],
  direction: row.direction as RotationRecord['direction'],
  state: row.state as RotationRecord['state'],
  step: row.step as RotationRecord['step'],
  sentence: String(row.sentence),
  failure: JSON.parse(text(row.failure_json) ?? 'null') as RotationRecord['failure'],
  waitsUntil: text(row.waits_until),
  overriddenAt: text(row.overridden_at),
  startedBy: String(row.started_by),
  holder: row.pid == null ? null : { pid: Number(row.pid), start: String(row.process_start) },
  leaseUntil: text(row.lease_until),
  startedAt: String(row.started_at),
  updatedAt: String(row.updated_at),
})

const toEvidence = (row: Row): RecordedEvidence => ({
  seq: Number(row.seq),
  at: String(row.at),
  step: row.step as RecordedEvidence['step'],
  targetId: text(row.target_id),
  outcome: row.outcome as RecordedEvidence['outcome'],
  text: String(row.text),
  files: JSON.parse(String(row.files_json)) as readonly WrittenFile[],
  detail: JSON.parse(String(row.detail_json)) as EvidenceDetail,
  auditSeq: Number(row.audit_seq),
})
