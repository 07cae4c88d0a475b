import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { credentialReference } from '../../../main/vault/vault.ts'
import { fail } from '../../../shared/errors.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
let ibm: string
beforeEach(async () => {
  world = await new World().withAccount()
  ibm = await world.addAccount('ibm-cloud', 'ibm')
})
afterEach(() => world.end())

const importInto = async (accountId: string, keyId: string, value: string) => {
  const ref = { accountId, keyId }
  const paste = must(world.core.imports.openValue(Secret.of(value), ref))
  must(await world.core.imports.store(paste.importId, ref))
}
const prometheus = (key: string) =>
  `remote_write:\n  - url: http://127.0.0.1:2/prometheus/v1\n    authorization:\n      credentials: ${key}\n`
const printed = async (accountId: string, keyId: string) =>
  must(await world.core.keys.value({ accountId, keyId }, 'print')).expose((it) => it)

describe('two accounts of two vendors whose keys have the same id', () => {
  beforeEach(async () => {
    await world.withKey(world.vendor, world.accountId, { id: 'same', name: 'edge' })
    await world.withKey(world.ibm, ibm, { id: 'same', name: 'edge', type: 'service-id' })
    await importInto(world.accountId, 'same', 'cxtp_valueOfCoralogix0000000000')
    await importInto(ibm, 'same', 'valueOfIbmCloud0000000000000000')
  })

  it('are changed one by one, each at its own vendor', async () => {
    must(await world.core.keys.setActive({ accountId: ibm, keyId: 'same' }, false))
    expect(world.vendor.calls).toEqual([])
    expect(world.core.keys.list().map(({ account, state }) => [account, state])).toEqual(
      expect.arrayContaining([
        ['acme', 'active'],
        ['ibm', 'disabled'],
      ]),
    )
  })

  it('do not take each other’s values, although the id is the same', async () => {
    const ref = { accountId: ibm, keyId: 'same' }
    const paste = must(world.core.imports.openValue(Secret.of('cxtp_valueOfCoralogix0000000000'), ref))
    expect(await world.core.imports.store(paste.importId, ref)).toMatchObject({
      failure: { code: 'refused', message: expect.stringContaining('which Keyturn already holds') },
    })
    expect(await printed(ibm, 'same')).toBe('valueOfIbmCloud0000000000000000')
  })

  it('take the same value where both are one account of the vendor, added twice', async () => {
    const again = await world.addAccount('ibm-cloud', 'ibm again')
    must(await world.core.accounts.sync(again))
    await importInto(again, 'same', 'valueOfIbmCloud0000000000000000')
    expect(await printed(again, 'same')).toBe('valueOfIbmCloud0000000000000000')
  })

  it('are found together, and apart by their account', () => {
    expect(world.core.keys.list({ query: 'edge' })).toHaveLength(2)
    expect(world.core.keys.list({ accountId: ibm })).toMatchObject([{ provider: 'ibm-cloud' }])
    expect(world.core.keys.find('same')).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(must(world.core.keys.find('same', ibm)).accountId).toBe(ibm)
  })

  it('lose nothing with the other account: neither keys nor values, targets, policies, setups or the log', async () => {
    const file = join(world.home, 'prometheus.yml')
    writeFileSync(file, prometheus('cxtp_valueOfCoralogix0000000000'))
    must(await world.core.targets.add({ file, host: null, ref: null, controlUrl: null, reloadCommand: null }))
    const keep = { kind: 'key', ref: { accountId: world.accountId, keyId: 'same' } } as const
    const drop = { kind: 'account', accountId: ibm } as const
    for (const scope of [keep, drop]) {
      must(world.core.reminders.setPolicy({ scope, maxAgeDays: 30, leadDays: 3 }))
    }
    const other = await world.addAccount('ibm-cloud', 'ibm two')
    world.ibm.serviceIds.grantFault = 'refused'
    const setup = must(
      await world.core.setups.start({
        ...{ accountId: other, name: 's', description: null, keyName: 'k', keyDescription: null },
        expiresAt: null,
      }),
    )

    expect(world.core.accounts.valuesLost(ibm)).toBe(1)
    expect(await world.core.accounts.remove(ibm, false)).toMatchObject({ failure: { code: 'refused' } })
    must(await world.core.accounts.remove(ibm, true))

    expect(world.core.accounts.list().map(({ name }) => name)).toEqual(['acme', 'ibm two'])
    expect(world.core.keys.list()).toMatchObject([{ account: 'acme', hasValue: true }])
    expect(await printed(world.accountId, 'same')).toBe('cxtp_valueOfCoralogix0000000000')
    expect(world.vault.references().filter((reference) => reference.includes(ibm))).toEqual([])
    expect(world.core.targets.list()).toHaveLength(1)
    expect(world.core.reminders.policies().map(({ scope }) => scope.kind)).toEqual(['default', 'key'])
    expect(world.core.setups.open()).toMatchObject([{ id: setup.id }])
    expect(world.core.audit.list({ accountId: ibm, keyId: 'same' }, 10)).not.toEqual([])
    must(await world.core.accounts.sync(world.accountId))
  })
})

