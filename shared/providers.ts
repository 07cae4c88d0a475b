import { z } from 'zod'
import type { Failure } from './errors.ts'
import type { Key, KeyRef, KeyType, ProviderId, Region } from './model.ts'
import { keyActions, keyTypes, type setupSteps, transports } from './names.ts'

/**
 * What vendors differ in, as data: what an account needs, what can be done to a key, who may see one. As in `model.ts`,
 * nothing here ever holds a value; times are ISO 8601 in UTC.
 */

export const transport = z.enum(transports)
export type Transport = z.infer<typeof transport>

export const keyAction = z.enum(keyActions)
export type KeyAction = z.infer<typeof keyAction>

/** What the window needs to know of a vendor before there is an account. */
export interface ProviderInfo {
  readonly id: ProviderId
  readonly name: string
  /** `record`: the vendor has no API for keys, so what stands here is what the user says. */
  readonly mode: 'remote' | 'record'
  readonly regions: readonly Region[]
  readonly types: readonly KeyType[]
  /** What an account is reached with; null where nothing is needed. */
  readonly credential: { readonly label: string; readonly hint: string } | null
  /** Empty where there is only one. */
  readonly transports: readonly Transport[]
  /** An account names an instance beside its region. */
  readonly instance: {
    readonly label: string
    readonly hint: string
    /** A verification may ask another one than the account's. */
    readonly inVerification?: true
  } | null
  /** What the two addresses of an account without a region are called. */
  readonly addressLabels: { readonly api: string; readonly ingress: string }
  /** How often the vendor says that keys should be replaced. */
  readonly policyPreset: {
    readonly maxAgeDays: number
    readonly leadDays: number
    readonly reason: string
  } | null
  /** What a key that was deactivated still does for a while, one sentence; absent where nothing. */
  readonly lingers?: string
  /** What its users have to know, one sentence; null where nothing. */
  readonly note: string | null
}

/** A page of the vendor's console. `id` is what a request to open it names. */
export interface ConsolePage {
  readonly id: string
  readonly label: string
  readonly url: string
}

/** A right that the account's credential has or lacks, and who said so. */
export interface AccountRight {
  /** What it allows, in words: `List Send-Your-Data keys`. */
  readonly what: string
  /** The vendor's name of it. */
  readonly permission: string
  /** The types of key that it lets be made, changed and deleted; absent where it is needed for nothing of that. */
  readonly changes?: readonly KeyType[]
  readonly state: 'granted' | 'missing' | 'unknown'
  /** On what it rests, one sentence. */
  readonly evidence: string
  /** When a change that was tried told it; left out where the last sync did. */
  readonly at?: string
}

export interface AccountReport {
  readonly accountId: string
  readonly rights: readonly AccountRight[]
  readonly pages: readonly ConsolePage[]
  /** What the vendor has no API for, and where it is done. */
  readonly notes: readonly { readonly title: string; readonly text: string }[]
}

// ---------------------------------------------------------------- access policies

const access = z.enum(['default', 'none', 'read', 'manage'])
/** `default`: the policy says nothing, so the role-based permissions decide. */
export type PolicyAccess = z.infer<typeof access>

const policyGrant = z.object({
  /** To the key. */
  access,
  /** To the policy itself. */
  policy: access,
})
export type PolicyGrant = z.infer<typeof policyGrant>

export const accessPolicy = z.object({
  /** For everybody whom no rule names. */
  general: policyGrant,
  rules: z.array(policyGrant.extend({ groupId: z.string().trim().min(1).max(100) })).max(500),
})
export type AccessPolicy = z.infer<typeof accessPolicy>

export interface AccessPolicyView {
  readonly ref: KeyRef
  /** Null: the key has none. */
  readonly policy: AccessPolicy | null
  /** What it says that the form does not show and a save keeps, in words. */
  readonly kept: readonly string[]
  readonly groups: readonly { readonly id: string; readonly name: string }[]
  /** Why the groups could not be listed, so that ids are typed; null where they were. */
  readonly groupsNote: string | null
  /** The permissions of this key's type that the policy grants or denies, by what they are for. */
  readonly permissions: {
    readonly read: string
    readonly manage: string
    readonly readPolicy: string
    readonly managePolicy: string
  }
}

// ---------------------------------------------------------------- single keys

