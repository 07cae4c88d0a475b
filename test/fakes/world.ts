import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Changes } from '../../main/changes.ts'
import { buildCore } from '../../main/core.ts'
import type { Core } from '../../main/services.ts'
import { Secret } from '../../main/vault/secret.ts'
import type { CreateRequest } from '../../shared/model.ts'
import { FakeVendor } from './provider.ts'
import { scanHere } from './scan.ts'
import { FakeVault } from './vault.ts'

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
  readonly vault = new FakeVault()
  readonly clock = new FakeClock()
  core: Core = this.#open()
  accountId = ''

  #open(): Core {
    const { home, clock, vault, vendor } = this
    const core = buildCore({
      home,
      actor: 'app',
      clock,
      changes: new Changes(),
      vault,
      providers: [vendor],
      startScan: scanHere,
    })
    if (!core.ok) throw new Error(core.failure.message)
    return core.value
  }

  /** Adds the account "acme" at a custom endpoint. */
  async withAccount(): Promise<this> {
    const added = await this.core.accounts.add({
      provider: 'coralogix',
      name: 'acme',
      region: null,
      apiUrl: 'http://127.0.0.1:1',
      ingressUrl: 'http://127.0.0.1:2',
      ...{ grpcUrl: null, transport: null, instance: null },
      credential: Secret.of('cxtp_adminadminadminadminadminadm'),
    })
    if (!added.ok) throw new Error(added.failure.message)
    this.accountId = added.value.id
    return this
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
