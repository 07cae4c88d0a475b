import type { Answer, Asked } from '../exchange.ts'
import type { Faults } from '../faults.ts'
import type { IbmAccount } from './account.ts'
import { identityError } from './errors.ts'
import { entityTag, type IbmEntity, isServiceIdentity } from './model.ts'
import type { Pages } from './pages.ts'
import type { Bearer } from './tokens.ts'

/** A call of somebody whose token was good, with all that may answer it. */
export interface Call {
  readonly account: IbmAccount
  readonly pages: Pages
  readonly faults: Faults
  readonly asked: Asked
  readonly caller: Bearer
}

export const refuse = (
  { asked }: Pick<Call, 'asked'>,
  status: number,
  code: string,
  message: string,
): Answer => identityError(asked, status, code, message)

export const invalid = (call: Pick<Call, 'asked'>, message: string): Answer =>
  refuse(call, 400, 'BXNIM0106E', message)

export const notAllowed = (call: Pick<Call, 'asked'>): Answer =>
  refuse(call, 403, 'BXNIM0513E', 'You are not authorized to perform this operation')

export const missing = (call: Pick<Call, 'asked'>, type: string, id: string): Answer =>
  refuse(call, 404, 'BXNIM0102E', `Unable to find Object. Object Type: '${type}' with ID: '${id}' not found.`)

export const lockedNow = (call: Pick<Call, 'asked'>): Answer =>
  refuse(call, 409, 'BXNIM0123E', 'The object is locked')

/** What of the vendor's identities somebody may do something to; `look` is part of each of the others. */
export type Doing = 'look' | 'create' | 'update' | 'delete'

const rolesFor: Readonly<Record<Doing, readonly string[]>> = {
  look: ['Administrator', 'Editor', 'Operator', 'Viewer'],
  create: ['Administrator', 'Editor', 'Operator'],
  update: ['Administrator', 'Editor'],
  delete: ['Administrator', 'Operator'],
}

/** Whether the caller may do this to the keys of an identity, or to the service ID that it is. */
export function mayDo({ account, caller }: Call, doing: Doing, owner: string): boolean {
  const { iamId } = caller
  if (!isServiceIdentity(owner)) {
    if (owner === iamId) return true
    // Nobody makes a key for somebody else.
    return doing !== 'create' && account.holds(iamId, 'iam-identity', ...rolesFor[doing])
  }
  if (owner === iamId && doing === 'look') return true
  if (account.serviceIdOf(owner)?.createdBy === iamId) return true
  return account.holds(iamId, 'iam-identity', ...rolesFor[doing])
}

/** Why `If-Match` stops this change, or null. */
export function mismatch(call: Call, before: IbmEntity, changed: () => IbmEntity): Answer | null {
  const wanted = call.asked.headers['if-match']
  if (wanted === undefined || wanted === '') return invalid(call, "Header missing or empty: 'If-Match'")
  // A star skips the check, whoever was here meanwhile.
  const quirk = call.faults.quirk('changed-meanwhile', 'iam', call.asked)
  const now = quirk === null ? before : changed()
  if (wanted === '*' || wanted.replaceAll('"', '') === entityTag(now)) return null
  const status = call.account.state.settings.conflictStatus
  return refuse(call, status, 'BXNIM0110E', 'The entity tag does not match the current version')
}
