import { afterEach, beforeEach, expect, it } from 'vitest'
import { leaving } from '../../../main/rotation/leaving.ts'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

let world: RotationWorld
beforeEach(() => {
  world = new RotationWorld()
})
afterEach(() => world.end())

const hour = 3600_000

it('replaces a key step by step, waits for soak and grace, and tells all of it in the audit', async () => {
  const id = await world.started()
  const soaking = await world.run(id)
  expect(soaking).toMatchObject({ state: 'waiting', step: 'soak', waitsUntil: '2026-06-01T09:01:10.000Z' })
  expect(world.vendor.keys.get('old')?.active).toBe(false)
  expect(world.inUse()).toEqual(['new'])
  const again = await world.run(id)
  expect(again).toMatchObject({ state: 'waiting', waitsUntil: soaking.waitsUntil })
  world.time += hour
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'delete' })
  world.time += hour
  expect(await world.run(id)).toMatchObject({ state: 'done', health: 'healthy' })
  const rows = world.table.evidence(id)
  const entries = world.db.all("SELECT seq, action, text FROM audit WHERE action LIKE 'rotation.%'")
  expect(entries.length).toBe(rows.length + 1)
  for (const row of rows) {
    const entry = entries.find(({ seq }) => seq === row.auditSeq)
    expect(entry?.action).toBe(`rotation.${row.step}`)
    for (const file of row.files) expect(entry?.text).toContain(file.sha256After)
  }
  expect(must(await world.rotations.receipt(id, 'json'))).toContain(id)
  expect(must(await world.rotations.receipt(id, 'html'))).toContain('shop')
  expect(world.rotations.undo(id)).toMatchObject({ ok: false, failure: { code: 'refused' } })
})

it('brings the old key back when an agent fails in the soak, and says so', async () => {
  const id = await world.started()
  await world.run(id)
  world.vendor.refusesNew = true
  world.time += 120_000
  const [failed] = await world.rotations.advance()
  expect(failed).toMatchObject({ state: 'failed', health: 'failed', step: 'bring-back' })
  expect(failed?.sentence).toContain('it is active again')
  expect(world.vendor.keys.get('old')?.active).toBe(true)
  expect(world.inbox.list()).toMatchObject([{ kind: 'rotation', rotationId: id }])
  world.vendor.refusesNew = false
  expect(await world.drive(id)).toMatchObject({ state: 'done' })
})

it('asks instead where the key leaked, and goes on by the word of the user', async () => {
  const id = await world.started(world.request({}, 'leaked'))
  await world.run(id)
  world.agents.broken = true
  const asked = await world.run(id)
  expect(asked).toMatchObject({ state: 'needs-you', step: 'soak' })
  expect(world.vendor.keys.get('old')?.active).toBe(false)
  for (const question of asked.questions) {
    if (question.kind === 'confirm') must(world.rotations.confirm(id, question.targetId))
  }
  world.agents.broken = false
  expect(await world.drive(id)).toMatchObject({ state: 'done' })
})

it('does not cut while an agent on another host is unconfirmed', async () => {
  world.files.add('/far.yml', 'old', { id: 'far', host: 'web-1', files: [], controlUrl: null, checker: null })
  const id = await world.started()
  const asked = await world.run(id)
  expect(asked).toMatchObject({ state: 'needs-you', step: 'adopt' })
  expect(asked.questions.map(({ kind }) => kind)).toEqual(['confirm', 'override'])
  expect(world.vendor.keys.get('old')?.active).toBe(true)
  must(world.rotations.confirm(id, 'far'))
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
})

it('cuts on the typed name of the key, not on another one', async () => {
  world.agents.silent = true
  const id = await world.started()
  expect(await world.run(id)).toMatchObject({ state: 'needs-you', step: 'watch' })
  expect(world.rotations.override(id, 'shep')).toMatchObject({ ok: false, failure: { code: 'refused' } })
  must(world.rotations.override(id, 'shop'))
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
  const audit = world.db.all("SELECT text FROM audit WHERE action = 'rotation.cut'").map(({ text }) => text)
  expect(audit[0]).toContain('typed the name')
})

it('offers the cut of a failed rotation exactly where it takes the typed name', async () => {
  world.agents.broken = true
  const id = await world.started()
  const failed = await world.run(id)
  expect(failed).toMatchObject({ state: 'failed', questions: [{ kind: 'override' }] })
  must(world.rotations.override(id, 'shop'))
  world.agents.broken = false
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak', questions: [] })
  expect(world.rotations.override(id, 'shop')).toMatchObject({ ok: false, failure: { code: 'refused' } })
})

it('tells a bad key from a bad agent only where a marked line was sent', async () => {
  world.vendor.refusesNew = true
  const refused = await world.started(world.request({ canary: true }))
  expect(await world.run(refused)).toMatchObject({
    state: 'failed',
    step: 'canary',
    failure: { code: 'credential-rejected' },
  })
  must(world.rotations.undo(refused))
  expect(await world.run(refused)).toMatchObject({ state: 'undone' })
  world.vendor.refusesNew = false
  world.agents.broken = true
  const broken = await world.started(world.request({ canary: true }))
  expect((await world.run(broken)).sentence).toContain('The vendor takes the new key, so the cause is')
  must(world.rotations.undo(broken))
  await world.drive(broken)
  const untold = await world.started()
  expect((await world.run(untold)).sentence).toContain('cannot be told')
})

