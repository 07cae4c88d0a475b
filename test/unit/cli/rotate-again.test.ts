import { describe, expect, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import type { RotationQuestion } from '../../../shared/rotation.ts'
import { errorShape, rotationShape } from '../../cli/contract.ts'
import { elsewhere, prometheus } from '../../fakes/cli-rotation-samples.ts'
import type { Turn } from '../../fakes/cli-rotations.ts'
import type { FakeTerminal } from '../../fakes/terminal.ts'
import { session, typing } from './session.ts'

const asks = (...questions: RotationQuestion[]): Turn => ({
  sees: [{ step: 'create', outcome: 'ok', text: 'Created.' }],
  rests: { state: 'needs-you', step: 'adopt', sentence: 'It is not known what they run with.', questions },
})
const confirmOne = { kind: 'confirm', targetId: 't1', text: 'Reload Prometheus.' } as const
const confirmTwo = { kind: 'confirm', targetId: 't2', text: 'Has gw-1 been reloaded?' } as const
const override = { kind: 'override', text: 'The use on gw-1 is unconfirmed.' } as const

const needing = (...questions: RotationQuestion[]) => {
  const started = session()
  started.core.rotations.targets = [prometheus, elsewhere]
  started.core.rotations.turns = [asks(...questions)]
  return started
}

describe('a rotation that needs the user', () => {
  test('ends without a terminal with 8 and the exact commands to go on', async () => {
    const { core, keyturn } = needing(confirmOne, confirmTwo, override)
    const { code, stdout, stderr } = await keyturn('rotate edge-otel --yes')
    expect(code).toBe(8)
    expect(stdout).toContain(
      [
        '\n\n? Reload Prometheus.',
        '    keyturn rotate --resume r-1 --confirm /etc/prometheus/prometheus.yml',
        '? Has gw-1 been reloaded?',
        "    keyturn rotate --resume r-1 --confirm 'gw-1 /etc/otel/config.yaml'",
        '? The use on gw-1 is unconfirmed.',
        '    keyturn rotate --resume r-1 --override edge-otel\n',
      ].join('\n'),
    )
    expect(stderr).toMatch(
      /^keyturn: It is not known what they run with\.\nThe old key works\. keyturn rotate --resume r-1 /,
    )
    core.rotations.turns = [asks(confirmOne)]
    const script = await keyturn('rotate --resume r-1 --json')
    expect(script.code).toBe(8)
    expect(rotationShape.parse(JSON.parse(script.stdout)).questions).toEqual([confirmOne])
    expect(errorShape.parse(JSON.parse(script.stderr)).error.code).toBe('interrupted')
  })

  test('is not asked the same twice: what the questions say is not repeated', async () => {
    const { core, keyturn } = needing()
    const sentence = `${confirmOne.text} ${override.text}`
    core.rotations.turns = [
      { sees: [], rests: { state: 'needs-you', step: 'adopt', sentence, questions: [confirmOne, override] } },
    ]
    const { stdout, stderr } = await keyturn('rotate edge-otel --yes')
    expect(stdout).toContain('? Reload Prometheus.\n')
    expect(stderr).toMatch(/^keyturn: The rotation of edge-otel needs you\.\nThe old key works\. /)
  })

  test('goes on with the words of the user, given with the names that were printed', async () => {
    const { core, keyturn } = needing(confirmOne, confirmTwo)
    await keyturn('rotate edge-otel --yes')
    const wrong = await keyturn('rotate --resume r-1 --confirm nowhere.yml')
    expect(wrong.code).toBe(3)
    expect(wrong.stderr).toContain('It has /etc/prometheus/prometheus.yml and gw-1 /etc/otel/config.yaml.')
    expect(core.asked).not.toContain('rotations.confirm')
    const words = [
      'rotate',
      '--resume',
      'r-1',
      '--confirm',
      'prometheus.yml',
      '--confirm',
      'gw-1 /etc/otel/config.yaml',
    ]
    const { code } = await keyturn(words, (terminal) => {
      terminal.cwd = '/etc/prometheus'
    })
    expect(code).toBe(0)
    expect((await keyturn('rotation show r-1')).stdout.match(/! adopt by word/g)).toHaveLength(2)
  })

  test('is asked one by one on a terminal, and goes on', async () => {
    const { keyturn } = needing(confirmOne, confirmTwo, override)
    const { code, terminal } = await keyturn('rotate edge-otel', typing('y', 'y', 'yes'))
    expect(code).toBe(0)
    expect(terminal.questions.slice(1).map(({ question }) => question)).toEqual([
      'Reload Prometheus. Does the agent of etc/prometheus/prometheus.yml run with the new key now? [y/N] ',
      'Has gw-1 been reloaded? [y/N] ',
    ])
  })

  test('is cut all the same only when the name of the key is typed', async () => {
    const { keyturn } = needing(confirmTwo, override)
    const left = await keyturn('rotate edge-otel --yes', typing('n', ''))
    expect(left.code).toBe(8)
    const wrong = await keyturn('rotate --resume r-1 --override edge')
    expect(wrong.code).toBe(4)
    expect(wrong.stderr).toContain('That is not the name of the old key.')
    const again = needing(confirmTwo, override)
    const typed = await again.keyturn('rotate edge-otel --yes', typing('n', 'edge-otel'))
    expect(typed.code).toBe(0)
    expect(typed.terminal.questions.at(-1)?.question).toBe(
      'Type edge-otel to cut it all the same, or nothing to leave it: ',
    )
    expect(again.core.asked).toContain('rotations.override')
  })

  test('keeps a value that is only in memory before it leaves', async () => {
    const stuck = { kind: 'stuck', intentId: 'i-1', text: 'The keychain is locked.' } as const
    const kept = needing(stuck)
    kept.core.stuck = true
    expect((await kept.keyturn('rotate edge-otel --yes')).code).toBe(0)
    expect(kept.core.asked).toContain('capture.retry')
    const lost = needing(stuck)
    lost.core.stuck = true
    lost.core.vaultState = 'locked'
    lost.core.keychainFailures = 100
    const { code, stderr } = await lost.keyturn('rotate edge-otel --yes')
    expect(code).toBe(7)
    expect(stderr).toContain('keyturn rotate --resume r-1 goes on.')
  })
})

describe('Ctrl-C', () => {
  const pressing = (times: number) => {
    const { core, keyturn } = session()
    let terminal: FakeTerminal | undefined
    const meanwhile = () => {
      for (let press = 0; press < times; press += 1) terminal?.interrupt()
      // A step that does not end: only leaving helps.
      return times > 1 ? new Promise<void>(() => {}) : undefined
    }
    const sees = [
      { step: 'create', outcome: 'ok', text: 'Created.' },
      { step: 'write', outcome: 'ok', text: 'Written.' },
    ] as const
    core.rotations.turns = [{ sees, rests: { state: 'waiting', step: 'soak' }, meanwhile }]
    const start = (line: string, seen?: (it: FakeTerminal) => void) =>
      keyturn(line, (it) => {
        terminal = it
        seen?.(it)
      })
    return { core, keyturn, start }
  }

  test('stops after the step that is being taken; resume goes on', async () => {
    const { start, keyturn } = pressing(1)
    const { code, stdout, stderr } = await start('rotate edge-otel --yes')
    expect(code).toBe(8)
    expect(stdout).toContain('✓ created')
    expect(stdout).not.toContain('✓ written')
    expect(stderr).toContain('Stopping after the step that is being taken: create the new key.')
    expect(stderr).toContain('keyturn: It was stopped.\n')
    expect(stderr).toContain('keyturn rotate --resume r-1 goes on.')
    expect((await keyturn('rotate --resume edge-otel')).code).toBe(0)
  })

  test('pressed while the rotation is being recorded takes no step, and says how to go on', async () => {
    const { core, start } = pressing(0)
    let terminal: FakeTerminal | undefined
    const begin = core.rotations.start.bind(core.rotations)
    core.rotations.start = async (request) => {
      expect(terminal?.interrupt()).toBe(true)
      return begin(request)
    }
    const { code, stderr } = await start('rotate edge-otel --yes', (it) => {
      terminal = it
    })
    expect(code).toBe(8)
    expect(stderr).toContain('keyturn rotate --resume r-1 goes on.')
  })

  test('pressed twice leaves at once', async () => {
    const { start } = pressing(2)
    const { code, stdout, stderr } = await start('rotate edge-otel --yes --json')
    expect(code).toBe(8)
    rotationShape.parse(JSON.parse(stdout))
    expect(errorShape.parse(JSON.parse(stderr)).error).toMatchObject({
      code: 'interrupted',
      message: 'Left while a step was being taken: create the new key.',
    })
  })

  test('between several keys leaves the rest alone', async () => {
    const { core, start } = pressing(1)
    core.keyList = [
      ...core.keyList,
      { ...core.keyList[0], id: 'k2', name: 'loki' } as (typeof core.keyList)[number],
    ]
    const { code, stderr } = await start('rotate edge-otel loki --yes')
    expect(code).toBe(8)
    expect(stderr).toContain('Not begun, and unchanged: loki.')
    expect(core.rotations.requests).toHaveLength(1)
  })
})

describe('undo', () => {
  test('leads back from the soak and says what it does', async () => {
    const { keyturn } = session()
    await keyturn('rotate edge-otel --yes')
    const { code, stdout, stderr } = await keyturn('rotate --undo edge-otel')
    expect(code).toBe(0)
    expect(stderr).toBe('The files get the old key back, and the new one is deleted.\n')
    expect(stdout).toContain('✓ put back       prometheus.yml is as it was.\n')
    expect(stdout).toMatch(/\n\nIt was undone\.\nThe old key works\.\n$/)
    const again = await keyturn('rotate --undo r-1 --json')
    expect(again.code).toBe(0)
    expect(rotationShape.parse(JSON.parse(again.stdout)).state).toBe('undone')
  })

  test('that was stopped goes on with either command, and does not lead forward again', async () => {
    const { core, keyturn } = session()
    await keyturn('rotate edge-otel --yes')
    const question = { kind: 'confirm', targetId: 't1', text: 'Reload it.' } as const
    core.rotations.turns = [
      {
        sees: [],
        rests: { state: 'needs-you', step: 'reload-back', sentence: 'Reload it.', questions: [question] },
      },
    ]
    const asked = await keyturn('rotate --undo r-1', typing('n'))
    expect(asked.code).toBe(8)
    expect(asked.terminal.questions[0]?.question).toContain('run with the old key now?')
    const undone = await keyturn('rotate --undo r-1 --confirm /etc/prometheus/prometheus.yml --json')
    expect(rotationShape.parse(JSON.parse(undone.stdout))).toMatchObject({
      state: 'undone',
      direction: 'back',
    })
    expect(core.asked.filter((name) => name === 'rotations.undo')).toHaveLength(1)
  })

  test('is refused once the old key is deleted; it is never led forward first', async () => {
    const { core, keyturn } = session()
    await keyturn('rotate edge-otel --yes')
    core.rotations.due = ['r-1']
    expect((await keyturn('rotate --undo r-1')).stdout).toContain('It was undone.')
    const gone = session()
    await gone.keyturn('rotate edge-otel --yes')
    await gone.keyturn('rotate --resume r-1')
    const { code, stderr } = await gone.keyturn('rotate --undo r-1')
    expect(code).toBe(4)
    expect(stderr).toContain('The old key is deleted: it cannot come back.')
  })
})

describe('resume', () => {
  test('of one that has ended says so', async () => {
    const { keyturn } = session()
    await keyturn('rotate edge-otel --yes')
    expect((await keyturn('rotate --resume r-1')).stdout).toContain('The key was replaced.')
    const again = await keyturn('rotate --resume edge-otel --account acme')
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toBe('The rotation of edge-otel has ended already. The key was replaced.\n')
    expect(rotationShape.parse(JSON.parse((await keyturn('rotate --resume r-1 --json')).stdout)).state).toBe(
      'done',
    )
  })

  test('finds it by the start of the key id, and says when there is none', async () => {
    const { keyturn } = session()
    expect((await keyturn('rotate --resume edge-otel')).code).toBe(3)
    await keyturn('rotate edge-otel --yes')
    expect((await keyturn('rotate --resume a1b2c3d4')).code).toBe(0)
    expect((await keyturn('rotate --resume nobody')).code).toBe(3)
  })
})

test('what waited and is due goes on with the next rotate, list and due; others only say what needs the user', async () => {
  const { core, keyturn } = session()
  await keyturn('rotate edge-otel --yes')
  core.rotations.due = ['r-1']
  const due = await keyturn('due')
  expect(due.stderr).toContain('edge-otel of acme: The key was replaced.\n')
  const failed = fail('vendor-failed', 'The vendor answered 500.', '')
  if (failed.ok) return
  const { failure } = failed
  core.rotations.turns = [
    { sees: [], rests: { state: 'failed', step: 'create', sentence: failure.message, failure } },
  ]
  expect((await keyturn('rotate edge-otel --yes')).code).toBe(6)
  const before = core.asked.length
  const list = await keyturn('key list')
  expect(list.stderr).toBe(
    'The rotation of edge-otel of acme failed: The vendor answered 500. keyturn rotation show r-2 tells more.\n',
  )
  expect(core.asked.slice(before)).not.toContain('rotations.advance')
  expect((await keyturn('rotation list')).stderr).toBe('')
})
