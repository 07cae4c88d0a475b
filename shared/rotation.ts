import { z } from 'zod'
import type { Failure } from './errors.ts'
import type { AgentId, CreateRequest, KeyRef, OutsideEnd, PlannedFile, UseKind } from './model.ts'
import { keyRef } from './model.ts'
import { type evidenceOutcomes, rotationModes, rotationSteps } from './names.ts'

/**
 * Replacing a key: the plan, the run and its evidence (design section 6). As in `model.ts`, nothing here ever holds a
 * value; times are ISO 8601 in UTC.
 */

/** `planned`: at leisure. `leaked`: the new key first, then the old one is cut within minutes. `leaked-cut-first`: the old key is cut before anything else, and agents are refused until they have the new one. */
export const rotationMode = z.enum(rotationModes)
export type RotationMode = z.infer<typeof rotationMode>

const day = 86_400

export const rotationSettings = z.object({
  /** Consent to one marked log line at the vendor: it is stored and billed. */
  canary: z.boolean(),
  /** How long the agents are watched without a refusal before the old key is cut. */
  watchSeconds: z.number().int().min(0).max(day),
  /** How long after the cut the old key is kept ready to come back. */
  soakSeconds: z
    .number()
    .int()
    .min(0)
    .max(90 * day),
  /** How long after the cut the old key is deleted; never before the soak has ended. */
  graceSeconds: z
    .number()
    .int()
    .min(0)
    .max(365 * day),
})
export type RotationSettings = z.infer<typeof rotationSettings>

export const rotateRequest = z.object({
  ref: keyRef,
  mode: rotationMode,
  settings: rotationSettings,
  /** A key that exists and whose value is held: it takes the old one's place, and none is made. */
  replacement: keyRef.nullish(),
})
export type RotateRequest = z.infer<typeof rotateRequest>

export const rotationStep = z.enum(rotationSteps)
export type RotationStep = z.infer<typeof rotationStep>

// ---------------------------------------------------------------- targets

/** An agent as the user has named it: a config, and how its agent is reloaded and asked what it runs with. */
export interface AgentTarget {
  /** Absolute; on another host as the user wrote it. */
  readonly file: string
  /** Set where the file is on another host: Keyturn cannot look there, so the user's word counts. */
  readonly host: string | null
  /** For a file on another host: the key that it carries. */
  readonly ref: KeyRef | null
  /** What was found in it; null where it cannot be read or is nobody's. */
  readonly agent: AgentId | null
  /** The agent's own HTTP address, such as `http://127.0.0.1:9090`. */
  readonly controlUrl: string | null
  /** Run by the system's shell, as the user typed it. */
  readonly reloadCommand: string | null
  readonly addedAt: string
}

export const newTarget = z.object({
  file: z.string().min(1).max(4096),
  host: z.string().trim().min(1).max(200).nullable(),
  ref: keyRef.nullable(),
  controlUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  reloadCommand: z.string().trim().min(1).max(2000).nullable(),
})
export type NewTarget = z.infer<typeof newTarget>

/** One agent of a rotation: what carries the key for it, and how it will be proven that it took the new one. */
export interface RotationTarget {
  /** Stable within a rotation. */
  readonly id: string
  /** Its config's path, or the other host's name and path. */
  readonly name: string
  readonly file: string
  readonly host: string | null
  readonly agent: AgentId | null
  readonly agentName: string
  /** The files in which the value stands: the config itself, or what it refers to. Empty on another host. */
  readonly files: readonly string[]
  readonly uses: readonly {
    readonly file: string
    readonly line: number
    readonly output: string
    readonly kind: UseKind
  }[]
  readonly controlUrl: string | null
  readonly reloadCommand: string | null
  /** `http`, `command`: done by Keyturn. `none`: it reads the new value by itself. `word`: the user does it, and says so. */
  readonly reload: 'http' | 'command' | 'none' | 'word'
  /** What will be done, or what the user has to do, one sentence. */
  readonly reloadText: string
  /** How its adoption will be proven, one sentence. */
  readonly proofText: string
  /** The checker that will be run, as it would be typed; null where none is installed. */
  readonly checker: string | null
  /** Set where the key is out of reach (a cluster, a keystore): what it is, and the command that sets it. */
  readonly outside: OutsideEnd | null
}

// ---------------------------------------------------------------- plan

export interface PlannedStep {
  readonly step: RotationStep
  /** What happens, one sentence. */
  readonly text: string
  /** The right or permission that it needs and that we seem to lack; null where nothing stands in the way. */
  readonly lacks: string | null
  /** It cannot be taken back. */
  readonly final: boolean
}

