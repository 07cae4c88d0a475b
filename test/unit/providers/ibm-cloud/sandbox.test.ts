import { describe, expect, onTestFinished, test } from 'vitest'
import type { NewKey } from '../../../../main/providers/provider.ts'
import { allProviders } from '../../../../main/providers/providers.ts'
import type { Fault } from '../../../../main/sandbox/faults.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import { type IbmBench, openIbmBench } from './bench.ts'
import { failureOf } from './iam-server.ts'

async function open(fault?: Fault): Promise<IbmBench> {
  const bench = await openIbmBench()
  onTestFinished(() => bench.close())
  if (fault) bench.sandbox.setFault(fault)
  return bench
}

async function made(bench: IbmBench, more: Partial<NewKey> = {}) {
  if (bench.wish === null) throw new Error('no wish')
  const created = await bench.session.createKey({ ...bench.wish, ...more })
  if (!created.ok) throw new Error(created.failure.message)
  return { keyId: created.value.keyId, value: created.value.value }
}

const listing = async (bench: IbmBench, credential?: string) => {
  const session = credential === undefined ? bench.session : bench.as(credential)
  const listed = await session.listKeys([])
  if (!listed.ok) throw new Error(listed.failure.message)
  return listed.value
}

test('an account as it is: users, service IDs, what is off, locked and ends', async () => {
  const bench = await open()
  const { keys, covers, notes } = await listing(bench)
  expect(notes).toEqual([])
  expect(covers).toEqual(['user', 'service-id'])
  expect(keys.filter(({ type }) => type === 'user')).toHaveLength(4)
  const named = (name: string) => keys.find((key) => key.name === name)
  expect(named('prod-agent-2024')).toMatchObject({ active: false, owner: { name: 'logs-prod-agents' } })
  expect(named('billing-agent')).toMatchObject({ locked: true })
  expect(named('staging-agent')?.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT/)
  const who = await bench.session.identify()
  expect(who).toMatchObject({ ok: true, value: { userName: 'sre-oncall@example.com' } })
  expect(who.ok && who.value.credentialKeyId).toBe(named('keyturn-admin')?.id)
})

test('among all vendors it is loaded with the first call, with its parts', async () => {
  const bench = await open()
  const provider = allProviders().find(({ id }) => id === 'ibm-cloud')
  const { credential, ...at } = bench.sandbox.vendors['ibm-cloud']
  const connection = { ...at, transport: null, teamId: null, userId: null }
  const session = provider?.connect({ ...connection, credential: Secret.of(credential ?? '') })
  expect(await session?.identify()).toMatchObject({ ok: true })
  const services = await session?.serviceIds?.list()
  expect(services?.ok && services.value.serviceIds.map(({ name }) => name)).toContain('logs-prod-agents')
  const { keys } = await listing(bench)
  expect(await session?.history?.(keys[0]?.id ?? '')).toMatchObject({ ok: true })
  expect([session?.policies, session?.bulk]).toEqual([null, null])
})

test('who may only look, one service ID at a time, sees the same keys of service IDs', async () => {
  const bench = await open()
  const all = await listing(bench)
  const seen = await listing(bench, bench.sandbox.ibmCloud.credentials.reader)
  const services = (list: typeof all) =>
    list.keys
      .filter(({ type }) => type === 'service-id')
      .map(({ id }) => id)
      .sort()
  expect(services(seen)).toEqual(services(all))
  expect(seen.covers).toEqual(['service-id'])
  expect(seen.keys.filter(({ type }) => type === 'user').map(({ name }) => name)).toEqual(['audit-export'])
  expect(seen.rights.map(({ state }) => state)).toContain('missing')
})

test('who has no role sees what is theirs, and is told what is missing', async () => {
  const bench = await open()
  const { keys, covers, notes } = await listing(bench, bench.sandbox.ibmCloud.credentials.user)
  expect(keys.map(({ name }) => name)).toEqual(['cli-laptop'])
  expect(covers).toEqual([])
  expect(notes.join()).toContain('Administrator on the IAM Identity service')
})

test('a list of many pages is whole', async () => {
  const bench = await open()
  bench.sandbox.ibmCloud.set({ pageLimit: 2 })
  const { keys, covers } = await listing(bench)
  expect(keys).toHaveLength(bench.sandbox.ibmCloud.keyCount())
  expect(covers).toEqual(['user', 'service-id'])
})

describe('a page that misleads', () => {
  test.each([
    ['to another host', { kind: 'foreign-next' } as const],
    ['to another of our own servers', { kind: 'foreign-next', to: 'http://127.0.0.1:1/x' } as const],
  ])('%s is read from ours', async (_, fault) => {
    const bench = await open(fault)
    bench.sandbox.ibmCloud.set({ pageLimit: 3 })
    const { keys } = await listing(bench)
    expect(keys).toHaveLength(bench.sandbox.ibmCloud.keyCount())
  })

  test('to itself ends the list, which does not count as whole', async () => {
    const bench = await open({ kind: 'repeat-next' })
    bench.sandbox.ibmCloud.set({ pageLimit: 3 })
    const { keys, covers, notes } = await listing(bench)
    expect(keys.length).toBeLessThan(bench.sandbox.ibmCloud.keyCount())
    expect(covers).toEqual([])
    expect(notes.join()).toContain('does not say where it goes on')
  })
})

