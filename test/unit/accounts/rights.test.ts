import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mergeRights, rightsAfter } from '../../../main/accounts/rights.ts'
import { type Failure, fail } from '../../../shared/errors.ts'
import type { AccountRight } from '../../../shared/providers.ts'
import { must, World } from '../../fakes/world.ts'

const at = '2026-03-01T12:00:00.000Z'
const right = (more: Partial<AccountRight> = {}): AccountRight => ({
  ...{
    what: 'List team keys',
    permission: 'TEAM:ReadConfig',
    state: 'unknown',
    evidence: 'Not tried.',
    ...more,
  },
})
const refused: Failure = {
  code: 'permission-missing',
  message: 'No.',
  hint: '',
  permissions: ['TEAM:Manage'],
}

describe('what a change tells of rights', () => {
  it('is nothing where it went well and nothing was in doubt, or failed for another reason', () => {
    expect(rightsAfter([right()], 'Rename team keys', null, at)).toBeNull()
    expect(rightsAfter([], 'Rename team keys', { ...refused, code: 'vendor-failed' }, at)).toBeNull()
    expect(
      rightsAfter([], 'Rename team keys', { code: 'permission-missing', message: '', hint: '' }, at),
    ).toBeNull()
  })

  it('is the missing right by its name, which what a list said of it follows', () => {
    const listed = right({ what: 'Change team keys', permission: 'TEAM:Manage' })
    expect(rightsAfter([listed], 'Rename team keys', refused, at)).toEqual([
      { ...listed, state: 'missing', evidence: 'Rename team keys: the vendor refused it on 2026-03-01.', at },
      {
        ...{ what: 'Rename team keys', permission: 'TEAM:Manage', state: 'missing', at },
        evidence: 'Rename team keys: the vendor refused it on 2026-03-01.',
      },
    ])
  })

  it('is that it is there again, where the same went well later', () => {
    const missing = rightsAfter([], 'Rename team keys', refused, at) ?? []
    expect(rightsAfter(missing, 'Rename team keys', null, at)).toMatchObject([
      { state: 'granted', evidence: 'Rename team keys: it went well on 2026-03-01.' },
    ])
    expect(rightsAfter(missing, 'Delete team keys', null, at)).toBeNull()
  })

  it('does not say which of two was wanted', () => {
    const either = { ...refused, permissions: ['A', 'B'] }
    const missing = rightsAfter([], 'Rename team keys', either, at) ?? []
    expect(rightsAfter(missing, 'Rename team keys', null, at)).toMatchObject([
      { permission: 'A', state: 'unknown', evidence: expect.stringContaining('one of A, B') },
      { permission: 'B', state: 'unknown' },
    ])
  })

  it('outlives a sync that cannot tell, and gives way to one that can', () => {
    const tried = right({ what: 'Rename team keys', permission: 'TEAM:Manage', state: 'missing', at })
    const unsure = right({ what: 'Change team keys', permission: 'TEAM:Manage' })
    expect(mergeRights([tried, right()], [unsure])).toEqual([{ ...tried, what: 'Change team keys' }])
    const sure = { ...unsure, state: 'granted' as const }
    expect(mergeRights([tried], [sure])).toEqual([sure])
    expect(mergeRights([tried], [])).toEqual([tried])
  })
})

describe('the rights of an account', () => {
  let world: World
  beforeEach(async () => {
    world = await new World().withAccount()
  })
  afterEach(() => world.end())
  const rights = () => must(world.core.accounts.report(world.accountId)).rights

  it('are those that the sync was told, and what changes taught since', async () => {
    world.vendor.rights = [right({ state: 'granted', evidence: 'The list was given.' })]
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'a' })
    world.vendor.updateFault = fail('permission-missing', 'No.', '', { permissions: ['SYD:Manage'] })
    await world.core.keys.setActive(ref, false)
    must(await world.core.accounts.sync(world.accountId))
    expect(rights().map(({ permission, state }) => [permission, state])).toEqual([
      ['TEAM:ReadConfig', 'granted'],
      ['SYD:Manage', 'missing'],
    ])
    world.vendor.updateFault = null
    must(await world.core.keys.setActive(ref, false))
    expect(rights()[1]).toMatchObject({ permission: 'SYD:Manage', state: 'granted' })
  })

  it('follow a creation that is refused', async () => {
    world.vendor.createFault = 'refused'
    await world.core.capture.create(world.request())
    expect(rights()).toMatchObject([{ what: 'Create send-your-data keys', permission: 'SYD:Manage' }])
  })
})
