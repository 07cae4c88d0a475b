import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createGrpc, type GrpcLimits } from '../../../main/providers/grpc.ts'
import type { GrpcCall } from '../../../main/providers/grpc-call.ts'
import { wayTo } from '../../../main/providers/grpc-proxy.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { Failure, Result } from '../../../shared/errors.ts'
import { type Scripted, serveProcedures } from './procedures.ts'
import { selfSigned } from './self-signed.ts'

const key = 'cxup_AdminKeyOfThisTest00000000000000'

const read = (url: string, more: Partial<GrpcCall> = {}): GrpcCall => ({
  vendor: 'Coralogix',
  effect: 'read',
  goal: 'read a key',
  needs: ['team-custom-api-keys:ReadConfig'],
  url,
  path: '/com.example.Keys/GetKey',
  request: Buffer.from('which'),
  decode: (answer) => ({ said: Buffer.from(answer).toString() }),
  credential: Secret.of(key),
  deadlineMs: 2000,
  ...more,
})

const create = (url: string, more: Partial<GrpcCall> = {}): GrpcCall =>
  read(url, {
    effect: 'create',
    goal: 'create the key',
    needs: ['team-custom-api-keys:Manage'],
    path: '/com.example.Keys/CreateKey',
    ...more,
  })

async function send(
  call: GrpcCall,
  limits: Partial<GrpcLimits> & { readonly authorities?: string } = {},
): Promise<Result<unknown>> {
  const grpc = createGrpc({ retryBaseMs: 5, ...limits })
  onTestFinished(() => grpc.close())
  return grpc.send(call)
}

async function failureOf(call: GrpcCall, limits: Partial<GrpcLimits> = {}): Promise<Failure> {
  const result = await send(call, limits)
  if (result.ok) throw new Error('expected a failure')
  expect(JSON.stringify(result.failure)).not.toContain(key)
  return result.failure
}

const always = (scripted: Scripted) => serveProcedures(() => scripted)

describe('a good answer', () => {
  test('comes back, with the credential sent as a bearer', async () => {
    const server = await always({ messages: [Buffer.from('hello')] })
    expect(await send(read(server.url))).toEqual({ ok: true, value: { said: 'hello' } })
    expect(server.calls).toMatchObject([
      { method: 'GetKey', bearer: `Bearer ${key}`, message: Buffer.from('which') },
    ])
  })

  test('is cleaned of control and bidirectional characters, and of values', async () => {
    const said = 'a\u0007b\u202ec cxtp_SomebodyElsesKey0000000000000'
    const server = await always({ messages: [Buffer.from(said)] })
    expect(await send(read(server.url))).toEqual({ ok: true, value: { said: 'a bc [hidden]' } })
  })

  test('does not bring the credential back', async () => {
    const server = await always({ messages: [Buffer.from(`it is ${key}`)] })
    expect(await send(read(server.url))).toEqual({ ok: true, value: { said: 'it is [hidden]' } })
  })
})

describe('a refusal has the code and the words of the one over HTTP', () => {
  test.each<[number, string, string]>([
    [3, 'refused', 'Coralogix refused it with 3 INVALID_ARGUMENT to CreateKey (told so).'],
    [5, 'not-found', 'Coralogix answered 5 NOT_FOUND to CreateKey (told so); Coralogix does not have it.'],
    [6, 'refused', '6 ALREADY_EXISTS'],
    [7, 'permission-missing', 'this admin key lacks team-custom-api-keys:Manage'],
    [8, 'vendor-rate-limited', 'too many calls'],
    [9, 'refused', '9 FAILED_PRECONDITION'],
    [10, 'refused', '10 ABORTED'],
    [11, 'refused', '11 OUT_OF_RANGE'],
    [12, 'vendor-failed', 'does not know this call (12 UNIMPLEMENTED to CreateKey)'],
    [16, 'credential-rejected', "it does not accept the account's admin key"],
  ])('%i: nothing was made', async (code, expected, words) => {
    const server = await always({ code, text: 'told so' })
    const failure = await failureOf(create(server.url))
    expect(failure.code).toBe(expected)
    expect(failure.message).toContain(words)
    expect(failure.message).toContain('No key was made.')
    expect(server.calls).toHaveLength(1)
  })

  test.each([1, 2, 4, 13, 14, 15, 77])('%i to a creation: it may have been made', async (code) => {
    const server = await always({ code, text: 'told so' })
    expect((await failureOf(create(server.url))).code).toBe('outcome-unknown')
    expect(server.calls).toHaveLength(1)
  })

  test('a missing right without a text still names the call and the permission', async () => {
    const server = await always({ code: 7 })
    const { message } = await failureOf(read(server.url))
    expect(message).toBe(
      'Could not read a key: Coralogix answered 7 PERMISSION_DENIED to GetKey; this admin key lacks team-custom-api-keys:ReadConfig.',
    )
  })

  test('a key that is missing without a text is not taken for a missing route', async () => {
    const server = await always({ code: 5 })
    expect((await failureOf(read(server.url))).code).toBe('not-found')
  })

  test('how long to wait is read', async () => {
    const server = await always({ code: 8, trailers: { 'retry-after': '60' } })
    expect(await failureOf(read(server.url))).toMatchObject({
      code: 'vendor-rate-limited',
      retryAfterSeconds: 60,
    })
  })

  test('a server that repeats the credential is not quoted with it', async () => {
    const server = await always({ code: 3, text: `no ${key}\u202e here\u0000` })
    const { message } = await failureOf(read(server.url))
    expect(message).toContain('no [hidden] here')
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u)
  })
})

