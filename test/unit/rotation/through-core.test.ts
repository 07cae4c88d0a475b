import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Key } from '../../../shared/model.ts'
import type { RotateRequest, RotationDetail } from '../../../shared/rotation.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-rotate-'))
  world = await new World().withAccount()
})
afterEach(async () => {
  await world.end()
  rmSync(folder, { recursive: true })
})

async function keyIn(file: string): Promise<Key> {
  const made = must(await world.core.capture.create(world.request({ presets: ['SendData'] })))
  if (made.kind !== 'created') throw new Error(made.kind)
  const value = must(await world.core.keys.value({ accountId: world.accountId, keyId: made.key.id }, 'copy'))
  const sends = 'remote_write:\n  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n'
  writeFileSync(file, `${sends}    authorization:\n      credentials: ${value.expose((text) => text)}\n`)
  must(await world.core.targets.add({ file, host: null, ref: null, controlUrl: null, reloadCommand: null }))
  return made.key
}

const request = (key: Key): RotateRequest => ({
  ref: { accountId: key.accountId, keyId: key.id },
  mode: 'planned',
  settings: { canary: false, watchSeconds: 0, soakSeconds: 60, graceSeconds: 60 },
})

/** Says that the agent runs with the right key wherever that is asked. */
async function confirmed(detail: RotationDetail): Promise<RotationDetail> {
  let now = detail
  for (const question of detail.questions) {
    if (question.kind === 'confirm') now = must(world.core.rotations.confirm(detail.id, question.targetId))
  }
  return must(await world.core.rotations.run(now.id))
}

it('replaces a key in a real file, and deletes the old one when the grace period is over', async () => {
  const file = join(folder, 'prometheus.yml')
  const key = await keyIn(file)
  const before = readFileSync(file, 'utf8')
  const started = must(await world.core.rotations.start(request(key)))
  const asked = must(await world.core.rotations.run(started.id))
  expect(asked).toMatchObject({ state: 'needs-you', step: 'adopt' })
  expect(readFileSync(file, 'utf8')).not.toBe(before)
  expect(await confirmed(asked)).toMatchObject({ state: 'waiting', step: 'soak' })
  expect(must(world.core.keys.find(key.id)).state).toBe('disabled')
  expect(await world.core.accounts.remove(world.accountId, true)).toMatchObject({ ok: false })
  world.clock.passMinutes(2)
  expect(await world.core.rotations.advance()).toMatchObject([{ state: 'done' }])
  expect(must(world.core.keys.find(key.id)).state).toBe('gone')
})

it('has two keys of one name after the cut: it means the new one, which is let be until the soak is over', async () => {
  const key = await keyIn(join(folder, 'prometheus.yml'))
  const asked = { ...request(key), settings: { ...request(key).settings, graceSeconds: 3600 } }
  const started = must(await world.core.rotations.start(asked))
  const waits = await confirmed(must(await world.core.rotations.run(started.id)))
  expect(waits).toMatchObject({ state: 'waiting', step: 'soak' })
  const made = must(world.core.keys.find(key.name))
  expect(made.id).toBe(waits.newKeyId)
  expect(must(world.core.rotations.find(key.name)).id).toBe(started.id)
  expect(await world.core.rotations.start(request(made))).toMatchObject({
    ok: false,
    failure: { code: 'refused', hint: `Resume or undo it: ${started.id}.` },
  })
  world.clock.passMinutes(2)
  expect(await world.core.rotations.advance()).toMatchObject([{ state: 'waiting', step: 'delete' }])
  expect(must(await world.core.rotations.start(request(made))).ref.keyId).toBe(made.id)
})

it('puts the file back byte for byte and deletes the new key when it is undone', async () => {
  const file = join(folder, 'prometheus.yml')
  const key = await keyIn(file)
  const before = readFileSync(file, 'utf8')
  const started = must(await world.core.rotations.start(request(key)))
  await confirmed(must(await world.core.rotations.run(started.id)))
  must(world.core.rotations.undo(started.id))
  const back = must(await world.core.rotations.run(started.id))
  const ended = back.state === 'needs-you' ? await confirmed(back) : back
  expect(ended).toMatchObject({ state: 'undone' })
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(must(world.core.keys.find(key.id)).state).toBe('active')
  expect(must(world.core.keys.find(ended.newKeyId ?? '')).state).toBe('gone')
})

it('rehearses the whole of it without touching anything', async () => {
  const file = join(folder, 'prometheus.yml')
  const key = await keyIn(file)
  const before = readFileSync(file, 'utf8')
  const report = must(await world.core.rotations.rehearse(request(key)))
  expect(report).toMatchObject({ passed: true })
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(world.core.rotations.list()).toEqual([])
})
