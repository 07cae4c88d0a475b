import { describe, expect, test } from 'vitest'
import { captureLines } from '../../../renderer/features/create/capture-steps.ts'
import {
  keyProblems,
  standaloneOf,
  startingDraft,
  toRequest,
  withPermission,
  withPreset,
  withType,
} from '../../../renderer/features/create/create-form.ts'
import { freeEntry, permissionRows } from '../../../renderer/features/create/permission-rows.ts'
import type { CreateOptions, PresetInfo } from '../../../shared/model.ts'

const sendData: PresetInfo = {
  name: 'SendData',
  permissions: ['logs.data-ingress:SendData'],
  standalone: false,
  suits: ['send-your-data'],
}
const rum: PresetInfo = {
  name: 'RUM',
  permissions: ['rum-ingress:SendData'],
  standalone: true,
  suits: ['send-your-data', 'team'],
}
const alerts: PresetInfo = {
  name: 'Alerts',
  permissions: ['alerts:ReadConfig'],
  standalone: false,
  suits: ['team', 'personal'],
}
const options: CreateOptions = {
  types: ['send-your-data', 'team', 'personal'],
  presets: [sendData, rum, alerts],
  permissions: ['alerts:ReadConfig', 'logs.alerts:ReadConfig', 'logs.data-api#high:ReadData'],
  permissionGroups: [],
  members: [],
  ...{ readable: true, description: false, expiry: false },
}

describe('the create form', () => {
  test('starts as a hashed Send-Your-Data key that only sends', () => {
    const draft = startingDraft(options)
    expect(draft).toMatchObject({ type: 'send-your-data', presets: ['SendData'], hashed: true })
    expect(Object.keys(keyProblems(draft, options))).toEqual(['name'])
  })

  test('a team key does not keep the preset for sending, and needs one of its own', () => {
    const draft = withType({ ...startingDraft(options), name: 'ci' }, 'team', options)
    expect(draft.presets).toEqual([])
    expect(keyProblems(draft, options).presets).toContain('at least one preset')
    expect(keyProblems(withPermission(draft, 'alerts:ReadConfig'), options)).toEqual({})
  })

  test('the RUM preset clears everything else, and says why it stands alone', () => {
    let draft = withPermission(startingDraft(options), 'alerts:ReadConfig')
    draft = withPreset(draft, rum)
    expect(draft).toMatchObject({ presets: ['RUM'], permissions: [] })
    expect(standaloneOf(draft, options.presets)).toBe(rum)
    expect(keyProblems(withPermission(draft, 'x:Y'), options).presets).toContain('stands alone')
    expect(withPreset(draft, rum).presets).toEqual([])
  })

  test('permissions are compared without regard to case, as the vendor does', () => {
    const draft = withPermission(startingDraft(options), 'ALERTS:READCONFIG')
    expect(withPermission(draft, 'alerts:ReadConfig').permissions).toEqual([])
  })

  test('a personal key needs an owner; a single member is chosen at once', () => {
    const draft = withType({ ...startingDraft(options), name: 'mine' }, 'personal', options)
    expect(keyProblems(draft, options).owner).toContain('did not list the members')
    const one = {
      ...options,
      members: [{ id: 'u1', name: 'dev@acme.example', types: ['personal'] }],
    } as const
    const chosen = withType(draft, 'personal', one)
    expect(chosen.ownerId).toBe('u1')
    expect(toRequest({ ...chosen, type: 'team' }, 'a').ownerId).toBeNull()
  })
})

describe('the permission list', () => {
  test('groups by resource, filters by every word, and marks what is chosen', () => {
    const rows = permissionRows(options.permissions, ['logs.alerts:readconfig'], 'logs read')
    expect(rows).toEqual([
      { kind: 'resource', resource: 'logs', chosen: 1, count: 2 },
      { kind: 'permission', name: 'logs.alerts:ReadConfig', action: 'alerts:ReadConfig', chosen: true },
      {
        kind: 'permission',
        name: 'logs.data-api#high:ReadData',
        action: 'data-api#high:ReadData',
        chosen: false,
      },
    ])
  })

  test('keeps a free entry in the list, and offers one only where it is new and well formed', () => {
    expect(permissionRows([], ['new.thing:Do'], '')).toHaveLength(2)
    expect(freeEntry(' new.thing:Do ', options.permissions, [])).toBe('new.thing:Do')
    expect(freeEntry('ALERTS:readconfig', options.permissions, [])).toBeNull()
    expect(freeEntry('alerts', options.permissions, [])).toBeNull()
  })
})

describe('the capture', () => {
  const states = (lines: ReturnType<typeof captureLines>) => lines.map((line) => line.state)

  test('goes step by step, and says a step is done only when it was reported', () => {
    expect(states(captureLines({ reached: [], end: 'running' }))).toEqual([
      'running',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ])
    expect(
      states(captureLines({ reached: ['preflight', 'intent', 'asked', 'received', 'kept'], end: 'running' })),
    ).toEqual(['done', 'done', 'done', 'running', 'waiting'])
  })

  test('a created key has every line done, even where its final name could not be given', () => {
    const lines = captureLines({
      reached: ['preflight', 'intent', 'asked', 'received', 'kept', 'read-back', 'stored'],
      end: 'created',
    })
    expect(new Set(states(lines))).toEqual(new Set(['done']))
  })

  test('a stuck one stops where the keychain failed; the value is still in memory', () => {
    const lines = captureLines({ reached: ['preflight', 'intent', 'asked', 'received'], end: 'stuck' })
    expect(states(lines)).toEqual(['done', 'done', 'failed', 'waiting', 'waiting'])
    expect(lines[2]?.evidence).toContain('in memory')
  })

  test('without an answer nobody knows, and it says so', () => {
    const lines = captureLines({ reached: ['preflight', 'intent', 'asked'], end: 'unknown' })
    expect(states(lines)).toEqual(['done', 'stopped', 'waiting', 'waiting', 'waiting'])
  })
})
