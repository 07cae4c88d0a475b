import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Http } from '../http.ts'
import type { Connection, Listing, Provider, ProviderSession } from '../provider.ts'
import { everywhere } from './facts.ts'
import { markedEvent, verify } from './verify.ts'

/** How long one call may take, in milliseconds. */
const usual = 15_000

/**
 * The Aggregations.io provider over `http`. It has no API for keys: listing gives back what is recorded, changes are
 * the user's word and ask nobody. Only a value can be verified.
 */
export function aggregationsIoProvider(http: Http, deadlineMs = usual): Pick<Provider, 'connect'> {
  return { connect: (connection) => openSession(http, connection, deadlineMs) }
}

const done = async (): Promise<Result<void>> => ok(undefined)

function openSession(http: Http, connection: Connection, deadlineMs: number): ProviderSession {
  const at = { http, connection, deadlineMs }
  return {
    identify: async () =>
      ok({
        ...{ teamId: null, teamName: null, userName: null, userId: null, credentialKeyId: null },
        // The web app of any other address is not the vendor's.
        consoleUrl: connection.apiUrl === everywhere.apiUrl ? everywhere.apiUrl : null,
      }),
    // Nothing is covered: what is not recorded may well be there, and nothing recorded is ever gone.
    listKeys: async (known): Promise<Result<Listing>> =>
      ok({ keys: known, notes: [], covers: [], rights: [] }),
    createKey: async () =>
      fail(
        'refused',
        'Aggregations.io has no API for keys. No key was made.',
        'Make it on the Aggregations.io page, then record it here.',
      ),
    updateKey: done,
    deleteKey: done,
    readValue: async () => ok(null),
    sendMarkedLine: (value, marker) => markedEvent(at, value, marker, connection.instance),
    verify: (value, question, signal) => verify(at, value, question, signal),
    policies: null,
    history: null,
    bulk: null,
    serviceIds: null,
  }
}