describe('a value where none belongs', () => {
  const canary = 'KtCanaryInList-0000_1111-2222_3333-4444_5555'

  test('in a list is nowhere afterwards', async () => {
    const bench = await open({ kind: 'value-in-list', value: canary })
    const found = await listing(bench)
    expect(found.keys.length).toBeGreaterThan(10)
    expect(JSON.stringify(found)).not.toContain(canary)
  })

  test.each(['name', 'description'])('the account’s own in a %s is hidden', async (field) => {
    const bench = await open()
    const { admin } = bench.sandbox.ibmCloud.credentials
    bench.sandbox.setFault({ kind: 'planted', server: 'iam', field, text: admin })
    expect(JSON.stringify(await listing(bench))).not.toContain(admin)
  })

  test('control and bidirectional characters in names are gone', async () => {
    const bench = await open({ kind: 'planted', server: 'iam', field: 'name', text: 'a\u202eb\u0007<b>' })
    for (const { name } of (await listing(bench)).keys) expect(name).toBe('ab <b>')
  })
})

describe('an answer that is broken', () => {
  const path = '^/v1/'
  test.each<Fault>([
    { kind: 'malformed', path },
    { kind: 'truncated', path },
    { kind: 'oversized', path },
    { kind: 'wrong-types', path },
  ])('$kind: a list fails in words, or leaves nothing that is wrong', async (fault) => {
    const bench = await open(fault)
    const listed = await bench.session.listKeys([])
    if (listed.ok) expect(listed.value).toMatchObject({ keys: [], covers: [] })
    else expect(listed.failure.code).toBe('vendor-malformed')
  })

  test.each<Fault>([
    { kind: 'malformed', method: 'POST', path: '^/v1/apikeys' },
    { kind: 'truncated', method: 'POST', path: '^/v1/apikeys' },
    { kind: 'lost', when: 'after', method: 'POST', path: '^/v1/apikeys' },
    { kind: 'slow', delayMs: 4000, when: 'after', method: 'POST', path: '^/v1/apikeys' },
  ])('$kind: after a creation it is not known, and the name finds the key', async (fault) => {
    const bench = await open(fault)
    if (bench.wish === null) throw new Error('no wish')
    const before = bench.sandbox.ibmCloud.keyCount()
    expect((await failureOf(bench.session.createKey(bench.wish))).code).toBe('outcome-unknown')
    bench.sandbox.clearFaults()
    expect(bench.sandbox.ibmCloud.keyCount()).toBe(before + 1)
    const { keys } = await listing(bench)
    expect(keys.map(({ name }) => name)).toContain(bench.wish.name)
  })
})

describe('a key that somebody else changes', () => {
  test.each([409, 412] as const)(
    'is renamed all the same where they changed something else (%i)',
    async (status) => {
      const bench = await open()
      bench.sandbox.ibmCloud.set({ conflictStatus: status })
      const { keyId } = await made(bench)
      bench.sandbox.setFault({ kind: 'changed-meanwhile', times: 1 })
      expect(await bench.session.updateKey(keyId, { name: 'edge' })).toEqual({ ok: true, value: undefined })
      expect((await listing(bench)).keys.find(({ id }) => id === keyId)?.name).toBe('edge')
    },
  )

  test('again and again is left alone', async () => {
    const bench = await open()
    const { keyId } = await made(bench)
    bench.sandbox.setFault({ kind: 'changed-meanwhile' })
    const failure = await failureOf(bench.session.updateKey(keyId, { name: 'edge' }))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('elsewhere') })
  })
})

test('a token that does not live long is exchanged again, and the sync goes on', async () => {
  const bench = await open({ kind: 'short-token', seconds: 1 })
  await listing(bench)
  expect((await listing(bench)).notes).toEqual([])
})

test('a locked key is left as it is, in words, until it is unlocked', async () => {
  const bench = await open()
  const { keyId } = await made(bench)
  await bench.session.updateKey(keyId, { locked: true })
  for (const call of [
    bench.session.deleteKey(keyId),
    bench.session.updateKey(keyId, { active: false }),
    bench.session.updateKey(keyId, { description: 'x' }),
  ]) {
    expect((await failureOf(call)).message).toContain('the key is locked')
  }
  await bench.session.updateKey(keyId, { locked: false })
  expect((await bench.session.deleteKey(keyId)).ok).toBe(true)
})

test('an account that restricts user keys names the role', async () => {
  const bench = await open()
  bench.sandbox.ibmCloud.set({ restrictCreateApiKey: true })
  const { user } = bench.sandbox.ibmCloud.credentials
  const session = bench.as(user)
  const who = await session.identify()
  if (!who.ok || bench.wish === null) throw new Error('no user')
  const owner = { kind: 'user', id: who.value.userId ?? '', name: null } as const
  const failure = await failureOf(session.createKey({ ...bench.wish, type: 'user', owner }))
  expect(failure).toMatchObject({
    code: 'permission-missing',
    message: expect.stringContaining('User API key creator'),
  })
})

