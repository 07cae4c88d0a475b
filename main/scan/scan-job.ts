import type {
  AgentId,
  ChainLink,
  FoundIn,
  KeyType,
  OutsideEnd,
  ProviderId,
  ScanProgress,
  ScanReport,
  UseKind,
} from '../../shared/model.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'
import type { LiteralUse } from '../database/file-uses.ts'

/** What the scan's thread is told. It knows no key and no value: fingerprints, and the key that they were made with. */
export interface ScanJob {
  /** Absolute files and folders, links resolved. */
  readonly roots: readonly string[]
  /** Shell histories to read as well; those that are not there are passed over. */
  readonly histories: readonly string[]
  readonly honourIgnoreFiles: boolean
  readonly hosts: readonly VendorHost[]
  /** The fingerprints of every value that is held or was. */
  readonly known: readonly string[]
  /** The fingerprint key, moved to the thread and wiped there. */
  readonly fingerprintKey: Uint8Array<ArrayBuffer>
  /** Recorded uses: the thread says which of their files it read, and whose a file is that only a record tells. */
  readonly recorded: readonly LiteralUse[]
}

/** A place as it was found, kept as it is: what it means is worked out when it is shown. Never holds a value. */
export interface RawFinding {
  /** Links resolved. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Null where the file is no configuration that Keyturn knows. */
  readonly agent: AgentId | null
  /** What the file is: the carrier's name where the place is another agent's. */
  readonly agentName: string | null
  readonly output: string
  readonly kind: UseKind
  readonly foundIn: FoundIn
  /** Of the value at this place, known or not; null for a reference. */
  readonly fingerprint: string | null
  /** A place that the agent's reader names; else the value was only seen in the file. */
  readonly placed: boolean
  /** What a reference names, where that is certainly a name; null otherwise. */
  readonly target: string | null
  readonly host: string | null
  readonly provider: ProviderId | null
  /** The key types that go here. */
  readonly takes: readonly KeyType[]
  /** Why the agent is refused, and the way out. */
  readonly refusal: string | null
  /** A value that is not known has the prefix of a personal key. */
  readonly personal: boolean
  /** Of a reference: where it leads. Without it, nothing is known but what it names. */
  readonly way?: RawWay
}

/** Where a reference leads, step by step. */
export interface RawWay {
  readonly chain: readonly ChainLink[]
  /** The values at its end; several where nothing says which one counts, none where no value was reached. */
  readonly far: readonly FarValue[]
  /** What holds the value, where files do not. Which key that is is not known: `command` holds KEY_ID. */
  readonly outside?: OutsideEnd
  /** Why it ends before the value. */
  readonly broken?: string
}

/** Where a reference's value stands, also outside of what was scanned. */
export interface FarValue {
  /** Links resolved. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly fingerprint: string
}

/** What was passed over. */
export type Skipped = ScanReport['skipped']

export type ScanMessage =
  | {
      /** Several times a second; findings, and files of recorded uses that were read, since the one before. */
      readonly kind: 'progress'
      readonly progress: ScanProgress
      readonly skipped: Skipped
      readonly findings: readonly RawFinding[]
      readonly read: readonly string[]
    }
  /** The last one. `stopped`: not everything was read. */
  | { readonly kind: 'end'; readonly stopped: boolean }

/** A scan under way. */
export interface RunningScan {
  /** Fulfilled after the last message; rejected when the thread failed. */
  readonly ended: Promise<void>
  /** Asks it to end after the file that it reads; what hangs is ended after a moment. */
  stop(): void
}

/** Starts a scan outside of this thread, so that neither the window nor the terminal stalls. */
export type StartScan = (job: ScanJob, onMessage: (message: ScanMessage) => void) => RunningScan
