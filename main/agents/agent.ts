import type { Result } from '../../shared/errors.ts'
import type { AgentId, KeyType, UseKind } from '../../shared/model.ts'

/**
 * The port to a telemetry agent (or a generic carrier such as `.env`). An agent only reads text and finds
 * places; `config-file.ts` is the only writer. It knows no provider and no vault.
 */
export interface Agent {
  readonly id: AgentId
  readonly name: string
  readonly docsUrl: string
  readonly takes: readonly KeyType[]
  /** Where its configuration usually is. */
  readonly files: readonly string[]
  readonly formats: readonly string[]
  /** What to do so that the agent picks up a change, one sentence. */
  readonly afterChange: string
  /** Set on agents that are recognised and refused: the reason and the way out. */
  readonly refusal?: string
  /** Whether the text is this agent's, by content first. `hosts`: domains whose places count as ours. */
  detect(text: string, hosts: readonly string[], fileName: string): boolean
  /**
   * Every place that carries a key for one of `hosts`, in file order. Fails with `file-invalid` when the text does
   * not parse and with `file-not-editable` when it can be read but not changed safely.
   */
  locate(text: string, hosts: readonly string[], fileName: string): Result<readonly Place[]>
  /** The text as plain data, read as strictly as by `locate`: the proof that a splice changed nothing else. */
  tree(text: string, fileName: string): Result<unknown>
  /** A ready configuration. Without `value` it uses the agent's own reference (environment, credentials file). */
  snippet?(options: SnippetOptions): string
  /** The agent's own checker, by argument list; null where there is none. Run only where it is installed. */
  readonly checker?: (file: string) => readonly string[]
}

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
  /** How a new value must be written there; `plain` needs no escaping for any value in the vendors' alphabets. */
  readonly quoting: 'plain' | 'single' | 'double' | 'percent'
  /** Set where the place was found but must not be edited: the reason (anchor, folded scalar, escape…). */
  readonly notEditable?: string
  /** Set where it is not certain that the key belongs here: changed only when the user names the line. The reason. */
  readonly onlyWhenNamed?: string
  /** Host that this place sends to, where the text says it; to warn about another region. */
  readonly host: string | null
}

export interface SnippetOptions {
  readonly format: string
  readonly ingressUrl: string
  /** Bare domain, such as `eu2.coralogix.com`; null for a custom endpoint. */
  readonly domain: string | null
  readonly application: string
  readonly subsystem: string
  /** Only for a sink; the caller wraps the whole text in a Secret at once. */
  readonly value: string | null
}
