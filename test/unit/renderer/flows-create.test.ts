import { describe, expect, test } from 'vitest'
import { captureLines } from '../../../renderer/features/create/capture-steps.ts'
import {
  keyProblems,
  standaloneOf,
  startingDraft,
  toRequest,
  withPermission,
  withPermissions,
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
    expect(toRequest({ ...chosen, type: 'team' }, one, 'a').ownerId).toBeNull()
  })
})

describe('the create form of a vendor without presets', () => {
  const ibmCloud: CreateOptions = {
    types: ['service-id', 'user'],
    ...{ presets: [], permissions: [], permissionGroups: [] },
    members: [
      { id: 's1', name: 'edge', types: ['service-id'] },
      { id: 's2', name: 'batch', types: ['service-id'] },
      { id: 'u1', name: 'ops@acme.example', types: ['user'] },
    ],
    ...{ readable: false, description: true, expiry: true },
  }
  const now = new Date(2026, 5, 1, 12).getTime()

  test('asks for the service ID and no permission', () => {
    const draft = { ...startingDraft(ibmCloud), name: 'edge-logs' }
    expect(draft).toMatchObject({ type: 'service-id', ownerId: null, presets: [] })
    expect(keyProblems(draft, ibmCloud, now)).toEqual({
      owner: 'Choose the service ID that the key belongs to.',
    })
    expect(keyProblems({ ...draft, ownerId: 's1' }, ibmCloud, now)).toEqual({})
  })

  test('another type has another owner; the only one is chosen at once', () => {
    const draft = { ...startingDraft(ibmCloud), name: 'x', ownerId: 's1' }
    expect(withType(draft, 'user', ibmCloud).ownerId).toBe('u1')
    expect(withType(withType(draft, 'user', ibmCloud), 'service-id', ibmCloud).ownerId).toBeNull()
  })

  test('sends the description and the end of the chosen day, and only where the vendor has them', () => {
    const draft = {
      ...startingDraft(ibmCloud),
      ...{ name: ' x ', ownerId: 's1', description: ' for edge ', expires: '2026-09-01', hashed: false },
    }
    expect(toRequest(draft, ibmCloud, 'a')).toMatchObject({
      ...{ name: 'x', ownerId: 's1', description: 'for edge', hashed: true },
      expiresAt: new Date(2026, 8, 1, 23, 59, 59).toISOString(),
    })
    const request = toRequest(draft, options, 'a')
    expect('description' in request || 'expiresAt' in request).toBe(false)
  })

  test('does not take a day that has passed', () => {
    const draft = { ...startingDraft(ibmCloud), name: 'x', ownerId: 's1' }
    expect(keyProblems({ ...draft, expires: '2026-05-31' }, ibmCloud, now).expires).toContain('not passed')
    expect(keyProblems({ ...draft, expires: '2026-06-01' }, ibmCloud, now)).toEqual({})
    expect(keyProblems({ ...draft, expires: '2026-13-01' }, ibmCloud, now).expires).toContain('not passed')
  })
})

describe('a prefilled form', () => {
  test('takes what was given as it is, and adds no preset to it', () => {
    const draft = startingDraft(options, {
      ...{ name: 'alerts-2', type: 'team', presets: [], permissions: ['alerts:ReadConfig'], ownerId: null },
    })
    expect(draft).toMatchObject({
      ...{ name: 'alerts-2', type: 'team', presets: [], permissions: ['alerts:ReadConfig'], hashed: true },
    })
    expect(keyProblems(draft, options)).toEqual({})
  })

  test('starts as usual where a type is given that the account cannot make', () => {
    expect(startingDraft(options, { type: 'user', name: 'x' })).toMatchObject({
      ...{ name: 'x', type: 'send-your-data', presets: ['SendData'] },
    })
  })
})

describe('the permission list by groups', () => {
  const groups = [
    { name: 'Alerts', permissions: ['alerts:ReadConfig', 'alerts:UpdateConfig'] },
    { name: 'Data', permissions: ['logs.data-api#high:ReadData'] },
  ]
  const known = [...groups.flatMap((group) => group.permissions), 'slo:ReadConfig']
  const shape = (query: string, chosen: readonly string[] = []) =>
    permissionRows(known, chosen, query, groups).map((row) =>
      row.kind === 'permission'
        ? row.name
        : row.kind === 'group'
          ? `[${row.group} ${row.chosen}/${row.permissions.length}]`
          : `(${row.resource})`,
    )

  test('has a row for the whole of each group; what is in none stands by resource', () => {
    expect(shape('', ['ALERTS:readconfig'])).toEqual([
      '[Alerts 1/2]',
      'alerts:ReadConfig',
      'alerts:UpdateConfig',
      '[Data 0/1]',
      'logs.data-api#high:ReadData',
      '(slo)',
      'slo:ReadConfig',
    ])
  })

  test('finds by permission and by group; the whole is then what is shown', () => {
    expect(shape('update')).toEqual(['[Alerts 0/1]', 'alerts:UpdateConfig'])
    expect(shape('data')).toEqual(['[Data 0/1]', 'logs.data-api#high:ReadData'])
  })

  test('choosing a group adds what is missing of it, and takes all away when none is', () => {
    const draft = withPermission(startingDraft(options), 'alerts:ReadConfig')
    const all = withPermissions(draft, groups[0]?.permissions ?? [])
    expect(all.permissions).toEqual(['alerts:ReadConfig', 'alerts:UpdateConfig'])
    expect(withPermissions(all, groups[0]?.permissions ?? []).permissions).toEqual([])
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
