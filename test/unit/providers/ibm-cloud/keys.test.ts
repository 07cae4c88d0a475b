import { describe, expect, test } from 'vitest'
import {
  accountId,
  adminIamId,
  failureOf,
  identityError,
  keyJson,
  type Reply,
  type Routes,
  serviceIamId,
  startIam,
  wish,
} from './iam-server.ts'

const value = 'Aa0-Bb1_Cc2-Dd3_Ee4-Ff5_Gg6-Hh7_Ii8-Jj9_Kk0L'
const one = '/v1/apikeys/ApiKey-1'
const done: Reply = { status: 204 }

/** A key at the vendor that counts its versions, as IAM does. */
function stored(more: Record<string, unknown> = {}, conflict = 409) {
  const state: Record<string, unknown> = { ...keyJson('ApiKey-1', more), version: 1 }
  const tag = (): string => `${state.version}-aaaa`
  const routes: Routes = {
    [`GET ${one}`]: () => ({ json: { ...state, entity_tag: tag() } }),
    [`PUT ${one}`]: ({ headers, body }) => {
      if (headers['if-match'] !== tag()) return identityError(conflict, 'BXNIM0130E', 'version mismatch')
      Object.assign(state, JSON.parse(body), { version: Number(state.version) + 1 })
      return { json: { ...state, entity_tag: tag() } }
    },
  }
  /** Somebody else changes it. */
  const elsewhere = (change: Record<string, unknown>): void => {
    Object.assign(state, change, { version: Number(state.version) + 1 })
  }
  return { state, routes, elsewhere }
}

describe('creating', () => {
  const creating = async (more: Partial<typeof wish> = {}) => {
    const iam = await startIam({
      'POST /v1/apikeys': ({ body }) => ({
        status: 201,
        json: { ...keyJson('ApiKey-1'), ...JSON.parse(body), apikey: value },
      }),
    })
    const created = await iam.session.createKey({ ...wish, ...more })
    const sent = iam.came.find(({ path }) => path === '/v1/apikeys')
    return { created, body: JSON.parse(sent?.body ?? '{}') }
  }

  test('gives the value once, and never has the vendor keep it', async () => {
    const { created, body } = await creating()
    expect(created).toMatchObject({ ok: true, value: { keyId: 'ApiKey-1', name: wish.name } })
    expect(created.ok && created.value.value.expose((text) => text)).toBe(value)
    expect(body).toEqual({
      name: wish.name,
      iam_id: serviceIamId,
      account_id: accountId,
      store_value: false,
    })
  })

  test('for a user, with a description and an expiry in the vendor’s form', async () => {
    const { body } = await creating({
      type: 'user',
      owner: { kind: 'user', id: adminIamId, name: null },
      description: 'for the edge',
      expiresAt: '2027-03-04T05:06:07.000Z',
    })
    expect(body).toMatchObject({
      iam_id: adminIamId,
      store_value: false,
      description: 'for the edge',
      expires_at: '2027-03-04T05:06+0000',
    })
  })

  test('a name that repeats the value is hidden', async () => {
    const { created } = await creating({ name: `x ${value}` })
    expect(created).toMatchObject({ ok: true, value: { name: '[hidden]' } })
  })

  test('a readable key or one with permissions is not asked for', async () => {
    const iam = await startIam({})
    for (const odd of [{ hashed: false }, { presets: ['Sender'] }]) {
      const failure = await failureOf(iam.session.createKey({ ...wish, ...odd }))
      expect(failure.message).toContain('No key was made.')
    }
    expect(iam.times('POST /v1/apikeys')).toBe(0)
  })
})

