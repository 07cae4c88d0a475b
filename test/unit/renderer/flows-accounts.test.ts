import { describe, expect, test } from 'vitest'
import {
  accountProblems,
  addressProblem,
  emptyAccount,
  endpointOf,
} from '../../../renderer/features/accounts/account-form.ts'

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

describe('the add-account form', () => {
  test('names everything that is missing at once', () => {
    expect(Object.keys(accountProblems(emptyAccount, false, []))).toEqual(['name', 'region', 'adminKey'])
  })

  test('does not take a name twice, whatever its case', () => {
    const draft = { ...emptyAccount, name: 'Acme', region: 'eu1' }
    expect(accountProblems(draft, true, ['acme']).name).toContain('already')
    expect(accountProblems(draft, true, [])).toEqual({})
  })

  test('sends a region or both addresses, never a mixture', () => {
    const typed = { name: 'x', region: 'eu1', apiUrl: 'https://left-over', ingressUrl: 'https://left-over' }
    expect(endpointOf(typed)).toEqual({ region: 'eu1', apiUrl: null, ingressUrl: null })
    expect(endpointOf({ ...typed, region: 'custom', apiUrl: ' https://a ' })).toEqual({
      region: null,
      apiUrl: 'https://a',
      ingressUrl: 'https://left-over',
    })
  })
})
