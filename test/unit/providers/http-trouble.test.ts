import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createHttp } from '../../../main/providers/http.ts'
import { createKey, failureOf, readKeys } from './calls.ts'
import { always, serve } from './local-server.ts'
import { selfSigned } from './self-signed.ts'

afterEach(() => vi.unstubAllEnvs())

describe('trouble on the way', () => {
  test('a refused port', async () => {
    const failure = await failureOf(createKey(await closedPort()))
    expect(failure).toMatchObject({
      code: 'vendor-unreachable',
      message: expect.stringMatching(/refused the connection.*No key was made/),
    })
  })

  test('a host that does not exist', async () => {
    const failure = await failureOf(createKey('https://api.nowhere.invalid'))
    expect(failure.code).toBe('vendor-unreachable')
    expect(failure.message).toContain('No key was made.')
  })

  test('a proxy that refuses', async () => {
    const proxy = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
    })
    const origin = await serve(proxy as never)
    vi.stubEnv('HTTPS_PROXY', origin)
    vi.stubEnv('https_proxy', origin)
    vi.stubEnv('NO_PROXY', '')
    vi.stubEnv('no_proxy', '')
    const failure = await failureOf(createKey('https://api.eu2.coralogix.com'))
    expect(failure).toMatchObject({
      code: 'vendor-unreachable',
      message: expect.stringMatching(/proxy refused.*407.*No key was made/),
    })
  })

  test('a certificate that nobody vouches for, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const pair = selfSigned()
    const asked = vi.fn(always(200, '{}'))
    const url = await serve(createTlsServer(pair, asked), 'https')
    const failure = await failureOf(createKey(url))
    expect(failure).toMatchObject({
      code: 'vendor-tls',
      message: expect.stringMatching(/certificate.*No key was made/),
    })
    expect(asked).not.toHaveBeenCalled()
  })

  test('a company authority that the system trusts is accepted', async () => {
    const pair = selfSigned()
    const url = await serve(createTlsServer(pair, always(200, '{}')), 'https')
    const http = createHttp({ authorities: pair.cert })
    onTestFinished(() => http.close())
    expect(await http.send(readKeys(url))).toMatchObject({ ok: true })
  })

  test('a host that never answers', async () => {
    const failure = await failureOf(readKeys(await serve(() => undefined), { deadlineMs: 80 }))
    expect(failure).toMatchObject({
      code: 'vendor-timeout',
      message: expect.stringMatching(/did not answer/),
    })
  })

  test.each([
    ['not JSON', always(200, '<html>sign in</html>'), /not JSON/],
    ['too large', always(200, 'x'.repeat(3000)), /larger/],
  ])('an answer that is %s', async (_, listener, message) => {
    const failure = await failureOf(readKeys(await serve(listener)), { maxBytes: 2000 })
    expect(failure).toMatchObject({ code: 'vendor-malformed', message: expect.stringMatching(message) })
  })

  test('an answer that breaks off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"keys"', () => response.destroy())
    })
    expect(await failureOf(readKeys(url))).toMatchObject({
      code: 'vendor-malformed',
      message: expect.stringMatching(/broke off/),
    })
  })

  test('the user stops it', async () => {
    const stop = new AbortController()
    const running = failureOf(readKeys(await serve(() => undefined), { signal: stop.signal }))
    setTimeout(() => stop.abort(), 30)
    expect(await running).toMatchObject({ code: 'interrupted' })
  })
})

/** The origin of a server that is gone again. */
async function closedPort(): Promise<string> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
