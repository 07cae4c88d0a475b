import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RotateRequest, RotationDetail } from '../../../shared/rotation.ts'
import { must } from '../agents/world.ts'
import { RotationWorld } from './rotation-world.ts'

/** A vendor without an API for keys: what is done to one, the user does there and says so. */

const hand = { vendor: 'Aggregations.io', page: 'keys', where: 'at Aggregations.io (https://app.example)' }

let world: RotationWorld
const open = (): void => {
  world = new RotationWorld()
  world.vendor.hand = hand
}
beforeEach(open)
afterEach(() => world.end())

const hour = 3600_000
const toNext = (mode: RotateRequest['mode'] = 'planned'): RotateRequest => ({
  ...world.request({}, mode),
  replacement: world.withKey('next'),
})

const askedOf = ({ questions }: RotationDetail) =>
  questions.map((question) => (question.kind === 'at-vendor' ? question.step : question.kind))

const rowsOf = ({ steps }: RotationDetail, step: string) =>
  steps.find((one) => one.step === step)?.evidence.map(({ outcome, text }) => `${outcome}: ${text}`)

/** Says that what is asked was done at the vendor, and goes on. */
async function said(id: string): Promise<RotationDetail> {
  const [question] = must(world.rotations.get(id)).questions
  if (question?.kind !== 'at-vendor') throw new Error(`asked is ${question?.kind}`)
  must(await world.rotations.atVendor(id, question.step))
  return world.run(id)
}

/** Does what a user would until it has ended: says it, resumes, waits. */
async function driven(id: string): Promise<RotationDetail> {
  for (let turn = 0; turn < 15; turn++) {
    const detail = await world.run(id)
    if (detail.state === 'done' || detail.state === 'undone') return detail
    if (askedOf(detail).some((step) => step === 'cut' || step === 'bring-back' || step === 'delete'))
      await said(id)
    else if (detail.waitsUntil) world.time = Date.parse(detail.waitsUntil)
    else must(world.rotations.resume(id))
  }
  return must(world.rotations.get(id))
}

it('cannot make the new key: the plan says how the user does', async () => {
  const plan = must(await world.rotations.plan(world.request()))
  expect(plan.refusal).toEqual({
    code: 'refused',
    message:
      'Aggregations.io has no API for keys, so Keyturn cannot make the one that takes the place of shop. Nothing was changed.',
    hint: 'Make the new key at Aggregations.io (https://app.example), record it here, import its value, then rotate shop to it.',
  })
  expect(plan.steps[0]?.text).toBe(
    'You make the new key at Aggregations.io (https://app.example), record it here and import its value.',
  )
})

it('says in the plan what the user will do', async () => {
  const { steps, refusal } = must(await world.rotations.plan(toNext()))
  expect(refusal).toBeNull()
  const texts = Object.fromEntries(steps.map(({ step, text }) => [step, text]))
  expect(texts.cut).toMatch(
    /^You deactivate old key shop at Aggregations\.io \(https:\/\/app\.example\), and say so; the same value can come back/,
  )
  expect(texts.soak).toContain('which you activate at Aggregations.io')
  expect(texts.delete).toContain('You are asked to delete old key shop at Aggregations.io')
})

it('is rotated on the user’s word: cut, soak, delete, each asked for and recorded as what it is', async () => {
  const id = await world.started(toNext())
  const asked = await world.run(id)
  expect(asked).toMatchObject({ state: 'needs-you', step: 'cut' })
  expect(asked.questions).toEqual([
    {
      kind: 'at-vendor',
      step: 'cut',
      page: 'keys',
      text: 'Deactivate shop at Aggregations.io (https://app.example), then say so here.',
    },
  ])
  expect(asked.sentence).toBe(asked.questions[0]?.text)
  expect(asked.safe).toMatch(/^Whether the old key still works is for you to say/)
  expect(world.vendor.keys.get('old')?.active).toBe(true)

  const soaking = await said(id)
  expect(soaking).toMatchObject({ state: 'waiting', step: 'soak' })
  expect(rowsOf(soaking, 'cut')?.at(-1)).toBe('word: You say that the old key is deactivated at the vendor')
  expect(soaking.safe).toContain('is your word')
  expect(soaking.undoText).toContain('asks you to activate the old key again at the vendor')
  // The record of the key follows the word.
  expect(world.vendor.keys.get('old')?.active).toBe(false)

  world.time += 3 * hour
  const deleting = await world.run(id)
  expect(deleting).toMatchObject({ state: 'needs-you', step: 'delete' })
  expect(deleting.safe).toContain('Whether it is deleted is for you to say')
  expect(await said(id)).toMatchObject({
    state: 'done',
    sentence: expect.stringContaining('of what was done at the vendor that is your word'),
  })
  expect([...world.vendor.keys]).toEqual([['next', { active: true, held: true }]])
  expect(world.inUse()).toEqual(['new'])
})

it('asks no sooner than where the vendor has an API: what carries the old key again comes first', async () => {
  world.agents.silent = true
  const id = await world.started(toNext())
  expect(askedOf(await world.run(id))).toEqual(['confirm', 'confirm', 'override'])
  expect(await world.rotations.atVendor(id, 'cut')).toMatchObject({ ok: false, failure: { code: 'refused' } })
  world.files.doubts.push('/etc/three.yml cannot be read.')
  world.agents.silent = false
  must(world.rotations.resume(id))
  const doubted = await world.run(id)
  expect(doubted).toMatchObject({ state: 'needs-you', step: 'cut' })
  expect(askedOf(doubted)).toEqual(['override'])
  must(world.rotations.override(id, 'shop'))
  expect(askedOf(await world.run(id))).toEqual(['cut'])
})

