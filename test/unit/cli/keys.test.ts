import { expect, test } from 'vitest'
import { errorShape, keyList, keyShape } from '../../cli/contract.ts'
import { accountId, aKey, anAccount } from '../../fakes/cli-samples.ts'
import { fakeFiles } from '../../fakes/keys.ts'
import { session, typing } from './session.ts'

const id = aKey().id

function household() {
  const it = session()
  it.core.keyList = [
    aKey(),
    aKey({ id: 'b1b2c3d4-0000-4000-8000-000000000002', name: 'old', state: 'disabled', hasValue: false }),
    aKey({ id: 'c1b2c3d4-0000-4000-8000-000000000003', name: 'lost', state: 'orphan', hasValue: false }),
    aKey({ id: 'd1b2c3d4-0000-4000-8000-000000000004', name: 'console', type: 'team', state: 'gone' }),
  ]
  return it
}

const names = (stdout: string) => keyList.parse(JSON.parse(stdout)).map(({ name }) => name)

test('key list shows active keys and lost ones; --state says otherwise', async () => {
  const { keyturn } = household()
  expect(names((await keyturn('key list --json')).stdout)).toEqual(['edge-otel', 'lost'])
  expect(names((await keyturn('key list --json --state active')).stdout)).toEqual(['edge-otel'])
  expect(names((await keyturn('key list --json --state disabled')).stdout)).toEqual(['old'])
  expect(names((await keyturn('key list --json --state all')).stdout)).toHaveLength(4)
  expect(names((await keyturn('key list --json --state all --type team')).stdout)).toEqual(['console'])
  expect(names((await keyturn('key list --json --query edge')).stdout)).toEqual(['edge-otel'])
  expect((await keyturn('key list --account nobody --json')).code).toBe(3)
  expect((await keyturn('key list')).stdout).toMatch(
    /^ID +NAME .*\n.*edge-otel.*active +held +≥ 41 d +29 d\n/,
  )
})

test('an empty list is an empty array, and says for people what to do', async () => {
  const { core, keyturn } = session()
  core.keyList = []
  expect(await keyturn('key list --json')).toMatchObject({ code: 0, stdout: '[]\n' })
  expect(await keyturn('key list')).toMatchObject({ code: 0, stdout: '' })
})

test('a narrow terminal gets narrow lines', async () => {
  const { keyturn } = household()
  const { stdout } = await keyturn('key list', (terminal) => {
    terminal.columns = 90
  })
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(90)
})

test('a key is shown by its id, the start of its id or its name', async () => {
  const { core, keyturn } = household()
  for (const named of [id, 'a1b2c3', 'edge-otel']) {
    const { code, stdout } = await keyturn(`key show ${named} --json`)
    expect(code).toBe(0)
    expect(keyShape.parse(JSON.parse(stdout)).id).toBe(id)
  }
  expect((await keyturn('key show a1b2')).code).toBe(3)
  expect((await keyturn('key show edge-otel')).stdout).toContain('First seen  ')
  core.keyList = [aKey({ lastActivatedAt: '2026-11-03T08:00:00.000Z' })]
  expect((await keyturn('key show edge-otel')).stdout).toMatch(/Last activated {1,2}2026-11-03/)
  expect(JSON.parse((await keyturn('key show edge-otel --json')).stdout)).not.toHaveProperty(
    'lastActivatedAt',
  )
  core.keyList = [...core.keyList, aKey({ id: 'e1b2c3d4-0000-4000-8000-000000000005' })]
  const ambiguous = await keyturn('key show edge-otel --json')
  expect(ambiguous.code).toBe(2)
  expect(errorShape.parse(JSON.parse(ambiguous.stderr)).error.message).toContain('e1b2c3d4')
  const since = (day: string) => ({ createdAt: `2026-11-${day}T08:00:00.000Z` })
  const made = aKey({ id: 'e1b2c3d4-0000-4000-8000-000000000005', ...since('02') })
  core.keyList = [aKey(since('01')), made]
  expect((await keyturn('key show edge-otel')).stderr).toMatch(
    /e1b2c3d4-\S+ \(edge-otel, acme, the newer one\)/,
  )
  core.keyList = [aKey({ ...since('01'), state: 'disabled' }), made]
  expect(JSON.parse((await keyturn('key show edge-otel --json')).stdout)).toMatchObject({ id: made.id })
})

test('the same id in two accounts is told apart with --account', async () => {
  const { core, keyturn } = session()
  const other = crypto.randomUUID()
  core.accountList = [anAccount(), anAccount({ id: other, name: 'globex' })]
  core.keyList = [aKey(), aKey({ accountId: other, account: 'globex' })]
  expect((await keyturn(`key show ${id}`)).code).toBe(2)
  const { stdout } = await keyturn(`key show ${id} --account globex --json`)
  expect(JSON.parse(stdout)).toMatchObject({ account: 'globex' })
})

