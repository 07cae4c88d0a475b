import { describe, expect, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import { rehearsalResult, rotateResult } from '../../cli/contract.ts'
import { wellUntilSoak } from '../../fakes/cli-rotations.ts'
import { aKey } from '../../fakes/cli-samples.ts'
import { session, typing } from './session.ts'

const secondKey = aKey({ id: 'b2c3d4e5-0000-4000-8000-000000000002', name: 'loki' })
const thirdKey = aKey({ id: 'c3d4e5f6-0000-4000-8000-000000000003', name: 'prom' })

const withThreeKeys = () => {
  const started = session()
  started.core.keyList = [aKey(), secondKey, thirdKey]
  return started
}

const failureOf = (result: ReturnType<typeof fail>) => {
  if (result.ok) throw new Error('not a failure')
  return result.failure
}

describe('several keys', () => {
  test('go one after another', async () => {
    const { core, keyturn } = withThreeKeys()
    const asked = await keyturn('rotate edge-otel loki edge-otel', typing('y'))
    expect(asked.code).toBe(0)
    expect(asked.terminal.questions[0]?.question).toBe(
      'Rotate edge-otel and loki now, one after another? [y/N] ',
    )
    expect(asked.stdout).toContain('\nloki (2 of 2)\n')
    expect(core.rotations.requests).toHaveLength(2)
    const script = await keyturn('rotate prom edge-otel --yes --json')
    expect(script.code).toBe(4)
    expect(rotateResult.parse(JSON.parse(script.stdout))).toMatchObject({
      stoppedAt: aKey().id,
      notBegun: [],
    })
  })

  test('stop at the first that fails, and say which were not begun', async () => {
    const { core, keyturn } = withThreeKeys()
    const failure = failureOf(fail('vendor-failed', 'The vendor answered 500.', ''))
    const bad = {
      sees: [],
      rests: { state: 'failed', step: 'create', sentence: failure.message, failure },
    } as const
    core.rotations.turns = [bad]
    const people = await keyturn('rotate edge-otel loki prom --yes')
    expect(people.code).toBe(6)
    expect(people.stderr).toContain('Not begun, and unchanged: loki and prom.\n')
    core.rotations.turns = [wellUntilSoak, bad]
    core.keyList = [secondKey, thirdKey, aKey({ id: 'd4', name: 'last' })]
    const script = await keyturn('rotate loki prom last --yes --json')
    expect(script.code).toBe(6)
    const document = rotateResult.parse(JSON.parse(script.stdout))
    expect(document).toMatchObject({ stoppedAt: thirdKey.id, notBegun: ['d4'] })
    expect(document.rotations.map(({ state }) => state)).toEqual(['waiting', 'failed'])
  })
})

describe('a rehearsal', () => {
  test('tells what it did on copies', async () => {
    const { core, keyturn } = session()
    const people = await keyturn('rotate edge-otel --rehearse')
    expect(people.code).toBe(0)
    expect(people.stdout).toMatch(
      /✓ cut {12}The old key is disabled\.\n\nThe rehearsal passed on copies\.\n$/,
    )
    core.rotations.rehearsalPasses = false
    const script = await keyturn('rotate edge-otel --rehearse --json')
    expect(script.code).toBe(4)
    expect(rehearsalResult.parse(JSON.parse(script.stdout)).passed).toBe(false)
    expect(script.stderr).toContain('promtool refused the copy.')
    expect(core.asked).not.toContain('rotations.start')
  })
})
