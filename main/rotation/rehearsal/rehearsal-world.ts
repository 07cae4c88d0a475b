import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account, KeyRef } from '../../../shared/model.ts'
import { Sessions } from '../../accounts/sessions.ts'
import { Audit } from '../../audit.ts'
import { Changes } from '../../changes.ts'
import { type Clock, stamp } from '../../clock.ts'
import { AccountsTable } from '../../database/accounts-table.ts'
import { FileUses } from '../../database/file-uses.ts'
import { IntentsTable } from '../../database/intents-table.ts'
import { KeysTable, type StoredKey } from '../../database/keys-table.ts'
import { Database } from '../../database/sqlite.ts'
import type { InjectionPorts, Programs } from '../../injection/injection-ports.ts'
import { IntentLog } from '../../keys/intent-log.ts'
import { Keys } from '../../keys/keys.ts'
import { Capture } from '../../keys/orphans.ts'
import { type Fingerprinter, ValueKeeper } from '../../keys/value-keeper.ts'
import { ValueStore } from '../../keys/value-store.ts'
import type { Providers } from '../../providers/providers.ts'
import { sameRef } from '../../same-ref.ts'
import type { RunningVendor } from '../../sandbox/running.ts'
import { startTwin } from '../../sandbox/sandbox.ts'
import { Secret } from '../../vault/secret.ts'
import { credentialReference, type Vault } from '../../vault/vault.ts'
import type { RotationVendor } from '../rotation-ports.ts'
import { rotationVendor } from '../vendor/rotation-vendor.ts'
import { JumpingClock } from './jumping-clock.ts'
import { MemoryVault } from './memory-vault.ts'
import { OverlayFs } from './overlay-fs.ts'
import { makeRehearsalFolder, removeRehearsalFolder } from './rehearsal-folder.ts'
import { rehearsalPrograms } from './rehearsal-programs.ts'

export interface RehearsalWorldParts {
  /** The data folder. */
  readonly home: string
  readonly clock: Clock
  readonly vault: Vault
  /** Its fingerprints are the real ones: by them the old value is found in the configs. */
  readonly fingerprints: Fingerprinter
  readonly vendors: Providers
  /** Those of real injection. */
  readonly ports: InjectionPorts
  readonly programs: Programs
}

/** Everything that a rotation changes, in the place of which it is rehearsed. */
export interface RehearsalWorld {
  readonly db: Database
  readonly audit: Audit
  readonly clock: JumpingClock
  readonly vendor: RotationVendor
  readonly fs: OverlayFs
  readonly uses: FileUses
  readonly sandbox: RunningVendor
  /** For an injection of its own, which writes copies only. */
  readonly ports: InjectionPorts
  /** Ends it and removes its folder, in any case. */
  close(): Promise<void>
}

/**
 * Builds a world beside the real one: another database, a vault in memory, the sandbox's vendor with a twin of the
 * key under the same id, and files of which only copies are written. The real services are only read. Fails where the folder or the
 * sandbox cannot be made.
 */
export async function openRehearsal(
  parts: RehearsalWorldParts,
  account: Account,
  key: StoredKey,
): Promise<Result<RehearsalWorld>> {
  let folder: string
  try {
    folder = makeRehearsalFolder(parts.home, parts.clock.now())
  } catch {
    return fail('storage-failed', 'The folder of the rehearsal could not be made.', 'Check the data folder.')
  }
  const ends: (() => unknown)[] = [() => removeRehearsalFolder(folder)]
  const close = async (): Promise<void> => {
    // Each in any case. What cannot be removed now, the next rehearsal removes.
    for (const end of ends.reverse()) await (async () => end())().catch(() => undefined)
  }
  try {
    const opened = Database.open(folder)
    if (!opened.ok) {
      await close()
      return opened
    }
    ends.push(() => opened.value.close())
    const clock = new JumpingClock(parts.clock)
    const { id, name, owner, presets, permissions, isDefault } = key.provider
    const sandbox = await startTwin(account.provider, {
      now: () => clock.now(),
      twin: { id, name, owner, permissions, isDefault, presets: presets.map((preset) => preset.name) },
    })
    ends.push(() => sandbox.close())
    const vault = new MemoryVault(parts.vault)
    ends.push(() => vault.close())
    const { credential } = sandbox.at
    if (credential !== null) await vault.set(credentialReference(account.id), Secret.of(credential))
    return ok({
      ...assemble(parts, account, key, { db: opened.value, clock, sandbox, vault, folder }),
      close,
    })
  } catch (error) {
    await close()
    // A port that is taken, or a full disk: nothing of a rehearsal is needed for anything else.
    const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN'
    return fail(
      'unexpected',
      `The rehearsal could not be set up (${code}). Nothing was changed.`,
      'Try again.',
    )
  }
}