/** New presets and permissions; what is left out stays as it is. */
export const rightsChange = z.object({
  presets: z.array(z.string().min(1).max(200)).max(100).optional(),
  permissions: z.array(z.string().min(1).max(200)).max(500).optional(),
})
export type RightsChange = z.infer<typeof rightsChange>

export const verifyWish = z.object({
  /** Consent to one marked line or event: it is stored and counts against the plan. */
  markedLine: z.boolean(),
  /** Where the vendor needs to know which of its ingests to ask; null is the account's own, empty is none. */
  ingestId: z.string().trim().max(200).nullable(),
})
export type VerifyWish = z.infer<typeof verifyWish>

/** Whether a value works, step by step, each from the vendor's answer. */
export interface Verification {
  readonly at: string
  readonly verdict: 'works' | 'rejected' | 'unknown'
  readonly sentence: string
  readonly steps: readonly {
    readonly title: string
    readonly outcome: 'ok' | 'failed' | 'unknown' | 'skipped'
    readonly text: string
  }[]
}

/** What the vendor recorded of a key. */
export interface VendorEvent {
  readonly at: string | null
  readonly action: string
  /** Who did it, as the vendor names them. */
  readonly by: string
  readonly text: string
}

/** A key that is only recorded here: the user has made it on the vendor's page. */
export const recordRequest = z.object({
  accountId: z.uuid(),
  name: z.string().trim().min(1, 'Give the key a name').max(200),
  type: z.enum(keyTypes),
  permissions: z.array(z.string().min(1).max(200)).min(1, 'Choose what it may do').max(20),
  active: z.boolean(),
  description: z.string().trim().max(1000).nullable(),
})
export type RecordRequest = z.infer<typeof recordRequest>

// ---------------------------------------------------------------- several keys at once

export const keyBulkAction = z.enum(['enable', 'disable', 'delete'])
export type KeyBulkAction = z.infer<typeof keyBulkAction>

/** What would be done to several keys; nothing is done yet. */
export interface KeyBulkPlan {
  readonly planId: string
  readonly action: KeyBulkAction
  readonly items: readonly {
    readonly ref: KeyRef
    readonly key: Key
    /** Why it is left out; null where it takes part. */
    readonly refusal: string | null
    readonly warnings: readonly string[]
  }[]
}

export interface KeyBulkResult {
  readonly ref: KeyRef
  readonly name: string
  readonly outcome: 'done' | 'failed' | 'unknown' | 'left-out'
  /** What became of it, one sentence. */
  readonly text: string
  readonly failure: Failure | null
}

export interface KeyBulkReport {
  readonly action: KeyBulkAction
  readonly cancelled: boolean
  readonly results: readonly KeyBulkResult[]
}

// ---------------------------------------------------------------- service IDs

/** An identity of the vendor that owns keys and has rights of its own. */
export interface ServiceId {
  /** By which the vendor manages it. */
  readonly id: string
  /** By which keys and policies name it. */
  readonly ownerId: string
  readonly name: string
  readonly description: string | null
  readonly locked: boolean
}

export interface ServiceIdList {
  readonly serviceIds: readonly ServiceId[]
  /** What is missing, one sentence each; empty where the list is whole. */
  readonly notes: readonly string[]
}

export const setupRequest = z.object({
  accountId: z.uuid(),
  name: z.string().trim().min(1, 'Give the service ID a name').max(200),
  description: z.string().trim().max(1000).nullable(),
  keyName: z.string().trim().min(1, 'Give the key a name').max(200),
  keyDescription: z.string().trim().max(1000).nullable(),
  expiresAt: z.iso.datetime().nullable(),
})
export type SetupRequest = z.infer<typeof setupRequest>

export type SetupStep = (typeof setupSteps)[number]

/** A service ID, its role, its key and the proof that it may send: how far it came. */
export interface SenderSetup {
  readonly id: string
  readonly accountId: string
  readonly account: string
  readonly name: string
  readonly state: 'running' | 'stopped' | 'done' | 'cleaned-up'
  readonly steps: readonly {
    readonly step: SetupStep
    readonly state: 'open' | 'now' | 'done' | 'failed' | 'skipped'
    readonly text: string
  }[]
  /** What was made at the vendor so far, in words: what cleaning up removes. */
  readonly made: readonly string[]
  readonly key: KeyRef | null
  readonly failure: Failure | null
  readonly startedAt: string
}
