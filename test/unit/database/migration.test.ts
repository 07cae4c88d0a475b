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
  ]
  for (const table of later) db.run(`DROP TABLE ${table}`)
  db.run('ALTER TABLE inbox DROP COLUMN rotation_id')
  db.run('ALTER TABLE reminded DROP COLUMN at')
  db.run('PRAGMA user_version = 1')
  db.close()
  await world.restart()
  expect(world.core.keys.list()).toEqual(before)
  expect(await world.core.scans.latest()).toBeNull()
  must(await world.core.scans.run({ folders: [world.home], honourIgnoreFiles: false, histories: false }))
})
