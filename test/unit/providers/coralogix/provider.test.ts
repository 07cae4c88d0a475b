import { expect, test } from 'vitest'
import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createOptions } from '../../../../main/providers/coralogix/presets.ts'
import { consoleOrigin } from '../../../../main/providers/coralogix/regions.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { ProviderKey } from '../../../../main/providers/provider.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import { anAccount } from '../../../fakes/cli-samples.ts'

const provider = coralogixProvider(createHttp())

test('every region has an api and an ingress host of its own', () => {
  expect(provider.info.regions.map((region) => region.code)).toEqual([
    'eu1',
    'eu2',
    'us1',
    'us2',
    'us3',
    'ap1',
    'ap2',
    'ap3',
    'gov1',
  ])
  expect(provider.info.regions.find((region) => region.code === 'eu2')).toEqual({
    code: 'eu2',
    label: 'EU2',
    place: 'AWS eu-north-1, Stockholm',
    apiUrl: 'https://api.eu2.coralogix.com',
    ingressUrl: 'https://ingress.eu2.coralogix.com',
  })
})

test('a team label leads to the console of its region', () => {
  expect(consoleOrigin('acme', 'https://api.eu1.coralogix.com')).toBe('https://acme.coralogix.com')
  expect(consoleOrigin('acme', 'https://api.us2.coralogix.com')).toBe('https://acme.app.cx498.coralogix.com')
  const pages = (consoleUrl: string) => provider.consolePages(anAccount({ consoleUrl })).map(({ url }) => url)
  expect(pages('https://acme.coralogix.com')).toEqual(['https://acme.coralogix.com/settings/api-keys'])
  expect(pages('javascript:alert(1)')).toEqual([])
})

test.each([
  ['cxtp_abcdefghijklmnopqrstuvwxyz0123', ['send-your-data', 'team']],
  ['cxup_abcdefghijklmnopqrstuvwxyz0123', ['personal']],
  ['3f2b8c1e-0000-4000-8000-0123456789ab', ['send-your-data', 'team', 'personal']],
  ['ghp_something', undefined],
  ['', undefined],
])('what %s looks like', (text, types) => {
  expect(provider.describeValue(Secret.of(text))?.types).toEqual(types)
})

const key: ProviderKey = {
  id: 'k',
  name: 'n',
  type: 'personal',
  legacyKind: null,
  isDefault: false,
  active: true,
  hashed: true,
  owner: { kind: 'user', id: 'u1', name: 'platform@example.com' },
  presets: [
    { name: 'Alerts', permissions: ['alerts:ReadConfig', 'ALERTS:READCONFIG', 'brand-new:Read'] },
    { name: 'Invented', permissions: [] },
  ],
  permissions: ['another-new:Read'],
  createdAt: null,
  lastActivatedAt: null,
  rum: false,
  description: null,
  locked: false,
  expiresAt: null,
  hasPolicy: null,
}

test('the choices are the bundled ones and what the keys teach', () => {
  const none = createOptions([])
  expect(none.types).toEqual(['send-your-data', 'team', 'personal'])
  expect(none.permissions).toHaveLength(263)
  expect(none.presets.find((preset) => preset.name === 'SendData')?.permissions).toHaveLength(5)
  expect(none.presets.filter((preset) => preset.standalone).map((preset) => preset.name)).toEqual(['RUM'])

  const grouped = none.permissionGroups.flatMap((group) => group.permissions)
  expect([...grouped].sort()).toEqual(none.permissions)
  expect(none.permissionGroups.find(({ name }) => name === 'LIVETAIL')?.permissions).toEqual([
    'livetail:Read',
  ])
  expect(none.permissionGroups).toHaveLength(33)

  const learnt = createOptions([key, { ...key, owner: { kind: 'organisation', id: 'o', name: null } }])
  expect(learnt.types).toContain('organisation')
  expect(learnt.presets.find((preset) => preset.name === 'Alerts')?.permissions).toContain('brand-new:Read')
  expect(learnt.presets.find((preset) => preset.name === 'Invented')?.suits).toEqual(['team', 'personal'])
  expect(learnt.permissions).toHaveLength(265)
  expect(learnt.permissionGroups.at(-1)).toEqual({
    name: 'On keys of this account',
    permissions: ['another-new:Read', 'brand-new:Read'],
  })
  expect(learnt.members).toEqual([{ id: 'u1', name: 'platform@example.com', types: ['personal'] }])
})

test('advises against a Personal key where something carries it', () => {
  const { adviceOnUse } = provider
  expect(adviceOnUse({ type: 'personal', rum: false }, 'grafana-api')).toContain('not for production')
  expect(adviceOnUse({ type: 'personal', rum: false }, null)).toBeNull()
  expect(adviceOnUse({ type: 'team', rum: false }, 'grafana-api')).toBeNull()
})

test.each([
  ['security settings', 'There is no API for it'],
  ['the permission that they take', 'team-api-keys-security-settings:Manage'],
  ['what the preset APIKeys lacks', 'UpdateAccessPolicy'],
  ['that keys do not act for a user', 'do not act for a user'],
  ['the mode Private', 'has no place in a policy'],
  ['data scopes', 'without a data scope'],
  ['the creator', 'does not tell who created a key'],
] as const)('the notes of an account say of %s what the API does not do', (_, words) => {
  expect(provider.notes.map(({ text }) => text).join(' ')).toContain(words)
})
