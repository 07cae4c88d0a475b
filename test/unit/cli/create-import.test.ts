import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { errorShape, keyShape } from '../../cli/contract.ts'
import { accountId, aKey } from '../../fakes/cli-samples.ts'
import type { FakeTerminal } from '../../fakes/terminal.ts'
import { piped, session, typing } from './session.ts'

const create = 'key create new --account acme --type send-your-data'
const id = aKey().id

test('key create prints the id on stdout, the steps on stderr, and never a value', async () => {
  const { core, keyturn } = session()
  const { code, stdout, stderr } = await keyturn(create)
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'new-key-id\n' })
  expect(stderr).toContain('Asking the vendor for the key.\nReceived.\nIn the keychain.\nRead back')
  expect(core.lastRequests.create).toEqual({
    accountId,
    name: 'new',
    type: 'send-your-data',
    presets: ['SendData'],
    permissions: [],
    hashed: true,
    ownerId: null,
  })
})

test('key create --json prints the key and nothing else', async () => {
  const { keyturn } = session()
  const { stdout, stderr } = await keyturn(`${create} --json`)
  expect(keyShape.parse(JSON.parse(stdout)).id).toBe('new-key-id')
  expect(stderr).toBe('')
})

test('presets, permissions, owner and readability are passed on', async () => {
  const { core, keyturn } = session()
  const line =
    'key create p --type personal --preset Alerts --preset APIKeys --permission logs:Read --owner u1 --readable'
  expect((await keyturn(line)).code).toBe(0)
  expect(core.lastRequests.create).toMatchObject({
    presets: ['Alerts', 'APIKeys'],
    permissions: ['logs:Read'],
    ownerId: 'u1',
    hashed: false,
  })
  expect((await keyturn(`${create} --owner u1`)).code).toBe(2)
  expect((await keyturn('key create new --account nobody --type send-your-data')).code).toBe(3)
})

test('without a person a stuck value is tried again until the keychain works', async () => {
  const { core, keyturn } = session()
  core.keychainFailures = 5
  const { code, stdout } = await keyturn(create)
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'new-key-id\n' })
  expect(core.asked.filter((name) => name === 'capture.retry')).toHaveLength(5)
})

test('when the keychain stays broken the command ends with 7 and names the key', async () => {
  const { core, keyturn } = session()
  core.keychainFailures = 1000
  core.vaultState = 'locked'
  const { code, stdout, stderr } = await keyturn(`${create} --json`)
  expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
  const { error } = errorShape.parse(JSON.parse(stderr))
  expect(error.code).toBe('keychain-locked')
  expect(error.message).toContain('new-key-id')
  expect(error.hint).toContain('keyturn key delete new-key-id --yes')
})

test('a value that is safe and only not recorded is not called lost, and its key is not to be deleted', async () => {
  const { core, keyturn } = session()
  core.keychainFailures = 1000
  core.stuckIsKept = true
  core.capture.open = () => [
    {
      intentId: 'f3f0a1f0-0000-4000-8000-000000000001',
      accountId: 'f3f0a1f0-0000-4000-8000-000000000002',
      account: 'acme',
      kind: 'create',
      name: 'new',
      keyId: 'new-key-id',
      startedAt: '2030-01-01T00:00:00.000Z',
      state: 'stuck',
      message: 'The disk is full.',
    },
  ]
  const { code, stderr } = await keyturn(`${create} --json`)
  expect(code).toBe(1)
  const { error } = errorShape.parse(JSON.parse(stderr))
  expect(error).toMatchObject({ code: 'storage-failed' })
  expect(error.message).toContain('safe in the keychain')
  expect(`${error.message} ${error.hint}`).not.toMatch(/lost|key delete|only in the memory/)
})

test('a person may retry, have the value shown, and leave', async () => {
  const { core, keyturn } = session()
  core.keychainFailures = 2
  expect((await keyturn(create, typing('r', 'r'))).stdout).toBe('new-key-id\n')

  core.keychainFailures = 1000
  const shown = await keyturn(create, typing('r', 's', 'l'))
  expect(shown).toMatchObject({ code: 7, stdout: '' })
  expect(shown.stderr).toContain('the-stuck-value\n')
  expect(shown.stderr).toContain('keyturn key import new-key-id')

  // Leaving without having seen it needs a word, not a slip of the finger.
  const left = await keyturn(create, typing('l', 'no', 'l', 'leave'))
  expect(left.code).toBe(7)
  expect(left.stderr).not.toContain('the-stuck-value')
})

test('a terminal that is gone does not make it ask for ever', async () => {
  const { core, keyturn } = session()
  core.keychainFailures = 1000
  expect((await keyturn(create, typing())).code).toBe(7)
})

test('the first Ctrl-C lets a creation end, the second leaves with 8', async () => {
  const { core, keyturn } = session()
  let answer = () => {}
  const inTime = core.capture.create
  core.capture.create = async (request, onStep) => {
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    return inTime(request, onStep)
  }
  const interrupted = async (times: number, thenAnswer: boolean) => {
    let terminal: FakeTerminal | undefined
    const ended = keyturn(create, (it) => {
      terminal = it
    })
    for (let pressed = 0; pressed < times; ) {
      await new Promise((resolve) => setImmediate(resolve))
      if (terminal?.interrupt()) pressed += 1
    }
    if (thenAnswer) answer()
    return ended
  }
  const patient = await interrupted(1, true)
  expect(patient).toMatchObject({ code: 0, stdout: 'new-key-id\n' })
  expect(patient.stderr).toContain('Still creating the key; it ends in at most 35 s.')
  expect(await interrupted(2, false)).toMatchObject({ code: 8, stdout: '' })
})

test('a value is imported from stdin', async () => {
  const { core, keyturn } = session()
  const { code, stdout } = await keyturn(`key import ${id} --json`, piped('imported-value\r\n'))
  expect(code).toBe(0)
  expect(keyShape.parse(JSON.parse(stdout)).hasValue).toBe(true)
  expect(core.values.get('imported')).toBe('imported-value')
  expect((await keyturn(`key import ${id} --delete-source`, piped('x'))).code).toBe(2)
})

test('after an import the plaintext file is pointed out, and deleted when asked', async () => {
  const { core, keyturn } = session()
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'key.txt')
  writeFileSync(file, 'downloaded')
  const line = ['key', 'import', id, '--file', file]

  const left = await keyturn(line)
  expect(left.stderr).toContain('still carries the value in plain text')
  expect(core.asked).not.toContain('imports.deleteSource')
  expect((await keyturn(line, typing('n'))).code).toBe(0)
  expect(core.asked).not.toContain('imports.deleteSource')
  expect((await keyturn(line, typing('y'))).stderr).toContain('Deleted')
  await keyturn([...line, '--delete-source'])
  expect(core.asked.filter((name) => name === 'imports.deleteSource')).toHaveLength(2)

  expect((await keyturn(['key', 'import', id, '--file', join(folder, 'none')])).code).toBe(3)
  core.failing.set('imports.store', { code: 'keychain-timeout', message: 'No answer.', hint: '' })
  expect((await keyturn(line)).code).toBe(7)
  expect(core.asked.at(-1)).toBe('imports.cancel')
})
