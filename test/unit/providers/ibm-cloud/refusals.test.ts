import { describe, expect, test } from 'vitest'
import {
  accountId,
  adminIamId,
  adminValue,
  failureOf,
  identityError,
  keyJson,
  policyError,
  type Reply,
  service,
  serviceIamId,
  startIam,
  tokenError,
  wish,
} from './iam-server.ts'

const creating = async (reply: Reply) => {
  const iam = await startIam({ 'POST /v1/apikeys': () => reply })
  return { iam, failure: await failureOf(iam.session.createKey(wish)) }
}

describe('a key that is not accepted', () => {
  test.each([
    [400, 'BXNIM0415E', 'Provided API key could not be found.'],
    [400, 'BXNIM0000E', 'Something nobody has documented'],
    [401, 'BXNIM0439E', 'API key is disabled'],
  ])('%i %s', async (status, code, message) => {
    const iam = await startIam({ 'POST /identity/token': () => tokenError(status, code, message) })
    const failure = await failureOf(iam.session.identify())
    expect(failure.code).toBe('credential-rejected')
    expect(failure.message).toContain(`answered ${status} (${message}; ${code}; request tx-4713)`)
    expect(iam.times('POST /identity/token')).toBe(1)
  })

  test('is refused before any other call', async () => {
    const iam = await startIam({ 'POST /identity/token': () => tokenError(400, 'BXNIM0415E', 'no') })
    for (const call of [
      iam.session.listKeys([]),
      iam.session.createKey(wish),
      iam.session.deleteKey('ApiKey-1'),
    ]) {
      expect((await failureOf(call)).code).toBe('credential-rejected')
    }
    expect(iam.came.every(({ path }) => path === '/identity/token')).toBe(true)
  })

  test('what the vendor repeats of it is not repeated here', async () => {
    const reply = tokenError(400, 'BXNIM0415E', `unknown: ${adminValue}`)
    const iam = await startIam({ 'POST /identity/token': () => reply })
    expect((await failureOf(iam.session.identify())).message).toContain('unknown: [hidden]')
  })

  test('an address without IAM says so, and nothing of the key', async () => {
    const iam = await startIam({ 'POST /identity/token': () => ({ status: 404, text: '<html>' }) })
    expect(await failureOf(iam.session.identify())).toMatchObject({
      code: 'vendor-failed',
      message: expect.stringContaining('does not know this call'),
    })
  })
})

describe('a creation', () => {
  test('that is not allowed names the role', async () => {
    const { iam, failure } = await creating(identityError(403, 'BXNIM0513E', 'You are not authorized'))
    expect(failure.code).toBe('permission-missing')
    expect(failure.message).toMatch(/Administrator on the IAM Identity service.*No key was made/)
    expect(failure.message).toContain('(You are not authorized; BXNIM0513E; request tx-4711)')
    expect(iam.times('POST /v1/apikeys')).toBe(1)
  })

  test('for a user names another role', async () => {
    const iam = await startIam({ 'POST /v1/apikeys': () => identityError(403, 'BXNIM0513E', 'no') })
    const user = { ...wish, type: 'user', owner: { kind: 'user', id: adminIamId, name: null } } as const
    expect((await failureOf(iam.session.createKey(user))).message).toContain('User API key creator')
  })

  test.each([422, 400])('beyond the limit says how many there may be, whether it is %i', async (status) => {
    const { failure } = await creating(identityError(status, 'BXNIM0151E', 'limit reached'))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringMatching(/20 unless.*No key/) })
  })

  test('that is asked for too often says how long to wait, and is not repeated', async () => {
    const reply = { ...identityError(429, 'BXNIM0999E', 'slow'), headers: { 'retry-after': '7' } }
    const { iam, failure } = await creating(reply)
    expect(failure).toMatchObject({ code: 'vendor-rate-limited', retryAfterSeconds: 7 })
    expect(iam.times('POST /v1/apikeys')).toBe(1)
  })

  test.each([500, 502, 503])(
    '%i: whether it was made is not known, and it is not repeated',
    async (status) => {
      const { iam, failure } = await creating(identityError(status, 'BXNIM0500E', 'oops'))
      expect(failure.code).toBe('outcome-unknown')
      expect(iam.times('POST /v1/apikeys')).toBe(1)
    },
  )

  test.each([
    ['no value', keyJson('ApiKey-1', { apikey: '' })],
    ['a value with a blank in it', keyJson('ApiKey-1', { apikey: 'one two three four' })],
    ['no id', keyJson('', { apikey: 'x'.repeat(44) })],
    ['its value as its id', keyJson('x'.repeat(44), { apikey: 'x'.repeat(44) })],
    ['nothing', null],
  ])('an answer with %s: a key may have been made', async (_, json) => {
    const { failure } = await creating({ status: 201, json })
    expect(failure.code).toBe('outcome-unknown')
    expect(JSON.stringify(failure)).not.toContain('x'.repeat(20))
  })

  test.each([
    ['policy', 'POST /v1/policies', () => 'policy'],
    ['service ID', 'POST /v1/serviceids/', () => 'service'],
  ])('of a %s without an answer is told in its own words', async (thing, route, kind) => {
    const iam = await startIam({ [route]: () => ({ status: 500, json: {} }) })
    const calls = iam.session.serviceIds
    const running = kind() === 'policy' ? calls?.grantSending(service) : calls?.create('agent', null)
    const failure = await failureOf(running ?? Promise.reject(new Error('none')))
    expect(failure.message).toContain(`It is not known whether the ${thing} was made.`)
    expect(iam.times(route)).toBe(1)
  })
})

test('the policies have a third shape, with the vendor’s own spelling', async () => {
  const reply = policyError(403, 'insufficent_permissions', 'You may not')
  const iam = await startIam({ 'POST /v1/policies': () => reply })
  const failure = await failureOf(iam.session.serviceIds?.grantSending(service) ?? Promise.reject())
  expect(failure).toMatchObject({
    code: 'permission-missing',
    message: expect.stringMatching(/You may not; insufficent_permissions; request tx-4712.*Sender on/),
  })
  expect(failure.message).toContain('No policy was made.')
})

test('a policy that is there already is said to be', async () => {
  const iam = await startIam({ 'POST /v1/policies': () => policyError(409, 'policy_conflict_error', 'x') })
  const failure = await failureOf(iam.session.serviceIds?.grantSending(service) ?? Promise.reject())
  expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('already') })
})

test('hostile words become one short line', async () => {
  const message = `a\u202eb\u0007<b>c</b>\n${'long '.repeat(200)}`
  const { failure } = await creating(identityError(400, 'BXNIM0106E', message))
  expect(failure.message).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(failure.message.length).toBeLessThan(600)
})

test('the account id of a creation is that of the token', async () => {
  const { iam } = await creating(identityError(400, 'BXNIM0106E', 'x'))
  const sent = iam.came.find(({ path }) => path === '/v1/apikeys')
  expect(JSON.parse(sent?.body ?? '{}')).toMatchObject({ account_id: accountId, iam_id: serviceIamId })
})
