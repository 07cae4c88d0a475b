import { describe, expect, test } from 'vitest'
import { isRum, legacyKindOf, looksDefault, typeOf } from '../../../../main/providers/coralogix/key-types.ts'
import { legacy } from '../../../../main/sandbox/permissions.ts'
import type { KeyOwner } from '../../../../shared/model.ts'

const team: KeyOwner = { kind: 'team', id: '7', name: null }
const key = (
  permissions: readonly string[],
  presets: readonly string[] = [],
  owner: KeyOwner | null = team,
) => ({
  owner,
  permissions,
  presets: presets.map((name) => ({ name, permissions: [] as string[] })),
})

describe('the type follows from owner, list and rights', () => {
  test.each([
    [key([], ['SendData']), false, 'send-your-data'],
    [key(['logs.data-ingress:SENDDATA']), false, 'send-your-data'],
    [key([], ['RUM']), false, 'send-your-data'],
    [key([], ['SendData', 'Alerts']), false, 'team'],
    [key(['alerts:ReadConfig']), true, 'send-your-data'],
    [key([]), false, 'team'],
    [key([], ['Alerts']), false, 'team'],
    [key([], ['SendData'], { kind: 'user', id: 'u', name: null }), true, 'personal'],
    [key([], [], { kind: 'organisation', id: 'o', name: null }), false, 'organisation'],
    [key([], [], null), false, 'team'],
  ] as const)('%#', (traits, inList, type) => {
    expect(typeOf(traits, inList)).toBe(type)
  })
})

describe('legacy keys are recognised by what they may do', () => {
  test.each([
    ['send-your-data', legacy.sendData],
    ['scim', legacy.scim],
    ['rum', legacy.rum],
    ['webhook', legacy.webhook],
    ['logs-query', legacy.logsQuery],
    ['cli', legacy.cli],
    ['alerts-rules-tags', legacy.alerts],
  ] as const)('%s', (kind, permissions) => {
    expect(legacyKindOf(key(permissions))).toBe(kind)
    expect(legacyKindOf(key([...permissions].reverse().map((one) => one.toUpperCase())))).toBe(kind)
    // One right more, or a preset, and it is a key of today.
    expect(legacyKindOf(key([...permissions, 'new-thing:Read']))).toBeNull()
    expect(legacyKindOf(key(permissions, ['Alerts']))).toBeNull()
    if (permissions.length > 1) expect(legacyKindOf(key(permissions.slice(1)))).not.toBe(kind)
  })

  test('several merged roles are named by the largest', () => {
    const merged = [...legacy.scim, 'team-roles:Manage']
    expect(legacyKindOf(key(merged))).toBe('scim')
    expect(legacyKindOf(key([...legacy.alerts, ...legacy.sendData]))).toBe('alerts-rules-tags')
  })

  test('a key without rights is not legacy', () => {
    expect(legacyKindOf(key([]))).toBeNull()
  })
})

test('a RUM key is one that can do nothing else', () => {
  expect(isRum(key(['rum-ingress:SendData']))).toBe(true)
  expect(isRum(key([], ['RUM']))).toBe(true)
  expect(isRum(key(['rum-ingress:SendData', 'logs.data-ingress:SendData']))).toBe(false)
  expect(isRum(key([]))).toBe(false)
})

test('the default key is known by its name alone', () => {
  expect(looksDefault('Default key', 'send-your-data')).toBe(true)
  expect(looksDefault('default send-your-data API key', 'send-your-data')).toBe(true)
  expect(looksDefault('Default key', 'team')).toBe(false)
  expect(looksDefault('default-namespace-otel', 'send-your-data')).toBe(false)
})
