import { describe, expect, it } from 'vitest'
import { detailOf } from '../../../main/rotation/detail.ts'
import type { RotationRecord } from '../../../main/rotation/rotation-record.ts'
import { leakedSettings } from '../../../shared/defaults.ts'
import {
  at,
  began,
  evidence,
  fluentBit,
  made,
  prometheus,
  proven,
  type Row,
  record,
  settings,
} from './samples.ts'

/** What a person sees of a rotation an hour after it began. */
const seen = (more: Partial<RotationRecord>, rows: readonly Row[] = [], held = false) =>
  detailOf(record(more), evidence(...rows), 'acme', held, new Date(began.getTime() + 3_600_000))

const states = (detail: ReturnType<typeof seen>) =>
  Object.fromEntries(detail.steps.map(({ step, state }) => [step, state]))

/** Fluent Bit's steps that say nothing of it. */
const mute: readonly Row[] = [
  ['check', 'skipped', 'fluent'],
  ['reload', 'unproven', 'fluent'],
]
/** Both agents, from the first step to the last before the cut. */
const wholly: readonly Row[] = [...proven.slice(0, 2), ...mute, ...proven.slice(2)]
const stillWorks = 'The old key still works: nothing is interrupted.'
const cutRows: readonly Row[] = [...proven, ['cut', 'ok']]

interface Line {
  readonly what: string
  readonly record: Partial<RotationRecord>
  readonly rows?: readonly Row[]
  readonly held?: boolean
  readonly health: string
  readonly sentence: string
  readonly safe: string
  readonly asks?: readonly string[]
  readonly undo: string | null
}

const unanswered = { code: 'vendor-timeout' } as const
const undoAll =
  'Undo puts the old key back into 2 files, has the agents load it again and deletes the new key at the vendor.'
const undoCut =
  'Undo reactivates the old key with the same value, puts it back into 2 files, has the agents load it again and deletes the new key at the vendor.'

