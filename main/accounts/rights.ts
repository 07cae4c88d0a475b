import type { Failure } from '../../shared/errors.ts'
import type { KeyRef, KeyType } from '../../shared/model.ts'
import type { AccountRight } from '../../shared/providers.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { AccountsTable } from '../database/accounts-table.ts'
import { stored } from '../database/sqlite.ts'

type Rights = readonly AccountRight[]

/** What a sync told, and beside it what changes have told since that no list can tell. */
export function mergeRights(before: Rights, told: Rights): Rights {
  const tried = before.filter((right) => right.at !== undefined)
  // What was tried with keys of one type says nothing of another's.
  const learnt = ({ what, permission, changes }: AccountRight) =>
    tried.find((one) => one.permission === permission && (one.what === what || changes === undefined))
  const named = new Set(told.map((right) => right.permission))
  return [
    ...told.map((right) => {
      const known = right.state === 'unknown' ? learnt(right) : undefined
      return known ? { ...right, ...known, what: right.what } : right
    }),
    ...tried.filter((right) => !named.has(right.permission)),
  ]
}

/**
 * What a change that was tried says of the credential's rights; null where it says nothing.
 *
 * @param what what was tried, in words: `Rename team keys`
 * @param type of the keys with which it was tried; null where with none
 */
export function rightsAfter(
  rights: Rights,
  what: string,
  failure: Failure | null,
  at: string,
  type: KeyType | null = null,
): Rights | null {
  const day = at.slice(0, 10)
  if (failure === null) {
    const wanted = new Set(rights.filter((right) => right.what === what).map((right) => right.permission))
    // What a list was refused is not given by a change that went well.
    const missing = rights.filter(
      (right) =>
        right.state === 'missing' &&
        right.at !== undefined &&
        wanted.has(right.permission) &&
        isAbout(right, type),
    )
    if (missing.length === 0) return null
    const names = [...new Set(missing.map((right) => right.permission))]
    const now =
      names.length === 1
        ? { state: 'granted' as const, evidence: `${what}: it went well on ${day}.`, at }
        : {
            state: 'unknown' as const,
            evidence: `${what}: it went well on ${day}, so it has one of ${names.join(', ')}.`,
            at,
          }
    return rights.map((right) => (missing.includes(right) ? { ...right, ...now } : right))
  }
  const permissions = failure.code === 'permission-missing' ? (failure.permissions ?? []) : []
  if (permissions.length === 0) return null
  const now = { state: 'missing' as const, evidence: `${what}: the vendor refused it on ${day}.`, at }
  const told = rights.map((right) =>
    permissions.includes(right.permission) && isAbout(right, type) ? { ...right, ...now } : right,
  )
  const fresh = permissions.filter(
    (one) => !rights.some((right) => right.permission === one && right.what === what),
  )
  return [...told, ...fresh.map((permission) => ({ what, permission, ...now }))]
}

const isAbout = ({ changes }: AccountRight, type: KeyType | null): boolean =>
  type === null || changes === undefined || changes.includes(type)

export interface TriedRightsParts {
  readonly clock: Clock
  readonly changes: Changes
  readonly accounts: Pick<AccountsTable, 'find' | 'setRights'>
}

/** Keeps what the answer to a change tells of the rights of the account's credential. */
export function noteTried(
  { clock, changes, accounts }: TriedRightsParts,
  accountId: KeyRef['accountId'],
  what: string,
  failure: Failure | null,
  type: KeyType | null = null,
): void {
  // It is a note beside the change itself: where it cannot be written the change stands all the same.
  stored('', () => {
    const account = accounts.find(accountId, new Set())
    const rights = account && rightsAfter(account.sync.rights, what, failure, stamp(clock), type)
    if (!rights) return
    accounts.setRights(accountId, rights)
    changes.notify('accounts')
  })
}
