import { describe, expect, test } from 'vitest'
import {
  accountProblems,
  addressProblem,
  emptyAccount,
  placeOf,
  withVendor,
} from '../../../renderer/features/accounts/account-form.ts'
import { healthOf, rightsSummary, sortedRights } from '../../../renderer/features/accounts/account-health.ts'
import { placeWord, whoWord } from '../../../renderer/features/accounts/who.ts'
import type { Account, ProviderId } from '../../../shared/model.ts'
import type { AccountRight, ProviderInfo } from '../../../shared/providers.ts'
import { providers } from '../../fakes/answers.ts'
import { fakeAccount } from '../../fakes/keys.ts'

describe('an address of a custom endpoint', () => {
  test.each([
    'https://api.eu2.coralogix.com',
    'https://api.private.eu2.coralogix.com/',
    ' https://10.0.0.4:8443 ',
  ])('%s is accepted', (address) => expect(addressProblem(address)).toBeNull())

  test.each(['http://localhost:4010', 'http://127.0.0.1:4010/', 'http://[::1]:4010'])(
    '%s is accepted, because it never leaves this machine',
    (address) => expect(addressProblem(address)).toBeNull(),
  )

  test.each([
    ['http://api.eu2.coralogix.com', /https:\/\//],
    ['http://localhost.example.com', /https:\/\//],
    ['http://127.0.0.1.example.com', /https:\/\//],
    ['ftp://127.0.0.1', /https:\/\//],
    ['api.eu2.coralogix.com', /whole address|https:/],
    ['https://user:word@api.eu2.coralogix.com', /user name/],
    ['https://api.eu2.coralogix.com/?key=1', /Leave out/],
    ['', /Enter an address/],
  ])('%s is refused with the reason', (address, reason) => expect(addressProblem(address)).toMatch(reason))
})

const named = (id: ProviderId): ProviderInfo => {
  const info = providers.find((each) => each.id === id)
  if (!info) throw new Error(`no ${id}`)
  return info
}
const coralogix = named('coralogix')
const ibmCloud = named('ibm-cloud')
const recorded = named('aggregations-io')
const start = (info: ProviderInfo) => withVendor(emptyAccount, info)

describe('the add-account form', () => {
  test('asks for the vendor first, and for nothing else until there is one', () => {
    expect(Object.keys(accountProblems(emptyAccount, null, false, []))).toEqual(['provider'])
  })

  test('names everything that is missing at once, by what the vendor needs', () => {
    expect(Object.keys(accountProblems(start(coralogix), coralogix, false, []))).toEqual([
      'name',
      'region',
      'credential',
    ])
    expect(accountProblems(start(coralogix), coralogix, false, []).credential).toBe('Paste the admin key.')
    expect(accountProblems(start(ibmCloud), ibmCloud, false, []).credential).toBe(
      'Paste the IBM Cloud API key.',
    )
    expect(Object.keys(accountProblems(start(recorded), recorded, false, []))).toEqual(['name'])
  })

  test('asks nothing for a sandbox', () => {
    const draft = { ...start(ibmCloud), from: 'sandbox' } as const
    expect(accountProblems(draft, ibmCloud, false, [])).toEqual({})
  })

  test('does not take a name twice, whatever its case', () => {
    const draft = { ...start(coralogix), name: 'Acme', region: 'eu1' }
    expect(accountProblems(draft, coralogix, true, ['acme']).name).toContain('already')
    expect(accountProblems(draft, coralogix, true, [])).toEqual({})
  })

  test('keeps the name when another vendor is chosen, and nothing that only the first one had', () => {
    const draft = { ...start(coralogix), name: 'acme', region: 'custom', apiUrl: 'https://left-over' }
    expect(withVendor(draft, ibmCloud)).toMatchObject({
      ...{ name: 'acme', provider: 'ibm-cloud', region: null, apiUrl: '', transport: null },
    })
  })

  test('asks for a region where the account needs one, and for an instance where its region is chosen', () => {
    const draft = { ...start(ibmCloud), name: 'ibm' }
    expect(Object.keys(accountProblems(draft, ibmCloud, true, []))).toEqual([])
    expect(Object.keys(accountProblems({ ...draft, region: 'eu-de' }, ibmCloud, true, []))).toEqual([
      'instance',
    ])
    const whole = { ...draft, region: 'eu-de', instance: '0b9b' }
    expect(Object.keys(accountProblems(whole, ibmCloud, true, []))).toEqual([])
  })

  test('sends a region or addresses, never a mixture', () => {
    const typed = {
      ...start(coralogix),
      ...{ name: 'x', region: 'eu1', apiUrl: 'https://left-over', ingressUrl: 'https://left-over' },
      grpcUrl: 'https://left-over',
    }
    expect(placeOf(typed, coralogix)).toEqual({
      ...{ region: 'eu1', apiUrl: null, ingressUrl: null, grpcUrl: null },
      ...{ transport: 'auto', instance: null },
    })
    expect(placeOf({ ...typed, region: 'custom', apiUrl: ' https://a ' }, coralogix)).toMatchObject({
      ...{ region: null, apiUrl: 'https://a', ingressUrl: 'https://left-over', grpcUrl: 'https://left-over' },
    })
    expect(placeOf({ ...typed, region: 'custom', transport: 'rest' }, coralogix).grpcUrl).toBeNull()
  })

  test('names an instance only where the vendor has them, and a transport only where there are several', () => {
    const draft = { ...start(ibmCloud), region: 'eu-de', instance: ' 0b9b ' }
    expect(placeOf(draft, ibmCloud)).toMatchObject({ region: 'eu-de', instance: '0b9b', transport: null })
    expect(placeOf({ ...draft, region: null }, { ...recorded, instance: null })).toEqual({
      ...{ region: null, apiUrl: null, ingressUrl: null, grpcUrl: null, transport: null, instance: null },
    })
  })

  test('without regions an address is looked at only where one was typed', () => {
    const draft = { ...start(recorded), name: 'metrics' }
    expect(accountProblems(draft, recorded, false, [])).toEqual({})
    expect(Object.keys(accountProblems({ ...draft, ingressUrl: 'ftp://x' }, recorded, false, []))).toEqual([
      'ingressUrl',
    ])
  })
})

describe('an account’s health', () => {
  const now = Date.parse('2026-06-01T12:00:00.000Z')
  const synced = { ...fakeAccount().sync, lastSyncedAt: '2026-06-01T11:00:00.000Z' }
  const of = (sync: Partial<Account['sync']>, info = coralogix) =>
    healthOf(fakeAccount({ sync: { ...synced, ...sync } }), info, now)

  test('is said in words: in order, partly, failed, never synced', () => {
    expect(of({})).toMatchObject({ kind: 'well', word: 'In order' })
    expect(of({ notes: ['refused'] }).kind).toBe('partly')
    const failure = { code: 'x', message: 'm', hint: 'h', at: '2026-06-01T11:30:00.000Z' }
    expect(of({ failure, notes: ['refused'] }).sentence).toContain('Keys stay as they were')
    expect(of({ lastSyncedAt: null }).kind).toBe('unsynced')
    expect(of({ running: true }).kind).toBe('syncing')
  })

  test('is the user’s word where the vendor cannot be asked', () => {
    expect(of({}, recorded)).toMatchObject({ kind: 'word', word: 'By your word' })
  })

  test('puts the rights that are missing first', () => {
    const right = (state: AccountRight['state'], what: string) =>
      ({ what, permission: what, state, evidence: '' }) as const
    const rights = [right('granted', 'a'), right('unknown', 'b'), right('missing', 'c')]
    expect(sortedRights(rights).map(({ what }) => what)).toEqual(['c', 'b', 'a'])
    expect(rightsSummary(rights)).toBe('1 granted, 1 missing, 1 not known')
    expect(rightsSummary([])).toBe('known after a sync')
  })
})

describe('whose an account is', () => {
  test('names the team and the user, as far as the vendor said', () => {
    expect(whoWord({ teamName: 'acme', teamId: '1', userName: 'dev@acme.example' })).toBe(
      'acme, as dev@acme.example',
    )
    expect(whoWord({ teamName: null, teamId: '9f2c', userName: null })).toBe('9f2c')
    expect(whoWord({ teamName: null, teamId: null, userName: null })).toBeNull()
  })

  test('says the region as the vendor spells it, or the host', () => {
    expect(placeWord({ region: 'eu2', apiUrl: '' }, coralogix)).toBe('EU2')
    expect(placeWord({ region: 'custom', apiUrl: 'https://api.example.com' }, coralogix)).toBe(
      'api.example.com',
    )
    expect(placeWord({ region: 'sandbox', apiUrl: '' }, undefined)).toBe('sandbox')
  })
})