const table: readonly Line[] = [
  {
    what: 'recorded and not begun',
    record: {},
    health: 'needs-you',
    sentence: 'Recorded; no step has been taken yet. Resume begins.',
    safe: stillWorks,
    undo: 'Undo ends the rotation: nothing has been changed.',
  },
  {
    what: 'making the new key',
    record: { intentId: 'intent-1' },
    held: true,
    health: 'healthy',
    sentence: 'Make the new key: running now.',
    safe: `${stillWorks} Whether a new one was made is not known yet.`,
    undo: 'Undo deletes the new key at the vendor.',
  },
  {
    what: 'a new key that the vendor refused to make',
    record: {
      intentId: 'intent-1',
      state: 'failed',
      failure: { code: 'permission-missing', message: 'The vendor answered 403', hint: '' },
    },
    rows: [['create', 'failed', null, 'The vendor answered 403.', { code: 'permission-missing' }]],
    health: 'failed',
    sentence: 'The vendor answered 403.',
    safe: stillWorks,
    undo: 'Undo ends the rotation: nothing has been changed.',
  },
  {
    what: 'a new key whose value is in memory only',
    record: { intentId: 'intent-1', state: 'needs-you' },
    rows: [['create', 'unproven', null, 'The keychain is locked.', { code: 'keychain-locked' }]],
    health: 'needs-you',
    sentence: 'The value of the new key is not stored yet.',
    safe: `${stillWorks} Whether a new one was made is not known yet.`,
    asks: ['stuck'],
    undo: 'Undo deletes the new key at the vendor.',
  },
  {
    what: 'a new key before the write',
    record: made,
    rows: [['create', 'ok']],
    held: true,
    health: 'healthy',
    sentence: 'Make the new key: running now.',
    safe: stillWorks,
    undo: 'Undo deletes the new key at the vendor.',
  },
  {
    what: 'killed in the middle of the write',
    record: { ...made, step: 'write' },
    rows: [['create', 'ok']],
    health: 'needs-you',
    sentence: 'Stopped half-way at "Write it into the configs": resume goes on, undo leads back.',
    safe: 'The old key still works. Whether the configs carry the new one is not known yet.',
    undo: undoAll,
  },
  {
    what: 'written and not proven',
    record: { ...made, step: 'adopt' },
    rows: [...proven.slice(0, 4)],
    held: true,
    health: 'healthy',
    sentence: 'Prove that they run with it: running now.',
    safe: 'The old key still works. The new one is in the configs and not proven yet.',
    undo: undoAll,
  },
  {
    what: 'an agent that could not be told to reload: it goes on with what it has',
    record: { ...made, step: 'reload', state: 'failed', failure: null },
    rows: [...proven.slice(0, 3), ['reload', 'failed', 'prom', 'The connection was refused.']],
    health: 'failed',
    asks: ['override'],
    sentence: '"Reload the agents" failed.',
    safe: 'The old key still works. The new one is in the configs and not proven yet.',
    undo: undoAll,
  },
  {
    what: 'an agent that fails with a new key that the vendor takes',
    record: { ...made, step: 'watch', state: 'failed', failure: null },
    rows: [...proven.slice(0, 6), ['canary', 'ok'], ['watch', 'failed', 'prom', '3 requests were refused.']],
    health: 'failed',
    asks: ['override'],
    sentence: '"Watch the agents" failed.',
    safe: 'The old key still works, but the new one is not taken by Prometheus (/etc/prometheus/prometheus.yml): what already runs with it may be interrupted. Undo puts the old key back.',
    undo: undoAll,
  },
  {
    what: 'an agent that sent nothing, and one that cannot be seen',
    record: { ...made, step: 'watch', state: 'needs-you' },
    rows: [
      ...proven.slice(0, 5),
      ...mute,
      ['adopt', 'word', 'fluent', 'You say so.'],
      ['watch', 'unproven', 'prom', 'It sent nothing while it was watched.'],
      ['watch', 'unproven', 'fluent', 'Nothing tells what it sends.'],
    ],
    health: 'needs-you',
    sentence:
      'Not proven to run with the new key: Prometheus (/etc/prometheus/prometheus.yml) and Fluent Bit (/etc/fluent-bit/fluent-bit.conf).',
    safe: 'The old key still works. The new one is in the configs and not proven yet.',
    asks: ['confirm prom', 'confirm fluent', 'override'],
    undo: undoAll,
  },
  {
    what: 'everything proven, before the cut',
    record: { ...made, step: 'watch' },
    rows: proven,
    held: true,
    health: 'healthy',
    sentence: 'Watch the agents: running now.',
    safe: 'Both keys work.',
    undo: undoAll,
  },
  {
    what: 'killed in the middle of the cut',
    record: { ...made, step: 'cut' },
    rows: proven,
    health: 'needs-you',
    sentence: 'Stopped half-way at "Cut the old key": resume goes on, undo leads back.',
    safe: 'Whether the old key still works is not known: the answer of the vendor is missing. The new key works and is proven.',
    undo: `Undo asks the vendor how the old key stands, ${undoCut.slice(5)}`,
  },
  {
    what: 'a cut that the vendor did not answer',
    record: { ...made, step: 'cut', state: 'failed' },
    rows: [...wholly, ['cut', 'failed', null, 'No answer.', unanswered]],
    health: 'failed',
    sentence: '"Cut the old key" failed.',
    safe: 'Whether the old key still works is not known: the answer of the vendor is missing. The new key works and is proven.',
    undo: `Undo asks the vendor how the old key stands, ${undoCut.slice(5)}`,
  },
  {
    what: 'a cut that the vendor refused',
    record: { ...made, step: 'cut', state: 'failed' },
    rows: [...wholly, ['cut', 'failed', null, '403.', { code: 'permission-missing' }]],
    health: 'failed',
    sentence: '"Cut the old key" failed.',
    safe: 'Both keys work.',
    undo: undoAll,
  },
  {
    what: 'soaking',
    record: { ...made, step: 'soak', state: 'waiting', waitsUntil: at(24 * 60) },
    rows: cutRows,
    health: 'waiting',
    sentence: 'Soaks until 22 Nov, 10:00: an agent that fails brings the old key back.',
    safe: 'The new key works and is proven. The old one can come back until 5 Dec, 10:09.',
    undo: undoCut,
  },
  {
    what: 'soaking on a word of the user',
    record: { ...made, step: 'soak', state: 'waiting', waitsUntil: at(24 * 60) },
    rows: [...proven.slice(0, 7), ['watch', 'word', 'fluent'], ['cut', 'ok']],
    health: 'waiting',
    sentence: 'Soaks until 22 Nov, 10:00: an agent that fails brings the old key back.',
    safe: 'The new key is in use; for Fluent Bit (/etc/fluent-bit/fluent-bit.conf) that is your word. The old one can come back until 5 Dec, 10:09.',
    undo: undoCut,
  },
  {
    what: 'cut by an override',
    record: { ...made, step: 'soak', state: 'waiting', waitsUntil: at(24 * 60), overriddenAt: at(8) },
    rows: [...proven.slice(0, 5), ['watch', 'ok', 'prom'], ['cut', 'ok']],
    health: 'waiting',
    sentence: 'Soaks until 22 Nov, 10:00: an agent that fails brings the old key back.',
    safe: 'The new key is held. Not proven to run with it: Fluent Bit (/etc/fluent-bit/fluent-bit.conf). The old one can come back until 5 Dec, 10:07.',
    undo: undoCut,
  },
  {
    what: 'a leaked key that was cut first',
    record: { ...made, mode: 'leaked-cut-first', settings: leakedSettings, step: 'check' },
    rows: [
      ['create', 'ok'],
      ['cut', 'ok'],
    ],
    held: true,
    health: 'healthy',
    sentence: 'Check the configs: running now.',
    safe: 'The old key is deactivated: agents are refused until they have the new one. The old key can come back until 10:17.',
    undo: 'Undo reactivates the old key with the same value and deletes the new key at the vendor.',
  },
  {
    what: 'in its grace period',
    record: { ...made, step: 'delete', state: 'waiting', waitsUntil: at(14 * 24 * 60) },
    rows: [...cutRows, ['soak', 'ok']],
    health: 'waiting',
    sentence: 'Grace period until 5 Dec, 10:00: then the old key is deleted.',
    safe: 'The new key works and is proven. The old one can come back until 5 Dec, 10:09.',
    undo: undoCut,
  },
  {
    what: 'a deletion that the vendor did not answer',
    record: { ...made, step: 'delete', state: 'failed' },
    rows: [...cutRows, ['delete', 'failed', null, 'No answer.', unanswered]],
    health: 'failed',
    sentence: '"Delete the old key" failed.',
    safe: 'The old key does not work. Whether it is deleted is not known: the answer of the vendor is missing. The new key works and is proven.',
    undo: `Undo asks the vendor how the old key stands, ${undoCut.slice(5)}`,
  },
  {
    what: 'done',
    record: { ...made, step: 'delete', state: 'done' },
    rows: [...cutRows, ['soak', 'ok'], ['delete', 'ok']],
    health: 'healthy',
    sentence: 'edge-eu2 is replaced; the old key is deleted.',
    safe: 'The new key works and is proven. The old one is deleted.',
    undo: null,
  },
  {
    what: 'done, with a default key that is never deleted',
    record: { ...made, step: 'delete', state: 'done' },
    rows: [...cutRows, ['soak', 'ok'], ['delete', 'skipped']],
    health: 'healthy',
    sentence: 'edge-eu2 is replaced; the old key stays deactivated.',
    safe: 'The new key works and is proven. The old one stays deactivated and can be activated again.',
    undo: null,
  },
  {
    what: 'turned round after the cut',
    record: { ...made, direction: 'back', step: 'bring-back', state: 'failed' },
    rows: [...cutRows, ['bring-back', 'failed', null, '403', { code: 'permission-missing' }]],
    health: 'failed',
    sentence: '"Bring the old key back" failed.',
    safe: 'The old key is still deactivated: it is brought back before anything else is touched.',
    undo: null,
  },
  {
    what: 'killed while the old key was brought back',
    record: { ...made, direction: 'back', step: 'bring-back' },
    rows: cutRows,
    health: 'needs-you',
    sentence: 'Stopped half-way at "Bring the old key back": resume goes on leading back.',
    safe: 'Whether the old key works is not known: the answer of the vendor is missing.',
    undo: null,
  },
  {
    what: 'the old key back at the vendor, and not in the configs',
    record: { ...made, direction: 'back', step: 'put-back', state: 'failed' },
    rows: [...cutRows, ['bring-back', 'ok'], ['put-back', 'failed', null, 'The disk is full.']],
    health: 'failed',
    sentence: '"Put the old key back into the configs" failed.',
    safe: 'Both keys are active: the configs still carry the new one.',
    undo: null,
  },
  {
    what: 'leading back, with an agent that cannot be seen',
    record: { ...made, direction: 'back', step: 'reload-back', state: 'needs-you' },
    rows: [
      ['check', 'skipped', 'prom', 'Looked at it.', { refusedBefore: false }],
      ...cutRows,
      ['bring-back', 'ok'],
      ['put-back', 'ok'],
      ['reload-back', 'ok', 'prom'],
      ['reload-back', 'unproven', 'fluent', 'Nothing tells when it was restarted.'],
    ],
    health: 'needs-you',
    sentence: 'Not proven to run with the old key: Fluent Bit (/etc/fluent-bit/fluent-bit.conf).',
    safe: 'The old key works, and the configs carry it. The new one is kept until no agent runs with it.',
    asks: ['confirm fluent'],
    undo: null,
  },
  {
    what: 'undone',
    record: { ...made, direction: 'back', step: 'retire', state: 'undone' },
    rows: [
      ...cutRows,
      ['bring-back', 'ok'],
      ['put-back', 'ok'],
      ['reload-back', 'ok', 'prom'],
      ['retire', 'ok'],
    ],
    health: 'healthy',
    sentence: 'Undone: edge-eu2 is the old key again.',
    safe: 'The old key works, and the configs carry it.',
    undo: null,
  },
]

