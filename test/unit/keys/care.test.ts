import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import type { AccessPolicy } from '../../../shared/providers.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
beforeEach(async () => {
  world = await new World().withAccount()
})
afterEach(() => world.end())

const actions = (ref: KeyRef) => world.core.audit.list(ref, 20).map((entry) => entry.action)
const lastText = (ref: KeyRef) => world.core.audit.list(ref, 1)[0]?.text

describe('describing and locking a key', () => {
  const ibmKey = async (more: object = {}) => {
    const accountId = await world.addAccount('ibm-cloud', 'ibm')
    return world.withKey(world.ibm, accountId, { name: 'sender', type: 'service-id', ...more })
  }

  it('describes it at the vendor, and the record follows', async () => {
    const ref = await ibmKey()
    expect(must(await world.core.care.describe(ref, 'For the edge'))).toMatchObject({
      description: 'For the edge',
    })
    expect(world.ibm.keys.get(ref.keyId)).toMatchObject({ description: 'For the edge' })
    expect(must(await world.core.care.describe(ref, ''))).toMatchObject({ description: null })
    expect(actions(ref)).toEqual(['key.describe', 'key.describe'])
    expect(await world.core.care.describe(ref, 'two\nlines')).toMatchObject({
      failure: { code: 'usage', message: expect.stringContaining('The description holds a line break') },
    })
  })

  it('locks it: then nothing else is asked of the vendor until it is unlocked', async () => {
    const ref = await ibmKey()
    expect(must(await world.core.care.setLocked(ref, true))).toMatchObject({ locked: true })
    world.ibm.calls.length = 0
    for (const refused of [
      await world.core.keys.rename(ref, 'other'),
      await world.core.keys.setActive(ref, false),
      await world.core.keys.remove(ref),
      await world.core.care.describe(ref, 'x'),
    ]) {
      expect(refused).toMatchObject({ ok: false, failure: { code: 'refused' } })
    }
    expect(await world.core.keys.setActive(ref, false)).toMatchObject({
      failure: { message: 'sender was not disabled: It is locked: unlock it first.' },
    })
    expect(world.ibm.calls).toEqual([])
    expect(must(await world.core.care.setLocked(ref, false))).toMatchObject({ locked: false })
    must(await world.core.keys.rename(ref, 'other'))
    expect(actions(ref)).toEqual(['key.rename', 'key.unlock', 'key.lock'])
  })

  it('refuses what the vendor does not have, in its words, and asks nothing', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'a' })
    expect(await world.core.care.describe(ref, 'x')).toMatchObject({
      failure: { code: 'refused', message: 'a was not described: Coralogix keeps no description of a key.' },
    })
    expect(world.vendor.calls).toEqual([])
  })
})

describe('changing what a key may do', () => {
  it('sends what is given and leaves the rest; the record follows', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, {
      ...{ name: 'team', type: 'team', permissions: ['a:Read', 'b:Read'] },
      presets: [{ name: 'Alerts', permissions: ['alerts:Read'] }],
    })
    const key = must(await world.core.care.setRights(ref, { permissions: ['a:Read', 'c:Read', 'strange'] }))
    expect(key).toMatchObject({ presets: ['Alerts'], permissions: ['a:Read', 'c:Read', 'strange'] })
    expect(world.vendor.changes).toEqual([{ permissions: ['a:Read', 'c:Read', 'strange'] }])
    expect(lastText(ref)).toBe('Changed what team may do: permissions 2 added, 1 removed')
    expect(must(await world.core.care.setRights(ref, { presets: [] }))).toMatchObject({ presets: [] })
  })

  it('keeps what is known of a preset that another key has', async () => {
    const presets = [{ name: 'Own', permissions: ['x:Read'] }]
    world.vendor.add({ name: 'other', type: 'team', presets })
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'team', type: 'team' })
    must(await world.core.care.setRights(ref, { presets: ['Own'] }))
    expect(must(world.core.keys.detail(ref)).presetPermissions).toEqual({ Own: ['x:Read'] })
  })

  it('refuses an empty change, and that of a legacy key', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'old', legacyKind: 'scim' })
    expect(await world.core.care.setRights(ref, {})).toMatchObject({ failure: { code: 'usage' } })
    expect(await world.core.care.setRights(ref, { permissions: [] })).toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('Recreate it as a custom key') },
    })
    expect(world.vendor.calls).toEqual([])
  })

  it('leaves the record as it is where the vendor refuses, and notes the right that is missing', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'team', type: 'team' })
    world.vendor.updateFault = fail('permission-missing', 'It was refused.', '', {
      permissions: ['KEYS:Manage'],
    })
    await world.core.care.setRights(ref, { permissions: ['x'] })
    expect(must(world.core.keys.detail(ref)).key.permissions).toEqual([])
    expect(must(world.core.accounts.report(world.accountId)).rights).toMatchObject([
      { what: 'Change the permissions of team keys', permission: 'KEYS:Manage', state: 'missing' },
    ])
    expect(actions(ref)).toEqual([])
  })
})

