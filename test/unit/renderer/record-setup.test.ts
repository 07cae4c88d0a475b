import { describe, expect, test } from 'vitest'
import { needs } from '../../../renderer/features/overview/needs.ts'
import { recordProblems, startingRecord, toRecord } from '../../../renderer/features/record/record-form.ts'
import {
  emptySetup,
  keyNameOf,
  running,
  setupProblems,
  setupSteps,
  toSetup,
} from '../../../renderer/features/setup/setup-form.ts'
import { expiryMark } from '../../../renderer/words.ts'
import { providers } from '../../fakes/answers.ts'
import { fakeKey } from '../../fakes/keys.ts'
import { fakeSnapshot } from '../../fakes/snapshot.ts'
import { ibm, stoppedSetup, vendorOptions } from '../../fakes/vendor-accounts.ts'

const info = providers.find((each) => each.mode === 'record')
const options = vendorOptions['aggregations-io']
if (!info || !options) throw new Error('no record vendor')

describe('recording a key', () => {
  test('starts as what an agent needs: the type for production, sending alone', () => {
    expect(startingRecord(info, options, {}, null)).toMatchObject({
      ...{ type: 'org-wide', permissions: ['Write'], active: true },
    })
  })

  test('in place of another key it starts as that one is', () => {
    const old = fakeKey({ type: 'personal', permissions: ['Read', 'Write'] })
    expect(startingRecord(info, options, {}, old)).toMatchObject({
      ...{ name: '', type: 'personal', permissions: ['Read', 'Write'] },
    })
  })

  test('needs a name and a permission, and sends what was entered', () => {
    const draft = { ...startingRecord(info, options, {}, null), permissions: [] }
    expect(Object.keys(recordProblems(draft))).toEqual(['name', 'permissions'])
    const whole = { ...draft, name: ' edge ', permissions: ['Write'], active: false }
    expect(recordProblems(whole)).toEqual({})
    expect(toRecord(whole, 'a')).toEqual({
      ...{ accountId: 'a', name: 'edge', type: 'org-wide', permissions: ['Write'] },
      ...{ active: false, description: null },
    })
  })
})

describe('setting up a service ID', () => {
  const now = new Date(2026, 5, 1).getTime()

  test('names the key after the service ID where nothing else is typed', () => {
    expect(keyNameOf({ ...emptySetup, name: ' edge ' })).toBe('edge-key')
    expect(toSetup({ ...emptySetup, name: 'edge', keyName: 'mine' }, ibm)).toMatchObject({
      ...{ accountId: ibm, name: 'edge', keyName: 'mine', description: null, expiresAt: null },
    })
    expect(Object.keys(setupProblems({ ...emptySetup, expires: '2026-01-01' }, now))).toEqual([
      'name',
      'expires',
    ])
  })

  test('shows the steps as main reports them, and before that the first one', () => {
    expect(setupSteps(null).map(({ state }) => state)).toEqual(['running', 'waiting', 'waiting', 'waiting'])
    expect(setupSteps(stoppedSetup).map(({ state }) => state)).toEqual([
      'done',
      'failed',
      'waiting',
      'waiting',
    ])
  })

  test('finds its own among those that run', () => {
    const mine = { ...stoppedSetup, id: 'b', state: 'running' } as const
    expect(running([stoppedSetup, mine], ibm, 'edge-mad')?.id).toBe('b')
    expect(running([stoppedSetup], ibm, 'edge-mad')).toBeNull()
  })

  test('one that stopped needs the user, with what was made', () => {
    const need = needs(fakeSnapshot('vendors')).find(({ step }) => step === 'setup')
    expect(need?.title).toBe('The setup of edge-mad in ibm-prod stopped')
    expect(need?.text).toContain('Made so far: the service ID edge-mad.')
  })
})

describe('a key’s last day', () => {
  const now = new Date(2026, 5, 1, 12).getTime()
  const at = (days: number) => new Date(now + days * 86_400_000).toISOString()

  test('is marked when it is near or past, and not before', () => {
    expect(expiryMark(null, now)).toBeNull()
    expect(expiryMark(at(30), now)).toBeNull()
    expect(expiryMark(at(6), now)).toMatchObject({ tone: 'warning', word: 'Expires in 6 d' })
    expect(expiryMark(at(0.1), now)).toMatchObject({ tone: 'warning', word: 'Expires today' })
    expect(expiryMark(at(-1), now)).toMatchObject({ tone: 'danger', word: 'Expired' })
  })
})