describe('how a rotation stands', () => {
  it.each(table)('$what', (line) => {
    const detail = seen(line.record, line.rows, line.held)
    expect({
      health: detail.health,
      sentence: detail.sentence,
      safe: detail.safe,
      asks: detail.questions.map((question) =>
        question.kind === 'confirm' ? `confirm ${question.targetId}` : question.kind,
      ),
      undo: detail.undoText,
    }).toEqual({
      health: line.health,
      sentence: line.sentence,
      safe: line.safe,
      asks: line.asks ?? [],
      undo: line.undo,
    })
  })

  it('says what the runner wrote, where it wrote something', () => {
    const sentence = 'Prometheus refused the config at line 12.'
    expect(seen({ ...made, step: 'check', state: 'failed', sentence }).sentence).toBe(sentence)
  })

  it('never says that a key without a known use is proven, unless the vendor took a line with it', () => {
    const alone = { ...made, targets: [], step: 'soak', state: 'waiting' } as const
    const cut = seen(alone, [
      ['create', 'ok'],
      ['cut', 'ok'],
    ])
    expect(cut.safe).toMatch(/^The new key is held\. Nothing has proven it/)
    const canary = seen(alone, [
      ['create', 'ok'],
      ['canary', 'ok'],
      ['cut', 'ok'],
    ])
    expect(canary.safe).toMatch(/^The new key works and is proven\./)
  })

  it('tells a bad key from a bad agent, and says where it cannot', () => {
    const soaking = { ...made, step: 'soak', state: 'needs-you' } as const
    const failed: Row = ['watch', 'failed', 'prom', '3 requests were refused.']
    const safe = (...rows: readonly Row[]) => seen(soaking, [...cutRows, ...rows]).safe
    expect(safe(['canary', 'ok'], failed)).toContain(
      'The vendor takes the new key, so the cause is Prometheus.',
    )
    expect(safe(['canary', 'failed'], failed)).toContain('The vendor refuses the new key itself')
    expect(safe(failed)).toContain('Whether the new key or Prometheus is the cause cannot be told')
    expect(safe(['canary', 'failed', null, 'No network.', { code: 'vendor-unreachable' }], failed)).toContain(
      'cannot be told',
    )
  })

  it('does not take a word for an agent that was refused afterwards', () => {
    const rows: readonly Row[] = [
      ...proven.slice(0, 7),
      ...mute,
      ['adopt', 'word', 'fluent'],
      ['watch', 'failed', 'fluent', 'It was refused.'],
    ]
    const failed = { ...made, step: 'watch', state: 'failed' } as const
    expect(seen(failed, rows).questions).toEqual([
      {
        kind: 'override',
        text: 'Unconfirmed: Fluent Bit (/etc/fluent-bit/fluent-bit.conf). Type edge-eu2 to cut the old key all the same; what still sends with it is refused from then on.',
      },
    ])
    expect(seen({ ...failed, step: 'cut' }, wholly).questions).toEqual([])
    expect(seen({ ...failed, direction: 'back', step: 'bring-back' }, rows).questions).toEqual([])
  })

  it('asks again for an agent that the last look before the cut found', () => {
    const rows: readonly Row[] = [
      ...wholly,
      ['cut', 'unproven', null, 'A known use is unconfirmed.'],
      ['cut', 'unproven', 'fluent', 'It was not in the plan.'],
    ]
    const stopped = { ...made, step: 'cut', state: 'needs-you' } as const
    const detail = seen(stopped, rows)
    expect(detail.questions.map(({ kind }) => kind)).toEqual(['confirm', 'override'])
    expect(detail.questions[0]?.text).toBe(
      'Fluent Bit (/etc/fluent-bit/fluent-bit.conf): It was not in the plan. Restart Fluent Bit: systemctl restart fluent-bit. Then confirm that it runs with the new key.',
    )
    expect(detail.safe).toBe('The old key still works. The new one is in the configs and not proven yet.')
    // Its answer is recorded as of the watch.
    expect(seen(stopped, [...rows, ['watch', 'word', 'fluent']]).questions).toEqual([])
  })

  it('does not blame the new key for a config that its checker refused before', () => {
    const before: Row = ['check', 'failed', 'prom', 'Line 3 is wrong.', { refusedBefore: true }]
    const [create, ...others] = proven
    const rows = [create as Row, before, ...others]
    expect(seen({ ...made, step: 'watch' }, rows, true).safe).toBe('Both keys work.')
  })

  it('says that both keys are there again when an agent failed in the soak', () => {
    const rows: readonly Row[] = [
      ...cutRows,
      ['soak', 'failed', 'prom', '2 requests were refused.'],
      ['bring-back', 'ok'],
    ]
    const detail = seen({ ...made, step: 'bring-back', state: 'failed' }, rows)
    expect(detail.safe).toMatch(/^The old key still works, but the new one is not taken by Prometheus/)
    expect(states(detail)).toMatchObject({ soak: 'failed', 'bring-back': 'failed', delete: 'open' })
    const again: readonly Row[] = [...rows, ['reload', 'ok', 'prom'], ['watch', 'ok', 'prom']]
    expect(seen({ ...made, step: 'watch' }, again, true).safe).toBe('Both keys work.')
  })

  it('tells how an agent out of reach gets the key, and takes the word for it', () => {
    const cluster = {
      ...fluentBit,
      files: [],
      outside: { what: 'Secret logging/coralogix', command: 'keyturn key value KEY_ID | kubectl …' },
    }
    const waits = { ...made, step: 'adopt', state: 'needs-you', targets: [cluster] } as const
    const rows: readonly Row[] = [
      ['create', 'ok'],
      ['write', 'skipped'],
      ...mute,
      ['adopt', 'unproven', 'fluent'],
    ]
    expect(seen(waits, rows).questions[0]?.text).toContain(
      'Secret logging/coralogix: keyturn key value new-key | kubectl …',
    )
    expect(seen(waits, rows).targets[0]?.outside?.command).toBe('keyturn key value new-key | kubectl …')
    expect(seen({ ...waits, newRef: null }).targets[0]?.outside?.command).toContain('KEY_ID')
    const back = { ...waits, direction: 'back', step: 'reload-back' } as const
    expect(seen(back).targets[0]?.outside?.command).toBe('keyturn key value old-key | kubectl …')
    expect(seen(waits, [...rows, ['adopt', 'word', 'fluent']]).questions).toEqual([])
  })
})