describe('removing an account', () => {
  it('waits for a setup of it whose service ID is at the vendor', async () => {
    world.ibm.serviceIds.grantFault = 'refused'
    const setup = must(
      await world.core.setups.start({
        ...{ accountId: ibm, name: 'senders', description: null, keyName: 'k', keyDescription: null },
        expiresAt: null,
      }),
    )
    expect(await world.core.accounts.remove(ibm, true)).toMatchObject({
      failure: {
        code: 'refused',
        message: expect.stringContaining('The setup of senders in ibm has not ended'),
      },
    })
    must(world.core.setups.dismiss(setup.id))
    must(await world.core.accounts.remove(ibm, true))
  })
})

describe('an account’s credential', () => {
  it('is known by whose it is and which key it is', () => {
    expect(world.core.accounts.list().find(({ id }) => id === ibm)).toMatchObject({
      ...{ teamId: 'account-1', userId: 'IBMid-1', credentialKeyId: 'ApiKey-admin' },
    })
  })

  it('is not replaced by that of another account, and says so in the vendor’s words', async () => {
    const before = world.vault.references().length
    world.ibm.identity = { ...world.ibm.identity, teamId: 'account-2', teamName: 'Other' }
    expect(await world.core.accounts.replaceCredential(ibm, Secret.of('another'))).toMatchObject({
      failure: {
        code: 'refused',
        message: 'This IBM Cloud API key belongs to Other, not to Acme on IBM. Nothing was changed.',
      },
    })
    expect(world.vault.references()).toHaveLength(before)
  })

  it('replaced, is another key of the same account, of whose rights nothing is known yet', async () => {
    world.ibm.updateFault = fail('permission-missing', 'No.', '', { permissions: ['iam.update'] })
    const ref = await world.withKey(world.ibm, ibm, { name: 'k', type: 'service-id' })
    await world.core.keys.rename(ref, 'other')
    expect(must(world.core.accounts.report(ibm)).rights).toHaveLength(1)
    world.ibm.identity = { ...world.ibm.identity, credentialKeyId: 'ApiKey-new' }
    const replaced = must(await world.core.accounts.replaceCredential(ibm, Secret.of('another')))
    expect(replaced).toMatchObject({ credentialKeyId: 'ApiKey-new', sync: { rights: [] } })
  })

  it('is none where the vendor has no API, and the check says that', async () => {
    const records = await world.addAccount('aggregations-io', 'metrics')
    expect(await world.core.accounts.replaceCredential(records, Secret.of('x'))).toMatchObject({
      failure: { code: 'refused' },
    })
    expect(must(await world.core.accounts.check(records)).message).toContain('has no API for keys')
    expect(world.vault.references().some((reference) => reference.includes(records))).toBe(false)
  })

  it('is asked for again by the check, which fills in what was not known of it', async () => {
    const known = world.ibm.identity
    world.ibm.identity = { ...known, teamId: null, userId: null, credentialKeyId: null }
    const old = await world.addAccount('ibm-cloud', 'old')
    world.ibm.identity = known
    expect(must(await world.core.accounts.check(old)).message).toBe(
      'The vendor answers. The IBM Cloud API key belongs to ops, Acme on IBM.',
    )
    expect(world.core.accounts.list().find(({ id }) => id === old)).toMatchObject({ userId: 'IBMid-1' })
  })
})