test('the twenty-first key of an identity is refused, with how many there may be', async () => {
  const bench = await open()
  let last = 'none'
  for (let n = 0; n < 21 && last === 'none'; n++) {
    const created = bench.wish && (await bench.session.createKey(bench.wish))
    if (created && !created.ok) last = created.failure.message
  }
  expect(last).toMatch(/20 unless IBM has raised it.*No key was made/)
})

describe('from a service ID to a key that may send', () => {
  const setUp = async (bench: IbmBench, credential: string, grant = true) => {
    const session = bench.as(credential)
    const service = await session.serviceIds?.create('kt-agent', 'Made by a test')
    if (!service?.ok) throw new Error('no service ID')
    if (grant && !(await session.serviceIds?.grantSending(service.value))?.ok) throw new Error('no policy')
    const owner = { kind: 'service-id', id: service.value.ownerId, name: 'kt-agent' } as const
    if (bench.wish === null) throw new Error('no wish')
    const created = await session.createKey({ ...bench.wish, owner })
    if (!created.ok) throw new Error(created.failure.message)
    const value = created.value.value
    const verified = (marker: string | null) =>
      session.verify(value, { type: 'service-id', permissions: [], marker, ingestId: null })
    return { session, service: service.value, keyId: created.value.keyId, verified }
  }

  test('each step holds, the line arrives, and all of it goes again', async () => {
    const bench = await open()
    const { session, service, keyId, verified } = await setUp(bench, bench.sandbox.ibmCloud.credentials.admin)
    expect(await verified(null)).toMatchObject({ ok: true, value: { verdict: 'works' } })
    expect(bench.sandbox.ibmCloud.lines()).toEqual([])
    expect(await verified('kt-mark-1')).toMatchObject({ ok: true, value: { verdict: 'works' } })
    expect(bench.sandbox.ibmCloud.lines('kt-mark-1')).toHaveLength(1)
    expect((await session.serviceIds?.remove(service.id))?.ok).toBe(true)
    expect((await listing(bench)).keys.map(({ id }) => id)).not.toContain(keyId)
    expect(await verified(null)).toMatchObject({ ok: true, value: { verdict: 'rejected' } })
  })

  test('without the role the line is refused, and which role is missing is told', async () => {
    const bench = await open()
    const { verified } = await setUp(bench, bench.sandbox.ibmCloud.credentials.admin, false)
    expect(await verified(null)).toMatchObject({ ok: true, value: { verdict: 'unknown' } })
    const sent = await verified('kt-mark-2')
    expect(sent).toMatchObject({ ok: true, value: { verdict: 'rejected' } })
    expect(JSON.stringify(sent)).toContain('Sender on IBM Cloud Logs')
  })

  test('a role that its giver does not hold looks given, and only the line tells', async () => {
    const bench = await open()
    const { verified } = await setUp(bench, bench.sandbox.ibmCloud.credentials.keeper)
    expect(await verified('kt-mark-3')).toMatchObject({ ok: true, value: { verdict: 'rejected' } })
  })

  test('a line that was taken and dropped is no proof', async () => {
    const bench = await open({ kind: 'dropped-lines' })
    const { verified } = await setUp(bench, bench.sandbox.ibmCloud.credentials.admin)
    const sent = await verified('kt-mark-4')
    expect(sent).toMatchObject({ ok: true, value: { verdict: 'rejected' } })
    expect(JSON.stringify(sent)).toContain('dropped')
  })

  test('a service ID whose keys remain says why it could not be removed', async () => {
    const bench = await open()
    const { session, service } = await setUp(bench, bench.sandbox.ibmCloud.credentials.admin)
    bench.sandbox.setFault({ kind: 'keys-remain' })
    const failure = await failureOf(
      session.serviceIds?.remove(service.id) ?? Promise.reject(new Error('none')),
    )
    expect(failure.message).toContain('its keys')
  })
})

test('history says who did what', async () => {
  const bench = await open()
  const { keyId } = await made(bench)
  await bench.session.updateKey(keyId, { active: false })
  const events = await bench.session.history?.(keyId)
  expect(events?.ok && events.value.length).toBeGreaterThan(1)
  expect(events?.ok && events.value.every(({ by }) => by.startsWith('IBMid-'))).toBe(true)
})

test('a readable key of a service ID shows its value, another does not', async () => {
  const bench = await open()
  const { keys } = await listing(bench)
  const twins = keys.filter(({ name }) => name === 'edge-collector')
  const values = await Promise.all(twins.map(({ id }) => bench.session.readValue(id)))
  const shown = values.map((read) => (read.ok && read.value instanceof Secret ? 'shown' : 'not shown'))
  expect(shown.sort()).toEqual(['not shown', 'shown'])
})