describe('the steps of a rotation', () => {
  it('are all there from the start, but for those that nobody asked for', () => {
    const detail = seen({}, [], true)
    expect(detail.steps.map(({ title }) => title)).toEqual([
      'Make the new key',
      'Write it into the configs',
      'Check the configs',
      'Reload the agents',
      'Prove that they run with it',
      'Watch the agents',
      'Cut the old key',
      'Soak',
      'Delete the old key',
    ])
    expect(new Set(Object.values(states(detail)))).toEqual(new Set(['now', 'open']))
  })

  it('stand in the order of the mode', () => {
    const cutFirst = seen({ mode: 'leaked-cut-first', settings: settings({ canary: true }) })
    expect(cutFirst.steps.map(({ step }) => step)).toEqual([
      'create',
      'cut',
      'write',
      'check',
      'reload',
      'adopt',
      'canary',
      'watch',
      'soak',
      'delete',
    ])
  })

  it('show what was done, what is waited for and until when', () => {
    const detail = seen({ ...made, step: 'soak', state: 'waiting', waitsUntil: at(1440) }, cutRows)
    expect(states(detail)).toEqual({
      create: 'done',
      write: 'done',
      check: 'done',
      reload: 'done',
      adopt: 'done',
      watch: 'done',
      cut: 'done',
      soak: 'waiting',
      delete: 'open',
    })
    expect(detail.steps.find(({ step }) => step === 'cut')).toMatchObject({ at: at(9) })
    expect(detail.steps.find(({ step }) => step === 'soak')).toMatchObject({ at: at(1440) })
    expect(detail.steps[1]?.evidence[0]).not.toHaveProperty('detail')
  })

  it('show one failed agent as failed although another did well', () => {
    const rows: readonly Row[] = [
      ...proven.slice(0, 6),
      ['watch', 'failed', 'prom'],
      ['watch', 'ok', 'fluent'],
    ]
    expect(states(seen({ ...made, step: 'cut', overriddenAt: at(8) }, rows, true)).watch).toBe('failed')
  })

  it('show what was skipped as skipped', () => {
    const rows: readonly Row[] = [...cutRows, ['delete', 'skipped']]
    expect(states(seen({ ...made, step: 'delete', state: 'done' }, rows)).delete).toBe('skipped')
  })

  it('lead back after what was done forward', () => {
    const detail = seen({ ...made, direction: 'back', step: 'put-back' }, [...proven.slice(0, 3)], true)
    expect(states(detail)).toEqual({
      create: 'done',
      write: 'done',
      check: 'done',
      'bring-back': 'skipped',
      'put-back': 'now',
      'reload-back': 'open',
      retire: 'open',
    })
  })

  it('never look healthy while nobody takes them', () => {
    const detail = seen({ ...made, step: 'watch', targets: [prometheus] }, proven)
    expect(detail.health).toBe('needs-you')
    expect(states(detail).watch).toBe('needs-you')
  })
})
