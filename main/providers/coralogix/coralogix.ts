import type { Http } from '../http.ts'
import type { Provider } from '../provider.ts'
import { domains } from './domains.ts'
import { consoleKeysUrl, regions } from './regions.ts'
import { type Deadlines, openSession } from './session.ts'
import { describeValue } from './value-hint.ts'

const usual: Deadlines = { list: 30_000, write: 30_000, identify: 15_000 }

/** The Coralogix provider over `http`. `deadlines` are per try, in milliseconds. */
export function coralogixProvider(http: Http, deadlines: Partial<Deadlines> = {}): Provider {
  return {
    id: 'coralogix',
    regions,
    domains,
    connect: (connection) => openSession(http, connection, { ...usual, ...deadlines }),
    describeValue,
    consoleKeysUrl,
  }
}
