import type { Result } from '../../shared/errors.ts'
import type { AgentGroup, AgentId, KeyType, ProviderId, UseKind } from '../../shared/model.ts'
import type { VendorHost } from './locators/hosts.ts'

/**
 * The port to a telemetry agent (or a generic carrier such as `.env`). An agent only reads text and finds
 * places; `config-file/` is the only writer. It knows no provider and no vault.
 */
export interface Agent {
  readonly id: AgentId
  readonly name: string
  readonly group: AgentGroup
  readonly docsUrl: string
  /** The vendor whose keys it takes; a place may say otherwise. Coralogix unless given. */
  readonly provider?: ProviderId
  /** The key types that it takes; a place may say otherwise. */
  readonly takes: readonly KeyType[]
  /** What it needs and where the key goes, one sentence for the gallery. */
  readonly needs: string
  /** Where its configuration usually is. */
  readonly files: readonly string[]
  readonly formats: readonly string[]
  /** False where its configuration takes no blanks in an application or subsystem name, quoted or not. */
  readonly blanksInNames?: false
  /** What to do so that the agent picks up a change of its file, one sentence. */
  readonly afterChange: string
  /** The same for a key that its process gets through its environment. */
  readonly afterEnvironmentChange?: string
  /** The same for a key in a file of its own that the configuration names (`credentials_file`). */
  readonly afterKeyFileChange?: string
  /** Files and folders (`…/x.service.d`) that usually set the environment of its process. */
  readonly environmentFiles?: readonly string[]
  /** Set on agents that are recognised and refused: the reason and the way out. */
  readonly refusal?: string
  /** Whether the text is this agent's, by content first. `hosts`: domains whose places count as ours. */
  detect(text: string, hosts: readonly VendorHost[], fileName: string): boolean
  /**
   * Every place that carries a key for one of `hosts`, in file order; embedded texts are not looked into. Fails with
   * `file-invalid` when the text does not parse and with `file-not-editable` when it can be read but not changed
   * safely.
   */
  locate(text: string, hosts: readonly VendorHost[], fileName: string): Result<readonly Place[]>
  /** Carriers: the places that set this environment variable, whatever its name; what the last reader wins comes last. */
  variables?(text: string, name: string, fileName: string): Result<readonly Place[]>
  /** Carriers: whole configurations that stand inside, such as a block scalar of a ConfigMap. */
  embedded?(text: string, fileName: string): Result<readonly Embedded[]>
  /** The text as plain data, read as strictly as by `locate`: the proof that a splice changed nothing else. */
  tree(text: string, fileName: string): Result<unknown>
  /** A ready configuration. Without `value` it uses the agent's own reference (environment, credentials file). */
  snippet?(options: SnippetOptions): string
  /** The agent's own checkers of such a file, by argument list, the preferred first. Run only where one is installed. */
  checkers?(file: string): readonly (readonly string[])[]
  /** What can be asked of it while it runs, where it has an HTTP address of its own. */
  readonly control?: AgentControl
}

/** How a running agent is reloaded and asked over its own HTTP address. Pure: others make the calls. */
export interface AgentControl {
  /** Absent where only a signal or a restart makes it load its configuration. */
  readonly reload?: ControlReload
  /** By what a reload shows in a reading: the time of it, a count, or not at all, so that only a restart shows. */
  readonly shows: 'reload-time' | 'reload-count' | 'restart' | 'nothing'
  /** It reads a key in a file of its own again by itself, so that nothing has to be reloaded. */
  readonly rereadsKeyFile?: boolean
  /** What is read of it, as paths below its address. A version that lacks one answers 404. */
  readonly paths: readonly string[]
  /** What the answers to `paths` say; null where they are not this agent's. What they leave open is null. */
  read(answers: ReadonlyMap<string, string>, about: ControlQuestion): ControlReading | null
}

export interface ControlReload {
  readonly path: string
  /** Sent as JSON; null for none. */
  readonly body: string | null
  /** Statuses by which it says that it cannot be reloaded so, and the way out, one sentence. */
  readonly off: readonly number[]
  readonly offHint: string
  /** Why a good status is a refusal all the same, one sentence; null where it is none. */
  refusal?(answer: string): string | null
}

