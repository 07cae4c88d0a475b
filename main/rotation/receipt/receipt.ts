import { createHash } from 'node:crypto'
import type { Account, AuditEntry } from '../../../shared/model.ts'
import type { RotationSummary, RotationTarget } from '../../../shared/rotation.ts'
import type { Audit, ChainedEntry } from '../../audit.ts'
import type { RecordedEvidence, RotationRecord } from '../rotation-record.ts'
import { type Receipt, type ReceiptContent, receiptContent } from './receipt-schema.ts'

export interface ReceiptParts {
  readonly record: RotationRecord
  readonly evidence: readonly RecordedEvidence[]
  /** How it stands, in the words that the window shows. */
  readonly summary: Pick<RotationSummary, 'sentence' | 'safe'>
  readonly account: Pick<Account, 'id' | 'name' | 'provider'>
  /** The entries of the audit that concern it; see `concernedEntries`. */
  readonly entries: readonly ChainedEntry[]
  /** The first entry of the whole audit that does not fit; null where the chain holds. */
  readonly brokenAt: number | null
  readonly now: Date
}

/** The record of a rotation for auditors: who, what, when, with the evidence and hashes, never a value. */
export function receiptOf(parts: ReceiptParts): Receipt {
  const { record, evidence, summary, account, entries, brokenAt, now } = parts
  const content: ReceiptContent = {
    format: 'keyturn-rotation-receipt',
    version: 1,
    writtenAt: now.toISOString(),
    rotation: {
      id: record.id,
      mode: record.mode,
      direction: record.direction,
      state: record.state,
      sentence: summary.sentence,
      safe: summary.safe,
      startedBy: record.startedBy,
      startedFrom: entries[0]?.actor ?? null,
      startedAt: record.startedAt,
      updatedAt: record.updatedAt,
      overriddenAt: record.overriddenAt,
      settings: record.settings,
    },
    account: { id: account.id, name: account.name, provider: account.provider },
    oldKey: { id: record.ref.keyId, name: record.keyName },
    newKey: record.newRef && { id: record.newRef.keyId, name: record.request.name },
    targets: record.targets.map(shownTarget),
    evidence: evidence.map(({ detail: _detail, files, ...row }) => ({
      ...row,
      files: files.map((file) => ({ ...file })),
    })),
    audit: entries.map((entry) => ({ ...entry })),
    chain: { held: brokenAt === null, brokenAt },
  }
  // Parsed, so that the fields stand in the order of the schema, over which the hash is taken.
  const ordered = receiptContent.parse(content)
  return { ...ordered, contentHash: contentHash(ordered) }
}

/** A command or an address that the user typed may hold a password: neither is in a receipt. */
const shownTarget = (target: RotationTarget): ReceiptContent['targets'][number] => ({
  id: target.id,
  name: target.name,
  host: target.host,
  agent: target.agent,
  agentName: target.agentName,
  files: [...target.files],
  uses: target.uses.map(({ file, line, output, kind }) => ({ file, line, output, kind })),
  reload: target.reload,
  checker: target.checker,
  outside: target.outside?.what ?? null,
})

/** What `contentHash` has to be. Takes the content as the schema's parser returns it. */
export const contentHash = (content: ReceiptContent): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex')

/** More entries than a key has in years. */
const most = 10_000

/** The entries of the audit that tell of a rotation: those of its evidence, and its start, turns and words. */
export function concernedEntries(
  audit: Pick<Audit, 'list' | 'entries'>,
  record: RotationRecord,
  evidence: readonly RecordedEvidence[],
): readonly ChainedEntry[] {
  const all = audit
    .list(record.ref, most)
    .filter(({ action }) => action.startsWith('rotation.'))
    .reverse()
  // A key has one rotation at a time: what follows its start is its own, until the next one starts.
  const first = evidence[0]?.auditSeq ?? null
  const isStart = ({ action }: AuditEntry) => action === 'rotation.start'
  const start =
    first === null
      ? all.findIndex((entry) => isStart(entry) && entry.at >= record.startedAt)
      : all.findLastIndex((entry) => isStart(entry) && entry.seq < first)
  const since = start === -1 ? [] : all.slice(start)
  const next = since.findIndex((entry, index) => index > 0 && isStart(entry))
  const own = next === -1 ? since : since.slice(0, next)
  return audit.entries([...own.map(({ seq }) => seq), ...evidence.map(({ auditSeq }) => auditSeq)])
}

// They could make a line of the document look like another one; escaped they are still the same text.
const invisible = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** A receipt as a document: JSON in which nothing stands that cannot be seen. */
export const receiptJson = (receipt: Receipt): string =>
  `${JSON.stringify(receipt, null, 2).replace(
    invisible,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`
