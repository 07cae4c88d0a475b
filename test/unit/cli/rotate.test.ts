import { describe, expect, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import { errorShape, rotationPlan, rotationPlans, rotationShape } from '../../cli/contract.ts'
import { elsewhere, prometheus } from '../../fakes/cli-rotation-samples.ts'
import { wellUntilSoak } from '../../fakes/cli-rotations.ts'
import { aKey } from '../../fakes/cli-samples.ts'
import { session, typing } from './session.ts'

const secondKey = aKey({ id: 'b2c3d4e5-0000-4000-8000-000000000002', name: 'loki' })

// What a terminal would carry out or show as something else.
const hidden = /(?!\n)[\p{Cc}\p{Cf}]/u

const withTwoKeys = () => {
  const started = session()
  started.core.keyList = [aKey(), secondKey]
  return started
}

const failureOf = (result: ReturnType<typeof fail>) => {
  if (result.ok) throw new Error('not a failure')
  return result.failure
}

describe('the plan', () => {
  test('names the key that is there, and no steps where it has none', async () => {
    const { core, keyturn } = session()
    core.rotations.planChanges = { replacement: { accountId: crypto.randomUUID(), keyId: 'b' }, steps: [] }
    const { stdout } = await keyturn('rotate edge-otel --dry-run')
    expect(stdout).toContain('In its place: edge-otel, send-your-data, SendData; it exists\n')
    expect(stdout).not.toContain('Steps')
  })

  test('is shown in full by a dry run, which changes nothing', async () => {
    const { core, keyturn } = session()
    core.rotations.targets = [prometheus, elsewhere]
    core.rotations.planChanges = { warnings: ['Another region.'] }
    const { code, stdout, stderr } = await keyturn('rotate edge-otel --dry-run')
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Nothing was changed.\n' })
    for (const line of [
      'Rotate edge-otel of acme\nNew key: edge-otel, send-your-data, SendData; its value is shown once\n',
      '  1. Create a new key edge-otel.\n',
      '  4. Delete the old key after 14 d. This cannot be taken back.\n',
      '  etc/prometheus/prometheus.yml (Prometheus)\n    reload: Keyturn asks it to reload at http://127.0.0.1:9090.\n',
      '    proof: Its last good reload is later than the write.\n',
      '  gw-1 /etc/otel/config.yaml (An agent on gw-1)\n    reload: You put the new key there and reload it.\n',
      '  - private_key: unknown •••old1\n  + private_key: edge-otel •••new2\n',
      'Warning: Another region.\n',
    ])
      expect(stdout).toContain(line)
    expect(core.asked).toEqual(['rotations.plan'])
  })

  test('names the step that lacks a right', async () => {
    const { core, keyturn } = session()
    const steps = [{ step: 'cut', text: 'Deactivate it.', lacks: 'api-keys:Manage', final: false }] as const
    core.rotations.planChanges = { steps }
    expect((await keyturn('rotate edge-otel --dry-run')).stdout).toContain(
      '  1. Deactivate it.\n     ✗ lacks api-keys:Manage\n',
    )
  })

  test('is one document for scripts, with the durations in seconds', async () => {
    const { keyturn } = withTwoKeys()
    const one = await keyturn('rotate edge-otel --dry-run --json --watch 5s --soak 2m --grace 1h --canary')
    expect({ code: one.code, stderr: one.stderr }).toEqual({ code: 0, stderr: '' })
    expect(rotationPlan.parse(JSON.parse(one.stdout))).toMatchObject({
      key: aKey().id,
      mode: 'planned',
      settings: { canary: true, watchSeconds: 5, soakSeconds: 120, graceSeconds: 3600 },
      refusal: null,
    })
    const two = await keyturn('rotate edge-otel loki --dry-run --json')
    expect(rotationPlans.parse(JSON.parse(two.stdout)).plans).toHaveLength(2)
  })

  test('of a leaked key takes minutes, and says before the consent that telemetry is refused', async () => {
    const { core, keyturn } = session()
    const leaked = await keyturn('rotate edge-otel --leaked --dry-run --json --soak 1h')
    expect(rotationPlan.parse(JSON.parse(leaked.stdout))).toMatchObject({
      mode: 'leaked',
      settings: { canary: false, watchSeconds: 10, soakSeconds: 3600, graceSeconds: 900 },
    })
    const cutFirst = await keyturn('rotate edge-otel --leaked --cut-first', typing('n'))
    expect(cutFirst.code).toBe(4)
    expect(cutFirst.stdout).toContain(
      'Warning: The old key is cut first: telemetry is refused until the agents have the new key.\n',
    )
    expect(core.rotations.requests).toEqual([])
  })

  test('that cannot be started says why, and begins nothing', async () => {
    const { core, keyturn } = withTwoKeys()
    const refusal = failureOf(fail('permission-missing', 'This admin key lacks a right.', 'Use another.'))
    core.rotations.planChanges = { refusal }
    for (const line of [
      'rotate edge-otel --yes',
      'rotate edge-otel --dry-run',
      'rotate edge-otel loki --yes',
    ]) {
      const people = await keyturn(line)
      expect(people.code).toBe(5)
      expect(people.stdout).toContain('Rotate edge-otel of acme')
      expect(people.stderr).toBe('keyturn: This admin key lacks a right.\nUse another.\n')
    }
    const script = await keyturn('rotate edge-otel --yes --json')
    expect(rotationPlan.parse(JSON.parse(script.stdout)).refusal?.code).toBe('permission-missing')
    expect(errorShape.parse(JSON.parse(script.stderr)).error.code).toBe('permission-missing')
    expect(core.asked).not.toContain('rotations.start')
  })
})

describe('consent', () => {
  test('is asked for once on a terminal', async () => {
    const { core, keyturn } = session()
    const no = await keyturn('rotate edge-otel', typing('n'))
    expect(no.code).toBe(4)
    expect(no.terminal.questions.map(({ question }) => question)).toEqual(['Rotate edge-otel now? [y/N] '])
    expect(no.stderr).toContain('Cancelled. Nothing was changed.')
    expect(core.asked).not.toContain('rotations.start')
    const yes = await keyturn('rotate edge-otel', typing('y'))
    expect(yes.code).toBe(0)
    expect(core.asked).toContain('rotations.start')
  })

  test.each(['', ' --json'])('without a terminal the plan is printed, and how to consent%s', async (json) => {
    const { core, keyturn } = session()
    const { code, stdout, stderr } = await keyturn(`rotate edge-otel${json}`)
    expect(code).toBe(2)
    expect(stdout).toContain('Deactivate the old key.')
    expect(stderr).toContain('Rotating edge-otel needs your consent. Nothing was changed.')
    expect(stderr).toContain('Add --yes')
    expect(core.asked).not.toContain('rotations.start')
  })

  test('names what the canary costs', async () => {
    const { keyturn } = session()
    const { stderr } = await keyturn('rotate edge-otel --canary', typing('n'))
    expect(stderr).toContain('One marked log line per key is sent to the vendor: it is stored and billed.\n')
  })
})

describe('a run', () => {
  test('prints each evidence as one line, then how it stands and what to do', async () => {
    const { keyturn } = session()
    const { code, stdout, stderr } = await keyturn('rotate edge-otel --yes')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const said = stdout.slice(stdout.indexOf('Rotation r-1')).replace(/^\d\d:\d\d:\d\d/gm, 'TIME')
    expect(said.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'THEN')).toBe(`Rotation r-1
TIME  ✓ created        Key new-key-id was created and its value kept.
TIME  ✓ written        prometheus.yml (1 place).
TIME  ✓ reloaded       etc/prometheus/prometheus.yml: It answered 200.
TIME  ? adopt unproven etc/prometheus/prometheus.yml: Nothing could be seen.
TIME  - canary         No consent was given.
TIME  ✓ watched        No refusal in 70 s.
TIME  ✓ cut            The old key is disabled.

The old key is cut and kept ready to come back.
The new key works.
It goes on at THEN: by itself while Keyturn runs, else with keyturn rotate --resume r-1.
keyturn rotate --undo r-1 leads back to the old key.
`)
  })

  test('is one document for scripts', async () => {
    const { keyturn } = session()
    const { code, stdout, stderr } = await keyturn('rotate edge-otel --yes --json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const rotation = rotationShape.parse(JSON.parse(stdout))
    expect(rotation).toMatchObject({
      key: aKey().id,
      newKey: 'new-key-id',
      state: 'waiting',
      waitsUntil: '2026-11-21T12:00:00.000Z',
    })
    expect(rotation.steps.find(({ step }) => step === 'write')?.evidence[0]?.files).toHaveLength(1)
  })

  test('counts the watch down on a terminal only, on a line that is cleared', async () => {
    const { keyturn } = session()
    const { stderr } = await keyturn('rotate edge-otel --yes --watch 3s', typing())
    expect(stderr).toContain('\r\u001b[KWatching the agents: 3 s left')
    expect(stderr.endsWith('\r\u001b[K')).toBe(true)
  })

  test.each([
    [fail('vendor-failed', 'The vendor answered 500.', 'Try again.'), 6],
    [fail('refused', 'promtool refused prometheus.yml.', 'Look at it.'), 4],
    [fail('keychain-locked', 'The keychain is locked.', 'Unlock it.'), 7],
    [fail('credential-rejected', 'The vendor refused the admin key.', 'Replace it.'), 5],
    [fail('storage-failed', 'The disk is full.', 'Make room.'), 1],
  ])('that fails never looks like one that did not: %o', async (failed, expected) => {
    const { core, keyturn } = session()
    const failure = failureOf(failed)
    const sees = [{ step: 'write', outcome: 'failed', text: failure.message } as const]
    const rests = { state: 'failed', step: 'write', sentence: failure.message, failure } as const
    core.rotations.turns = [
      { sees, rests },
      { sees, rests },
    ]
    const people = await keyturn('rotate edge-otel --yes')
    expect(people.code).toBe(expected)
    expect(people.stdout).toContain(`✗ write failed   ${failure.message}`)
    expect(people.stderr).toBe(
      `keyturn: ${failure.message}\n${failure.hint} The old key works. keyturn rotate --resume r-1 goes on. ` +
        'keyturn rotate --undo r-1 leads back to the old key.\n',
    )
    const script = await keyturn('rotate --resume edge-otel --json')
    expect(script.code).toBe(expected)
    expect(rotationShape.parse(JSON.parse(script.stdout))).toMatchObject({
      state: 'failed',
      health: 'failed',
    })
    expect(errorShape.parse(JSON.parse(script.stderr)).error.code).toBe(failure.code)
    // Nothing has to be typed again.
    const again = await keyturn('rotate --resume r-1 --watch 5s --yes --canary')
    expect(again.code).toBe(0)
    expect(again.stdout).not.toContain('write failed')
    expect(core.rotations.get('r-1')).toMatchObject({
      value: { settings: { canary: false, watchSeconds: 70 } },
    })
  })

  test('by someone else is not taken over', async () => {
    const { core, keyturn } = session()
    const busy = failureOf(fail('refused', 'Another process is at it.', 'Wait for it.'))
    core.failing.set('rotations.run', busy)
    const { code, stdout, stderr } = await keyturn('rotate edge-otel --yes --json')
    expect(code).toBe(4)
    rotationShape.parse(JSON.parse(stdout))
    expect(stderr).toContain('Another process is at it.')
  })

  test('lets no name reach the terminal that could change what it shows', async () => {
    const { core, keyturn } = session()
    core.keyList = [aKey({ name: 'evil\u001b]0;title\u0007\u202egnp' })]
    const hostile = { ...prometheus, name: 'a\u001b[2Jb', agentName: 'x\u202ey' }
    core.rotations.targets = [hostile]
    const [first] = wellUntilSoak.sees
    if (!first) throw new Error('nothing is seen')
    core.rotations.turns = [
      {
        sees: [{ ...first, targetId: 't1', text: 'said \u001b[31mred\u2066' }],
        rests: {
          state: 'needs-you',
          step: 'adopt',
          sentence: 'It asks\u001b[0m.',
          questions: [
            { kind: 'confirm', targetId: 't1', text: 'Reload a\u001b[2Jb.' },
            { kind: 'override', text: 'Cut it?' },
          ],
        },
      },
    ]
    const { stdout, stderr } = await keyturn(['rotate', aKey().id, '--yes'])
    expect(stdout + stderr).not.toMatch(hidden)
    // What is printed can be typed.
    expect(stdout).toContain("--override 'evil]0;titlegnp'\n")
    const asked = await keyturn([
      'rotate',
      '--resume',
      'r-1',
      '--confirm',
      'a[2Jb',
      '--override',
      'evil]0;titlegnp',
    ])
    expect(asked.code).toBe(0)
    expect((await keyturn(['rotation', 'show', 'r-1'])).stdout).not.toMatch(hidden)
    expect((await keyturn(['rotation', 'list'])).stdout).not.toMatch(hidden)
  })
})