describe('renaming and describing', () => {
  test('is made on the version that was read, and leaves the rest', async () => {
    const { state, routes } = stored({ description: 'stays' })
    const iam = await startIam(routes)
    expect(await iam.session.updateKey('ApiKey-1', { name: 'edge' })).toEqual({ ok: true, value: undefined })
    expect(state).toMatchObject({ name: 'edge', description: 'stays' })
    expect(await iam.session.updateKey('ApiKey-1', { description: '' })).toMatchObject({ ok: true })
    expect(state).toMatchObject({ name: 'edge', description: '' })
    for (const put of iam.came.filter(({ method }) => method === 'PUT')) {
      expect(put.headers['if-match']).toMatch(/^\d-aaaa$/)
    }
  })

  test.each([409, 412])('a change of something else meanwhile does not stop it (%i)', async (status) => {
    const { state, routes, elsewhere } = stored({}, status)
    const put = routes[`PUT ${one}`]
    const iam = await startIam({
      ...routes,
      [`PUT ${one}`]: (came, times) => {
        if (times === 1) elsewhere({ description: 'theirs' })
        return put?.(came, times) as Reply
      },
    })
    expect((await iam.session.updateKey('ApiKey-1', { name: 'edge' })).ok).toBe(true)
    expect(state).toMatchObject({ name: 'edge', description: 'theirs' })
    expect(iam.times(`PUT ${one}`)).toBe(2)
  })

  test.each([409, 412])('a change of the same is not written over (%i)', async (status) => {
    const { state, routes, elsewhere } = stored({}, status)
    const put = routes[`PUT ${one}`]
    const iam = await startIam({
      ...routes,
      [`PUT ${one}`]: (came, times) => {
        elsewhere({ name: 'theirs' })
        return put?.(came, times) as Reply
      },
    })
    const failure = await failureOf(iam.session.updateKey('ApiKey-1', { name: 'edge' }))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('changed elsewhere') })
    expect(failure.hint).toContain('Sync')
    expect(state.name).toBe('theirs')
    expect(iam.times(`PUT ${one}`)).toBe(1)
  })

  test('is tried twice and no more', async () => {
    const { routes, elsewhere } = stored()
    const put = routes[`PUT ${one}`]
    const iam = await startIam({
      ...routes,
      [`PUT ${one}`]: (came, times) => {
        elsewhere({ description: String(times) })
        return put?.(came, times) as Reply
      },
    })
    const failure = await failureOf(iam.session.updateKey('ApiKey-1', { name: 'edge' }))
    expect(failure.message).toContain('changed elsewhere')
    expect(iam.times(`PUT ${one}`)).toBe(2)
  })

  test('without a version nothing is written over', async () => {
    const iam = await startIam({
      [`GET ${one}`]: () => ({ json: keyJson('ApiKey-1', { entity_tag: null }) }),
    })
    expect((await failureOf(iam.session.updateKey('ApiKey-1', { name: 'x' }))).code).toBe('vendor-malformed')
    expect(iam.times(`PUT ${one}`)).toBe(0)
  })

  test('a version that cannot stand in a header is none', async () => {
    const iam = await startIam({
      [`GET ${one}`]: () => ({ json: keyJson('ApiKey-1', { entity_tag: '1\r\nx: y' }) }),
    })
    expect((await failureOf(iam.session.updateKey('ApiKey-1', { name: 'x' }))).code).toBe('vendor-malformed')
  })

  test('permissions are not on keys', async () => {
    const iam = await startIam({})
    const failure = await failureOf(iam.session.updateKey('ApiKey-1', { permissions: ['x'] }))
    expect(failure.code).toBe('unsupported')
    expect(iam.came).toEqual([])
  })
})