export interface ControlQuestion {
  /** When it was asked, before the answers came: what has lasted for a time began no later. */
  readonly at: Date
  /** The outputs that carry the key, as the locator names them; empty where that is not known. */
  readonly outputs: readonly string[]
  /** Whether an address is a vendor's. */
  ours(address: string): boolean
}

/** Times are ISO 8601 and never later than they were. Counters begin again with the process or with a reload. */
export interface ControlReading {
  /** When the process started. */
  readonly startedAt: string | null
  /** Successful reloads of this process. */
  readonly reloads: number | null
  /** When it last loaded a configuration that it runs with. */
  readonly lastReloadAt: string | null
  readonly lastReloadOk: boolean | null
  /** What it sent and the vendor took. */
  readonly sent: number | null
  /** Of `sent`, how much may be under way still; absent where nothing is. */
  readonly underWay?: number
  /** When the newest of what was taken or refused came to be; absent where the agent does not tell. */
  readonly newestAt?: string
  /** What was refused or given up. */
  readonly failed: number | null
}

/**
 * How a value stands at a place. `plain`, `single`, `double`: as it is, in such quotes. `percent`: percent-encoded.
 * `base64`: encoded (Kubernetes `data`). `xml`: in an XML text.
 */
export type Quoting = 'plain' | 'single' | 'double' | 'percent' | 'base64' | 'xml'

/** One place in a text. `start` and `end` are UTF-16 offsets of the bare value: without quotes and `Bearer `. */
export interface Place {
  readonly start: number
  readonly end: number
  /** 1-based. */
  readonly line: number
  readonly column: number
  /** The agent inside: differs from the carrier's id in a `.env` or ConfigMap. */
  readonly agent: AgentId
  /** Exporter, output, variable or remote_write name. */
  readonly output: string
  readonly kind: UseKind
  /** For an indirect place: what it refers to, such as `CORALOGIX_PRIVATE_KEY` or `/run/secrets/key`. */
  readonly target: string | null
  /** For an indirect place that is neither a plain variable nor a file with nothing but the key: where to look. */
  readonly far?: FarEnd
  readonly quoting: Quoting
  /** The vendor whose keys go here, where it is not the agent's. */
  readonly provider?: ProviderId
  /** The key types that go here, where they are not those of the agent inside. */
  readonly takes?: readonly KeyType[]
  /** Set where the place was found but must not be edited: the reason (anchor, folded scalar, escape…). */
  readonly notEditable?: string
  /** Set where it is not certain that the key belongs here: changed only when the user names the line. The reason. */
  readonly onlyWhenNamed?: string
  /** Host that this place sends to, where the text says it; to warn about another region. */
  readonly host: string | null
}

/** Where an indirect place gets its value. Paths are as written, relative to the file that names them. */
export type FarEnd =
  | { readonly kind: 'variable'; readonly name: string }
  /** `whole`: nothing but the key. `json`: a string under `name`. `env`: lines of NAME=value, the one of `name`. */
  | { readonly kind: 'file'; readonly path: string; readonly form: 'whole' }
  | { readonly kind: 'file'; readonly path: string; readonly form: 'json' | 'env'; readonly name: string }
  /** A Kubernetes Secret: looked for in the manifests beside the file. */
  | { readonly kind: 'kubernetes-secret'; readonly secret: string; readonly key: string }
  /**
   * Out of reach: a keystore, a cloud's secret manager. `command` sets it, reads the value from standard input and
   * holds `KEY_ID` where the key's id goes, as in `keyturn key value KEY_ID | …`.
   */
  | { readonly kind: 'outside'; readonly what: string; readonly command: string }

/** A whole configuration inside another text. */
export interface Embedded {
  /** Where it stands, such as a ConfigMap's data key; its extension tells the format. */
  readonly name: string
  readonly text: string
  /** The offset in the outer text of an offset in `text`; null where the two do not run side by side (an escape). */
  outer(offset: number): number | null
  /** Set where nothing in it must be edited: the reason, such as that the whole of it is base64. */
  readonly notEditable?: string
}

export interface SnippetOptions {
  readonly format: string
  readonly ingressUrl: string
  /** The vendor's API, for agents that read from it. */
  readonly apiUrl: string
  /** Bare domain, such as `eu2.coralogix.com`; null for a custom endpoint. */
  readonly domain: string | null
  readonly application: string
  readonly subsystem: string
  /** Only for a sink; the caller wraps the whole text in a Secret at once. */
  readonly value: string | null
}
