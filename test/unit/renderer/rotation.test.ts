import { describe, expect, test } from 'vitest'
import { needs } from '../../../renderer/features/overview/needs.ts'
import { bulkNews, newsOf } from '../../../renderer/features/rotation/news.ts'
import {
  choicesOf,
  durationWord,
  settingsOf,
  withWait,
} from '../../../renderer/features/rotation/settings.ts'
import {
  canStop,
  foldedWord,
  grouped,
  inOrder,
  isUnproven,
  leftWord,
  needsUser,
  notBegun,
  primaryOf,
  standingOf,
  unconfirmed,
  underWay,
} from '../../../renderer/features/rotation/standing.ts'
import { errorsOf, targetOf } from '../../../renderer/features/settings/target-draft.ts'
import { shortcutOf } from '../../../renderer/features/shell/shortcuts.ts'
import { defaultSettings, leakedSettings } from '../../../shared/defaults.ts'
import { newTarget, type RotationDetail } from '../../../shared/rotation.ts'
import { summaryOf } from '../../fakes/rotation-calls.ts'
import { fakeBulk, fakeRotations, type RotationScene } from '../../fakes/rotation-scenes.ts'
import { fakeSnapshot } from '../../fakes/snapshot.ts'

const at = (scene: RotationScene): RotationDetail => {
  const [rotation] = fakeRotations(scene)
  if (!rotation) throw new Error(`no rotation in ${scene}`)
  return rotation
}

describe('the one word for a rotation', () => {
  test.each([
    ['running', 'healthy'],
    ['soak', 'waiting'],
    ['confirm', 'needs-you'],
    ['failed', 'failed'],
    ['done', 'done'],
    ['undone', 'undone'],
  ] as const)('%s: %s', (scene, word) => {
    expect(standingOf(at(scene))).toBe(word)
  })

  test('what nobody works on is never healthy, whatever was recorded', () => {
    const rotation = { ...at('running'), held: false, health: 'healthy' as const }
    expect(standingOf(rotation)).toBe('needs-you')
    expect(needsUser(rotation)).toBe(true)
    expect(canStop(rotation)).toBe(false)
  })
})

describe('the one primary button', () => {
  test.each([
    ['running', null],
    ['watching', null],
    ['soak', null],
    ['grace', null],
    ['done', null],
    ['undone', null],
    ['confirm', { kind: 'confirm', targetId: 't3' }],
    ['override', { kind: 'resume', word: 'Look again' }],
    ['stuck', { kind: 'resume', word: 'Try again' }],
    ['interrupted', { kind: 'resume', word: 'Go on' }],
    ['failed', { kind: 'resume', word: 'Try again' }],
    ['failed-soak', { kind: 'resume', word: 'Try again' }],
  ] as const)('%s', (scene, primary) => {
    expect(primaryOf(at(scene))).toEqual(primary)
  })

  test('without a question that can be answered, it goes on', () => {
    expect(primaryOf({ ...at('confirm'), questions: [] })).toEqual({ kind: 'resume', word: 'Go on' })
  })
})

describe('how long it still takes', () => {
  const now = new Date(2026, 10, 21, 14).getTime()
  const after = (seconds: number) => leftWord(new Date(now + seconds * 1000).toISOString(), now)
  test('in seconds, then minutes, then as a time', () => {
    expect([42, 90, 91, 3_599, 7_320, 86_520, 12 * 86_400].map(after)).toEqual([
      '42 s left',
      '90 s left',
      '1 min left',
      '59 min left',
      'until 16:02',
      'until 14:02 tomorrow',
      'until 3 Dec 14:00',
    ])
  })
  test('what is over is due any moment, never negative', () => {
    expect([0, -5, 0.4].map(after)).toEqual(Array(3).fill('any moment now'))
  })
})

describe('the record of a step', () => {
  const confirm = at('confirm')
  const step = (name: string) => confirm.steps.find((each) => each.step === name)?.evidence ?? []

  test('stands under the names of the agents, in their order', () => {
    expect(grouped([...step('adopt')].reverse(), confirm.targets).map((group) => group.name)).toEqual(
      confirm.targets.map((target) => target.name),
    )
  })

  test('what concerns the whole comes first; an agent that is not known stands by its id', () => {
    const [row] = step('adopt')
    if (!row) throw new Error('nothing recorded')
    const rows = [
      { ...row, targetId: 'lost' },
      { ...row, targetId: null },
    ]
    expect(grouped(rows, confirm.targets).map((group) => group.name)).toEqual(['', 'lost'])
  })

  test('folds what is well, never what nothing proves', () => {
    expect(foldedWord(grouped(step('check'), confirm.targets))).toBe(
      'Prometheus, OpenTelemetry Collector, Vector: seen; Fluent Bit: skipped',
    )
    expect(foldedWord(grouped(step('reload'), confirm.targets))).toBeNull()
    expect(foldedWord(grouped(step('write'), confirm.targets))).toBeNull()
  })

  test('tells which agents are unconfirmed', () => {
    expect(unconfirmed(confirm).map((target) => target.id)).toEqual(['t3', 't4'])
    expect(unconfirmed(at('override')).map((target) => target.id)).toEqual(['t2'])
    expect(unconfirmed(at('soak'))).toEqual([])
  })
})

test('the list has what needs the user first and what has ended last', () => {
  const list = [at('done'), at('soak'), at('running'), at('confirm'), at('failed')]
  expect(inOrder(list).map(standingOf)).toEqual(['failed', 'needs-you', 'healthy', 'waiting', 'done'])
})