describe('a call is sent again', () => {
  test('when it reads and the server is down for a moment', async () => {
    let calls = 0
    const server = await serveProcedures(() => {
      calls += 1
      return calls < 3 ? { code: 14 } : { messages: [Buffer.from('at last')] }
    })
    expect(await send(read(server.url))).toMatchObject({ ok: true })
    expect(server.calls).toHaveLength(3)
  })

  test('three times at most', async () => {
    const server = await always({ code: 14 })
    expect((await failureOf(read(server.url))).code).toBe('vendor-failed')
    expect(server.calls).toHaveLength(3)
  })

  // The library would repeat a refused stream on its own.
  test.each(['create', 'change', 'line'] as const)('never when it is a %s', async (effect) => {
    const refusedStream = 7
    const server = await serveProcedures(({ stream }) => {
      stream.close(refusedStream)
      return null
    })
    expect((await failureOf(create(server.url, { effect }))).code).toBe('outcome-unknown')
    expect(server.calls).toHaveLength(1)
  })
})

describe('an answer that cannot be used', () => {
  test.each<[string, Scripted]>([
    ['no message at all', {}],
    ['larger than 8 MiB', { messages: [Buffer.alloc(8 * 1024 * 1024 + 1)] }],
    ['64 MiB', { messages: [Buffer.alloc(64 * 1024 * 1024)] }],
  ])('%s: malformed to a read, unknown to a creation', async (_, scripted) => {
    const server = await always(scripted)
    expect((await failureOf(read(server.url))).code).toBe('vendor-malformed')
    const failure = await failureOf(create(server.url))
    expect(failure.code).toBe('outcome-unknown')
    expect(failure.message).toContain('It is not known whether the key was made.')
  })

  test('two messages: given up at the deadline', async () => {
    const server = await always({ messages: [Buffer.from('a'), Buffer.from('b')] })
    expect((await failureOf(read(server.url, { deadlineMs: 100 }))).code).toBe('vendor-timeout')
    expect((await failureOf(create(server.url, { deadlineMs: 100 }))).code).toBe('outcome-unknown')
  })

  test('bytes that are no such message', async () => {
    const server = await always({ messages: [Buffer.from('x')] })
    const decode = () => {
      throw new RangeError('index out of range')
    }
    expect((await failureOf(read(server.url, { decode }))).message).toContain('not one to this call')
    expect((await failureOf(create(server.url, { decode }))).code).toBe('outcome-unknown')
  })

  test('an unpacked size beyond the limit', async () => {
    const { gzipSync } = await import('node:zlib')
    const packed = gzipSync(Buffer.alloc(32 * 1024 * 1024))
    const server = await serveProcedures(({ stream }) => {
      const head = Buffer.alloc(5)
      head.writeUInt8(1)
      head.writeUInt32BE(packed.length, 1)
      stream.respond({ 'content-type': 'application/grpc+proto', 'grpc-encoding': 'gzip' })
      stream.end(Buffer.concat([head, packed]))
      return null
    })
    expect((await failureOf(read(server.url))).code).toBe('vendor-malformed')
  })

  test('the page of something that is no such server', async () => {
    const server = await serveProcedures(({ stream }) => {
      stream.respond({ ':status': 404, 'content-type': 'text/html' })
      stream.end('<html>')
      return null
    })
    expect((await failureOf(create(server.url))).message).toContain('does not know this call')
  })
})

