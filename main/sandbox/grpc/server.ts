import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { type RpcName, rpc, rpcNames } from '../../providers/coralogix/grpc/messages.ts'
import type { Answer, Asked } from '../exchange.ts'
import type { Treatment } from '../faults.ts'
import { askedOver, bytesOf, statusOf } from './translation.ts'

export interface GrpcServer {
  take(socket: Socket): void
  close(): void
}

export interface GrpcWork {
  readonly treat: (asked: Asked) => Treatment
  readonly work: (asked: Asked) => Answer
  /** Cuts the connection from this address and port. */
  readonly cut: (peer: string) => void
}

type Call = ServerUnaryCall<Buffer, Buffer>

const asBytes = (bytes: Buffer): Buffer => bytes

/** A server for connections that somebody else accepts. Messages go through as bytes, so that they can be damaged. */
export function createGrpcServer(given: GrpcWork): GrpcServer {
  const server = new Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 })
  const definition: ServiceDefinition = Object.fromEntries(
    rpcNames.map((name) => [
      name,
      {
        path: rpc(name).path,
        requestStream: false,
        responseStream: false,
        requestSerialize: asBytes,
        requestDeserialize: asBytes,
        responseSerialize: asBytes,
        responseDeserialize: asBytes,
      },
    ]),
  )
  const handlers: UntypedServiceImplementation = Object.fromEntries(
    rpcNames.map((name) => [
      name,
      (call: Call, answer: sendUnaryData<Buffer>) => {
        void respond(given, name, call, answer).catch((error: NodeJS.ErrnoException) =>
          // A full disk, for example: the change was not saved, so it must not be answered as made.
          answer({ code: 13, details: `Internal: ${error.code ?? error.name}` }),
        )
      },
    ]),
  )
  server.addService(definition, handlers)
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure())
  return {
    take: (socket) => injector.injectConnection(socket),
    close: () => {
      injector.destroy()
      server.forceShutdown()
    },
  }
}

async function respond(
  { treat, work, cut }: GrpcWork,
  name: RpcName,
  call: Call,
  answer: sendUnaryData<Buffer>,
): Promise<void> {
  let asked: Asked
  try {
    asked = askedOver(name, call.request, String(call.metadata.get('authorization')[0] ?? ''))
  } catch {
    return answer({ code: 13, details: 'the request is not one to this call' })
  }
  const { delayMs, answerDelayMs, instead, damage, half } = treat(asked)
  if (delayMs > 0) await pause(delayMs, undefined, { ref: false })
  const given = instead === undefined ? damage(work(asked)) : instead
  if (answerDelayMs > 0) await pause(answerDelayMs, undefined, { ref: false })
  if (given === null) return cut(call.getPeer())
  if (given.status === 200) {
    const bytes = bytesOf(name, given.body)
    return answer(null, half ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes)
  }
  const { code, details, retryAfter } = statusOf(given)
  const metadata = new Metadata()
  if (retryAfter !== undefined) metadata.set('retry-after', retryAfter)
  answer({ code, details, metadata })
}