it('looks once more when it is resumed without a word, and asks the same', async () => {
  const id = await world.started(toNext())
  const first = await world.run(id)
  must(world.rotations.resume(id))
  const again = await world.run(id)
  expect(askedOf(again)).toEqual(['cut'])
  expect(rowsOf(again, 'cut')).toEqual(rowsOf(first, 'cut'))
  // The old key came back into a config while the user was asked.
  const config = world.files.configs.get('/etc/one.yml')
  if (config) config.key = 'old'
  must(world.rotations.resume(id))
  expect(askedOf(await world.run(id))).toEqual(['override'])
  must(world.rotations.resume(id))
  expect(askedOf(await world.run(id))).toEqual(['cut'])
  expect(world.inUse()).toEqual(['new'])
})

it('takes the word from the key’s own record as well', async () => {
  const id = await world.started(toNext())
  await world.run(id)
  Object.assign(world.vendor.keys.get('old') ?? {}, { active: false })
  must(world.rotations.resume(id))
  const soaking = await world.run(id)
  expect(soaking).toMatchObject({ state: 'waiting', step: 'soak' })
  expect(rowsOf(soaking, 'cut')?.at(-1)).toBe(
    'word: You say that the old key is deactivated at Aggregations.io',
  )
})

describe('on the way back', () => {
  it('asks to see that the old key is active, also where its cut was only asked for', async () => {
    const id = await world.started(toNext())
    await world.run(id)
    must(world.rotations.undo(id))
    const asked = await world.run(id)
    expect(asked).toMatchObject({ state: 'needs-you', step: 'bring-back' })
    expect(asked.questions[0]?.text).toContain('Activate shop again at Aggregations.io')
    expect(asked.safe).toContain('is for you to say')
    const undone = await said(id)
    expect(undone).toMatchObject({ state: 'undone' })
    expect(undone.safe).toContain('next stays as it is.')
    expect(world.inUse()).toEqual(['old'])
    expect(world.vendor.keys.get('next')).toEqual({ active: true, held: true })
  })

  it('asks nothing where the cut was never asked for', async () => {
    world.agents.lie = true
    const id = await world.started(toNext())
    expect(await world.run(id)).toMatchObject({ state: 'failed', step: 'adopt' })
    world.agents.lie = false
    must(world.rotations.undo(id))
    expect(await world.run(id)).toMatchObject({ state: 'undone' })
  })

  it('asks to activate it after the cut, and puts it back then', async () => {
    const id = await world.started(toNext())
    await world.run(id)
    await said(id)
    must(world.rotations.undo(id))
    expect(askedOf(await world.run(id))).toEqual(['bring-back'])
    expect(world.inUse()).toEqual(['new'])
    expect(await said(id)).toMatchObject({ state: 'undone' })
    expect(world.vendor.keys.get('old')?.active).toBe(true)
  })

  it('asks for it in the soak as well when an agent fails, and stops there', async () => {
    const id = await world.started(toNext())
    await world.run(id)
    await said(id)
    world.agents.broken = true
    world.time += 120_000
    expect(askedOf(await world.run(id))).toEqual(['bring-back'])
    const failed = await said(id)
    expect(failed).toMatchObject({ state: 'failed', step: 'bring-back' })
    expect(failed.sentence).toContain('the old key was brought back')
    world.agents.broken = false
    must(world.rotations.resume(id))
    expect(askedOf(await world.run(id))).toEqual(['cut'])
    expect(await driven(id)).toMatchObject({ state: 'done' })
  })
})

it('asks for the cut of a leaked key before anything is written', async () => {
  const id = await world.started(toNext('leaked-cut-first'))
  const asked = await world.run(id)
  expect(askedOf(asked)).toEqual(['cut'])
  expect(world.inUse()).toEqual(['old'])
  expect(await said(id)).toMatchObject({ state: 'waiting', step: 'soak' })
  expect(world.inUse()).toEqual(['new'])
})

it('keeps in a receipt that it was the user’s word', async () => {
  const id = await world.started(toNext())
  await world.run(id)
  await said(id)
  const receipt = JSON.parse(must(await world.rotations.receipt(id, 'json')))
  expect(receipt.newKey).toEqual({ id: 'next', name: 'next' })
  const cut = receipt.evidence.findLast(({ step }: { step: string }) => step === 'cut')
  expect(cut).toMatchObject({
    outcome: 'word',
    text: 'You say that the old key is deactivated at the vendor',
  })
})

it.each(Array.from({ length: 30 }, (_, index) => index + 1))(
  'killed at commit %i, then resume or undo: it ends, and no key is lost',
  async (number) => {
    for (const end of ['done', 'undone']) {
      world.end()
      open()
      const id = await world.started(toNext())
      Object.assign(world.table, { killAt: number, killAfter: number % 2 === 0 })
      const detail = await world.run(id)
      world.table.killAt = null
      if (end === 'undone' && detail.state !== 'done') must(world.rotations.undo(id))
      expect(await driven(id)).toMatchObject({ state: end })
      expect(world.vendor.keys.get('next')).toEqual({ active: true, held: true })
      expect(world.inUse()).toEqual([end === 'done' ? 'new' : 'old'])
    }
  },
)
