import { type Failure, fail, ok, type Result } from '../../../shared/errors.ts'
import type { VendorEvent } from '../../../shared/providers.ts'
import type { Secret } from '../../vault/secret.ts'
import { notBegun, type Refusal } from '../http-failure.ts'
import type { CreatedKey, KeyChange, NewKey } from '../provider.ts'
import { isServiceId } from './create-rules.ts'
import type { Iam, IamCall, Sent } from './iam.ts'
import type { Who } from './listing.ts'
import { answered, roles } from './meanings.ts'
import { type IamKey, parseCreated, parseHistory, parseKey, parseValue, plainId } from './schemas.ts'

type Write = Pick<IamCall, 'method' | 'body' | 'headers'> & { readonly path: string; readonly goal: string }

const locked = (goal: string): Result<never> =>
  fail(
    'refused',
    `Could not ${goal}: the key is locked at IBM Cloud. Nothing was changed.`,
    'Unlock it first.',
  )

const elsewhere = (goal: string, refusal: Refusal): Result<never> =>
  fail(
    'refused',
    `Could not ${goal}: it was changed elsewhere at the same time, and ${answered(refusal)}. Nothing was changed.`,
    'Sync to see how it stands now, then repeat it where needed.',
  )

/** Creates a key: one call, never repeated, and never one whose value the vendor keeps. */
export async function createKey(iam: Iam, who: Who, key: NewKey): Promise<Result<CreatedKey>> {
  if (!key.hashed || key.presets.length + key.permissions.length > 0) {
    const message = 'An IBM Cloud key is made to be shown once, and carries no permissions. No key was made.'
    return fail('refused', message, 'Leave presets, permissions and the wish for a readable key out.')
  }
  const body = {
    name: key.name,
    iam_id: key.owner.id,
    account_id: who.accountId,
    store_value: false,
    ...(key.description ? { description: key.description } : {}),
    ...(key.expiresAt == null ? {} : { expires_at: vendorTime(key.expiresAt) }),
  }
  const { result, unusable } = await iam.send({
    method: 'POST',
    path: '/v1/apikeys',
    body,
    withValue: true,
    effect: 'create',
    goal: 'create the key',
    needs: [isServiceId(key.owner.id) ? roles.admin : roles.keyCreator],
  })
  if (!result.ok) return result
  const created = parseCreated(result.value)
  return created === null ? unusable('without a key that can be read') : ok(created)
}

/** The vendor's form of a time: minutes, in UTC, and a zone without a colon. Rounded down. */
const vendorTime = (iso: string): string => `${new Date(iso).toISOString().slice(0, 16)}+0000`

/** The path of a key; refuses an id that could be anything but one segment of it. */
function keyPath(keyId: string): Result<string> {
  if (plainId.test(keyId)) return ok(`/v1/apikeys/${encodeURIComponent(keyId)}`)
  const message = 'This key has an id that the IBM Cloud API does not take. Nothing was sent.'
  return fail('usage', message, "Change the key on the vendor's own page.")
}

async function readKey(iam: Iam, path: string, goal: string, signal?: AbortSignal): Promise<Result<IamKey>> {
  const { result, unusable } = await iam.send({
    method: 'GET',
    path,
    effect: 'read',
    goal,
    needs: [roles.admin],
    signal,
  })
  if (!result.ok) return result
  const key = parseKey(result.value)
  return key === null ? unusable('not with the key that was asked for') : ok(key)
}

/**
 * Changes a key, field by field as the vendor has calls: unlocked first and locked last. Where an earlier part was done
 * and a later one fails, the failure is that of the later one.
 */
export async function updateKey(iam: Iam, keyId: string, change: KeyChange): Promise<Result<void>> {
  const path = keyPath(keyId)
  if (!path.ok) return path
  if (change.presets !== undefined || change.permissions !== undefined) {
    const message = 'An IBM Cloud key has no permissions of its own. Nothing was changed.'
    return fail('unsupported', message, 'Change the policies of its service ID or user in the console.')
  }
  const steps: (() => Promise<Result<void>>)[] = []
  const write = (method: IamCall['method'], name: string, goal: string): void => {
    steps.push(() => writeKey(iam, path.value, { method, path: `${path.value}/${name}`, goal }))
  }
  if (change.locked === false) write('DELETE', 'lock', 'unlock the key')
  if (change.name !== undefined || change.description !== undefined) {
    steps.push(() => putKey(iam, path.value, change))
  }
  if (change.active === true) write('DELETE', 'disable', 'enable the key')
  if (change.active === false) write('POST', 'disable', 'disable the key')
  if (change.locked === true) write('POST', 'lock', 'lock the key')
  for (const [at, step] of steps.entries()) {
    const done = await step()
    if (!done.ok) return at === 0 ? done : afterPart(done.failure)
  }
  return ok(undefined)
}

