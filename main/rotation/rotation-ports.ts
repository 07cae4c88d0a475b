import type { Result } from '../../shared/errors.ts'
import type {
  AgentId,
  CheckReport,
  CreateRequest,
  KeyRef,
  OutsideEnd,
  PlannedFile,
} from '../../shared/model.ts'
import type { RotationTarget, WrittenFile } from '../../shared/rotation.ts'
import type { ControlReading } from '../agents/agent.ts'

/**
 * What a rotation needs of the rest of the house, by role. `rotation-wiring.ts` builds the real ones; a rehearsal has
 * a sandbox for the vendor, copies for the files and no agents; the tests have fakes that fail where they are told to.
 * Every method is safe to repeat: after a crash nobody knows whether it was carried out.
 */

/** All three sides. */
export interface RotationPorts {
  readonly vendor: RotationVendor
  readonly files: RotationFiles
  readonly agents: RotationAgents
}

/** The vendor's side: keys are made, cut and deleted there. */
export interface RotationVendor {
  /**
   * The one-time capture. `onIntent` is called when the creation is durably recorded and before the vendor is asked.
   * Besides the failures of a creation: `stuck` is told as an outcome, the value is in memory then.
   */
  create(request: CreateRequest, onIntent: (intentId: string) => void): Promise<Result<CreationEnd>>
  /** How a creation ended that this or another process began; asks the vendor where nobody knows yet. */
  settle(intentId: string): Promise<Result<CreationEnd>>
  /** Deletes the key of an intent that has no value: nobody can use it. Only what the intent names. */
  removeOrphan(intentId: string): Promise<Result<void>>
  /**
   * Asks the vendor, so that a lost answer to `setActive` or `remove` is found out. By hand, how the key is recorded
   * here: `setActive` and `remove` then only record what the user has done.
   */
  standing(ref: KeyRef): Promise<Result<'active' | 'disabled' | 'gone'>>
  setActive(ref: KeyRef, active: boolean): Promise<Result<void>>
  /** For good. The value stays in the keychain. */
  remove(ref: KeyRef): Promise<Result<void>>
  /** Why the key must never be cut or deleted, in words; null where it may be. */
  protection(ref: KeyRef): Promise<{ readonly cut: string | null; readonly delete: string | null }>
  /** Which of the steps create, cut and delete the account's credential seems to lack the right for, in words. */
  missingRights(ref: KeyRef): Promise<Partial<Record<'create' | 'cut' | 'delete', string>>>
  /** What a copy of the key would be made with. */
  copyRequest(ref: KeyRef): Result<CreateRequest>
  /** Where the vendor has no API for keys: the user changes them there, and says so. Null where Keyturn does it. */
  byHand(ref: KeyRef): ByHand | null
  /** What speaks against this key in these agents, and what outlasts the cut of one: sentences. */
  advice(ref: KeyRef, agents: readonly (AgentId | null)[]): readonly string[]
  /** The permissions that `from` has and `to` lacks, with presets taken for what they stand for; by the vendor's names. */
  lacking(from: KeyRef, to: KeyRef): readonly string[]
  /** Sends one log line with the key. Only with the user's consent: it is stored and billed. */
  canary(ref: KeyRef, marker: string): Promise<Result<CanaryEnd>>
}

/** A vendor whose keys are changed by the user. */
export interface ByHand {
  /** The vendor's name. */
  readonly vendor: string
  /** The id of its console page with the keys. */
  readonly page: string
  /** The page in a sentence: `at Aggregations.io (https://…)`. */
  readonly where: string
}

export type CreationEnd =
  | { readonly kind: 'created'; readonly ref: KeyRef }
  /** No key was made: it may be tried again. */
  | { readonly kind: 'none' }
  /** The key exists and its value is lost. */
  | { readonly kind: 'orphan' }
  /** The value is in the memory of this process only. */
  | { readonly kind: 'stuck'; readonly message: string; readonly hint: string }
  /**
   * Nobody knows yet. `unlisted`: no process is at it, and the vendor, asked just now, lists no such key. It may list
   * it late: its intent stays open and finds it then, as an orphan.
   */
  | { readonly kind: 'open'; readonly message: string; readonly unlisted: boolean }

/** `refused`: the vendor does not take telemetry with this key. A vendor that cannot be reached is a failure. */
export type CanaryEnd =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }

