import type { Http } from '../http.ts'
import type { Provider } from '../provider.ts'
import { coralogixFacts } from './facts.ts'
import type { Deadlines } from './rest.ts'
import { openSession } from './session.ts'

const usual: Deadlines = { list: 30_000, write: 30_000, identify: 15_000 }

/** The Coralogix provider over `http`. `deadlines` are per try, in milliseconds. */
export function coralogixProvider(http: Http, deadlines: Partial<Deadlines> = {}): Provider {
  const { has: _, ...facts } = coralogixFacts
  return {
    ...facts,
    connect: (connection) => openSession(http, connection, { ...usual, ...deadlines }),
  }
}