/** A failure says what is still as it was, and knows only of its own step. */
function afterPart(failure: Failure): Result<never> {
  const message = failure.message.replace('Nothing was changed.', 'What comes before it was changed.')
  return { ok: false, failure: { ...failure, message } }
}

/** Deletes a key; one that is gone already is deleted. */
export async function deleteKey(iam: Iam, keyId: string): Promise<Result<void>> {
  const path = keyPath(keyId)
  if (!path.ok) return path
  const write = { method: 'DELETE', path: path.value, goal: 'delete the key' } as const
  const done = await writeKey(iam, path.value, write)
  return !done.ok && done.failure.code === 'not-found' ? ok(undefined) : done
}

const send = (iam: Iam, write: Write): Promise<Sent> =>
  iam.send({ ...write, effect: 'change', needs: [roles.admin] })

/** One call that changes the key at `path`. Where it is refused, a lock is looked for: the vendor may not name it. */
async function writeKey(iam: Iam, path: string, write: Write): Promise<Result<void>> {
  const { result, refusal } = await send(iam, write)
  if (result.ok) return ok(undefined)
  const { code } = result.failure
  const maybeLocked = refusal !== null && (code === 'refused' || code === 'permission-missing')
  if (maybeLocked && !write.path.endsWith('/lock')) {
    const key = await readKey(iam, path, 'look at the key')
    if (key.ok && key.value.locked) return locked(write.goal)
  }
  return result
}

/**
 * Renames or describes: read, then written with what was read as its condition. Where it was changed in between, and
 * not in what is changed here, it is read once more and written again.
 */
async function putKey(iam: Iam, path: string, { name, description }: KeyChange): Promise<Result<void>> {
  const goal = name === undefined ? 'describe the key' : 'rename the key'
  const first = notBegun({ effect: 'change' }, await readKey(iam, path, goal))
  if (!first.ok) return first
  if (first.value.locked) return locked(goal)
  const put = (key: IamKey): Promise<Sent> | null =>
    key.entityTag === null
      ? null
      : send(iam, {
          method: 'PUT',
          path,
          goal,
          headers: { 'if-match': key.entityTag },
          body: {
            ...(name === undefined ? {} : { name }),
            ...(description === undefined ? {} : { description }),
          },
        })
  const sent = await put(first.value)
  if (sent === null) return untagged(goal)
  if (sent.result.ok) return ok(undefined)
  if (!isConflict(sent.refusal)) return sent.result

  const second = notBegun({ effect: 'change' }, await readKey(iam, path, goal))
  if (!second.ok) return second
  if (second.value.locked) return locked(goal)
  const same =
    (name === undefined || second.value.name === first.value.name) &&
    (description === undefined || second.value.description === first.value.description)
  if (!same) return elsewhere(goal, sent.refusal)
  const again = await put(second.value)
  if (again === null) return untagged(goal)
  if (again.result.ok) return ok(undefined)
  return isConflict(again.refusal) ? elsewhere(goal, again.refusal) : again.result
}

// Which of the two a condition that does not hold is answered with is not documented.
const isConflict = (refusal: Refusal | null): refusal is Refusal =>
  refusal?.status === 409 || refusal?.status === 412

const untagged = (goal: string): Result<never> =>
  fail(
    'vendor-malformed',
    `Could not ${goal}: IBM Cloud did not say which version of the key it is, and without it another change could be lost. Nothing was changed.`,
    'Change it in the console.',
  )

/** The value of a key that was made to be shown again, else null. */
export async function readValue(iam: Iam, keyId: string): Promise<Result<Secret | null>> {
  const path = keyPath(keyId)
  if (!path.ok) return path
  const { result, unusable } = await iam.send({
    method: 'GET',
    path: path.value,
    withValue: true,
    effect: 'read',
    goal: "read the key's value",
    needs: [roles.admin],
  })
  if (!result.ok) return result
  const value = parseValue(result.value)
  return value === undefined ? unusable('not with the key that was asked for') : ok(value)
}

/** What the vendor recorded of a key, the latest first. */
export async function readHistory(
  iam: Iam,
  keyId: string,
  signal?: AbortSignal,
): Promise<Result<readonly VendorEvent[]>> {
  const path = keyPath(keyId)
  if (!path.ok) return path
  const { result, unusable } = await iam.send({
    method: 'GET',
    path: path.value,
    query: { include_history: 'true' },
    effect: 'read',
    goal: "read the key's history",
    needs: [roles.admin],
    signal,
  })
  if (!result.ok) return result
  return parseKey(result.value) === null
    ? unusable('not with the key that was asked for')
    : ok(parseHistory(result.value))
}
