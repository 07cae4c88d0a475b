import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Changes } from '../../main/changes.ts'
import { buildCore } from '../../main/core.ts'
import { Database } from '../../main/database/sqlite.ts'
import type { ProviderKey } from '../../main/providers/provider.ts'
import type { Core } from '../../main/services.ts'
import { Secret } from '../../main/vault/secret.ts'
import type { CreateRequest, KeyRef, ProviderId } from '../../shared/model.ts'
import { FakeVendor } from './provider.ts'
import { scanHere } from './scan.ts'
import { FakeVault } from './vault.ts'
import { recordVendor, serviceIdVendor } from './vendors.ts'

/** A clock that a test turns. */
export class FakeClock {
  constructor(public time = Date.parse('2026-03-01T12:00:00Z')) {}
  now(): Date {
    return new Date(this.time)
  }
  passDays(days: number): void {
    this.time += days * 86_400_000
  }
  passMinutes(minutes: number): void {
    this.time += minutes * 60_000
  }
}

/** A whole Keyturn on a real database in a temporary folder, with a vendor and a keychain in memory. */
export class World {
  readonly home = mkdtempSync(join(tmpdir(), 'keyturn-test-'))
  readonly vendor = new FakeVendor()
  /** Has service IDs, locks, a history and expiry. */
  readonly ibm = serviceIdVendor()
  /** Has no API for keys. */
  readonly records = recordVendor()
  readonly vault = new FakeVault()
  readonly clock = new FakeClock()
  core: Core = this.#open()
  accountId = ''

  #open(): Core {
    const { home, clock, vault, vendor, ibm, records } = this
    const core = buildCore({
      home,
      actor: 'app',
      clock,
      changes: new Changes(),
      vault,
      providers: [vendor, ibm, records],
      startScan: scanHere,
    })
    if (!core.ok) throw new Error(core.failure.message)
    return core.value
  }

  /** Adds the account "acme" at a custom endpoint. */
  async withAccount(): Promise<this> {
    this.accountId = await this.addAccount('coralogix', 'acme')
    return this
  }

  /** Adds an account of a vendor, and gives its id. */
  async addAccount(provider: ProviderId, name: string): Promise<string> {
    const added = await this.core.accounts.add({
      ...{ provider, name, region: null },
      apiUrl: 'http://127.0.0.1:1',
      ingressUrl: 'http://127.0.0.1:2',
      ...{ grpcUrl: null, transport: null, instance: null },
      credential: provider === 'aggregations-io' ? null : Secret.of(`cxtp_admin${name.padEnd(20, 'x')}`),
    })
    return must(added).id
  }

  /** Adds a key at a vendor, and syncs the account. */
  async withKey(
    vendor: FakeVendor,
    accountId: string,
    key: Partial<ProviderKey> & { name: string },
  ): Promise<KeyRef> {
    const made = vendor.add(key)
    must(await this.core.accounts.sync(accountId))
    return { accountId, keyId: made.id }
  }

  /** Records that a config carries a key, as a scan does. */
  seenIn(file: string, { accountId, keyId }: KeyRef): void {
    const db = must(Database.open(this.home))
    db.run(
      "INSERT INTO uses VALUES (?, 1, 1, 'opentelemetry', 'otlp', 'literal', ?, ?, ?)",
      ...[file, accountId, keyId, this.clock.now().toISOString()],
    )
    db.close()
  }

  /** Makes a key whose value is held. */
  async madeKey(more: Partial<CreateRequest> = {}): Promise<KeyRef> {
    const made = must(await this.core.capture.create(this.request(more)))
    if (made.kind !== 'created') throw new Error(made.message)
    return { accountId: made.key.accountId, keyId: made.key.id }
  }

  /** Another process on the same data folder: memory is gone, database and keychain stay. */
  async restart(): Promise<void> {
    await this.core.close()
    this.core = this.#open()
  }

  request(more: Partial<CreateRequest> = {}): CreateRequest {
    const base = {
      name: 'edge-eu2',
      type: 'send-your-data',
      presets: [],
      permissions: [],
      hashed: true,
      ownerId: null,
    } as const
    return { ...base, presets: [], permissions: [], accountId: this.accountId, ...more }
  }

  async end(): Promise<void> {
    await this.core.close()
    rmSync(this.home, { recursive: true })
  }
}

/** The value of a result that must have succeeded. */
export function must<T>(result: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (!result.ok) throw new Error(`expected success, got: ${result.failure.message}`)
  return result.value
}
