import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { RotateRequest, RotationDetail } from '../../../shared/rotation.ts'
import { must, World } from '../../fakes/world.ts'

/** A legacy key is recreated as a custom key with the same permissions, and its agents are rotated to that. */

const permissions = [
  'logs.data-ingress:SendData',
  'metrics.data-ingress:SendData',
  'spans.data-ingress:SendData',
]
const legacyValue = '5f3c9a10-8d2e-4b67-9c41-2ea7d0b6f513'

let world: World
let folder: string
let file: string
let legacy: KeyRef
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-legacy-'))
  file = join(folder, 'prometheus.yml')
  world = await new World().withAccount()
  const { id } = world.vendor.add({
    ...{ name: 'Send Your Data', legacyKind: 'send-your-data', presets: [], permissions, hashed: false },
  })
  legacy = { accountId: world.accountId, keyId: id }
  must(await world.core.accounts.sync(world.accountId))
  const { importId } = must(world.core.imports.openValue(Secret.of(legacyValue), legacy))
  must(await world.core.imports.store(importId, legacy))
  const sends = 'remote_write:\n  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n'
  writeFileSync(file, `${sends}    authorization:\n      credentials: ${legacyValue}\n`)
  must(await world.core.targets.add({ file, host: null, ref: null, controlUrl: null, reloadCommand: null }))
})
afterEach(async () => {
  await world.end()
  rmSync(folder, { recursive: true })
})

const request = (replacement: KeyRef): RotateRequest => ({
  ref: legacy,
  mode: 'planned',
  settings: { canary: false, watchSeconds: 0, soakSeconds: 60, graceSeconds: 60 },
  replacement,
})

/** The custom key, as the create dialog makes it: with these of the legacy key's permissions. */
async function recreated(some: readonly string[] = permissions): Promise<KeyRef> {
  const made = must(
    await world.core.capture.create(world.request({ name: 'send-your-data', permissions: [...some] })),
  )
  if (made.kind !== 'created') throw new Error(made.kind)
  return { accountId: world.accountId, keyId: made.key.id }
}

async function confirmed(id: string): Promise<RotationDetail> {
  for (const question of must(await world.core.rotations.run(id)).questions)
    if (question.kind === 'confirm') must(world.core.rotations.confirm(id, question.targetId))
  return must(await world.core.rotations.run(id))
}

it('ends with the custom key in the config, and the legacy key deleted', async () => {
  const custom = await recreated()
  const plan = must(await world.core.rotations.plan(request(custom)))
  expect(plan).toMatchObject({ refusal: null, replacement: custom })
  expect(plan.newKey).toMatchObject({ name: 'send-your-data', presets: [], permissions })
  expect(plan.warnings.join('\n')).not.toContain('lacks')
  expect(plan.files[0]?.changes[0]?.after).toContain('send-your-data')

  const started = must(await world.core.rotations.start(request(custom)))
  expect(await confirmed(started.id)).toMatchObject({
    state: 'waiting',
    step: 'soak',
    newKeyId: custom.keyId,
  })
  const value = must(await world.core.keys.value(custom, 'copy'))
  expect(readFileSync(file, 'utf8')).toContain(value.expose((text) => text))
  world.clock.passMinutes(2)
  expect(await world.core.rotations.advance()).toMatchObject([{ state: 'done' }])
  expect(must(world.core.keys.find(legacy.keyId)).state).toBe('gone')
  expect(world.vendor.calls.filter((call) => call === 'create')).toHaveLength(1)
})

it('leaves the custom key where it is when it is undone', async () => {
  const before = readFileSync(file, 'utf8')
  const custom = await recreated()
  const { id } = must(await world.core.rotations.start(request(custom)))
  await confirmed(id)
  must(world.core.rotations.undo(id))
  expect(await confirmed(id)).toMatchObject({ state: 'undone' })
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(must(world.core.keys.find(custom.keyId)).state).toBe('active')
})

it('warns of a permission that was left out', async () => {
  const plan = must(await world.core.rotations.plan(request(await recreated(permissions.slice(0, 2)))))
  expect(plan.refusal).toBeNull()
  expect(plan.warnings[0]).toBe(
    'send-your-data may do less than Send Your Data: it lacks spans.data-ingress:SendData. What needs that is refused with it.',
  )
})

it('is rehearsed with a key like the custom one', async () => {
  const before = readFileSync(file, 'utf8')
  const report = must(await world.core.rotations.rehearse(request(await recreated())))
  expect(report).toMatchObject({ passed: true })
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(world.core.rotations.list()).toEqual([])
})