describe('a connection', () => {
  test('that is refused: nothing was sent', async () => {
    const failure = await failureOf(create('http://127.0.0.1:1'))
    expect(failure).toMatchObject({ code: 'vendor-unreachable' })
    expect(failure.message).toContain('refused the connection. No key was made.')
  })

  test('to a name that does not exist', async () => {
    const failure = await failureOf(create('https://keys.invalid'))
    expect(failure.message).toContain('no address was found for keys.invalid. No key was made.')
  })

  test('that dies in the middle of a creation: it may have been made', async () => {
    const server = await serveProcedures(({ stream }) => {
      stream.session?.destroy()
      return null
    })
    expect((await failureOf(create(server.url))).code).toBe('outcome-unknown')
    expect(server.calls).toHaveLength(1)
  })

  test('whose other end speaks something else', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as { port: number }
    const failure = await failureOf(create(`http://127.0.0.1:${port}`))
    expect(failure.code).toBe('vendor-unreachable')
    expect(failure.message).toContain('No key was made.')
  })

  test('that nobody takes up', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void silent.close())
    const { port } = silent.address() as { port: number }
    const failure = await failureOf(create(`http://127.0.0.1:${port}`), { connectMs: 100 })
    expect(failure).toMatchObject({ code: 'vendor-timeout' })
    expect(failure.message).toContain('No key was made.')
  })

  test('is closed when nobody has used it for a while', async () => {
    const server = await always({ messages: [Buffer.from('a')] })
    const grpc = createGrpc({ idleMs: 20 })
    for (let round = 0; round < 2; round += 1) {
      await Promise.all([grpc.send(read(server.url)), grpc.send(read(server.url))])
      expect(server.connections()).toBe(1)
      await expect.poll(() => server.connections()).toBe(0)
    }
  })

  test('to a creation is its own, and closed at once', async () => {
    const server = await always({ messages: [Buffer.from('a')] })
    await send(create(server.url))
    await expect.poll(() => server.connections()).toBe(0)
  })

  test('is not made to another machine in plain text', async () => {
    expect((await failureOf(read('http://api.example.com'))).code).toBe('usage')
    expect((await failureOf(read('https://169.254.169.254'))).code).toBe('usage')
  })

  test('does not go through a proxy to this machine', async () => {
    vi.stubEnv('https_proxy', 'http://127.0.0.1:1')
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1')
    const server = await always({ messages: [Buffer.from('a')] })
    expect(await send(read(server.url))).toMatchObject({ ok: true })
  })
})