describe('states', () => {
  test.each([
    [{ active: false }, `POST ${one}/disable`],
    [{ active: true }, `DELETE ${one}/disable`],
    [{ locked: true }, `POST ${one}/lock`],
    [{ locked: false }, `DELETE ${one}/lock`],
  ])('%o is one call, %s', async (change, route) => {
    const iam = await startIam({ [route]: () => done })
    expect(await iam.session.updateKey('ApiKey-1', change)).toEqual({ ok: true, value: undefined })
    expect(iam.came.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /identity/token', route])
  })

  test.each([400, 403, 409, 412])(
    'a locked key is said to be locked, whatever refuses it (%i)',
    async (status) => {
      const reply = identityError(status, 'BXNIM0999E', 'no')
      const iam = await startIam({
        [`GET ${one}`]: () => ({ json: keyJson('ApiKey-1', { locked: true }) }),
        [`DELETE ${one}`]: () => reply,
        [`POST ${one}/disable`]: () => reply,
      })
      for (const call of [
        iam.session.deleteKey('ApiKey-1'),
        iam.session.updateKey('ApiKey-1', { active: false }),
        iam.session.updateKey('ApiKey-1', { name: 'x' }),
      ]) {
        const failure = await failureOf(call)
        expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('locked') })
        expect(failure.hint).toContain('Unlock')
      }
      expect(iam.times(`PUT ${one}`)).toBe(0)
    },
  )

  test('what was done before a step that fails is told', async () => {
    const { routes, state } = stored()
    const refused = identityError(403, 'BXNIM0513E', 'no')
    const iam = await startIam({ ...routes, [`POST ${one}/disable`]: () => refused })
    const failure = await failureOf(iam.session.updateKey('ApiKey-1', { active: false, name: 'edge' }))
    expect(failure.message).toContain('What comes before it was changed.')
    expect(failure.message).not.toContain('Nothing was changed')
    expect(state.name).toBe('edge')
  })

  test('a lost answer to a change is not known, and not repeated', async () => {
    const iam = await startIam({ [`POST ${one}/disable`]: () => 'never' })
    const failure = await failureOf(iam.session.updateKey('ApiKey-1', { active: false }))
    expect(failure.code).toBe('outcome-unknown')
    expect(iam.times(`POST ${one}/disable`)).toBe(1)
  })
})

describe('deleting', () => {
  test.each([done, identityError(404, 'BXNIM0102E', 'Unable to find object', 'not_found')])(
    'one that is gone already is deleted',
    async (reply) => {
      const iam = await startIam({ [`DELETE ${one}`]: () => reply })
      expect(await iam.session.deleteKey('ApiKey-1')).toEqual({ ok: true, value: undefined })
    },
  )

  test('an address that does not know the call has deleted nothing', async () => {
    const iam = await startIam({ [`DELETE ${one}`]: () => ({ status: 404, text: '' }) })
    expect((await failureOf(iam.session.deleteKey('ApiKey-1'))).code).toBe('vendor-failed')
  })

  test('an id that is no id is not sent', async () => {
    const iam = await startIam({})
    for (const id of ['', '.', '..', '../x', 'a/b', 'a?b', 'a\nb', ' x', 'x'.repeat(300)]) {
      expect((await failureOf(iam.session.deleteKey(id))).code).toBe('usage')
    }
    expect(iam.came).toEqual([])
  })
})

describe('reading one key', () => {
  test.each([
    ['a stored value', value, value],
    ['none', '', null],
    ['a masked one', '********************', null],
    ['a damaged one', 'one two three four', null],
  ])('%s', async (_, apikey, expected) => {
    const iam = await startIam({ [`GET ${one}`]: () => ({ json: keyJson('ApiKey-1', { apikey }) }) })
    const read = await iam.session.readValue('ApiKey-1')
    expect(read.ok && (read.value?.expose((text) => text) ?? null)).toBe(expected)
  })

  test('its history, the latest first and cleaned', async () => {
    const event = (timestamp: string, action: string, message: string) => ({
      ...{ timestamp, action, message, iam_id: adminIamId, iam_id_account: accountId, params: ['a'] },
    })
    const history = [
      event('2026-01-02T03:04+0000', 'created', ''),
      event('2026-02-02T03:04+0000', 'enabled', ''),
      event('2026-02-02T03:04+0000', 'disabled\u202e', `by \u0007${value}`),
      'x',
    ]
    const iam = await startIam({
      [`GET ${one}`]: ({ query }) => ({
        json: keyJson('ApiKey-1', { apikey: value, ...(query.get('include_history') ? { history } : {}) }),
      }),
    })
    expect(await iam.session.history?.('ApiKey-1')).toEqual({
      ok: true,
      value: [
        { at: '2026-02-02T03:04:00.000Z', action: 'disabled', by: adminIamId, text: 'by  [hidden]' },
        { at: '2026-02-02T03:04:00.000Z', action: 'enabled', by: adminIamId, text: 'a' },
        { at: '2026-01-02T03:04:00.000Z', action: 'created', by: adminIamId, text: 'a' },
      ],
    })
  })
})
