import type { GrpcLimits } from '../grpc.ts'
import type { Http } from '../http.ts'
import type { Provider } from '../provider.ts'
import { coralogixFacts } from './facts.ts'
import { openOver } from './grpc/session.ts'
import { overGrpc, procedures, restThenGrpc } from './grpc/transports.ts'
import type { Deadlines } from './rest.ts'
import { Memory, openSession } from './session.ts'

const usual: Deadlines = { list: 30_000, write: 30_000, identify: 15_000 }

/**
 * The Coralogix provider over `http`, and over gRPC where an account wants it or REST has no such route. `deadlines` are
 * per try, in milliseconds.
 */
export function coralogixProvider(
  http: Http,
  deadlines: Partial<Deadlines> = {},
  limits: Partial<GrpcLimits> = {},
): Provider {
  const { has: _, ...facts } = coralogixFacts
  const open = procedures(limits)
  const times = { ...usual, ...deadlines }
  const memory = new Memory()
  return {
    ...facts,
    connect(connection) {
      if (connection.transport === 'rest') return openSession(http, connection, times, memory)
      const origin = new URL(connection.grpcUrl ?? connection.apiUrl).origin
      const transport = (connection.transport === 'grpc' ? overGrpc : restThenGrpc)(http, open, origin)
      return openOver(transport, connection, times, memory)
    },
  }
}