export interface RotationPlan {
  readonly ref: KeyRef
  readonly keyName: string
  readonly account: string
  readonly mode: RotationMode
  readonly settings: RotationSettings
  /** The key that will be made, copied from the old one; hashed. With a replacement, how that one is. */
  readonly newKey: CreateRequest
  readonly replacement: KeyRef | null
  readonly steps: readonly PlannedStep[]
  readonly targets: readonly RotationTarget[]
  /** The masked diff. */
  readonly files: readonly PlannedFile[]
  readonly warnings: readonly string[]
  /** Why it cannot be started, and the way out; null where it can. */
  readonly refusal: Failure | null
}

// ---------------------------------------------------------------- run

/**
 * `ok`: seen to hold. `failed`: seen not to. `unproven`: done, and nothing could be seen. `word`: the user says so.
 * `skipped`: not asked for, or nothing to do.
 */
export type EvidenceOutcome = (typeof evidenceOutcomes)[number]

/** One thing that was done or seen, as it was recorded. Never changed afterwards. */
export interface Evidence {
  /** 1-based, within the rotation. */
  readonly seq: number
  readonly at: string
  readonly step: RotationStep
  /** The target that it is about; null for the whole. */
  readonly targetId: string | null
  readonly outcome: EvidenceOutcome
  /** One sentence for people. */
  readonly text: string
  /** Files that it wrote, by the SHA-256 of their whole content. */
  readonly files: readonly WrittenFile[]
}

export interface WrittenFile {
  readonly file: string
  readonly places: number
  readonly sha256Before: string
  readonly sha256After: string
}

/**
 * `running`: steps are being taken. `waiting`: for soak or grace; nothing to do. `needs-you`: it goes on when the user
 * has said or done something. `failed`: a step went wrong; resume or undo. `done`, `undone`: ended.
 */
export type RotationState = 'running' | 'waiting' | 'needs-you' | 'failed' | 'done' | 'undone'

/** The word for it at a glance. */
export type RotationHealth = 'healthy' | 'waiting' | 'needs-you' | 'failed'

/** A rotation in a list: the shape that `rotation list` prints. */
export interface RotationSummary {
  readonly id: string
  readonly ref: KeyRef
  readonly keyName: string
  readonly account: string
  readonly newKeyId: string | null
  readonly mode: RotationMode
  readonly direction: 'forward' | 'back'
  readonly state: RotationState
  readonly health: RotationHealth
  /** The step that is being taken, waited for or was last. */
  readonly step: RotationStep
  /** How it stands and why, one sentence. */
  readonly sentence: string
  /** What still works now, one sentence, such as that the old key does. */
  readonly safe: string
  /** Why it failed or stopped; null otherwise. */
  readonly failure: Failure | null
  /** A process is taking its steps now. */
  readonly held: boolean
  readonly startedAt: string
  readonly updatedAt: string
  /** When it goes on by itself. */
  readonly waitsUntil: string | null
}

export interface RotationDetail extends RotationSummary {
  readonly settings: RotationSettings
  readonly targets: readonly RotationTarget[]
  /** Every step in its order, forward or back, with what is recorded of it. */
  readonly steps: readonly ShownStep[]
  readonly questions: readonly RotationQuestion[]
  /** What undoing will do, one sentence; null where it can no longer be undone. */
  readonly undoText: string | null
}

export interface ShownStep {
  readonly step: RotationStep
  /** What it is, in words: `Cut the old key`. */
  readonly title: string
  readonly state: 'open' | 'now' | 'waiting' | 'needs-you' | 'done' | 'failed' | 'skipped'
  /** When it ended, or goes on. */
  readonly at: string | null
  readonly evidence: readonly Evidence[]
}

/** What the user is needed for. */
export type RotationQuestion =
  /** Say that the agent runs with the new key (back: with the old one). */
  | { readonly kind: 'confirm'; readonly targetId: string; readonly text: string }
  /** Cut although these are unconfirmed: the key's name, typed. */
  | { readonly kind: 'override'; readonly text: string }
  /** The vendor made the key, and its value is in memory only: unlock the keychain and resume, or copy it. */
  | { readonly kind: 'stuck'; readonly intentId: string; readonly text: string }
  /** The vendor has no API for it: do it on the vendor's page, then say so. `page` is the id of a console page. */
  | { readonly kind: 'at-vendor'; readonly step: RotationStep; readonly page: string; readonly text: string }

/** What a rehearsal did, on copies and against the sandbox. */
export interface RehearsalReport {
  readonly passed: boolean
  readonly sentence: string
  readonly steps: readonly ShownStep[]
}

/** Several rotations, one after another. In memory: what has not begun when the process ends has changed nothing. */
export interface BulkStatus {
  readonly refs: readonly KeyRef[]
  /** How many have come to rest well. */
  readonly done: number
  readonly current: KeyRef | null
  /** The first that needs the user or failed: the others were not begun. */
  readonly stoppedAt: KeyRef | null
  readonly sentence: string
}
