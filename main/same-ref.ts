import type { KeyRef } from '../shared/model.ts'

/** Whether both name the same key. */
export const sameRef = (one: KeyRef | null, other: KeyRef): boolean =>
  one?.accountId === other.accountId && one.keyId === other.keyId
