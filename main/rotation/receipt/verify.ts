import { entryHash } from '../../audit.ts'
import { contentHash } from './receipt.ts'
import { type Receipt, receiptContent, receiptSchema } from './receipt-schema.ts'

export interface ReceiptVerdict {
  readonly holds: boolean
  /** What was found: the first thing that does not fit. */
  readonly sentence: string
}

const broken = (sentence: string): ReceiptVerdict => ({ holds: false, sentence })

/**
 * Recomputes every hash of a receipt's JSON document and compares its evidence with the audit entries in it. A receipt
 * that holds was not changed by accident or by hand; whether it is this machine's is told by comparing the hashes of its
 * entries with the audit itself.
 */
export function verifyReceipt(document: string): ReceiptVerdict {
  let json: unknown
  try {
    json = JSON.parse(document)
  } catch {
    return broken('This is not a JSON document.')
  }
  const parsed = receiptSchema.safeParse(json)
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') || 'the whole of it'
    return broken(`This is not a receipt that this version knows: see ${where}.`)
  }
  return chainVerdict(parsed.data) ?? evidenceVerdict(parsed.data) ?? contentVerdict(parsed.data)
}

function chainVerdict(receipt: Receipt): ReceiptVerdict | null {
  let before: Receipt['audit'][number] | null = null
  for (const entry of receipt.audit) {
    if (entryHash(entry) !== entry.hash) return broken(`Audit entry ${entry.seq} does not fit its hash.`)
    if (before !== null && entry.seq <= before.seq) {
      return broken(`Audit entry ${entry.seq} is out of its order.`)
    }
    if (before !== null && entry.seq === before.seq + 1 && entry.previousHash !== before.hash) {
      return broken(`Audit entry ${entry.seq} does not follow entry ${before.seq}.`)
    }
    before = entry
  }
  return null
}

function evidenceVerdict(receipt: Receipt): ReceiptVerdict | null {
  for (const row of receipt.evidence) {
    const entry = receipt.audit.find(({ seq }) => seq === row.auditSeq)
    if (entry === undefined) return broken(`Evidence ${row.seq} has no audit entry ${row.auditSeq}.`)
    const told = [
      row.text,
      ...row.files.flatMap(({ sha256Before, sha256After }) => [sha256Before, sha256After]),
    ]
    if (entry.action !== `rotation.${row.step}` || !told.every((part) => entry.text.includes(part))) {
      return broken(`Evidence ${row.seq} does not fit audit entry ${row.auditSeq}.`)
    }
  }
  return null
}

function contentVerdict({ contentHash: told, ...receipt }: Receipt): ReceiptVerdict {
  if (contentHash(receiptContent.parse(receipt)) !== told) {
    return broken('The content does not fit its hash: something beside the audit entries was changed.')
  }
  if (!receipt.chain.held) {
    const at = receipt.chain.brokenAt ?? 'an entry'
    return broken(`The audit did not hold when the receipt was written: see its entry ${at}.`)
  }
  return {
    holds: true,
    sentence: `All ${receipt.audit.length} audit entries and the content fit their hashes.`,
  }
}