describe('access policies', () => {
  const policy: AccessPolicy = {
    general: { access: 'default', policy: 'default' },
    rules: [{ groupId: 'g1', access: 'manage', policy: 'read' }],
  }

  it('is read with the groups, saved, and taken away', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'team', type: 'team' })
    expect(must(await world.core.care.policy(ref))).toMatchObject({
      policy: null,
      groups: [{ id: 'g1', name: 'Platform' }],
      groupsNote: null,
      permissions: { read: 'team-api-keys:Read' },
    })
    expect(must(world.core.keys.detail(ref)).hasPolicy).toBeNull()
    must(await world.core.care.setPolicy(ref, policy))
    expect(must(await world.core.care.policy(ref)).policy).toEqual(policy)
    expect(must(world.core.keys.detail(ref)).hasPolicy).toBe(true)
    expect(lastText(ref)).toBe('Saved the access policy of team: 1 rule for groups')
    must(await world.core.care.setPolicy(ref, null))
    expect(world.vendor.policies.policies.size).toBe(0)
    expect(must(world.core.keys.detail(ref)).hasPolicy).toBe(false)
  })

  it('says why the groups could not be listed, and the policy can be edited all the same', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'team', type: 'team' })
    world.vendor.policies.groupsAnswer = fail(
      'permission-missing',
      'It lacks team-groups:ReadConfig.',
      'Type ids.',
    )
    const view = must(await world.core.care.policy(ref))
    expect(view).toMatchObject({ groups: [], groupsNote: 'It lacks team-groups:ReadConfig. Type ids.' })
  })

  it('refuses it for types without policies, and a group that stands twice', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'mine', type: 'personal' })
    for (const refused of [await world.core.care.policy(ref), await world.core.care.setPolicy(ref, null)])
      expect(refused).toMatchObject({
        failure: { code: 'refused', message: expect.stringContaining('Team and Send-Your-Data keys only') },
      })
    const [rule] = policy.rules
    expect(
      await world.core.care.setPolicy(ref, { ...policy, rules: [rule, rule].flatMap((it) => it ?? []) }),
    ).toMatchObject({
      failure: { code: 'usage', message: expect.stringContaining('g1') },
    })
  })
})

describe('asking the vendor about a key', () => {
  it('gives the history that the vendor has, or says that it has none', async () => {
    const accountId = await world.addAccount('ibm-cloud', 'ibm')
    const ref = await world.withKey(world.ibm, accountId, { name: 'k', type: 'service-id' })
    const event = { at: null, action: 'created', by: 'ops', text: 'Created' }
    world.ibm.history.set(ref.keyId, [event])
    expect(must(await world.core.care.vendorHistory(ref))).toEqual([event])
    const other = await world.withKey(world.vendor, world.accountId, { name: 'k' })
    expect(await world.core.care.vendorHistory(other)).toMatchObject({ failure: { code: 'refused' } })
  })

  it('verifies the value without a line, and with one only on consent', async () => {
    const ref = await world.madeKey()
    const silent = { markedLine: false, ingestId: null }
    expect(must(await world.core.care.verify(ref, silent))).toMatchObject({ verdict: 'works' })
    expect(world.vendor.lines).toEqual([])
    must(await world.core.care.verify(ref, { ...silent, markedLine: true }))
    expect(world.vendor.lines).toMatchObject([
      { keyId: ref.keyId, marker: expect.stringMatching(/^keyturn-/) },
    ])
    expect(actions(ref).slice(0, 4)).toEqual(['key.verify', 'value.verify', 'key.verify', 'value.verify'])
    expect(lastText(ref)).toContain('the vendor takes it; one line marked keyturn-')
  })

  it('never repeats the value, whatever the vendor says', async () => {
    const ref = await world.madeKey()
    const value = world.vendor.values.get(ref.keyId) ?? ''
    world.vendor.verifyFault = fail('vendor-failed', `The vendor said ${value}.`, value)
    const told = await world.core.care.verify(ref, { markedLine: false, ingestId: null })
    expect(told).toMatchObject({ failure: { message: 'The vendor said •••.', hint: '•••' } })
    expect(JSON.stringify(world.core.audit.list(null, 50))).not.toContain(value)
  })

  it('says that a value that is not held cannot be verified', async () => {
    const ref = await world.withKey(world.vendor, world.accountId, { name: 'k' })
    const told = await world.core.care.verify(ref, { markedLine: false, ingestId: null })
    expect(told).toMatchObject({ failure: { code: 'not-found' } })
  })
})
