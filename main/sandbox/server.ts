import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Asked, readRequest, refusal } from './exchange.ts'
import type { Treatment } from './faults.ts'

export interface Listening {
  readonly port: number
  readonly url: string
  /** Stops, and cuts open connections. */
  close(): Promise<void>
}

/**
 * Starts a server on loopback. `port` 0 lets the system choose; a taken one is an error unless `orElse` allows any
 * other. Requests that name another host are refused: a web page must not reach this through a name of its own.
 */
export async function listen(
  port: number,
  orElse: boolean,
  treat: (asked: Asked) => Treatment,
  work: (asked: Asked) => Answer,
  /** Told what was answered at last: a status, or null where the connection was cut. */
  answered: (asked: Asked, status: number | null) => void = () => undefined,
): Promise<Listening> {
  const server = createServer((request, response) => {
    void (async () => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '')
      if (host !== '127.0.0.1' && host !== 'localhost') {
        return send(response, refusal(403, 'Forbidden: this server is for this machine'), 'whole')
      }
      let asked: Asked
      try {
        asked = await readRequest(request)
      } catch (error) {
        return send(response, refusal(400, `Bad Request: ${(error as Error).message}`), 'whole')
      }
      const { delayMs, answerDelayMs, instead, damage, half, stalls } = treat(asked)
      if (delayMs > 0) await pause(delayMs, undefined, { ref: false })
      const answer = instead === undefined ? damage(work(asked)) : instead
      if (answerDelayMs > 0) await pause(answerDelayMs, undefined, { ref: false })
      answered(asked, half || stalls ? null : (answer?.status ?? null))
      if (answer === null) response.destroy()
      else send(response, answer, half ? 'cut' : stalls ? 'stall' : 'whole')
    })().catch((error: NodeJS.ErrnoException) => {
      // A full disk, for example: the change was not saved, so it must not be answered as made.
      send(response, refusal(500, `Internal: ${error.code ?? error.name}`), 'whole')
    })
  })
  const bound = await bind(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' || !orElse) throw error
    return bind(server, 0)
  })
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
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

function send(response: ServerResponse, answer: Answer, how: 'whole' | 'cut' | 'stall'): void {
  const body = Buffer.from(answer.body)
  const length = answer.status === 204 ? {} : { 'content-length': body.length }
  response.writeHead(answer.status, { ...answer.headers, ...length })
  if (how === 'whole') {
    response.end(body)
    return
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => how === 'cut' && response.destroy())
}
