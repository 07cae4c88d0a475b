import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { AccountsTable } from '../../../../main/database/accounts-table.ts'
import { KeysTable, type StoredKey } from '../../../../main/database/keys-table.ts'
import { Database } from '../../../../main/database/sqlite.ts'
import type { InjectionPorts } from '../../../../main/injection/injection-ports.ts'
import { installedPrograms } from '../../../../main/injection/programs.ts'
import type { ProviderKey } from '../../../../main/providers/provider.ts'
import { allProviders, providersOf } from '../../../../main/providers/providers.ts'
import {
  openRehearsal,
  type RehearsalWorld,
  type RehearsalWorldParts,
} from '../../../../main/rotation/rehearsal/rehearsal-world.ts'
import { type Sandbox, startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import { ok } from '../../../../shared/errors.ts'
import type { Account, CreateRequest, ProviderId } from '../../../../shared/model.ts'
import { FakeVault } from '../../../fakes/vault.ts'
import { FakeClock, must } from '../../../fakes/world.ts'

const vendors = providersOf(allProviders())
const clock = new FakeClock(Date.now())

let vendor: Sandbox
let home: string
let db: Database
beforeEach(async () => {
  vendor = await startSandbox()
  home = mkdtempSync(join(tmpdir(), 'keyturn-world-'))
  db = must(Database.open(home))
  onTestFinished(async () => {
    db.close()
    rmSync(home, { recursive: true })
    await vendor.close()
  })
})

/** An account at the real vendor, with a key of this name as a sync has recorded it. */
async function real(provider: ProviderId, name: string): Promise<{ account: Account; key: StoredKey }> {
  const { credential, ...at } = vendor.vendors[provider]
  const accounts = new AccountsTable(db)
  const table = new KeysTable(db)
  const session = vendors.of(provider).connect({
    ...{ ...at, transport: null, teamId: null, userId: null },
    credential: credential === null ? null : Secret.of(credential),
  })
  const id = randomUUID()
  const identity = must(await session.identify())
  if (name === 'laptop') {
    const owner = { kind: 'user', id: identity.userId ?? '', name: null } as const
    must(await session.createKey({ name, type: 'user', presets: [], permissions: [], hashed: true, owner }))
  }
  accounts.insert({
    ...{ ...at, id, provider, name: 'acme', region: 'custom', transport: null, byWord: false },
    identity,
    addedAt: clock.now().toISOString(),
  })
  const listed = must(await session.listKeys([recorded])).keys.find((one) => one.name === name)
  if (!listed) throw new Error(`no key ${name}`)
  table.upsert(id, listed, clock.now().toISOString(), null)
  const [account, key] = [accounts.find(id, new Set()), table.stored({ accountId: id, keyId: listed.id })]
  if (!account || !key) throw new Error('nothing was recorded')
  return { account, key }
}

/** What a user has recorded of a key that no API lists. */
const recorded: ProviderKey = {
  ...{ id: randomUUID(), name: 'edge events', type: 'org-wide', permissions: ['Write'], presets: [] },
  ...{ active: true, hashed: true, isDefault: false, locked: false, rum: false },
  ...{ owner: null, createdAt: null, lastActivatedAt: null, expiresAt: null, description: null },
  ...{ legacyKind: null, hasPolicy: null },
}

async function rehearsalOf(of: { account: Account; key: StoredKey }): Promise<RehearsalWorld> {
  const vault = new FakeVault()
  const parts: RehearsalWorldParts = {
    ...{ home, clock, vault, vendors, programs: installedPrograms() },
    fingerprints: { of: async () => ok('tagg') },
    ports: {} as InjectionPorts,
  }
  return must(await openRehearsal(parts, of.account, of.key))
}

const copyOf = ({ account, key }: { account: Account; key: StoredKey }): CreateRequest => ({
  accountId: account.id,
  name: key.provider.name,
  type: key.provider.type,
  presets: [],
  permissions: [],
  hashed: true,
  ownerId: key.provider.owner?.id ?? null,
})

describe.each([
  ['a key of a service ID', 'prod-agent-eu-de'],
  ['another key of the user who asks', 'laptop'],
])('the rehearsal of %s at IBM Cloud', (_, name) => {
  it('makes, uses, cuts and deletes keys of a twin, and the real vendor hears nothing', async () => {
    const of = await real('ibm-cloud', name)
    const before = [vendor.ibmCloud.keyCount(), vendor.ibmCloud.exchanges(), vendor.ibmCloud.counts()]
    const world = await rehearsalOf(of)
    const { vendor: side } = world
    expect(must(await side.standing(of.key.ref))).toBe('active')
    const end = must(await side.create(copyOf(of), () => undefined))
    if (end.kind !== 'created') throw new Error(end.kind)
    // The new key may send, as the old one may: its service ID is a twin with the role, or its user holds it.
    expect(must(await side.canary(end.ref, 'kx-marker'))).toEqual({ kind: 'accepted' })
    must(await side.setActive(of.key.ref, false))
    expect(must(await side.standing(of.key.ref))).toBe('disabled')
    must(await side.setActive(of.key.ref, true))
    expect(must(await side.standing(of.key.ref))).toBe('active')
    // A token outlives days that are only passed over.
    world.clock.pass(14 * 86_400_000)
    must(await side.remove(of.key.ref))
    expect(must(await side.standing(of.key.ref))).toBe('gone')
    await world.close()
    expect([vendor.ibmCloud.keyCount(), vendor.ibmCloud.exchanges(), vendor.ibmCloud.counts()]).toEqual(
      before,
    )
    expect((await readdir(home)).filter((file) => file.startsWith('rehearsal,'))).toEqual([])
  })
})

it('the rehearsal of a key at Aggregations.io makes nothing at any vendor: the record alone follows', async () => {
  const of = await real('aggregations-io', 'edge events')
  const before = vendor.aggregationsIo.keys()
  const world = await rehearsalOf(of)
  const { vendor: side } = world
  expect(side.byHand(of.key.ref)).not.toBeNull()
  expect(must(await side.standing(of.key.ref))).toBe('active')
  expect(await side.create(copyOf(of), () => undefined)).toMatchObject({ ok: false })
  await world.close()
  expect(vendor.aggregationsIo.keys()).toEqual(before)
  expect(vendor.aggregationsIo.counts()).toEqual({ taken: {}, refused: {} })
})
