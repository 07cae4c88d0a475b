import type { Account, Detection, DueItem, Finding, Key, Use } from '../../shared/model.ts'

/*
 * What `--json` prints: the shapes of design section 7, field by field, so that a new field of the model does not
 * become part of what scripts rely on.
 */

/** A key. */
export function keyDocument(key: Key) {
  const { id, account, provider, name, type, legacy, state, secret, hasValue, owner, presets, permissions } =
    key
  const { createdAt, firstSeenAt, age, dueAt, fingerprint, stateBasis, description, locked, expiresAt } = key
  const what = {
    id,
    account,
    provider,
    name,
    type,
    legacy,
    state,
    secret,
    hasValue,
    owner,
    presets,
    permissions,
  }
  const more = { stateBasis, description, locked, expiresAt }
  const dates = { createdAt, firstSeenAt, age: { days: age.days, basis: age.basis }, dueAt }
  return { ...what, ...dates, fingerprint, ...more }
}

/** A use. */
function useDocument(use: Use) {
  const { file, line, column, agent, output, kind, keyId, keyState } = use
  return { file, line, column, agent, output, kind, keyId, keyState }
}

/** A place that a scan found: a use, whose key it is, what it means and what to do. */
export function findingDocument(finding: Finding) {
  const { file, line, column, agent, output, kind, keyId, keyState } = finding
  const { account, keyName: key, foundIn, level, next, advice } = finding
  const sentence = advice === null ? finding.sentence : `${finding.sentence} ${advice}`
  const use = { file, line, column, agent, output, kind, keyId, keyState }
  return { ...use, account, key, foundIn, level, sentence, next }
}

/** What was found in one file; a file that could not be read says so as its reason. */
export function detectionDocument(found: Detection & { readonly error: string | null }) {
  const { file, agent, supported } = found
  return { file, agent, supported, reason: found.error ?? found.reason, uses: found.uses.map(useDocument) }
}

/** An account; its credential is in the keychain and has no place here. */
export function accountDocument(account: Account) {
  const { id, name, provider, region, apiUrl, ingressUrl, teamName, teamId, userName, addedAt, sync } =
    account
  const failure = sync.failure && {
    code: sync.failure.code,
    message: sync.failure.message,
    hint: sync.failure.hint,
    at: sync.failure.at,
  }
  const what = { id, name, provider, region, apiUrl, ingressUrl, teamName, teamId, userName, addedAt }
  return { ...what, lastSyncedAt: sync.lastSyncedAt, syncFailure: failure, notes: sync.notes }
}

/** A key that is due: the key's own fields, and why. */
export function dueDocument(item: DueItem) {
  const { dueAt, daysLeft, status, reason } = item
  return { ...keyDocument(item.key), dueAt, daysLeft, status, reason }
}
