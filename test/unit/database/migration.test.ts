import { afterEach, beforeEach, expect, it } from 'vitest'
import { Database } from '../../../main/database/sqlite.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

it('brings a data folder of before scans up to date, with everything in it', async () => {
  world.vendor.add({ name: 'edge-eu2' })
  must(await world.core.accounts.sync(world.accountId))
  const before = world.core.keys.list()
  const db = must(Database.open(world.home))
  db.run('DROP TRIGGER value_is_superseded')
  const later = [
    'superseded_values',
    'scans',
    'findings',
    'targets',
    'rotation_evidence',
    'rotations',
    'snoozes',
    'sender_setups',
  ]
  for (const table of later) db.run(`DROP TABLE ${table}`)
  db.run('ALTER TABLE inbox DROP COLUMN rotation_id')
  db.run('ALTER TABLE reminded DROP COLUMN at')
  const added = {
    accounts: ['transport', 'grpc_url', 'instance', 'user_id', 'credential_key_id', 'rights_json', 'by_word'],
    keys: ['description', 'locked', 'expires_at', 'has_policy'],
  }
  for (const [table, columns] of Object.entries(added)) {
    for (const column of columns) db.run(`ALTER TABLE ${table} DROP COLUMN ${column}`)
  }
  db.run('PRAGMA user_version = 1')
  db.close()
  await world.restart()
  expect(world.core.keys.list()).toEqual(before)
  expect(world.core.accounts.list()).toMatchObject([
    { transport: 'auto', userId: null, sync: { rights: [] } },
  ])
  expect(world.core.setups.open()).toEqual([])
  expect(await world.core.scans.latest()).toBeNull()
  must(await world.core.scans.run({ folders: [world.home], honourIgnoreFiles: false, histories: false }))
})
