import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { KeySync } from '../../../../main/accounts/key-sync.ts'
import { Sessions } from '../../../../main/accounts/sessions.ts'
import { Audit } from '../../../../main/audit.ts'
import { Changes } from '../../../../main/changes.ts'
import { AccountsTable } from '../../../../main/database/accounts-table.ts'
import { FileUses } from '../../../../main/database/file-uses.ts'
import { IntentsTable } from '../../../../main/database/intents-table.ts'
import { KeysTable } from '../../../../main/database/keys-table.ts'
import { MetaTable } from '../../../../main/database/meta-table.ts'
import { Database } from '../../../../main/database/sqlite.ts'
import { IntentLog } from '../../../../main/keys/intent-log.ts'
import { Keys } from '../../../../main/keys/keys.ts'
import { Capture } from '../../../../main/keys/orphans.ts'
import { ValueKeeper } from '../../../../main/keys/value-keeper.ts'
import { ValueStore } from '../../../../main/keys/value-store.ts'
import type { ProviderKey } from '../../../../main/providers/provider.ts'
import { providersOf } from '../../../../main/providers/providers.ts'
import type { RotationVendor } from '../../../../main/rotation/rotation-ports.ts'
import { type RotationVendorParts, rotationVendor } from '../../../../main/rotation/vendor/rotation-vendor.ts'
import { Fingerprints } from '../../../../main/vault/fingerprints.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import { credentialReference, fingerprintReference } from '../../../../main/vault/vault.ts'
import type { CreateRequest, KeyRef } from '../../../../shared/model.ts'
import { FakeVendor } from '../../../fakes/provider.ts'
import { FakeVault } from '../../../fakes/vault.ts'
import { FakeClock, must } from '../../../fakes/world.ts'

/** The vendor's side on a real database, with a vendor and a keychain in memory. */
export class VendorBench {
  readonly home = mkdtempSync(join(tmpdir(), 'keyturn-vendor-'))
  readonly provider = new FakeVendor()
  readonly vault = new FakeVault()
  readonly clock = new FakeClock()
  readonly accountId = randomUUID()
  #db!: Database
  audit!: Audit
  sync!: () => Promise<unknown>
  parts!: RotationVendorParts
  vendor!: RotationVendor

  constructor() {
    this.#open()
    onTestFinished(() => {
      this.#db.close()
      rmSync(this.home, { recursive: true })
    })
  }

  /** The next process: memory is gone, the database and the keychain stay. */
  restart(): void {
    this.#db.close()
    this.#open()
  }

  /** Adds the account with this admin key. */
  async withAccount(adminKey = 'cxtp_adminadminadminadminadminadm'): Promise<this> {
    this.parts.accounts.insert({
      id: this.accountId,
      name: 'acme',
      provider: 'coralogix',
      region: 'custom',
      apiUrl: 'http://127.0.0.1:1',
      ingressUrl: 'http://127.0.0.1:2',
      ...{ transport: 'rest', grpcUrl: null, instance: null, byWord: false },
      identity: this.provider.identity,
      addedAt: this.clock.now().toISOString(),
    })
    must(await this.vault.set(credentialReference(this.accountId), Secret.of(adminKey)))
    return this
  }

  /** A key that the vendor has and that a sync has seen. */
  async key(more: Partial<ProviderKey> = {}): Promise<KeyRef> {
    const made = this.provider.add({ name: 'edge', ...more })
    await this.sync()
    return { accountId: this.accountId, keyId: made.id }
  }

  /** Gives Keyturn the value of a key. */
  async hold(ref: KeyRef, value: string): Promise<void> {
    must(await this.#values().store(ref, Secret.of(value), 'Imported'))
    this.provider.values.set(ref.keyId, value)
  }

  request(more: Partial<CreateRequest> = {}): CreateRequest {
    const base = { name: 'edge', type: 'send-your-data', hashed: true, ownerId: null } as const
    return { ...base, presets: ['SendData'], permissions: [], accountId: this.accountId, ...more }
  }

  #values!: () => ValueStore

  #open(): void {
    const { home, clock, vault } = this
    const providers = providersOf([this.provider])
    const opened = Database.open(home)
    if (!opened.ok) throw new Error(opened.failure.message)
    const db = opened.value
    this.#db = db
    const changes = new Changes()
    this.audit = new Audit(db, clock, 'terminal')
    const meta = new MetaTable(db)
    const fingerprints = new Fingerprints(
      vault,
      fingerprintReference(meta.getOrSet('install-id', randomUUID)),
      {
        read: () => meta.get('fingerprint-key'),
        swap: (before, next) => meta.swap('fingerprint-key', before, next),
      },
    )
    const accounts = new AccountsTable(db)
    const table = new KeysTable(db)
    const intents = new IntentsTable(db)
    const uses = new FileUses(db, clock)
    const sessions = new Sessions(vault, providers, accounts)
    const keeper = new ValueKeeper(vault, fingerprints)
    const log = new IntentLog(intents, clock, changes)
    const { audit } = this
    const shared = { home, db, clock, vault, audit, changes, sessions, providers, intents, log, keeper, uses }
    const captureParts = { ...shared, accounts, keys: table, readKey: (ref: KeyRef) => keys.read(ref) }
    const values = new ValueStore(captureParts)
    const capture = new Capture(captureParts)
    const keys = new Keys({
      ...shared,
      table,
      values,
      policies: () => [],
      accounts,
    })
    const findOrphans = (): void => undefined
    const keySync = new KeySync({ ...shared, accounts, keys: table, findOrphans, settle: async () => null })
    this.#values = () => values
    this.sync = () => keySync.run(this.accountId)
    this.parts = {
      clock,
      changes,
      vault,
      providers,
      sessions,
      accounts,
      table,
      intents,
      log,
      keeper,
      capture,
      keys,
    }
    this.vendor = rotationVendor(this.parts)
  }
}