/** The files' side: where a key stands, and putting another in its place. */
export interface RotationFiles {
  /**
   * Looks again at every known use of the key and at every agent target: which agents carry it now, in which files.
   * Needs the keychain.
   */
  survey(ref: KeyRef): Promise<Result<Survey>>
  /** The masked diff of putting a key named `name` in the place of `from`: one like it, or `to`. Writes nothing. Fails where `to` does not fit. */
  preview(
    files: readonly string[],
    from: KeyRef,
    name: string,
    to: KeyRef | null,
  ): Promise<Result<readonly PlannedFile[]>>
  /** Puts `to` wherever `from` stands in these files, all or none. A file without `from` that has `to` is left and named with equal hashes; one that is deleted is not named. */
  replace(files: readonly string[], from: KeyRef, to: KeyRef): Promise<Result<readonly WrittenFile[]>>
  /** The same backwards: byte for byte where the files are still as written, else by putting `old` where `made` stands. */
  putBack(
    files: readonly string[],
    made: KeyRef,
    old: KeyRef,
    written: readonly WrittenFile[],
  ): Promise<Result<readonly WrittenFile[]>>
  /** The agent's own checker on a file; null where none is installed. */
  check(file: string): Promise<Result<CheckReport | null>>
}

export interface Survey {
  readonly agents: readonly SurveyedAgent[]
  /**
   * What keeps the old key from being cut, in sentences: a known use that cannot be read now, the key at an unknown place
   * in a configuration, a write that was not finished.
   */
  readonly doubts: readonly string[]
  /**
   * What only warns: histories, backups and other files that are no configuration, targets that could not be looked at
   * or do not tell which key they have although nothing says that they carry this one.
   */
  readonly notes: readonly string[]
}

/** An agent that carries the key now. */
export interface SurveyedAgent {
  /** Stable: from the host and the config's path. */
  readonly id: string
  /** Its config as the user named it, or the file itself where no target is known for it. */
  readonly file: string
  readonly host: string | null
  readonly agent: AgentId | null
  readonly agentName: string
  /** Where the value stands. */
  readonly files: readonly string[]
  readonly uses: RotationTarget['uses']
  /** How the value reaches the agent: decides whether it reads a new one by itself. */
  readonly carriedBy: 'config' | 'key-file' | 'environment' | 'outside'
  /** What to do afterwards, in the agent's words. */
  readonly afterChange: string
  readonly checker: string | null
  readonly controlUrl: string | null
  readonly reloadCommand: string | null
  readonly outside: OutsideEnd | null
}

/** What the agents' side needs to know of an agent. */
export type AgentAddress = Pick<
  SurveyedAgent,
  'file' | 'host' | 'agent' | 'agentName' | 'carriedBy' | 'controlUrl' | 'reloadCommand' | 'afterChange'
> &
  // Where they are known, only the outputs that carry the key are watched.
  Partial<Pick<SurveyedAgent, 'uses'>>

/** The agents' side: reload them, ask what they run with. Changes no file. */
export interface RotationAgents {
  /** What would be done, and how it would be proven; does nothing. */
  ways(agent: AgentAddress): AgentWays
  /** What the running agent says of itself now; null where it has no address and no process can be found. */
  reading(agent: AgentAddress, signal?: AbortSignal): Promise<Result<AgentReading | null>>
  /** Tells it to load its config. Fails with the reason where the agent or the command refuses. */
  reload(agent: AgentAddress, signal?: AbortSignal): Promise<Result<{ readonly text: string }>>
  /** Whether it runs with what was written at `writtenAt`. Pure. */
  adopted(
    agent: AgentAddress,
    before: AgentReading | null,
    after: AgentReading | null,
    writtenAt: string,
  ): Adoption
  /** What it sent, and what was refused, from one reading to a later one. Pure. */
  watched(agent: AgentAddress, first: AgentReading | null, last: AgentReading | null): Watched
}

export interface AgentWays {
  readonly reload: RotationTarget['reload']
  readonly reloadText: string
  readonly proofText: string
}

/** What the running agent says of itself, and when it was asked. */
export interface AgentReading extends ControlReading {
  readonly at: string
}

/** `later`: ask again. `unproven`: it says nothing that could prove it, so the user's word is needed. */
export interface Adoption {
  readonly outcome: 'ok' | 'later' | 'failed' | 'unproven'
  readonly text: string
}

/** `silent`: it sent nothing, so nothing is proven. `unproven`: there is nothing to watch. */
export interface Watched {
  readonly outcome: 'ok' | 'refused' | 'silent' | 'unproven'
  readonly text: string
}
