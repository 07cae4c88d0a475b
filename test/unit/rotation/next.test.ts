import fc from 'fast-check'
import { expect, it } from 'vitest'
import { next } from '../../../main/rotation/next.ts'
import type { NewEvidence, RecordedEvidence, RotationRecord } from '../../../main/rotation/rotation-record.ts'
import type { RotationTarget } from '../../../shared/rotation.ts'

/** A world that answers at random, with faults; it obeys only what a step may do, and believes nothing else. */
const start = Date.parse('2026-06-01T08:00:00.000Z')
const accountId = '00000000-0000-4000-8000-000000000001'

const target = (id: string): RotationTarget => ({
  ...{ id, name: `/etc/${id}.yml`, file: `/etc/${id}.yml`, host: null, agent: 'prometheus' },
  ...{ agentName: 'Prometheus', files: [`/etc/${id}.yml`], uses: [], controlUrl: null, reloadCommand: null },
  ...{ reload: 'http', reloadText: '', proofText: '', checker: 'promtool', outside: null },
})

const record = (mode: RotationRecord['mode'], targets: number): RotationRecord => ({
  ...{ id: 'r', ref: { accountId, keyId: 'old' }, keyName: 'shop', newRef: null, intentId: null, mode },
  replacement: null,
  settings: { canary: true, watchSeconds: 70, soakSeconds: 60, graceSeconds: 30 },
  request: {
    ...{ accountId, name: 'shop', type: 'send-your-data', presets: [], permissions: [], hashed: true },
    ownerId: null,
  },
  targets: ['a', 'b', 'c'].slice(0, targets).map(target),
  ...{
    direction: 'forward',
    state: 'running',
    step: 'create',
    sentence: '',
    failure: null,
    waitsUntil: null,
  },
  ...{ overriddenAt: null, startedBy: 'u', holder: null, leaseUntil: null },
  ...{ startedAt: new Date(start).toISOString(), updatedAt: new Date(start).toISOString() },
})