test('key value prints the value alone', async () => {
  const { core, keyturn } = session()
  expect(await keyturn(`key value ${id}`)).toMatchObject({
    code: 0,
    stdout: 'value-of-edge-otel\n',
    stderr: '',
  })
  expect(core.asked).toEqual(['keys.value:print'])
  expect(JSON.parse((await keyturn(`key value ${id} --json`)).stdout)).toEqual({
    id,
    value: 'value-of-edge-otel',
  })
  core.failing.set(`keys.value:print`, {
    code: 'keychain-locked',
    message: 'It is locked.',
    hint: 'Unlock it.',
  })
  expect(await keyturn(`key value ${id}`)).toMatchObject({ code: 7, stdout: '' })
  expect(await keyturn('key value nothing-like-it')).toMatchObject({ code: 3, stdout: '' })
})

test('a key is renamed, disabled and enabled', async () => {
  const { keyturn } = session()
  const renamed = await keyturn(['key', 'rename', id, ' edge two ', '--json'])
  expect(keyShape.parse(JSON.parse(renamed.stdout)).name).toBe('edge two')
  expect(JSON.parse((await keyturn(`key disable ${id} --json`)).stdout)).toMatchObject({ state: 'disabled' })
  expect(JSON.parse((await keyturn(`key enable ${id} --json`)).stdout)).toMatchObject({ state: 'active' })
  expect((await keyturn(['key', 'rename', id, ' '])).code).toBe(2)
})

test('a key is deleted with --yes or with its name typed', async () => {
  const { core, keyturn } = session()
  core.keyList = [aKey({ usedIn: fakeFiles(3) })]
  const refused = await keyturn(`key delete ${id}`)
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain('3 known files')
  expect((await keyturn(`key delete ${id}`, typing('edge'))).code).toBe(4)
  expect(core.asked).not.toContain('keys.remove')
  expect((await keyturn(`key delete ${id}`, typing('edge-otel'))).code).toBe(0)
  core.keyList = [aKey()]
  const { stdout } = await keyturn(`key delete ${id} --yes --json`)
  expect(JSON.parse(stdout)).toEqual({ id, name: 'edge-otel', deleted: true })
})

test('the default key is never deleted', async () => {
  const { core, keyturn } = session()
  core.keyList = [aKey({ isDefault: true })]
  const { code, stderr } = await keyturn(`key delete ${id} --yes`)
  expect(code).toBe(4)
  expect(stderr).toContain('default key')
  expect(core.asked).not.toContain('keys.remove')
})

test('an interrupted creation is settled and shown by the next command, whichever it is', async () => {
  const { core, keyturn } = household()
  const intent = {
    intentId: crypto.randomUUID(),
    accountId,
    account: 'acme',
    kind: 'create' as const,
    name: 'lost',
    state: 'checking' as const,
    keyId: 'c1b2c3d4-0000-4000-8000-000000000003',
    startedAt: '2026-11-20T11:00:00Z',
    message: '',
  }
  core.intents = [intent]
  const { code, stderr } = await keyturn('account list')
  expect(code).toBe(0)
  expect(core.settles).toBe(1)
  expect(stderr).toMatch(/^1 key at acme exists whose value was lost .*: lost \(c1b2c3d4.* --yes/)
  await keyturn('due')
  expect(core.settles).toBe(1)

  const json = await keyturn('key list --json')
  expect(names(json.stdout)).toContain('lost')
  expect(JSON.parse(json.stderr)).toEqual({ notices: [expect.stringContaining('c1b2c3d4')] })
  const failed = await keyturn('key show nothing --json')
  expect(errorShape.parse(JSON.parse(failed.stderr)).error.hint).toContain('c1b2c3d4')

  const deleted = await keyturn(`key delete ${intent.keyId} --yes`)
  expect(deleted).toMatchObject({ code: 0, stderr: '' })
  expect(core.asked).toContain('capture.removeOrphan')
  expect(core.asked).not.toContain('keys.remove')
})

test('a creation that runs in another process is none of this one', async () => {
  const { core, keyturn } = session()
  core.capture.settle = async () => ({ settled: 0, failures: [] })
  core.intents = [
    {
      intentId: crypto.randomUUID(),
      accountId,
      account: 'acme',
      kind: 'create',
      name: 'new',
      state: 'running',
      keyId: null,
      startedAt: '2026-11-20T11:00:00Z',
      message: '',
    },
  ]
  expect(await keyturn('key list')).toMatchObject({ code: 0, stderr: '' })
})

test('a name that two keys have changes neither of them: its meaning would turn with the next rotation', async () => {
  const { core, keyturn } = household()
  core.keyList = [...core.keyList, aKey({ id: 'e1b2c3d4-0000-4000-8000-000000000005', state: 'disabled' })]
  expect((await keyturn('key value edge-otel')).code).toBe(0)
  for (const words of ['key delete edge-otel --yes', 'key disable edge-otel', 'key rename edge-otel other'])
    expect(await keyturn(words)).toMatchObject({ code: 2, stderr: expect.stringContaining('2 keys match') })
  expect((await keyturn(`key disable ${id}`)).code).toBe(0)
})
