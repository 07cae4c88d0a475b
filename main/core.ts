import { randomUUID } from 'node:crypto'
import { ok, type Result } from '../shared/errors.ts'
import { Accounts } from './accounts/accounts.ts'
import { KeySync } from './accounts/key-sync.ts'
import { Sessions } from './accounts/sessions.ts'
import { type Actor, Audit } from './audit.ts'
import { Changes } from './changes.ts'
import { type Clock, systemClock } from './clock.ts'
import { AccountsTable } from './database/accounts-table.ts'
import { FileUses } from './database/file-uses.ts'
import { IntentsTable } from './database/intents-table.ts'
import { KeysTable } from './database/keys-table.ts'
import { MetaTable } from './database/meta-table.ts'
import { SetupsTable } from './database/setups-table.ts'
import { Database, stored } from './database/sqlite.ts'
import { StorageError, storageFailure } from './database/storage-failure.ts'
import { TargetsTable } from './database/targets-table.ts'
import { doctor } from './doctor.ts'
import { type InjectionParts, lazyInjection } from './injection-wiring.ts'
import { keyBulk } from './keys/bulk.ts'
import { keyCare } from './keys/care.ts'
import { Imports } from './keys/imports.ts'
import { IntentLog } from './keys/intent-log.ts'
import { Keys } from './keys/keys.ts'
import { Capture } from './keys/orphans.ts'
import { protections } from './keys/protections.ts'
import { renewFingerprints } from './keys/renew-fingerprints.ts'
import { ValueKeeper } from './keys/value-keeper.ts'
import { ValueStore } from './keys/value-store.ts'
import type { Provider } from './providers/provider.ts'
import { allProviders, providersOf } from './providers/providers.ts'
import { Inbox } from './rotation/inbox.ts'
import { dueOf } from './rotation/policy.ts'
import { Reminders, readPolicies } from './rotation/reminders.ts'
import { AgentTargets } from './rotation/targets.ts'
import { lazyRotations } from './rotation-wiring.ts'
import type { StartScan } from './scan/scan-job.ts'
import { scanThread } from './scan/scan-thread.ts'
import { lazyScans } from './scan-wiring.ts'
import type { Core } from './services.ts'
import { senderSetups } from './setups/sender-setups.ts'
import { SetupLog } from './setups/setup-log.ts'
import { Fingerprints } from './vault/fingerprints.ts'
import { Keychain } from './vault/keychain.ts'
import type { SpawnKeychain } from './vault/keychain-child.ts'
import { fingerprintReference, type Vault } from './vault/vault.ts'

export interface CoreOptions {
  /** The data folder; it exists. */
  readonly home: string
  readonly actor: Actor
  /** Starts the process that alone talks to the keychain: another one under Electron than under Node. */
  readonly spawnKeychain: SpawnKeychain
  /** The built `scan-worker.js`. */
  readonly scanWorker: string
}

/** What tests put in the place of the real parts. */
export interface CorePorts {
  readonly home: string
  readonly actor: Actor
  readonly clock: Clock
  readonly changes: Changes
  readonly vault: Vault
  readonly providers: readonly Provider[]
  readonly startScan: StartScan
}

const opening = 'Keyturn could not open its database'

/** Opens the data folder with the real keychain and vendors. Fails when the database cannot be opened. */
export async function openCore(options: CoreOptions): Promise<Result<Core>> {
  const changes = new Changes()
  const vault = new Keychain(options.spawnKeychain, { onStatus: () => changes.notify('vault') })
  const startScan = scanThread(options.scanWorker)
  const core = buildCore({
    ...options,
    clock: systemClock,
    changes,
    vault,
    providers: allProviders(),
    startScan,
  })
  if (!core.ok) return core
  try {
    await finishWrites(core.value)
    return core
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    await core.value.close()
    return storageFailure(error, opening)
  }
}

/** Settles writes to config files that a crash interrupted; what has to wait is said in the inbox, once. */
async function finishWrites({ injection, inbox }: Core): Promise<void> {
  const { pending } = await injection.recover()
  const said = new Set(inbox.list().map((item) => item.body))
  for (const body of pending) {
    if (said.has(body)) continue
    inbox.add({ kind: 'use', title: 'A write to a config file was interrupted', body, ref: null })
  }
}