it('finds a config that was changed back, asks, and writes it when it is resumed', async () => {
  const id = await world.started()
  world.onPause = ({ files }) => Object.assign(files.configs.get('/etc/one.yml') ?? {}, { key: 'old' })
  const asked = await world.run(id)
  expect(asked).toMatchObject({ state: 'needs-you', step: 'cut' })
  expect(asked.sentence).toContain('/etc/one.yml carries the old key again')
  expect(world.vendor.keys.get('old')?.active).toBe(true)
  must(world.rotations.resume(id))
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
  expect(world.inUse()).toEqual(['new'])
})

it('asks before the cut for what may still carry the key, one by one, and not for what only warns', async () => {
  world.files.notes.push('shop also stands in ~/.bash_history: delete it there.')
  world.files.doubts.push(
    '/etc/a.yml, line 3 holds shop where no place is known.',
    '/srv/b.env cannot be read.',
  )
  const id = await world.started()
  const asked = await world.run(id)
  expect(asked).toMatchObject({ state: 'needs-you', step: 'cut' })
  expect(asked.questions).toEqual([
    {
      kind: 'override',
      text: '/etc/a.yml, line 3 holds shop where no place is known. /srv/b.env cannot be read. Type shop to cut the old key all the same; what still sends with it is refused from then on.',
    },
  ])
  world.files.doubts.splice(0)
  must(world.rotations.resume(id))
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
})

it('leaves a key that must not be deleted deactivated', async () => {
  world.vendor.protectedFromDelete = 'It is the default key.'
  const id = await world.started()
  expect(await world.drive(id)).toMatchObject({ state: 'done' })
  expect(world.vendor.keys.get('old')).toMatchObject({ active: false })
})

it('cuts a leaked key first where that is asked for', async () => {
  const id = await world.started(world.request({}, 'leaked-cut-first'))
  world.files.checkerRefuses = true
  expect(await world.run(id)).toMatchObject({ state: 'failed', step: 'check' })
  expect(world.vendor.keys.get('old')?.active).toBe(false)
  world.files.checkerRefuses = false
  expect(await world.drive(id)).toMatchObject({ state: 'done' })
})

it('stops after the step that is being taken, and is not taken on again by itself', async () => {
  const id = await world.started()
  world.onPause = ({ rotations }) => rotations.stop(id)
  expect(await world.run(id)).toMatchObject({ state: 'running', held: false, step: 'watch' })
  expect(await world.rotations.advance()).toEqual([])
  expect(await world.run(id)).toMatchObject({ state: 'waiting' })
})

it('is gone on with by the next process where the one that ran it was quit', async () => {
  const id = await world.started()
  const quit = new AbortController()
  world.onPause = () => quit.abort(leaving)
  await world.rotations.run(id, undefined, quit.signal)
  world.replaceProcess()
  expect(must(world.rotations.get(id))).toMatchObject({ state: 'running', step: 'watch', held: false })
  expect(await world.rotations.advance()).toMatchObject([{ id, state: 'waiting' }])
})

it('turns round in the middle of a run', async () => {
  const id = await world.started()
  world.onPause = ({ rotations }) => must(rotations.undo(id))
  expect(await world.run(id)).toMatchObject({ state: 'undone' })
  expect(world.inUse()).toEqual(['old'])
  expect(world.vendor.madeAlive()).toEqual([])
})

it('says where another process takes the steps, and that it leads back what was turned round here', async () => {
  const id = await world.started()
  const record = world.table.find(id)
  if (!record) throw new Error('it was not recorded')
  world.table.claim(record, { pid: process.ppid, start: '' }, '2027-01-01T00:00:00.000Z')
  const told = async () => {
    const ran = await world.rotations.run(id)
    return ran.ok ? '' : ran.failure.message
  }
  expect(await told()).toContain('Another Keyturn is rotating shop now. Nothing was done here.')
  must(world.rotations.undo(id))
  expect(await told()).toContain('another Keyturn takes its steps and leads it back')
})

it('tries what passes by itself again after a quarter of an hour, and speaks of it once', async () => {
  const id = await world.started()
  world.faults.set('cut', 'vendor 500')
  expect(await world.run(id)).toMatchObject({ state: 'failed', failure: { code: 'vendor-failed' } })
  expect(await world.rotations.advance()).toEqual([])
  world.time += 15 * 60_000
  expect(await world.rotations.advance()).toMatchObject([{ state: 'waiting', step: 'soak' }])
})

it('goes on with what a killed process left, and refuses a second rotation of the key', async () => {
  const id = await world.started()
  expect(await world.rotations.start(world.request())).toMatchObject({
    ok: false,
    failure: { code: 'refused' },
  })
  world.faults.set('write', 'killed after it')
  expect(await world.run(id)).toMatchObject({ state: 'running', held: false, health: 'needs-you' })
  expect(await world.rotations.advance()).toMatchObject([{ id, state: 'waiting' }])
  expect(must(world.rotations.find('shop')).id).toBe(id)
  expect(world.rotations.find('nobody')).toMatchObject({ ok: false, failure: { code: 'not-found' } })
})
