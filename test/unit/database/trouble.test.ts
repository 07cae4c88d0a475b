import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Changes } from '../../../main/changes.ts'
import { buildCore } from '../../../main/core.ts'
import { Database } from '../../../main/database/sqlite.ts'
import { StorageError } from '../../../main/database/storage-failure.ts'
import { scanHere } from '../../fakes/scan.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

/** Opens the world's data folder once more, as another process does. */
const openAgain = (home = world.home) => {
  const { clock, vault, vendor } = world
  return buildCore({
    home,
    actor: 'terminal',
    clock,
    changes: new Changes(),
    vault,
    providers: [vendor],
    startScan: scanHere,
  })
}

describe('a database in trouble', () => {
  it('can be read while another process writes for long', async () => {
    const other = must(Database.open(world.home))
    await new Promise<void>((done) => {
      other.transaction(() => {
        const core = must(openAgain())
        expect(core.accounts.list()).toHaveLength(1)
        void core.close().then(done)
      })
    })
    other.close()
  })

  it('says that it is damaged, and does not send people to a check that cannot run', async () => {
    const folder = join(world.home, 'damaged')
    mkdirSync(folder)
    writeFileSync(join(folder, 'keyturn.db'), 'this is no database\n'.repeat(500))
    const opened = openAgain(folder)
    expect(opened).toMatchObject({ ok: false, failure: { code: 'storage-failed' } })
    if (opened.ok) return
    expect(opened.failure.message).toContain('damaged')
    expect(opened.failure.hint).toMatch(/backup/)
    expect(opened.failure.hint).not.toMatch(/doctor/)
  })

  it('of a newer Keyturn is left alone, and the hint says what to do', async () => {
    const other = must(Database.open(world.home))
    other.run('PRAGMA user_version = 99')
    const opened = openAgain()
    expect(opened).toMatchObject({ ok: false, failure: { hint: expect.stringContaining('newer version') } })
    other.run('PRAGMA user_version = 1')
    other.close()
  })

  it('throws a StorageError from a read, which both doors put into words', async () => {
    const other = must(Database.open(world.home))
    other.run('DROP TABLE inbox')
    other.close()
    expect(() => world.core.inbox.list()).toThrow(StorageError)
  })

  it('is tried for writing, too', () => {
    const db = must(Database.open(world.home))
    db.proveWritable()
    db.run('PRAGMA query_only = 1')
    expect(() => db.proveWritable()).toThrow(StorageError)
    db.close()
  })
})
