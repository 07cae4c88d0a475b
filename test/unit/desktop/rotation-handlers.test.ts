import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Desktop } from '../../../main/desktop/desktop.ts'
import { allHandlers } from '../../../main/desktop/handlers/all.ts'
import type { Rotations } from '../../../main/rotation/services.ts'
import type { Core } from '../../../main/services.ts'
import { fail, ok } from '../../../shared/errors.ts'
import type { RotationDetail } from '../../../shared/rotation.ts'
import { fakeCore } from '../../fakes/core.ts'
import { fakeDesktop } from '../../fakes/desktop.ts'

const id = '4b5b7f0e-7b0a-4c60-9d2c-0f5f0f5a7f01'
const detail = { id, keyName: '../../edge otel', startedAt: '2026-03-01T12:00:00.000Z' } as RotationDetail

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-handlers-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function setUp(rotations: Partial<Rotations>, change: Partial<Desktop> = {}) {
  const { core, state } = fakeCore()
  const own: Core = { ...core, rotations: rotations as Rotations }
  const { desktop, done } = fakeDesktop(own)
  return { handlers: allHandlers({ ...desktop, ...change }), desktop, done, state }
}

describe('a receipt', () => {
  const offered: string[] = []
  const save = (file: string | null, change: Partial<Rotations> = {}) => {
    const { core } = fakeCore()
    const { dialogs } = fakeDesktop(core).desktop
    const pickSave = async (name: string) => {
      offered.push(name)
      return file
    }
    const { handlers } = setUp(
      { get: () => ok(detail), receipt: async (_, format) => ok(`a receipt as ${format}`), ...change },
      { dialogs: { ...dialogs, pickSave } },
    )
    return handlers['rotations.saveReceipt']({ id, format: 'json' })
  }

  test('is written where the user says, whole and for the owner alone', async () => {
    const file = join(folder, 'receipt.json')
    expect(await save(file)).toEqual(ok({ file }))
    expect(readFileSync(file, 'utf8')).toBe('a receipt as json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['receipt.json'])
    // A key's name leads to no other folder.
    expect(offered.at(-1)).toBe('rotation--edge-otel-2026-03-01.json')
  })

  test('is not written when no file is chosen, and says where it could not be', async () => {
    expect(await save(null)).toEqual(ok(null))
    expect(await save(join(folder, 'nowhere', 'receipt.json'))).toMatchObject({
      ok: false,
      failure: { code: 'file-not-written', message: expect.stringContaining('receipt.json') },
    })
    expect(readdirSync(folder)).toEqual([])
  })

  test('of a rotation that is not there asks for no file', async () => {
    offered.length = 0
    expect(await save(null, { get: () => fail('not-found', 'There is none.') })).toMatchObject({ ok: false })
    expect(offered).toEqual([])
  })
})

describe('what the user decides about a rotation', () => {
  test('is answered at once, and its steps go on', async () => {
    const said = () => ok(detail)
    const { handlers, done } = setUp({
      start: async () => ok(detail),
      resume: said,
      confirm: said,
      override: said,
      undo: said,
    })
    await handlers['rotations.start']({} as never)
    handlers['rotations.resume']({ id })
    handlers['rotations.confirm']({ id, targetId: 't' })
    handlers['rotations.override']({ id, typedName: 'edge' })
    handlers['rotations.undo']({ id })
    expect(done).toEqual(Array(5).fill(`run ${id}`))
  })

  test('begins nothing where it was refused', () => {
    const { handlers, done } = setUp({ undo: () => fail('refused', 'The old key is deleted.') })
    expect(handlers['rotations.undo']({ id })).toMatchObject({ ok: false })
    expect(done).toEqual([])
  })
})

describe('start at login', () => {
  const preferences = { theme: 'system', density: 'compact', startAtLogin: true } as const

  test('is asked of the system when it is chosen, and only then', async () => {
    const { handlers, done } = setUp({})
    await handlers['app.setPreferences']({ ...preferences, startAtLogin: false })
    expect(done).toEqual(['theme system'])
    await handlers['app.setPreferences'](preferences)
    expect(done).toEqual(['theme system', 'start at login true', 'theme system'])
  })

  test('is not kept as chosen where the system does not take it', async () => {
    const { handlers, done } = setUp(
      {},
      { startAtLogin: { set: async () => fail('refused', 'The system did not take the login item.') } },
    )
    expect(await handlers['app.setPreferences'](preferences)).toMatchObject({ ok: false })
    expect(done).toEqual([])
  })
})

test('a test notification is recorded in words', async () => {
  const { handlers, state } = setUp({})
  expect(await handlers['inbox.testNotification'](undefined)).toMatchObject({
    ok: true,
    value: { delivery: 'shown', deliveryNote: 'The desktop says that it shows it.' },
  })
  expect(state.inbox).toHaveLength(1)
})