/** Builds every service from its ports; the one place that knows them all. */
export function buildCore(ports: CorePorts): Result<Core> {
  const { home, actor, clock, changes, vault } = ports
  const providers = providersOf(ports.providers)
  const opened = Database.open(home)
  if (!opened.ok) return opened
  const db = opened.value
  const audit = new Audit(db, clock, actor)
  const meta = new MetaTable(db)
  const installId = stored(opening, () => meta.getOrSet('install-id', randomUUID))
  if (!installId.ok) {
    db.close()
    return installId
  }
  const fingerprints = new Fingerprints(vault, fingerprintReference(installId.value), {
    read: () => meta.get('fingerprint-key'),
    swap: (before, next) => meta.swap('fingerprint-key', before, next),
  })

  const accountsTable = new AccountsTable(db)
  const keysTable = new KeysTable(db)
  const intents = new IntentsTable(db)
  const uses = new FileUses(db, clock)
  const sessions = new Sessions(vault, providers, accountsTable)
  const keeper = new ValueKeeper(vault, fingerprints)
  const log = new IntentLog(intents, clock, changes)
  const inbox = new Inbox(db, clock, changes)
  const policies = () => readPolicies(db)
  const shared = { home, db, clock, vault, audit, changes, sessions, intents, log, keeper, uses, policies }
  const parts = { ...shared, providers }

  const captureParts = {
    ...parts,
    accounts: accountsTable,
    keys: keysTable,
    readKey: (ref: { accountId: string; keyId: string }) => keys.read(ref),
  }
  const values = new ValueStore(captureParts)
  const capture = new Capture(captureParts)
  const keys = new Keys({
    ...parts,
    accounts: accountsTable,
    table: keysTable,
    values,
  })
  const careParts = {
    ...{ ...parts, accounts: accountsTable, table: keysTable },
    readKey: captureParts.readKey,
    value: keys.value.bind(keys),
  }
  const care = keyCare(careParts)
  const setupsTable = new SetupsTable(db)
  const setupLog = new SetupLog(setupsTable, clock, changes)
  const keySync = new KeySync({
    ...parts,
    accounts: accountsTable,
    keys: keysTable,
    findOrphans: (accountId, listing) => capture.settler.findLate(accountId, listing),
    settle: () => capture.settle(),
  })
  const accounts = new Accounts({
    ...parts,
    table: accountsTable,
    keys: keysTable,
    keySync,
    openSetup: (accountId) => {
      const open = setupsTable.open().find((setup) => setup.accountId === accountId)
      return open ? { name: open.request.name } : null
    },
    underWay: (accountId) => log.underWay(accountId) ?? rotations.underWay(accountId),
  })

  const injectionParts: InjectionParts = {
    uses,
    vault,
    keys,
    accounts,
    keysTable,
    fingerprints,
    providers: providers.all,
    audit,
    changes,
    clock,
  }
  const injection = lazyInjection(injectionParts)
  const scans = lazyScans({ ...injectionParts, db, startScan: ports.startScan })
  const targetsTable = new TargetsTable(db)
  const rotations = lazyRotations({
    ...injectionParts,
    ...{ home, db, inbox, injection, targets: targetsTable },
    vendors: providers,
    vendor: { ...parts, accounts: accountsTable, table: keysTable, capture, keys },
  })

  return ok({
    home,
    vault,
    accounts,
    keys,
    care,
    capture,
    bulk: keyBulk({
      ...careParts,
      keys,
      protections: () => protections(careParts),
      openRotations: () => rotations.list().filter(({ state }) => state !== 'done' && state !== 'undone'),
      dueOf: (key) => dueOf(policies(), key, clock.now()),
    }),
    setups: senderSetups({
      ...careParts,
      ...{ table: setupsTable, setupLog, capture, verify: care.verify },
      create: capture.create.bind(capture),
      removeKey: keys.remove.bind(keys),
      removeOrphan: capture.removeOrphan.bind(capture),
    }),
    injection,
    scans,
    imports: new Imports({ providers, sessions, values, listKeys: () => keys.list() }),
    reminders: new Reminders({ ...parts, inbox, listKeys: () => keys.list() }),
    rotations,
    targets: new AgentTargets({
      ...parts,
      table: targetsTable,
      injection,
      identify: async (value) => {
        const fingerprint = await fingerprints.of(value)
        return fingerprint.ok ? ok(keysTable.withFingerprint(fingerprint.value)?.ref ?? null) : fingerprint
      },
      isKnown: (ref) => keysTable.stored(ref) !== null,
    }),
    inbox,
    audit,
    doctor: () => doctor(parts),
    repairFingerprints: () => renewFingerprints({ ...parts, fingerprints, keys: keysTable }),
    onChange: (listener) => changes.listen(listener),
    noticeOthers: () => {
      if (db.changedByOthers())
        changes.notify(
          'accounts',
          'keys',
          'intents',
          'inbox',
          'policies',
          'reminders',
          'rotations',
          'targets',
          'setups',
        )
    },
    close: async () => {
      sessions.forgetAll()
      await vault.close()
      db.close()
    },
  })
}
