import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Fault, FaultPoint } from '../../fakes/rotation-faults.ts'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

let world: RotationWorld
beforeEach(() => {
  world = new RotationWorld()
})
afterEach(() => world.end())

type Trouble = (world: RotationWorld) => void
const at =
  (point: FaultPoint, fault: Fault): Trouble =>
  ({ faults }) =>
    faults.set(point, fault)

const kills: readonly Fault[] = ['killed before it', 'killed after it']
const vendorFaults: readonly Fault[] = [...kills, 'vendor 500', 'lost response', 'timeout', '403']
const fileFaults: readonly Fault[] = [...kills, 'refused file']
const reloadFaults: readonly Fault[] = [...kills, 'timeout', 'vendor 500']

const points: readonly (readonly [FaultPoint, readonly Fault[]])[] = [
  ['create', vendorFaults],
  ['write', fileFaults],
  ['reload', reloadFaults],
  ['cut', vendorFaults],
  ['delete', vendorFaults],
]
/** Someone writes a config with the old key while the agents are watched. */
const changeBack: Trouble = ({ files }) =>
  Object.assign(files.configs.get('/etc/one.yml') ?? {}, { key: 'old' })

const forward: readonly (readonly [string, Trouble])[] = [
  ...points.flatMap(([point, faults]) =>
    faults.map((fault) => [`${point}: ${fault}`, at(point, fault)] as const),
  ),
  ['create: the value is lost', ({ vendor }) => Object.assign(vendor, { losesValue: true })],
  ['check: the checker refuses', ({ files }) => Object.assign(files, { checkerRefuses: true })],
  ['adopt: the reload lies', ({ agents }) => Object.assign(agents, { lie: true })],
  ['watch: the ingress refuses', ({ vendor }) => Object.assign(vendor, { refusesNew: true })],
  ['watch: the agent is silent', ({ agents }) => Object.assign(agents, { silent: true })],
  ['cut: a config was changed back', (world) => Object.assign(world, { onPause: changeBack })],
  ['watch: the agent is broken', ({ agents }) => Object.assign(agents, { broken: true })],
]

const right: Trouble = ({ vendor, files, agents, faults }) => {
  faults.point = null
  Object.assign(vendor, { losesValue: false, refusesNew: false })
  Object.assign(files, { checkerRefuses: false })
  Object.assign(agents, { lie: false, silent: false, broken: false })
}

/** Runs into the trouble, wherever it lies, and waits where it has to be waited for. */
async function into(trouble: Trouble): Promise<string> {
  const id = await world.started()
  trouble(world)
  for (let turn = 0; turn < 3; turn++) {
    const detail = await world.run(id)
    expect(world.wrongs(id)).toEqual([])
    if (detail.state !== 'waiting' || detail.waitsUntil === null) break
    world.time = Date.parse(detail.waitsUntil)
  }
  right(world)
  return id
}

async function replaced(id: string): Promise<void> {
  expect((await world.drive(id)).state).toBe('done')
  expect(world.wrongs(id)).toEqual([])
  expect(world.inUse()).toEqual(['new'])
  expect(world.vendor.keys.has('old')).toBe(false)
  expect(world.vendor.madeAlive()).toHaveLength(1)
}

async function putBack(id: string): Promise<void> {
  expect((await world.drive(id)).state).toBe('undone')
  expect(world.wrongs(id)).toEqual([])
  expect(world.inUse()).toEqual(['old'])
  expect([...world.vendor.keys]).toEqual([['old', { active: true, held: true }]])
}

it.each(forward)('%s, then resume: the key is replaced', async (_name, trouble) => {
  await replaced(await into(trouble))
})

it.each(forward)('%s, then undo: all is as before', async (_name, trouble) => {
  const id = await into(trouble)
  if (!world.vendor.keys.has('old')) {
    // The old key was deleted before the process was killed or the answer lost: the way back is closed, and says so.
    world.rotations.undo(id)
    await replaced(id)
    return
  }
  must(world.rotations.undo(id))
  await putBack(id)
})

const back: readonly (readonly [FaultPoint, readonly Fault[]])[] = [
  ['bring-back', vendorFaults],
  ['put-back', fileFaults],
  ['reload', reloadFaults],
  ['deactivate new', vendorFaults],
  ['delete new', vendorFaults],
]
const backward = back.flatMap(([point, faults]) => faults.map((fault) => [point, fault] as const))

it.each(backward)('undo, %s: %s, then resume: all is as before', async (point, fault) => {
  const id = await world.started()
  expect(await world.run(id)).toMatchObject({ state: 'waiting', step: 'soak' })
  must(world.rotations.undo(id))
  world.faults.set(point, fault)
  await world.run(id)
  expect(world.wrongs(id)).toEqual([])
  await putBack(id)
})

/** At least as many as a rotation makes until the soak. */
const commits = 26

const numbers = Array.from({ length: commits }, (_, index) => index + 1)
const deaths = numbers.flatMap((number) => [[number, 'before'] as const, [number, 'after'] as const])

it.each(deaths)('killed at commit %i, %s it, then resume or undo', async (number, when) => {
  for (const end of [replaced, putBack]) {
    world.end()
    world = new RotationWorld()
    const id = await world.started()
    Object.assign(world.table, { killAt: number, killAfter: when === 'after' })
    const detail = await world.run(id)
    world.table.killAt = null
    expect(world.wrongs(id)).toEqual([])
    if (end === putBack && detail.state !== 'done') must(world.rotations.undo(id))
    await (detail.state === 'done' ? replaced : end)(id)
  }
})

it.each(numbers)('the disk full at commit %i, also for the failure, then resume or undo', async (number) => {
  for (const [end, full] of [
    [replaced, [number]],
    [putBack, [number]],
    [replaced, [number, number + 1]],
    [putBack, [number, number + 1]],
  ] as const) {
    world.end()
    world = new RotationWorld()
    const id = await world.started()
    world.table.fullAt = full
    await world.run(id)
    expect(world.wrongs(id)).toEqual([])
    world.table.fullAt = []
    if (end === putBack) must(world.rotations.undo(id))
    await end(id)
  }
})
