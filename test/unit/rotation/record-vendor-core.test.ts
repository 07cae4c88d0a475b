import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeyRef } from '../../../shared/model.ts'
import type { RotateRequest, RotationDetail } from '../../../shared/rotation.ts'
import { must, World } from '../../fakes/world.ts'

/** A whole Keyturn whose vendor has no API for keys: from the file to the local record of the key. */

let world: World
let folder: string
let file: string
let old: KeyRef
let next: KeyRef

async function made(name: string): Promise<KeyRef> {
  const end = must(await world.core.capture.create(world.request({ name, presets: ['SendData'] })))
  if (end.kind !== 'created') throw new Error(end.kind)
  return { accountId: world.accountId, keyId: end.key.id }
}

const keyValue = async (ref: KeyRef): Promise<string> =>
  must(await world.core.keys.value(ref, 'copy')).expose((text) => text)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-record-'))
  file = join(folder, 'prometheus.yml')
  world = await new World().withAccount()
  old = await made('counters')
  next = await made('counters-2')
  const url = 'https://ingress.eu2.coralogix.com/prometheus/v1'
  const text = `remote_write:\n  - url: ${url}\n    authorization:\n      credentials: ${await keyValue(old)}\n`
  writeFileSync(file, text)
  must(await world.core.targets.add({ file, host: null, ref: null, controlUrl: null, reloadCommand: null }))
  // From now on nobody can be asked.
  Object.assign(world.vendor, {
    info: { ...world.vendor.info, mode: 'record', credential: null, name: 'Records' },
  })
})
afterEach(async () => {
  await world.end()
  rmSync(folder, { recursive: true })
})

const request = (): RotateRequest => ({
  ref: old,
  mode: 'planned',
  settings: { canary: false, watchSeconds: 0, soakSeconds: 60, graceSeconds: 60 },
  replacement: next,
})

/** Answers what is asked, and goes on. */
async function answered(detail: RotationDetail): Promise<RotationDetail> {
  for (const question of detail.questions) {
    if (question.kind === 'confirm') must(world.core.rotations.confirm(detail.id, question.targetId))
    if (question.kind === 'at-vendor') must(await world.core.rotations.atVendor(detail.id, question.step))
  }
  return must(await world.core.rotations.run(detail.id))
}

it('is led through on the user’s word, and the record of the key follows it', async () => {
  const started = must(await world.core.rotations.start(request()))
  const confirming = must(await world.core.rotations.run(started.id))
  expect(confirming.questions).toMatchObject([{ kind: 'confirm' }, { kind: 'override' }])
  const cutting = await answered(confirming)
  expect(cutting.questions).toMatchObject([{ kind: 'at-vendor', step: 'cut', page: 'keys' }])
  expect(cutting.questions[0]?.text).toBe('Deactivate counters on the web page of Records, then say so here.')
  expect(must(world.core.keys.find(old.keyId)).state).toBe('active')
  expect(await answered(cutting)).toMatchObject({ state: 'waiting', step: 'soak' })
  expect(must(world.core.keys.find(old.keyId)).state).toBe('disabled')
  expect(readFileSync(file, 'utf8')).toContain(await keyValue(next))
  world.clock.passMinutes(2)
  const [deleting] = await world.core.rotations.advance()
  expect(deleting).toMatchObject({ state: 'needs-you', step: 'delete' })
  expect(world.core.inbox.list()[0]?.title).toContain('needs you')
  const done = await answered(must(world.core.rotations.get(started.id)))
  expect(done).toMatchObject({ state: 'done' })
  expect(must(world.core.keys.find(old.keyId)).state).toBe('gone')
  expect(must(world.core.keys.find(next.keyId)).state).toBe('active')
})

it('is rehearsed with the key that was given, on copies', async () => {
  const before = readFileSync(file, 'utf8')
  const report = must(await world.core.rotations.rehearse(request()))
  expect(report).toMatchObject({
    passed: true,
    sentence: expect.stringContaining('Your word would be asked for 2 steps at the vendor.'),
  })
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(must(world.core.keys.find(old.keyId)).state).toBe('active')
})
