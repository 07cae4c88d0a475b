import { z } from 'zod'

/**
 * What `--json` promises, written from design section 7 and not from the program's own types: exactly these
 * fields. The unit tests and the end-to-end test hold the program to it.
 */

const time = z.iso.datetime()
const state = z.enum(['active', 'disabled', 'gone', 'orphan'])
const text = z.string().min(1)

export const keyShape = z.strictObject({
  id: text,
  account: text,
  provider: z.enum(['coralogix', 'ibm-cloud', 'aggregations-io']),
  name: z.string(),
  type: z.enum(['send-your-data', 'team', 'personal', 'organisation', 'user', 'service-id', 'org-wide']),
  legacy: z.boolean(),
  state,
  secret: z.enum(['once', 'readable']),
  hasValue: z.boolean(),
  owner: z.strictObject({ kind: text, id: z.string(), name: z.string().nullable() }).nullable(),
  presets: z.array(z.string()),
  permissions: z.array(z.string()),
  createdAt: time.nullable(),
  firstSeenAt: time,
  age: z.strictObject({ days: z.number().int().min(0), basis: z.enum(['vendor', 'user', 'firstSeen']) }),
  dueAt: time.nullable(),
  fingerprint: text.nullable(),
  stateBasis: z.enum(['vendor', 'user']),
  description: z.string().nullable(),
  locked: z.boolean(),
  expiresAt: time.nullable(),
})

export const keyList = z.array(keyShape)

export const accountShape = z.strictObject({
  id: z.uuid(),
  name: text,
  provider: text,
  region: text,
  apiUrl: z.url(),
  ingressUrl: z.union([z.url(), z.literal('')]),
  teamName: z.string().nullable(),
  teamId: z.string().nullable(),
  userName: z.string().nullable(),
  addedAt: time,
  lastSyncedAt: time.nullable(),
  syncFailure: z.strictObject({ code: text, message: text, hint: z.string(), at: time }).nullable(),
  notes: z.array(z.string()),
})

export const accountList = z.array(accountShape)

export const syncResult = z.array(
  z.strictObject({
    account: text,
    new: z.number().int(),
    changed: z.number().int(),
    gone: z.number().int(),
    total: z.number().int(),
  }),
)

const useShape = z.strictObject({
  file: text,
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  agent: text,
  output: z.string(),
  kind: z.enum(['literal', 'env', 'file', 'secret']),
  keyId: text.nullable(),
  keyState: state.nullable(),
})

export const scanResult = z.array(
  useShape.extend({
    agent: text.nullable(),
    account: text.nullable(),
    key: z.string().nullable(),
    foundIn: z.enum(['config', 'history', 'backup', 'other']),
    level: z.enum(['fine', 'notice', 'problem']),
    sentence: text,
    next: z.string(),
  }),
)

export const detectResult = z.array(
  z.strictObject({
    file: text,
    agent: text.nullable(),
    supported: z.boolean(),
    reason: text.nullable(),
    uses: z.array(useShape),
  }),
)

export const agentList = z.array(
  z.object({ id: text, name: text, supported: z.boolean(), reason: text.nullable(), takes: z.array(text) }),
)

export const dueList = z.array(
  keyShape.extend({
    dueAt: time,
    daysLeft: z.number().int(),
    status: z.enum(['overdue', 'due-soon', 'later']),
    reason: text,
  }),
)

const plannedFile = z.strictObject({
  file: text,
  agent: text,
  agentName: text,
  changes: z.array(
    z.strictObject({
      line: z.number().int().min(1),
      output: z.string(),
      before: z.string(),
      after: z.string(),
      contextBefore: z.array(z.string()),
      contextAfter: z.array(z.string()),
    }),
  ),
  unchanged: z.boolean(),
  warnings: z.array(z.string()),
  afterChange: z.string(),
  chain: z.array(z.strictObject({ file: text, line: z.number().int().min(1).nullable(), text })),
  checker: text.nullable(),
})

const checkShape = z.strictObject({
  file: text,
  agent: text,
  command: text,
  passed: z.boolean(),
  output: z.array(z.string()),
})

export const injectResult = z.strictObject({
  applied: z.boolean(),
  keyId: text,
  files: z.array(plannedFile).min(1),
  written: z.array(
    z.strictObject({
      file: text,
      places: z.number().int().min(1),
      afterChange: z.string(),
      checker: text.nullable(),
    }),
  ),
  unchanged: z.array(text),
  /** Only with --check. */
  checks: z.array(checkShape).optional(),
})

const seconds = z.number().int().min(0)
const rotationMode = z.enum(['planned', 'leaked', 'leaked-cut-first'])
const rotationStep = z.enum([
  'create',
  'write',
  'check',
  'reload',
  'adopt',
  'canary',
  'watch',
  'cut',
  'soak',
  'delete',
  'bring-back',
  'put-back',
  'reload-back',
  'retire',
])

