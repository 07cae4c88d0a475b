import type { Result } from '../../shared/errors.ts'
import type { AgentId, KeyRef, KeyState, KeyType, ProviderId, UseKind } from '../../shared/model.ts'
import type { Fs } from '../agents/config-file/fs.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'
import type { Secret } from '../vault/secret.ts'
import type { SecretReference, Vault } from '../vault/vault.ts'

/** What injection needs from the rest of the house. `core.ts` builds it. */
export interface InjectionPorts {
  readonly uses: UseStore
  readonly vault: Vault
  /** A key's value for a config or snippet. A snippet is audited here, an injection by `audit` once it is written. */
  values(ref: KeyRef, purpose: 'inject' | 'snippet'): Promise<Result<Secret>>
  /** What is known of a key; null where it is unknown. */
  keyNamed(ref: KeyRef): KeyFacts | null
  /** Every host that counts as ours: the vendors' domains, old and new, and each account's own `host:port`. */
  hosts(): readonly VendorHost[]
  /** The known key with this value, by keyed fingerprint; null for an unknown one and while the keychain is locked. */
  identify(value: Secret): Promise<{ readonly ref: KeyRef; readonly name: string } | null>
  /**
   * Whether a value is this key's, by keyed fingerprint, also where the value is not held any more; null where no
   * fingerprint of the key is known. Fails like the keychain.
   */
  recognise(value: Secret, ref: KeyRef): Promise<Result<boolean | null>>
  /** Four characters of the value's keyed fingerprint, for the masked diff. Says nothing about the value. */
  tag(value: Secret): Promise<string>
  audit(entry: {
    readonly action: 'inject' | 'restore' | 'recover'
    readonly text: string
    readonly ref: KeyRef | null
  }): void
  /** Node's file system unless given. */
  readonly fs?: Fs
  /** Stands before the absolute paths at which agents keep their environment; empty unless given. */
  readonly root?: string
  /** Finds and runs agents' own checkers; those of this machine unless given. */
  readonly programs?: Programs
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number
}

export interface KeyFacts {
  readonly name: string
  readonly type: KeyType
  readonly state: KeyState
  /** It is disabled because its time is over. */
  readonly expired?: boolean
  /** The account's name. */
  readonly account: string
  readonly provider: ProviderId
  readonly ingressUrl: string
  readonly apiUrl: string
  /** Bare domain for agents that build their own addresses, such as `eu2.coralogix.com`; null for a custom ingress. */
  readonly domain: string | null
  /** Those entries of `hosts()` that are the key's own account and region, old names among them. */
  readonly hosts: readonly VendorHost[]
  /** Why the vendor advises against this kind of key in an agent; null where nothing speaks against it. */
  advice?(agent: AgentId | null): string | null
}

/**
 * Where uses, undo records and the journal of a running transaction are kept. Every method is one durable database
 * transaction. Nothing in it is a value: values are keychain items under the references.
 */
export interface UseStore {
  /**
   * Journals a transaction before the first file is touched. Fails with `refused` where another process that lives
   * is writing one of the files.
   */
  begin(transaction: FileTransaction): Result<void>
  /**
   * Ends a transaction. `done`: each file's `usesAfter` become its recorded uses, and for an injection the file's
   * record becomes its undo record in place of an earlier one; for a restore the undo record goes. `rolled-back`:
   * only the journal entry goes. Returns the keychain references of this store that nothing names any more.
   */
  finish(id: string, outcome: 'done' | 'rolled-back'): Result<readonly SecretReference[]>
  /** Transactions without an end, of this process or of one that is gone; never of another process that lives. */
  unfinished(): readonly FileTransaction[]
  /** The record of the last injection into a file (its resolved path); null where there is none. */
  undoOf(resolved: string): FileRecord | null
  /** What is recorded to stand in a file (its resolved path): places of known keys. */
  recordedIn(resolved: string): readonly RecordedUse[]
  /** The undo records that one injection left, of those files that nothing wrote since. */
  undosOf(setId: string): readonly FileRecord[]
}

/** Programs of other vendors that Keyturn runs, on the user's order only. */
export interface Programs {
  /** The full path of an installed program; null where there is none. */
  find(name: string): Promise<string | null>
  /** Runs a program to its end, or to a deadline. Never through a shell. */
  run(program: string, args: readonly string[], folder: string): Promise<ProgramEnd>
}

export interface ProgramEnd {
  /** `late`: it had not ended at the deadline and was stopped. `failed`: it could not be started. */
  readonly kind: 'exited' | 'late' | 'failed'
  /** Exit status; null where a signal ended it. */
  readonly status: number | null
  /** What it said on both streams, its beginning where it is long. */
  readonly said: string
}

export interface FileTransaction {
  /** A UUID. */
  readonly id: string
  readonly kind: 'inject' | 'restore'
  /** The key that is written; for a restore the one that was. */
  readonly ref: KeyRef
  /** ISO 8601. */
  readonly startedAt: string
  readonly files: readonly FileRecord[]
}

/** One file of a transaction, and after an injection its undo record. */
export interface FileRecord {
  /** As the user named it. */
  readonly file: string
  readonly resolved: string
  /** The staged file beside it. */
  readonly temporary: string
  /** SHA-256 of the whole content, hexadecimal. */
  readonly sha256Before: string
  readonly sha256After: string
  /** In the content after: what was written, and where the old value is kept (null: there was none). */
  readonly ranges: readonly {
    readonly start: number
    readonly length: number
    readonly old: SecretReference | null
  }[]
  readonly ref: KeyRef
  /** The injection that wrote it, and how many files that wrote. Records of the first version have none. */
  readonly set?: { readonly id: string; readonly size: number }
  readonly usesBefore: readonly RecordedUse[]
  readonly usesAfter: readonly RecordedUse[]
}

export interface RecordedUse {
  readonly line: number
  readonly column: number
  readonly agent: AgentId
  readonly output: string
  readonly kind: UseKind
  /** Null for a value that no key is known for. */
  readonly ref: KeyRef | null
}
