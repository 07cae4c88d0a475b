import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { must, World } from '../../fakes/world.ts'

const value = 'cxtp_0123456789abcdefghijABCDEFGHIJ'

let world: World
let folder: string
let ref: { accountId: string; keyId: string }
beforeEach(async () => {
  world = await new World().withAccount()
  folder = mkdtempSync(join(tmpdir(), 'keyturn-import-'))
  const key = world.vendor.add({ name: 'edge-eu2' })
  world.vendor.add({ name: 'loki-bridge' })
  await world.core.accounts.sync(world.accountId)
  ref = { accountId: world.accountId, keyId: key.id }
})
afterEach(async () => {
  await world.end()
  rmSync(folder, { recursive: true })
})

const download = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('importing a downloaded value', () => {
  it('reads the file, suggests the key it is named after, stores, and deletes the file when asked', async () => {
    const file = download('Edge EU2.txt', `${value}\r\n`)
    const candidate = must(await world.core.imports.openFile(file, null))
    expect(candidate).toMatchObject({
      source: 'file',
      fileName: 'Edge EU2.txt',
      length: 35,
      suggestion: { ref },
    })
    expect(JSON.stringify(candidate)).not.toContain(value)
    expect(must(await world.core.imports.store(candidate.importId, ref))).toMatchObject({ hasValue: true })
    const held = must(await world.core.keys.value(ref, 'print'))
    expect(held.equals(Secret.of(value))).toBe(true)
    must(await world.core.imports.deleteSource(candidate.importId))
    expect(existsSync(file)).toBe(false)
  })

  it('keeps the file until the value is stored, and when it was changed since', async () => {
    const file = download('key.txt', value)
    const candidate = must(await world.core.imports.openFile(file, ref))
    expect(await world.core.imports.deleteSource(candidate.importId)).toMatchObject({ ok: false })
    must(await world.core.imports.store(candidate.importId, ref))
    writeFileSync(file, `${value}\nmy notes`)
    expect(await world.core.imports.deleteSource(candidate.importId)).toMatchObject({
      failure: { code: 'file-changed' },
    })
    expect(existsSync(file)).toBe(true)
  })

  it.each([
    ['a labelled value', `API key: ${value}\n`, true],
    ['a quoted assignment', `CORALOGIX_PRIVATE_KEY="${value}"`, true],
    ['the same value twice', `${value}\n${value}\n`, true],
    ['two values', `${value}\n${value.replace('0', '9')}\n`, false],
    ['prose', 'nothing to see here\n', false],
    ['nothing', '', false],
  ])('reads %s: %s', async (_, text, works) => {
    const opened = await world.core.imports.openFile(download('key.txt', text), ref)
    expect(opened.ok).toBe(works)
    if (opened.ok) expect(opened.value.length).toBe(35)
  })

  it.each([
    ['a folder', () => folder],
    ['a missing file', () => join(folder, 'none.txt')],
    ['a large file', () => download('large', 'x'.repeat(70_000))],
    [
      'a file that is no text',
      () => {
        writeFileSync(join(folder, 'b'), Buffer.from([0xff, 0xfe, 0]))
        return join(folder, 'b')
      },
    ],
  ])('refuses %s with its own sentence', async (_, path) => {
    const opened = await world.core.imports.openFile(path(), ref)
    expect(opened).toMatchObject({ ok: false, failure: { code: 'file-unreadable' } })
  })

  it('refuses a value that is already held for another key', async () => {
    const first = must(world.core.imports.openValue(Secret.of(value), ref))
    must(await world.core.imports.store(first.importId, ref))
    const other = world.core.keys.list().find((key) => key.name === 'loki-bridge')
    const second = must(world.core.imports.openValue(Secret.of(value), null))
    const stored = await world.core.imports.store(second.importId, { ...ref, keyId: other?.id ?? '' })
    expect(stored).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  it('refuses what the vendor shows to be another key of the readable kind', async () => {
    const readable = world.vendor.add({ name: 'readable', hashed: false })
    world.vendor.values.set(readable.id, 'cxtp_theRealOneTheRealOneTheRealOne')
    await world.core.accounts.sync(world.accountId)
    const candidate = must(world.core.imports.openValue(Secret.of(value), null))
    const stored = await world.core.imports.store(candidate.importId, { ...ref, keyId: readable.id })
    expect(stored).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  it('finds a value that was kept before a crash', async () => {
    world.vault.onKept = (reference) => (/:1$/.test(reference) ? new Promise<never>(() => {}) : undefined)
    const candidate = must(world.core.imports.openValue(Secret.of(value), ref))
    void world.core.imports.store(candidate.importId, ref)
    await new Promise((resolve) => setTimeout(resolve, 30))
    world.vault.onKept = null
    await world.restart()
    await world.core.capture.settle()
    expect(world.core.keys.find('edge-eu2')).toMatchObject({ ok: true, value: { hasValue: true } })
  })

  it('never overwrites the value that is held', async () => {
    for (const next of [value, value.replace('0', '9')]) {
      const candidate = must(world.core.imports.openValue(Secret.of(next), ref))
      must(await world.core.imports.store(candidate.importId, ref))
    }
    expect(
      world.vault.references().filter((name) => name.startsWith(`${ref.accountId}:${ref.keyId}`)),
    ).toHaveLength(2)
    const held = must(await world.core.keys.value(ref, 'print'))
    expect(held.equals(Secret.of(value.replace('0', '9')))).toBe(true)
  })
})