describe('through a proxy', () => {
  const elsewhere = [192, 0, 2, 7] as const

  /** A server that is only reached through a proxy, which is told who comes and where to. */
  async function proxied() {
    const pair = selfSigned(elsewhere)
    const server = await serveProcedures(() => ({ messages: [Buffer.from('a')] }), pair)
    const asked: (readonly [to: string | undefined, who: string | undefined])[] = []
    const proxy = createHttpServer().on('connect', (request, socket, head) => {
      asked.push([request.url, request.headers['proxy-authorization']])
      const through = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        through.write(head)
        through.pipe(socket).pipe(through)
      })
      for (const one of [through, socket]) one.on('error', () => through.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const { port } = proxy.address() as { port: number }
    for (const name of ['https_proxy', 'http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY', 'grpc_proxy']) {
      vi.stubEnv(name, undefined)
    }
    return { asked, at: `127.0.0.1:${port}`, authorities: pair.cert }
  }

  test('that HTTPS_PROXY names, with what its address carries', async () => {
    const { asked, at, authorities } = await proxied()
    vi.stubEnv('HTTPS_PROXY', `http://ada:p%40ss@${at}`)
    expect(await send(read('https://192.0.2.7:8443'), { authorities })).toMatchObject({ ok: true })
    const basic = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`
    expect(asked).toEqual([['192.0.2.7:8443', basic]])
    // The certificate is that of the server, not of the proxy.
    const other = await send(read('https://192.0.2.8:8443'), { authorities })
    expect(other).toMatchObject({ failure: { code: 'vendor-tls' } })
  })

  test('but for what NO_PROXY names, and not past one that cannot be used', async () => {
    const { asked, at } = await proxied()
    vi.stubEnv('HTTPS_PROXY', `http://${at}`)
    vi.stubEnv('NO_PROXY', 'example.com, 192.0.2.7')
    expect(await send(create('https://192.0.2.7:8443'), { connectMs: 50 })).toMatchObject({ ok: false })
    vi.stubEnv('NO_PROXY', '')
    vi.stubEnv('HTTPS_PROXY', `https://${at}`)
    expect(await failureOf(create('https://192.0.2.7:8443'))).toMatchObject({
      code: 'vendor-unreachable',
      message: expect.stringContaining('Nothing was sent.'),
    })
    expect(asked).toEqual([])
  })

  test.each([
    [{ https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'dns:a:1'],
    [{ HTTPS_PROXY: 'http://b' }, 'dns:b:80'],
    [{ HTTP_PROXY: 'http://c:3' }, 'dns:c:3'],
    [{ HTTPS_PROXY: 'http://b', NO_PROXY: '*' }, 'direct'],
    [{ HTTPS_PROXY: 'http://b', no_proxy: '.example.com' }, 'direct'],
    [{ HTTPS_PROXY: 'http://b', no_proxy: 'API.example.com:443' }, 'direct'],
    [{ HTTPS_PROXY: 'http://b', no_proxy: 'api.example.com:444,ple.com' }, 'dns:b:80'],
    [{ HTTPS_PROXY: 'socks5://b' }, 'none'],
    [{ HTTPS_PROXY: 'b' }, 'none'],
    [{}, 'direct'],
  ])('%j: %s', (env, expected) => {
    const way = wayTo(new URL('https://api.example.com'), env)
    expect(way.kind === 'proxy' ? way.target : way.kind).toBe(expected)
  })
})

describe('a certificate', () => {
  test('of an address is asked for without a word in the terminal', async () => {
    const warnings: string[] = []
    const hear = ({ message }: Error): void => void warnings.push(message)
    process.on('warning', hear)
    onTestFinished(() => void process.off('warning', hear))
    const pair = selfSigned()
    const server = await serveProcedures(() => ({ messages: [Buffer.from('a')] }), pair)
    expect(await send(read(server.url), { authorities: pair.cert })).toMatchObject({ ok: true })
    expect(warnings).toEqual([])
  })

  test('that nobody vouches for is refused, whatever the environment says', async () => {
    const server = await serveProcedures(() => ({ messages: [Buffer.from('a')] }), selfSigned())
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const failure = await failureOf(create(server.url))
    expect(failure).toMatchObject({ code: 'vendor-tls' })
    expect(failure.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(failure.message).toContain('No key was made.')
    expect(server.calls).toHaveLength(0)
  })

  test('of a known authority is accepted', async () => {
    const pair = selfSigned()
    const server = await serveProcedures(() => ({ messages: [Buffer.from('a')] }), pair)
    expect(await send(read(server.url), { authorities: pair.cert })).toMatchObject({ ok: true })
  })

  test('for another name is refused', async () => {
    const pair = selfSigned()
    const server = await serveProcedures(() => ({ messages: [Buffer.from('a')] }), pair)
    const url = server.url.replace('127.0.0.1', 'localhost')
    const result = await send(read(url), { authorities: pair.cert })
    expect(result).toMatchObject({ ok: false, failure: { code: 'vendor-tls' } })
  })
})

describe('a call ends', () => {
  test('with its deadline', async () => {
    const server = await serveProcedures(() => null)
    expect((await failureOf(read(server.url, { deadlineMs: 100 }))).code).toBe('vendor-timeout')
    const failure = await failureOf(create(server.url, { deadlineMs: 100 }))
    expect(failure.code).toBe('outcome-unknown')
    expect(failure.message).toContain('did not answer within 1 s')
  })

  test('when it is told to', async () => {
    const stop = new AbortController()
    const server = await serveProcedures(() => {
      setTimeout(() => stop.abort(), 10)
      return null
    })
    expect(await send(read(server.url, { signal: stop.signal }))).toMatchObject({
      ok: false,
      failure: { code: 'interrupted' },
    })
  })

  test('when its credential is replaced meanwhile', async () => {
    const credential = Secret.of('cxup_AdminKeyThatIsReplaced0000')
    const server = await serveProcedures(() => {
      credential.dispose()
      return { code: 7, text: 'no' }
    })
    expect((await failureOf(read(server.url, { credential }))).code).toBe('interrupted')
    expect((await failureOf(read(server.url, { credential }))).code).toBe('interrupted')
  })

  test('before it begins, where the credential cannot be sent', async () => {
    const server = await always({})
    const credential = Secret.of('a key\nwith a line break')
    expect(await send(read(server.url, { credential }))).toMatchObject({
      ok: false,
      failure: { code: 'credential-rejected' },
    })
    expect(server.calls).toHaveLength(0)
  })
})

test('a server that is only slow to connect is waited for', async () => {
  const server = await always({ messages: [Buffer.from('a')] })
  const { port, hostname } = new URL(server.url)
  const slow = createServer((socket) => {
    setTimeout(() => {
      const onward = connect(Number(port), hostname)
      socket.pipe(onward).pipe(socket)
      for (const end of [socket, onward]) end.on('error', () => end.destroy())
    }, 50)
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void slow.close())
  const { port: own } = slow.address() as { port: number }
  expect(await send(read(`http://127.0.0.1:${own}`))).toMatchObject({ ok: true })
})