describe('the sandbox', () => {
  it('has one account for each vendor, which follow it to other ports', async () => {
    const at = (port: number, credential: string | null) => ({
      ...{ apiUrl: `http://127.0.0.1:${port}`, ingressUrl: `http://127.0.0.1:${port + 1}`, grpcUrl: null },
      ...{ instance: null, credential: credential === null ? null : Secret.of(credential) },
    })
    must(await world.core.accounts.addSandbox('coralogix', at(1000, 'a')))
    must(await world.core.accounts.addSandbox('ibm-cloud', at(1000, 'b')))
    must(await world.core.accounts.addSandbox('aggregations-io', at(1000, null)))
    must(await world.core.accounts.addSandbox('ibm-cloud', at(2000, 'b')))
    const made = world.core.accounts.list().filter(({ region }) => region === 'sandbox')
    expect(made.map(({ name, apiUrl }) => [name, apiUrl])).toEqual([
      ['Sandbox', 'http://127.0.0.1:1000'],
      ['Sandbox (Aggregations.io)', 'http://127.0.0.1:1000'],
      ['Sandbox (IBM Cloud)', 'http://127.0.0.1:2000'],
    ])
  })
})

describe('a sandbox that began anew', () => {
  it('is reached with its new credential', async () => {
    const at = (credential: string) => ({
      ...{ apiUrl: 'http://127.0.0.1:1', ingressUrl: 'http://127.0.0.1:2', grpcUrl: null, instance: null },
      credential: Secret.of(credential),
    })
    const { id } = must(await world.core.accounts.addSandbox('ibm-cloud', at('old')))
    world.ibm.identity = { ...world.ibm.identity, credentialKeyId: 'ApiKey-new' }
    expect(must(await world.core.accounts.addSandbox('ibm-cloud', at('new')))).toMatchObject({
      ...{ id, credentialKeyId: 'ApiKey-new' },
    })
    const kept = must(await world.vault.get(credentialReference(id)))
    expect(kept?.expose((it) => it)).toBe('new')
  })
})

describe('an account whose ingress is not known', () => {
  it('keeps nobody from looking at files', async () => {
    must(
      await world.core.accounts.add({
        ...{ provider: 'aggregations-io', name: 'metrics', region: null, apiUrl: null, ingressUrl: null },
        ...{ grpcUrl: null, transport: null, instance: null, credential: null },
      }),
    )
    const file = join(world.home, 'prometheus.yml')
    writeFileSync(file, prometheus('abc'))
    expect(await world.core.injection.detect([file])).toMatchObject([{ file, error: null }])
  })
})

describe('an account that another process changes while its vendor is asked', () => {
  it('and is removed meanwhile ends its sync with that', async () => {
    world.ibm.add({ name: 'edge', type: 'service-id' })
    world.ibm.onList = async () => {
      must(await world.core.accounts.remove(ibm, false))
    }
    expect(await world.core.accounts.sync(ibm)).toMatchObject({ ok: false, failure: { code: 'not-found' } })
    expect(world.core.keys.list({ accountId: ibm })).toEqual([])
  })

  it('and that takes its name first is refused, and leaves no credential', async () => {
    const add = () => world.addAccount('ibm-cloud', 'twin')
    const ends = await Promise.allSettled([add(), add()])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = ends.find((end) => end.status === 'rejected')
    expect(String(refused?.reason)).toContain('already an account named twin')
    expect(world.core.accounts.list().filter(({ name }) => name === 'twin')).toHaveLength(1)
    expect(world.vault.references().filter((name) => !/fingerprint|canary/i.test(name))).toHaveLength(3)
  })
})