interface Made {
  readonly db: Database
  readonly clock: JumpingClock
  readonly sandbox: RunningVendor
  readonly vault: MemoryVault
  readonly folder: string
}

function assemble(
  parts: RehearsalWorldParts,
  account: Account,
  key: StoredKey,
  { db, clock, sandbox, vault, folder }: Made,
): Omit<RehearsalWorld, 'close'> {
  const changes = new Changes()
  const audit = new Audit(db, clock, 'system')
  const accounts = new AccountsTable(db)
  const table = new KeysTable(db)
  const intents = new IntentsTable(db)
  const uses = new FileUses(db, clock)
  const sessions = new Sessions(vault, parts.vendors, accounts)
  const keeper = new ValueKeeper(vault, parts.fingerprints)
  const log = new IntentLog(intents, clock, changes)
  const fs = new OverlayFs(folder, parts.ports.fs)
  const { teamName, userName, credentialKeyId, consoleUrl } = account
  const { teamId } = sandbox
  const userId = sandbox.userId ?? account.userId
  const { credential: _, ...at } = sandbox.at
  const providers = parts.vendors
  accounts.insert({
    ...{ id: account.id, name: account.name, provider: account.provider, region: 'sandbox' },
    ...at,
    transport: account.transport,
    ...{ byWord: false, addedAt: stamp(clock) },
    identity: { teamId, teamName, userName, userId, credentialKeyId, consoleUrl },
  })
  table.upsert(account.id, key.provider, stamp(clock), null)
  table.set(key.ref, { fingerprint: key.fingerprint })
  const shared = {
    home: folder,
    db,
    clock,
    vault,
    audit,
    changes,
    sessions,
    providers,
    intents,
    log,
    keeper,
    uses,
  }
  const captureParts = { ...shared, accounts, keys: table, readKey: (ref: KeyRef) => keys.read(ref) }
  const values = new ValueStore(captureParts)
  const keys = new Keys({
    ...shared,
    ...{ accounts, table, values, policies: () => [] },
  })
  const capture = new Capture(captureParts)
  return {
    ...{ db, audit, clock, fs, uses, sandbox },
    vendor: rotationVendor({ ...shared, accounts, table, capture, keys }),
    ports: {
      ...parts.ports,
      ...{ uses, vault, fs, programs: rehearsalPrograms(parts.programs, fs) },
      // The old value is the real one, since that is what stands in the files, and so is one that was given; one that
      // is made is the sandbox's.
      values: (ref, purpose) =>
        keys.read(ref) === null || sameRef(ref, key.ref)
          ? parts.ports.values(ref, purpose)
          : keys.valueToPlan(ref),
      keyNamed: (ref) => {
        const made = sameRef(ref, key.ref) ? null : keys.read(ref)
        const facts = parts.ports.keyNamed(made ? key.ref : ref)
        // Like the old one in all that decides where it fits, the real vendor's hosts among it.
        return made && facts ? { ...facts, name: made.name, state: made.state } : facts
      },
      ...recognising(keeper, table, parts.ports),
      identify: async (value) => {
        const fingerprint = await keeper.fingerprint(value)
        const made = fingerprint.ok ? table.withFingerprint(fingerprint.value) : null
        return made ? { ref: made.ref, name: made.provider.name } : parts.ports.identify(value)
      },
      audit: ({ action, text, ref }) => audit.record(`config.${action}`, text, ref),
      now: () => clock.now().getTime(),
    },
  }
}

/** Whether a value is the old or the new key's: the world's table has both of them, but for one that was given. */
const recognising = (keeper: ValueKeeper, table: KeysTable, real: InjectionPorts) => ({
  recognise: async (value: Secret, ref: KeyRef): Promise<Result<boolean | null>> => {
    const stored = table.stored(ref)
    if (stored === null) return real.recognise(value, ref)
    const own = stored.fingerprint
    const fingerprint = await keeper.fingerprint(value)
    return fingerprint.ok ? ok(own === null ? null : own === fingerprint.value) : fingerprint
  },
})
