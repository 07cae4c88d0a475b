import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import type { Answer, Asked } from '../exchange.ts'
import type { Treatment } from '../faults.ts'
import { manage } from '../management.ts'
import type { Vendor } from '../vendor.ts'

export interface GrpcOptions {
  /** The port on 127.0.0.1; where it is taken, or left out, any free one. */
  readonly port?: number
  /** What goes wrong with a call, by the call over REST that does the same. */
  readonly treat: (asked: Asked) => Treatment
}

/**
 * Serves the vendor's key management over gRPC on loopback, in plain text: the same account and the same rules as over
 * REST. gRPC itself is loaded with the first connection, so a sandbox that nobody asks in this way costs a port alone.
 */
export async function serveGrpc(
  vendor: Vendor,
  { port = 0, treat }: GrpcOptions,
): Promise<{ readonly url: string; readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  let loaded: Promise<import('./server.ts').GrpcServer> | undefined
  const load = async () => {
    const { createGrpcServer } = await import('./server.ts')
    const work = (asked: Asked): Answer => manage(vendor, asked)
    return createGrpcServer({ treat, work, cut: (peer) => cut(sockets, peer) })
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    // What comes meanwhile waits in the socket.
    loaded ??= load()
    loaded.then(
      (grpc) => (socket.destroyed ? undefined : grpc.take(socket)),
      () => socket.destroy(),
    )
  })
  const bound = await bind(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return bind(server, 0)
  })
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await loaded?.then((grpc) => grpc.close())
      await closed
    },
  }
}

function cut(sockets: ReadonlySet<Socket>, peer: string): void {
  for (const socket of sockets) {
    if (`${socket.remoteAddress}:${socket.remotePort}` === peer) socket.destroy()
  }
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
