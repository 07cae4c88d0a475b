import type { Result } from '../../shared/errors.ts'
import type { Core } from '../services.ts'
import type { Secret } from '../vault/secret.ts'

/** What the program sees of the terminal that it runs in. `terminal.ts` is the real one. */
export interface Io {
  readonly stdoutIsTty: boolean
  /** Whether a person can be asked: both stdin and stderr are a terminal. */
  readonly canAsk: boolean
  /** The terminal's width; null where output is not a terminal and must not be cut. */
  readonly columns: number | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  out(text: string): void
  err(text: string): void
  /** Everything on stdin; null when it is longer than the limit. */
  readStdin(limitBytes: number): Promise<Buffer | null>
  /** Asks on stderr. `hidden` shows nothing of what is typed. Null when the person cancels. */
  ask(question: string, how: 'shown' | 'hidden'): Promise<string | null>
  /** Takes over Ctrl-C and a request to end, until the returned function is called. */
  onInterrupt(listener: () => void): () => void
  sleep(milliseconds: number): Promise<void>
  now(): Date
}

/** The embedded vendor API, as the terminal needs it. */
export interface RunningSandbox {
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly grpcUrl: string | null
  readonly adminKey: Secret
  readonly ibmCloud: {
    readonly iamUrl: string
    readonly ingressUrl: string
    readonly instance: string
    readonly apiKey: Secret
  }
  /** Two keys made for trying: the vendor has no API that would give any. */
  readonly aggregationsIo: {
    readonly apiUrl: string
    readonly ingestUrl: string
    readonly ingestId: string
    readonly readKey: Secret
    readonly writeKey: Secret
  }
  close(): Promise<void>
}

/** What the terminal's program opens, and only when a command needs it. */
export interface Doors {
  readonly version: string
  dataFolder(flag: string | null): string
  openCore(home: string): Promise<Result<Core>>
  startSandbox(port: number | null): Promise<Result<RunningSandbox>>
  /** Writes a bug to the log and returns the id under which it is found there. */
  recordCrash(home: string, error: unknown): Promise<string>
}
