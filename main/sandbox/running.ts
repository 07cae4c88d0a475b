import type { Answer, Asked } from './exchange.ts'
import type { Faults } from './faults.ts'
import { type Listening, listen } from './server.ts'
import type { Twin } from './twin.ts'

/** Where one vendor of the sandbox listens, and what reaches it. */
export interface SandboxVendor {
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly grpcUrl: string | null
  readonly instance: string | null
  /** Plain text: the sandbox is the vendor. */
  readonly credential: string | null
}

/** With what a vendor is started. */
export interface VendorStart<State> {
  /** The account of the last run; null makes a new one. */
  readonly kept: State | null
  /** Keeps the account; its failure is answered as the vendor's own. */
  readonly keep: (state: State) => void
  readonly now: () => Date
  readonly faults: Faults
  /** The vendor's first port; the others follow. Null: those of the last run, or any free ones. */
  readonly port: number | null
  /** A key that a new account has as well. */
  readonly twin?: Twin | undefined
}

/** A vendor that runs. */
export interface RunningVendor {
  readonly at: SandboxVendor
  /** The account's own id, and that of whom the credential belongs to, where the vendor says so. */
  readonly teamId: string | null
  readonly userId: string | null
  /** The routes of tests in another process, without their prefix; null where there is none. */
  control(asked: Asked, route: string): Answer | null
  /** Stops its servers, and cuts what is open. */
  close(): Promise<void>
}

/** Starts servers one after the other; when one cannot, those before it end. */
export async function listenAll(
  servers: readonly Parameters<typeof listen>[],
): Promise<{ readonly all: readonly Listening[]; close(): Promise<void> }> {
  const all: Listening[] = []
  const close = async (): Promise<void> => {
    await Promise.all(all.map((server) => server.close()))
  }
  try {
    for (const server of servers) all.push(await listen(...server))
    return { all, close }
  } catch (error) {
    await close()
    throw error
  }
}