test('a rotation is found by its old key and by its new one, until it has ended', () => {
  const { ref, newKeyId } = at('soak')
  expect(underWay([at('soak')], ref)).toBeDefined()
  expect(underWay([at('soak')], { ...ref, keyId: newKeyId ?? '' })).toBeDefined()
  expect(underWay([at('soak')], { ...ref, accountId: 'other' })).toBeUndefined()
  expect(underWay([at('done')], ref)).toBeUndefined()
})

test('several that stopped name those that were not begun', () => {
  const stopped = fakeBulk('bulk-stopped')
  const running = fakeBulk('bulk')
  if (!stopped || !running) throw new Error('no bulk')
  expect(notBegun(stopped)).toEqual(stopped.refs.slice(3))
  expect(notBegun(running)).toEqual([])
  expect(bulkNews(running, stopped)).toEqual({ text: stopped.sentence, now: true })
  expect(bulkNews(stopped, stopped)).toBeNull()
})

describe('what is spoken', () => {
  const running = summaryOf(at('running'))
  test('steps politely, what needs the user at once', () => {
    expect(newsOf([running], [summaryOf(at('watching'))])).toMatchObject({ now: false })
    expect(newsOf([running], [summaryOf(at('confirm'))])).toMatchObject({ now: true })
    expect(newsOf([running], [summaryOf(at('failed'))])?.text).toMatch(/^edge-eu2-otel: Prometheus does not/)
    expect(newsOf([running], [running])).toBeNull()
  })
})

describe('the settings', () => {
  test('are those of the contract', () => {
    expect(settingsOf('planned')).toEqual(defaultSettings)
    expect(settingsOf('leaked')).toEqual(leakedSettings)
    expect(settingsOf('leaked-cut-first')).toEqual(leakedSettings)
  })
  test('are said as plain durations, with what is set among the choices', () => {
    expect([1, 70, 300, 3_600, 86_400, 1_209_600].map(durationWord)).toEqual([
      '1 second',
      '70 seconds',
      '5 minutes',
      '1 hour',
      '1 day',
      '14 days',
    ])
    expect(choicesOf('watchSeconds', 33)).toContain(33)
  })
  test('never delete before the soak has ended', () => {
    const longer = withWait(leakedSettings, 'soakSeconds', 86_400)
    expect(longer.graceSeconds).toBe(86_400)
    expect(withWait(defaultSettings, 'graceSeconds', 900).soakSeconds).toBe(900)
  })
})

describe('what needs the user', () => {
  test('names rotations that wait, with what is safe', () => {
    const failed = needs(fakeSnapshot('rotation-failed')).find((need) => need.step === 'rotation')
    expect(failed).toMatchObject({ tone: 'danger', title: 'The rotation of edge-eu2-otel failed' })
    expect(failed?.text).toContain('The old key works.')
    expect(needs(fakeSnapshot('rotation-soak')).some((need) => need.step === 'rotation')).toBe(false)
  })
  test('offers to rotate what is overdue, unless that is under way', () => {
    const overdue = (scene: 'usual' | 'rotation-bulk') =>
      needs(fakeSnapshot(scene)).flatMap((need) => (need.step === 'rotate' ? [need.title] : []))
    expect(overdue('usual')).toEqual(['payments-logstash is overdue', 'prom-agent is overdue'])
    expect(overdue('rotation-bulk')).toEqual([])
  })
})

describe('an agent target', () => {
  const draft = {
    place: 'there',
    file: ' /etc/fluent-bit.yaml ',
    host: '',
    key: '',
    controlUrl: 'localhost:2020',
    reloadCommand: '',
  } as const
  test('on another host needs the host and the key', () => {
    expect(Object.keys(errorsOf(draft))).toEqual(['host', 'key', 'controlUrl'])
    expect(errorsOf({ ...draft, place: 'here', controlUrl: '' })).toEqual({})
  })
  test('is what main takes', () => {
    const { ref } = at('soak')
    const whole = { ...draft, host: 'edge', key: JSON.stringify(ref), controlUrl: 'http://127.0.0.1:2020' }
    expect(newTarget.parse(targetOf(whole))).toEqual({
      file: '/etc/fluent-bit.yaml',
      host: 'edge',
      ref,
      controlUrl: 'http://127.0.0.1:2020',
      reloadCommand: null,
    })
  })
  test('on this computer may name the key that is out of reach there', () => {
    const { ref } = at('soak')
    const here = { ...draft, place: 'here', controlUrl: '' } as const
    expect(targetOf(here).ref).toBeNull()
    expect(targetOf({ ...here, key: JSON.stringify(ref) })).toMatchObject({ host: null, ref })
  })
})

test('R rotates, but not while something is typed', () => {
  const press = { key: 'r', ctrlKey: false, metaKey: false, altKey: false }
  expect(shortcutOf(press, false)).toBe('rotate')
  expect(shortcutOf(press, true)).toBeNull()
  expect(shortcutOf({ ...press, ctrlKey: true }, false)).toBeNull()
})

describe('a step that is over', () => {
  const row = (step: 'reload' | 'adopt', outcome: 'unproven' | 'word') => ({
    seq: 1,
    at: '2026-03-02T10:00:00Z',
    step,
    targetId: 't1',
    outcome,
    text: 'The user does it',
    files: [],
  })
  const over = (step: 'reload' | 'adopt', outcome: 'unproven' | 'word') => ({
    step,
    title: step,
    state: 'done' as const,
    at: null,
    evidence: [row(step, outcome)],
  })

  test('is not called done while nothing shows that it came about', () => {
    const reload = over('reload', 'unproven')
    expect(isUnproven(reload, [reload])).toBe(true)
    expect(isUnproven(reload, [reload, over('adopt', 'unproven')])).toBe(true)
  })

  test('is done once the user has said so', () => {
    const reload = over('reload', 'unproven')
    expect(isUnproven(reload, [reload, over('adopt', 'word')])).toBe(false)
  })
})
