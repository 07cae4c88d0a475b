import type { Http } from '../http.ts'
import type { Provider } from '../provider.ts'
import { ibmCloudFacts } from './facts.ts'
import type { Deadlines } from './iam.ts'
import { openSession } from './session.ts'

const usual: Deadlines = { read: 30_000, write: 30_000, token: 15_000 }

/** The IBM Cloud provider over `http`. `deadlines` are per try, in milliseconds. */
export function ibmCloudProvider(http: Http, deadlines: Partial<Deadlines> = {}): Provider {
  const { has: _, ...facts } = ibmCloudFacts
  return {
    ...facts,
    connect: (connection) => openSession(http, connection, { ...usual, ...deadlines }),
  }
}
