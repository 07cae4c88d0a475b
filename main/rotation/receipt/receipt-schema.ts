import { z } from 'zod'
import { keyRef } from '../../../shared/model.ts'
import {
  agentIds,
  evidenceOutcomes,
  providerIds,
  rotationModes,
  rotationSteps,
} from '../../../shared/names.ts'
import { rotationSettings } from '../../../shared/rotation.ts'

/*
 * What a receipt holds. It is read back by `verify.ts`, also years later: a change of its meaning is another version.
 * The order of the fields is part of it, since the hash of the content is taken over them in this order.
 */

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const text = z.string()

const receiptTarget = z.strictObject({
  id: text,
  name: text,
  host: text.nullable(),
  agent: z.enum(agentIds).nullable(),
  agentName: text,
  files: z.array(text),
  uses: z.array(z.strictObject({ file: text, line: z.number(), output: text, kind: text })),
  reload: z.enum(['http', 'command', 'none', 'word']),
  checker: text.nullable(),
  /** Set where the key is out of reach: what it is. */
  outside: text.nullable(),
})

const receiptEvidence = z.strictObject({
  seq: z.number(),
  at: text,
  step: z.enum(rotationSteps),
  targetId: text.nullable(),
  outcome: z.enum(evidenceOutcomes),
  text,
  files: z.array(z.strictObject({ file: text, places: z.number(), sha256Before: hex, sha256After: hex })),
  /** Its entry in `audit`. */
  auditSeq: z.number(),
})

const receiptEntry = z.strictObject({
  seq: z.number(),
  at: text,
  actor: z.enum(['app', 'terminal', 'system']),
  action: text,
  text,
  ref: keyRef.nullable(),
  /** The hash of the entry before it in the audit; empty for the first. */
  previousHash: z.union([hex, z.literal('')]),
  /** SHA-256 of `JSON.stringify([previousHash, seq, at, actor, action, text, accountId, keyId])`, in UTF-8. */
  hash: hex,
})

export const receiptContent = z.strictObject({
  format: z.literal('keyturn-rotation-receipt'),
  version: z.literal(1),
  writtenAt: text,
  rotation: z.strictObject({
    id: text,
    mode: z.enum(rotationModes),
    direction: z.enum(['forward', 'back']),
    state: z.enum(['running', 'waiting', 'needs-you', 'failed', 'done', 'undone']),
    sentence: text,
    safe: text,
    /** The user of the machine. */
    startedBy: text,
    /** From which door it was started; null where no entry of the audit tells. */
    startedFrom: z.enum(['app', 'terminal', 'system']).nullable(),
    startedAt: text,
    updatedAt: text,
    overriddenAt: text.nullable(),
    settings: rotationSettings.strict(),
  }),
  account: z.strictObject({ id: text, name: text, provider: z.enum(providerIds) }),
  oldKey: z.strictObject({ id: text, name: text }),
  newKey: z.strictObject({ id: text, name: text }).nullable(),
  targets: z.array(receiptTarget),
  evidence: z.array(receiptEvidence),
  audit: z.array(receiptEntry),
  /** Whether the whole audit of this machine held when the receipt was written; else its first entry that did not fit. */
  chain: z.strictObject({ held: z.boolean(), brokenAt: z.number().nullable() }),
})
export type ReceiptContent = z.infer<typeof receiptContent>

/** `contentHash`: SHA-256 of the other fields as JSON without blanks, in this order. */
export const receiptSchema = receiptContent.extend({ contentHash: hex })
export type Receipt = z.infer<typeof receiptSchema>