const modes = ['planned', 'leaked', 'leaked-cut-first'] as const
const history = fc.record({
  mode: fc.constantFrom(...modes),
  targets: fc.integer({ min: 0, max: 3 }),
  /** How each step ends; after these all end well. */
  luck: fc.array(fc.constantFrom('ok', 'ok', 'ok', 'failed', 'unproven'), { maxLength: 60 }),
  /** After how many actions the user turns it round; never where it is larger than there are. */
  undoAt: fc.integer({ min: 0, max: 120 }),
  overrideAt: fc.integer({ min: 0, max: 120 }),
  /** The vendor has no API for keys. */
  hand: fc.boolean(),
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

/** The state of the outside world, and what must hold of it whenever a step is offered. */
class Model {
  record: RotationRecord
  evidence: RecordedEvidence[] = []
  now = start
  oldActive = true
  deleted = false
  cutAt = 0
  filesNew = false
  readonly wrongs: string[] = []
  readonly luck: NewEvidence['outcome'][]
  readonly offered = new Set<string>()

  readonly hand: boolean

  constructor({ mode, targets, luck, hand }: History) {
    this.record = record(mode, targets)
    this.hand = hand
    this.luck = [...luck]
  }

  note(row: NewEvidence): void {
    const at = new Date(this.now).toISOString()
    const rest = { files: [], detail: {}, auditSeq: 0 }
    this.evidence.push({ ...rest, ...row, seq: this.evidence.length + 1, at })
  }

  last(step: string, targetId: string | null): RecordedEvidence | undefined {
    return this.evidence.findLast((row) => row.step === step && row.targetId === targetId)
  }

  act(): boolean {
    const action = next(this.record, this.evidence, new Date(this.now))
    const same = next(this.record, this.evidence, new Date(this.now))
    if (JSON.stringify(action) !== JSON.stringify(same)) this.wrongs.push('not the same from the same')
    switch (action.kind) {
      case 'end':
        if (action.as === 'undone' && !(this.oldActive && !this.filesNew))
          this.wrongs.push('undone too early')
        this.record = { ...this.record, state: action.as }
        return false
      case 'wait': {
        const { soakSeconds, graceSeconds } = this.record.settings
        const seconds = action.step === 'soak' ? soakSeconds : Math.max(soakSeconds, graceSeconds)
        const due = new Date(this.cutAt + seconds * 1000).toISOString()
        if (action.until !== due) this.wrongs.push(`${action.step} drifts to ${action.until} from ${due}`)
        const later = next(this.record, this.evidence, new Date(this.now + 1))
        if (later.kind === 'wait' && later.until !== action.until)
          this.wrongs.push('a wait moves with the clock')
        this.now = Date.parse(action.until)
        return true
      }
      case 'ask':
        this.answer(action)
        return true
      case 'settle':
        this.created(this.luck.shift() ?? 'ok')
        return true
      case 'take':
        this.take(action.step, action.targetId, this.luck.shift() ?? 'ok')
        return true
    }
  }

  answer(action: Extract<ReturnType<typeof next>, { kind: 'ask' }>): void {
    for (const question of action.questions) {
      if (question.kind === 'stuck') this.created('ok')
      if (question.kind === 'at-vendor') this.said(question.step)
      if (question.kind !== 'confirm') continue
      const step = action.step === 'cut' ? 'watch' : action.step
      this.note({ step, targetId: question.targetId, outcome: 'word', text: 'word' })
    }
    if (action.questions.every(({ kind }) => kind !== 'confirm' && kind !== 'at-vendor'))
      this.wrongs.push('asks what nobody can answer')
  }

  said(step: RecordedEvidence['step']): void {
    this.note({ step, targetId: null, outcome: 'word', text: 'word', detail: { byWord: true } })
    if (step === 'cut') [this.oldActive, this.cutAt] = [false, this.now]
    else if (step === 'bring-back') this.oldActive = true
    else this.deleted = true
  }

  created(outcome: NewEvidence['outcome']): void {
    const row = { step: 'create', targetId: null, text: 'made' } as const
    if (outcome === 'failed' || outcome === 'unproven') {
      this.record = { ...this.record, intentId: outcome === 'unproven' ? 'i' : null }
      this.note({ ...row, outcome })
      return
    }
    this.record = { ...this.record, intentId: 'i', newRef: { accountId, keyId: 'new' } }
    this.note({ ...row, outcome: 'ok' })
  }

  take(step: RecordedEvidence['step'], targetId: string | null, luck: NewEvidence['outcome']): void {
    this.offered.add(step)
    const { mode, direction } = this.record
    const wrong = (is: boolean, text: string) => is && this.wrongs.push(`${step}: ${text}`)
    wrong(step !== 'create' && this.record.newRef === null, 'without a new key')
    const canAsk = step === 'adopt' || step === 'watch' || step === 'reload-back'
    const outcome = luck === 'unproven' && !canAsk ? 'ok' : luck
    const good = outcome !== 'failed'
    const row = { step, targetId, outcome, text: step } as const
    if (step === 'create') {
      this.created(outcome)
      return
    }
    if (
      step === 'check' &&
      !this.record.targets.every(({ id }) => this.last('check', id)) &&
      !this.filesNew
    ) {
      this.note({ ...row, outcome: 'skipped', detail: { refusedBefore: false } })
      return
    }
    if (step === 'watch') {
      for (const { id } of this.record.targets) this.note({ ...row, targetId: id })
      return
    }
    if (step === 'cut') {
      wrong(direction === 'back', 'on the way back')
      wrong(mode !== 'leaked-cut-first' && !this.confirmed() && !this.record.overriddenAt, 'unconfirmed')
      if (good && !this.hand) [this.oldActive, this.cutAt] = [false, this.now]
    }
    if (step === 'soak' && !good && this.record.targets[0]) {
      this.note({ ...row, targetId: this.record.targets[0].id })
      return
    }
    if (step === 'bring-back' && good && !this.hand) this.oldActive = true
    if (step === 'write' && good) this.filesNew = this.record.targets.length > 0
    if (step === 'put-back' && good) this.filesNew = false
    if (step === 'delete') {
      const { soakSeconds, graceSeconds } = this.record.settings
      wrong(direction === 'back', 'on the way back')
      wrong(this.oldActive, 'although the old key is active')
      wrong(this.now < this.cutAt + Math.max(soakSeconds, graceSeconds) * 1000, 'too early')
      if (good && !this.hand) this.deleted = true
    }
    if (this.hand && good && (step === 'cut' || step === 'bring-back' || step === 'delete')) {
      this.note({ ...row, outcome: 'unproven', detail: { byHand: { page: 'keys', todo: step } } })
      return
    }
    if (step === 'retire') {
      wrong(direction === 'forward', 'on the way forward')
      wrong(!this.oldActive, 'without the old key')
      wrong(this.filesNew, 'with the new key in the files')
    }
    this.note(row)
  }

  /** Told from the evidence alone, by the words of the rule: each agent has taken the new key and nobody refused it. */
  confirmed(): boolean {
    const back =
      this.evidence.findLast(
        (row) => row.step === 'bring-back' && (row.outcome === 'ok' || row.outcome === 'word'),
      )?.seq ?? 0
    return this.record.targets.every(({ id }) => {
      const steps = ['check', 'reload', 'adopt', 'watch'] as const
      const last = steps.map((step) => this.last(step, id))
      const refused = last.some(
        (row) => row === undefined || row.outcome === 'failed' || row.outcome === 'unproven',
      )
      const failing = this.last('soak', id)
      return !refused && (failing?.outcome !== 'failed' || (failing.seq < back && (last[1]?.seq ?? 0) > back))
    })
  }

  turn(): void {
    if (this.record.direction === 'back' || this.deleted) return
    this.record = { ...this.record, direction: 'back' }
    this.note({ step: 'bring-back', targetId: null, outcome: 'skipped', text: 'turned' })
  }
}

function play(one: History): Model {
  const model = new Model(one)
  for (let turn = 0; turn < 600; turn++) {
    if (turn === one.undoAt) model.turn()
    if (turn === one.overrideAt) {
      model.record = { ...model.record, overriddenAt: new Date(model.now).toISOString() }
    }
    if (!model.act()) return model
    model.now += 1000
  }
  model.wrongs.push('it does not end')
  return model
}

it('always ends, never cuts, deletes or retires too early, and lets no date drift', () => {
  fc.assert(
    fc.property(history, (one) => {
      const { wrongs } = play(one)
      expect(wrongs).toEqual([])
    }),
    { seed: 4, numRuns: 3000 },
  )
})

it('leads back from wherever it stands until the old key is deleted', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 60 }), (one, undoAt) => {
      const { wrongs, record: ended, deleted, offered } = play({ ...one, undoAt, overrideAt: -1 })
      expect(wrongs).toEqual([])
      const back = ended.direction === 'back'
      expect(ended.state).toBe(back ? 'undone' : 'done')
      expect(deleted && offered.has('retire')).toBe(false)
    }),
    { seed: 5, numRuns: 3000 },
  )
})
