import { afterEach, beforeEach, expect, it } from 'vitest'
import { FileUses } from '../../../main/database/file-uses.ts'
import { Database } from '../../../main/database/sqlite.ts'
import type { FileRecord, FileTransaction } from '../../../main/injection/injection-ports.ts'
import { must, temporaryFolder } from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
let db: Database
let uses: FileUses
const clock = { now: () => new Date('2026-06-01T08:00:00.000Z') }
beforeEach(() => {
  folder = temporaryFolder()
  db = must(Database.open(folder.path))
  uses = new FileUses(db, clock)
})
afterEach(() => {
  db.close()
  folder.remove()
})

const ref = { accountId: '00000000-0000-4000-8000-000000000001', keyId: 'k' }
const record = (name: string, set: string, size: number): FileRecord => ({
  file: name,
  resolved: `/etc/${name}`,
  temporary: `/etc/.${name}`,
  sha256Before: 'a',
  sha256After: 'b',
  ranges: [],
  ref,
  set: { id: set, size },
  usesBefore: [],
  usesAfter: [],
})
const injecting = (id: string, ...names: readonly string[]): FileTransaction => ({
  id,
  kind: 'inject',
  ref,
  startedAt: clock.now().toISOString(),
  files: names.map((name) => record(name, id, names.length)),
})
/** Makes a journal entry another process's. */
const giveTo = (pid: number): void => {
  db.run("UPDATE file_transactions SET pid = ?, process_start = ''", pid)
}

it('tells what is recorded of a file', () => {
  expect(uses.recordedIn('/etc/a')).toEqual([])
  db.run(
    `INSERT INTO accounts (id, name, provider, region, api_url, ingress_url, added_at)
     VALUES (?, 'a', 'coralogix', 'eu2', '', '', '')`,
    ref.accountId,
  )
  db.run(
    `INSERT INTO keys (account_id, id, name, type, state, is_default, hashed, rum, owner_json, presets_json, permissions_json,
       first_seen_at) VALUES (?, 'k', 'edge', 'team', 'active', 0, 1, 0, 'null', '[]', '[]', '')`,
    ref.accountId,
  )
  const use = { line: 3, column: 7, agent: 'prometheus', output: 'eu', kind: 'literal', ref } as const
  uses.replaceSeen([], [{ file: '/etc/a', use }])
  expect(uses.recordedIn('/etc/a')).toEqual([use])
})

it('refuses a file that another process that lives is writing, and takes it once that is gone', () => {
  must(uses.begin(injecting('first', 'a', 'b')))
  giveTo(process.ppid)
  expect(uses.unfinished()).toEqual([])
  const second = uses.begin(injecting('second', 'b', 'c'))
  expect(second).toMatchObject({
    ok: false,
    failure: { code: 'refused', message: expect.stringMatching(/^b is being written by another Keyturn/) },
  })
  must(uses.begin(injecting('third', 'c')))
  must(uses.finish('third', 'done'))
  giveTo(2 ** 22 + 1)
  expect(uses.unfinished().map(({ id }) => id)).toEqual(['first'])
  must(uses.begin(injecting('second', 'b', 'c')))
})

it('knows which files were written together, until one is written again', () => {
  must(uses.begin(injecting('set', 'a', 'b', 'c')))
  must(uses.finish('set', 'done'))
  expect(uses.undosOf('set').map(({ file }) => file)).toEqual(['a', 'b', 'c'])
  must(uses.begin(injecting('later', 'b')))
  must(uses.finish('later', 'done'))
  expect(uses.undosOf('set').map(({ file }) => file)).toEqual(['a', 'c'])
  must(uses.begin({ ...injecting('back', 'a', 'c'), kind: 'restore' }))
  must(uses.finish('back', 'done'))
  expect(uses.undosOf('set')).toEqual([])
  expect(uses.undoOf('/etc/b')).not.toBeNull()
})
