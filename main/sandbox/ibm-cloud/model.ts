import { createHash, randomBytes } from 'node:crypto'

/** What the simulated IBM Cloud account keeps. Times are ISO 8601 in UTC; `iamId` is what keys and policies name. */

export interface IbmEvent {
  readonly at: string
  readonly by: string
  readonly action: string
  readonly params: readonly string[]
  readonly message: string
}

/** What keys and service IDs have in common: both are locked, versioned and remembered alike. */
export interface IbmEntity {
  readonly id: string
  readonly iamId: string
  readonly name: string
  readonly description: string | null
  readonly locked: boolean
  readonly createdBy: string
  readonly createdAt: string
  readonly modifiedAt: string
  /** Goes up with every change: the entity tag is made of it. */
  readonly version: number
  readonly history: readonly IbmEvent[]
}

/** An API key; its `iamId` is the identity that it authenticates. */
export interface IbmKey extends IbmEntity {
  readonly disabled: boolean
  readonly expiresAt: string | null
  readonly storeValue: boolean
  readonly supportSessions: boolean
  readonly actionWhenLeaked: LeakAction
  /** SHA-256 of the value. */
  readonly valueHash: string
  /** Null unless it was made to be read again. */
  readonly value: string | null
  readonly authentications: number
  readonly lastAuthentication: string | null
}

export type LeakAction = 'none' | 'disable' | 'delete'

export interface IbmServiceId extends IbmEntity {
  readonly groupId: string
  readonly uniqueInstanceCrns: readonly string[]
}

export interface IbmUser {
  readonly iamId: string
  readonly name: string
  readonly email: string
}

export interface IbmPolicy {
  readonly id: string
  /** The `iam_id` of whom it is for. */
  readonly subject: string
  /** CRNs. */
  readonly roles: readonly string[]
  readonly resource: readonly PolicyAttribute[]
  readonly description: string | null
  readonly createdBy: string
  readonly createdAt: string
  /** Of its roles, those that the grantor held: the others look granted and give nothing. */
  readonly effective: readonly string[]
}

export interface PolicyAttribute {
  readonly name: string
  readonly value: string
  readonly operator?: string | undefined
}

export interface IbmSettings {
  /** Even its owner needs a role of its own to make a user key. */
  readonly restrictCreateApiKey: boolean
  readonly restrictCreateServiceId: boolean
  /** How long a token lives, in seconds: 900 to 3600 at the vendor, shorter for tests. */
  readonly tokenSeconds: number
  /** What an `If-Match` that does not match is answered with: the documents do not say. */
  readonly conflictStatus: 409 | 412
  /** The most that one page of a list holds, whatever was asked for; 100 unless a test wants many pages. */
  readonly pageLimit: number
}

/** Values that a user would have copied from the console, by what their identity may do. */
export interface IbmCredentials {
  /** May do everything. */
  readonly admin: string
  /** No role: its own keys, and the service IDs that it has made. */
  readonly user: string
  /** May look at service IDs, their keys and policies, one by one, and change nothing. */
  readonly reader: string
  /** Administrator who may not send: the Sender role that it grants gives nothing. */
  readonly keeper: string
}

export interface IbmState {
  readonly accountId: string
  /** The GUID of the Cloud Logs instance. */
  readonly instance: string
  readonly users: readonly IbmUser[]
  readonly serviceIds: readonly IbmServiceId[]
  readonly keys: readonly IbmKey[]
  readonly policies: readonly IbmPolicy[]
  readonly settings: IbmSettings
  readonly credentials: IbmCredentials
  readonly ports: { readonly iam: number; readonly ingress: number }
}

/** A new value: 44 characters that are safe in a URL. */
export const newIbmValue = (): string => randomBytes(33).toString('base64url')

export const isServiceIdentity = (iamId: string): boolean => iamId.startsWith('iam-ServiceId-')

/** Like `3-c46d2fd2…`: the version, then something that cannot be guessed from it. */
export const entityTag = ({ id, version }: Pick<IbmEntity, 'id' | 'version'>): string =>
  `${version}-${createHash('sha256').update(`${id} ${version}`).digest('hex').slice(0, 32)}`

/** As the vendor writes times: minutes, and a zone without a colon. */
export const minuteOf = (iso: string): string => `${iso.slice(0, 16)}+0000`

/** Reads `yyyy-MM-ddTHH:mm+0000`, seconds allowed; null for anything else. */
export function readMinute(text: string): string | null {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?\+0000$/.exec(text)
  const time = found === null ? Number.NaN : Date.parse(`${found[1]}${found[2] ?? ':00'}Z`)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
