import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyOwner, KeyRef } from '../../shared/model.ts'
import type { ServiceId } from '../../shared/providers.ts'
import type { Audit } from '../audit.ts'
import { stored } from '../database/sqlite.ts'
import type { ServiceIdCalls } from '../providers/provider.ts'

interface Parts {
  readonly audit: Audit
  readonly readKey: (ref: KeyRef) => Key | null
}

/**
 * Lets the owner of a key send: one call, not repeated, and none where it may already. Returns what is so now, in a
 * sentence. Fails where the owner is not known, or where the vendor refuses.
 */
export async function letOwnerSend(
  { audit, readKey }: Parts,
  ref: KeyRef,
  callsOf: (accountId: string) => Promise<Result<ServiceIdCalls>>,
): Promise<Result<{ readonly text: string }>> {
  const key = readKey(ref)
  if (key === null) return fail('not-found', 'There is no such key.', 'Sync the account, then list the keys.')
  const calls = await callsOf(ref.accountId)
  if (!calls.ok) return calls
  const { owner } = key
  if (owner === null || (owner.kind !== 'user' && owner.kind !== 'service-id')) {
    return fail('refused', `Whose key ${key.name} is is not known. Nothing was changed.`, 'Sync the account.')
  }
  const identity = await identityOf(calls.value, owner)
  if (!identity.ok) return identity
  const who = `${owner.kind === 'user' ? 'the user' : 'the service ID'} ${identity.value.name}`
  const before = await calls.value.maySend(owner.id)
  if (before.ok && before.value.state === 'granted') return ok({ text: `${sentence(who)} may send already.` })
  const granted = await calls.value.grantSending(identity.value)
  if (!granted.ok) return granted
  const recorded = stored('The right was given, but it was not recorded here', () =>
    audit.record('setup.sender-role', `Let ${who} send, for ${key.name}`, ref),
  )
  return recorded.ok ? ok({ text: `${sentence(who)} may send now.` }) : recorded
}

/** A user is in no list here; whether a service ID is locked only the list says. */
async function identityOf(calls: ServiceIdCalls, { kind, id, name }: KeyOwner): Promise<Result<ServiceId>> {
  if (kind === 'user') return ok({ id, ownerId: id, name: name ?? id, description: null, locked: false })
  const listed = await calls.list()
  if (!listed.ok) return listed
  const { serviceIds, notes } = listed.value
  const found = serviceIds.find(({ ownerId }) => ownerId === id)
  if (found) return ok(found)
  const lacks = notes.length === 0 ? 'at the vendor' : `in the list, which is not whole: ${notes.join(' ')}`
  return fail(
    'not-found',
    `The service ID ${name ?? id} is not ${lacks.replace(/\.$/, '')}. Nothing was changed.`,
  )
}

const sentence = (who: string): string => who.charAt(0).toUpperCase() + who.slice(1)
