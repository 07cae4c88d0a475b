import { z } from 'zod'
import { agentId, isoTime, keyRef, policyScope, providerId } from './model.ts'
import { accessPolicy, keyBulkAction, rightsChange, transport, verifyWish } from './providers.ts'
import { snoozeFor } from './reminders.ts'
import { rotationMode, rotationSettings, rotationStep } from './rotation.ts'

/** What the calls of `ipc.ts` take: checked at main's door, once. */

export const path = z.string().min(1).max(4096)
export const at = z.object({ ref: keyRef })
export const intent = z.object({ intentId: z.uuid() })
export const importing = z.object({ importId: z.uuid() })
// A pasted value: the handler's first line wraps it in a Secret.
export const pasted = z.string().min(1).max(16_384)

export const newAccount = z.object({
  provider: providerId,
  name: z.string().trim().min(1).max(80),
  /** A region's code, or null with addresses. */
  region: z.string().max(40).nullable(),
  apiUrl: z.string().max(500).nullable(),
  ingressUrl: z.string().max(500).nullable(),
  grpcUrl: z.string().max(500).nullable(),
  transport: transport.nullable(),
  instance: z.string().trim().max(100).nullable(),
  /** Null where the vendor needs none. */
  credential: pasted.nullable(),
})

export const snippet = z.object({
  agentId,
  ref: keyRef,
  format: z.string().max(40),
  application: z.string().max(200),
  subsystem: z.string().max(200),
})

export const openTarget = z.union([
  /** `page`: the id of a page of the account's report. */
  z.object({ kind: z.literal('console'), accountId: z.uuid(), page: z.string().max(40) }),
  z.object({ kind: z.literal('agent-docs'), agentId }),
])
export const account = z.object({ accountId: z.uuid() })
export const credential = z.object({ accountId: z.uuid(), credential: pasted })
export const sandboxOf = z.object({ provider: providerId })
export const removal = z.object({ accountId: z.uuid(), loseValues: z.boolean() })
export const syncWhat = z.object({ accountId: z.uuid().nullable() })
export const orphan = z.object({ intentId: z.uuid(), recreate: z.boolean() })
export const changesSince = z.object({ since: z.number().int().min(0), look: z.boolean() })
export const rename = z.object({ ref: keyRef, name: z.string().trim().min(1).max(200) })
export const activation = z.object({ ref: keyRef, active: z.boolean() })
// Deleting needs the key's name, typed.
export const typed = z.object({ ref: keyRef, typedName: z.string().max(200) })
export const entered = z.object({ ref: keyRef, createdAt: isoTime.nullable() })
export const description = z.object({ ref: keyRef, description: z.string().trim().max(1000) })
export const locking = z.object({ ref: keyRef, locked: z.boolean() })
export const rights = z.object({ ref: keyRef, change: rightsChange })
export const policyOf = z.object({ ref: keyRef, policy: accessPolicy.nullable() })
export const verifying = z.object({ ref: keyRef, wish: verifyWish })
export const bulk = z.object({ refs: z.array(keyRef).min(1).max(500), action: keyBulkAction })
// Deleting several needs their number, typed; null for what can be taken back.
export const bulkRun = z.object({ planId: z.uuid(), typedCount: z.number().int().nullable() })
export const setup = z.object({ id: z.uuid() })
export const atVendor = z.object({ id: z.uuid(), step: rotationStep })
export const forKey = z.object({ ref: keyRef.nullable() })
export const dropped = z.object({ path, ref: keyRef.nullable() })
export const paste = z.object({ text: pasted, ref: keyRef.nullable() })
export const storing = z.object({ importId: z.uuid(), ref: keyRef })
export const planning = z.object({
  files: z.array(path).min(1).max(200),
  ref: keyRef,
  /** Which place, where a file carries several different values: 1-based line per file. */
  at: z.array(z.object({ file: path, line: z.number().int().min(1) })).max(200),
})
export const plan = z.object({ planId: z.uuid() })
export const file = z.object({ file: path })
export const restoring = z.object({ file: path, set: z.boolean() })
export const scope = z.object({ scope: policyScope })
export const rotation = z.object({ id: z.uuid() })
export const rotateAll = z.object({
  refs: z.array(keyRef).min(1).max(100),
  mode: rotationMode,
  settings: rotationSettings,
})
export const confirmation = z.object({ id: z.uuid(), targetId: z.string().min(1).max(200) })
export const overriding = z.object({ id: z.uuid(), typedName: z.string().max(200) })
export const receipt = z.object({ id: z.uuid(), format: z.enum(['json', 'html']) })
export const oldTarget = z.object({ file: path, host: z.string().max(200).nullable() })
export const snoozing = z.object({ ref: keyRef, for: snoozeFor.nullable() })
export const ids = z.object({ ids: z.array(z.uuid()).max(10_000) })
export const auditOf = z.object({ ref: keyRef.nullable(), limit: z.number().int().min(1).max(1000) })
