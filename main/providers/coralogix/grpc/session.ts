import { fail, ok, type Result } from '../../../../shared/errors.ts'
import type { HttpCall } from '../../http.ts'
import type { Connection, Identity, Listing, ProviderKey, ProviderSession } from '../../provider.ts'
import { mergeLists } from '../listing.ts'
import type { Deadlines } from '../rest.ts'
import { parseList } from '../schemas.ts'
import { type Memory, openSession } from '../session.ts'
import type { Transport } from './transports.ts'

/** So many recorded keys are asked for in one listing at most. */
const maxAsked = 300
const atOnce = 4

/**
 * A session over any transport. It is REST's own, but for what gRPC has not: a list of all keys, in whose place the
 * recorded keys are asked for one by one, and whoami, in whose place the keys tell the team.
 */
export function openOver(
  transport: Transport,
  connection: Connection,
  deadlines: Deadlines,
  memory: Memory,
): ProviderSession {
  const base = openSession(transport, connection, deadlines, memory)

  async function look(keyId: string, signal: AbortSignal | undefined): Promise<Result<ProviderKey>> {
    const request: HttpCall = {
      vendor: 'Coralogix',
      method: 'GET',
      url: `${connection.apiUrl.replace(/\/+$/, '')}/mgmt/openapi/5/aaa/api-keys/v3/${keyId}`,
      credential: connection.credential,
      deadlineMs: deadlines.list,
      effect: 'read',
      goal: 'read a key',
      needs: ['data-ingest-api-keys', 'team-custom-api-keys', 'personal-custom-api-keys'].map(
        (family) => `${family}:ReadConfig`,
      ),
      signal,
    }
    const answer = await transport.send(request)
    if (!answer.ok) return answer
    const parsed = parseList({ keys: [answer.value] })
    const none = ok({ keys: [], skipped: 0 })
    const merged = parsed && mergeLists({ all: ok(parsed), sendData: none, members: none })
    const key = merged?.ok ? merged.value.keys[0] : undefined
    return key?.id === keyId ? ok(key) : transport.unusable(request, 'not with the key that was asked for')
  }

  /** Adds the recorded keys that no list shows. Those that cannot be read stay as they are recorded. */
  async function withKnown(
    listing: Listing,
    known: readonly ProviderKey[],
    signal: AbortSignal | undefined,
  ): Promise<Result<Listing>> {
    const listed = new Set(listing.keys.map((key) => key.id))
    const wanted = known.filter((key) => !listed.has(key.id) && !listing.covers.includes(key.type))
    const keys: ProviderKey[] = []
    const gone: string[] = []
    const unread: string[] = []
    const queue = wanted
      .slice(0, maxAsked)
      .filter((key) => uuid.test(key.id))
      .values()
    const work = async (): Promise<void> => {
      for (const { id } of queue) {
        if (signal?.aborted) return
        const found = await look(id, signal)
        if (found.ok) keys.push(found.value)
        else if (found.failure.code === 'not-found') gone.push(id)
        else unread.push(found.failure.message)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    if (signal?.aborted) return fail('interrupted', 'Stopped: could not list the keys.')
    const notes = [
      ...listing.notes,
      ...(unread[0] === undefined
        ? []
        : [
            `${unread.length} recorded ${unread.length === 1 ? 'key' : 'keys'} could not be read: ${unread[0]}`,
          ]),
      ...(wanted.length <= maxAsked
        ? []
        : [
            `Without a list of all keys they are asked for one by one: ${maxAsked} of ${wanted.length} were.`,
          ]),
    ]
    return ok({ ...listing, keys: [...listing.keys, ...keys], notes, gone })
  }

  return {
    ...base,

    async identify(signal): Promise<Result<Identity>> {
      const who = await base.identify(signal)
      if (who.ok || !transport.lacks('whoami')) return who
      const listing = await base.listKeys([], signal)
      // A right is missing only to a credential that the vendor takes.
      if (!listing.ok && listing.failure.code !== 'permission-missing') return listing
      const owners = listing.ok ? listing.value.keys.map((key) => key.owner) : []
      return ok({
        teamId: owners.find((owner) => owner?.kind === 'team')?.id ?? null,
        teamName: null,
        userName: null,
        userId: null,
        credentialKeyId: null,
        consoleUrl: null,
      })
    },

    async listKeys(known, signal): Promise<Result<Listing>> {
      const listing = await base.listKeys(known, signal)
      if (!transport.lacks('list-all')) return listing
      if (listing.ok) return withKnown(listing.value, known, signal)
      if (listing.failure.code !== 'permission-missing' || known.length === 0) return listing
      // It may not list, but perhaps read what it is told of.
      const empty = { keys: [], notes: [listing.failure.message], covers: [], rights: [] }
      const found = await withKnown(empty, known, signal)
      return found.ok && found.value.keys.length === 0 ? listing : found
    },
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