export const targetList = z.array(
  z.strictObject({
    file: text,
    host: text.nullable(),
    agent: text.nullable(),
    key: text.nullable(),
    controlUrl: z.url().nullable(),
    reloadCommand: text.nullable(),
    addedAt: time,
  }),
)

const rotationTarget = z.strictObject({
  id: text,
  name: text,
  file: text,
  host: text.nullable(),
  agent: text.nullable(),
  agentName: text,
  files: z.array(text),
  uses: z.array(
    z.strictObject({
      file: text,
      line: z.number().int().min(1),
      output: z.string(),
      kind: z.enum(['literal', 'env', 'file', 'secret']),
    }),
  ),
  controlUrl: z.url().nullable(),
  reloadCommand: text.nullable(),
  reload: z.enum(['http', 'command', 'none', 'word']),
  reloadText: text,
  proofText: text,
  checker: text.nullable(),
  outside: z.strictObject({ what: text, command: text }).nullable(),
})

export const rotationPlan = z.strictObject({
  key: text,
  keyName: text,
  account: text,
  mode: rotationMode,
  settings: z.strictObject({
    canary: z.boolean(),
    watchSeconds: seconds,
    soakSeconds: seconds,
    graceSeconds: seconds,
  }),
  newKey: z.strictObject({
    name: text,
    type: text,
    presets: z.array(text),
    permissions: z.array(text),
    hashed: z.boolean(),
    ownerId: text.nullable(),
  }),
  steps: z.array(z.strictObject({ step: rotationStep, text, lacks: text.nullable(), final: z.boolean() })),
  targets: z.array(rotationTarget),
  files: z.array(plannedFile),
  warnings: z.array(text),
  refusal: z.strictObject({ code: text, message: text, hint: z.string() }).nullable(),
})

export const rotationPlans = z.strictObject({ plans: z.array(rotationPlan).min(2) })

const shownStep = z.strictObject({
  step: rotationStep,
  title: text,
  state: z.enum(['open', 'now', 'waiting', 'needs-you', 'done', 'failed', 'skipped']),
  at: time.nullable(),
  evidence: z.array(
    z.strictObject({
      at: time,
      targetId: text.nullable(),
      outcome: z.enum(['ok', 'failed', 'unproven', 'word', 'skipped']),
      text,
      files: z.array(
        z.strictObject({ file: text, places: z.number().int(), sha256Before: text, sha256After: text }),
      ),
    }),
  ),
})

const rotationHead = z.strictObject({
  id: text,
  key: text,
  keyName: text,
  account: text,
  newKey: text.nullable(),
  mode: rotationMode,
  direction: z.enum(['forward', 'back']),
  state: z.enum(['running', 'waiting', 'needs-you', 'failed', 'done', 'undone']),
  health: z.enum(['healthy', 'waiting', 'needs-you', 'failed']),
  step: rotationStep,
  sentence: text,
  waitsUntil: time.nullable(),
})

export const rotationList = z.array(rotationHead.extend({ startedAt: time, updatedAt: time }))

export const rotationShape = rotationHead.extend({
  safe: text,
  steps: z.array(shownStep).min(1),
  targets: z.array(rotationTarget),
  questions: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('confirm'), targetId: text, text }),
      z.strictObject({ kind: z.literal('override'), text }),
      z.strictObject({ kind: z.literal('stuck'), intentId: text, text }),
    ]),
  ),
})

/** Several keys. */
export const rotateResult = z.strictObject({
  stoppedAt: text.nullable(),
  notBegun: z.array(text),
  rotations: z.array(rotationShape),
})

export const rehearsalResult = z.strictObject({
  passed: z.boolean(),
  sentence: text,
  steps: z.array(shownStep).min(1),
})

export const doctorResult = z.array(
  z.strictObject({
    id: text,
    title: text,
    status: z.enum(['ok', 'warning', 'failed', 'unknown']),
    message: text,
    hint: z.string(),
  }),
)

export const sandboxLine = z.strictObject({
  apiUrl: z.url(),
  ingressUrl: z.url(),
  grpcUrl: z.url().nullable(),
  adminKey: text,
  vendors: z.strictObject({
    'ibm-cloud': z.strictObject({ iamUrl: z.url(), ingressUrl: z.url(), instance: text, apiKey: text }),
    'aggregations-io': z.strictObject({
      apiUrl: z.url(),
      ingestUrl: z.url(),
      ingestId: text,
      keys: z.strictObject({ read: text, write: text }),
    }),
  }),
})

export const errorShape = z.strictObject({
  error: z.strictObject({ code: text, message: text, hint: z.string() }),
})
