import type { ProviderId } from '../../shared/model.ts'
import { control, controlPrefix } from './control.ts'
import type { Asked } from './exchange.ts'
import { type Fault, Faults, untouched } from './faults.ts'
import { serveGrpc } from './grpc/serve.ts'
import { type Counts, Ingress, type TakenLine } from './ingress.ts'
import { manage } from './management.ts'
import type { AdminKeys, VendorState } from './model.ts'
import type { RefusalCounts } from './refusals.ts'
import type { SampleReport } from './samples.ts'
import { seed } from './seed.ts'
import { listen } from './server.ts'
import { loadState, saveState } from './state-file.ts'
import { type Twin, withTwin } from './twin.ts'
import { Vendor } from './vendor.ts'

export interface SandboxOptions {
  /** Where the account is kept, so that keys and their values survive a restart. Left out: in memory only. */
  readonly stateFile?: string
  /** The API's port on 127.0.0.1; the ingress takes the next one. Left out: those of the last run, or any free ones. */
  readonly port?: number
  /** The clock; the seeded keys' ages count from it. */
  readonly now?: () => Date
  /** Adds a key as another vendor account has it, to rehearse on. Only to a new account. */
  readonly twin?: Twin
  /** Adds so many Send-Your-Data keys to a new account. */
  readonly extraKeys?: number
  /** False: no port for gRPC is opened. */
  readonly grpc?: boolean
}

/** Where one vendor of the sandbox listens, and what reaches it. */
export interface SandboxVendor {
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly grpcUrl: string | null
  readonly instance: string | null
  /** Plain text: the sandbox is the vendor. */
  readonly credential: string | null
}

export type SandboxVendors = Readonly<Record<ProviderId, SandboxVendor>>

export interface Sandbox {
  readonly vendors: SandboxVendors
  /** Base for `/mgmt/openapi/5/…` and `/identity/whoami`. */
  readonly apiUrl: string
  /** Base for `/logs/v1/singles`, `/logs/v1/bulk`, `/v1/logs|metrics|traces`, `/prometheus/v1`. */
  readonly ingressUrl: string
  /** The admin key with every right: that of `adminKeys.full`. The sandbox is the vendor, so these are plain text. */
  readonly adminKey: string
  readonly adminKeys: AdminKeys
  readonly teamId: number
  /** Switches a fault on, after those that are. Throws when its path is no regular expression. */
  setFault(fault: Fault): void
  clearFaults(): void
  /** What the ingress took and refused since the start. */
  counts(): Counts
  /** What the ingress did not take, by status and key, faults included. */
  refusals(): RefusalCounts
  /** When the samples of a metric were taken that came in by remote write; says whether a scrape is missing. */
  samples(metric: string): SampleReport
  /** The log lines that the ingress took, oldest first; those that contain `text` when given. */
  lines(text?: string): readonly TakenLine[]
  /** How many keys the account has now. */
  keyCount(): number
  /** Stops both servers, and cuts what is open. The state is already saved. */
  close(): Promise<void>
}

/**
 * Starts the embedded vendor: REST v5 and whoami on one port of loopback, the ingress on another. Takes a new account
 * with about 45 seeded keys, or the one in `stateFile`. Throws when a given port is taken or the state cannot be read
 * or written.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { stateFile, now = () => new Date() } = options
  const kept = stateFile === undefined ? null : loadState(stateFile)
  const fresh = (): VendorState => {
    const seeded = seed(now(), options.extraKeys ?? 0)
    const whole = options.twin === undefined ? seeded : withTwin(seeded, options.twin, now())
    return { ...whole, ports: { api: 0, ingress: 0 } }
  }
  const state = kept ?? fresh()
  const vendor = new Vendor(state, (next) => stateFile !== undefined && saveState(stateFile, next), now)
  const ingress = new Ingress(vendor, now)
  const faults = new Faults()

  const callerOf = ({ bearer }: Asked): string | null =>
    bearer === null ? null : (vendor.holder(bearer)?.id ?? null)

  const wanted = options.port === undefined || options.port === 0 ? state.ports : null
  const port = options.port ?? 0
  const api = await listen(
    wanted?.api ?? port,
    wanted !== null,
    // The controls always work: otherwise a fault could not be switched off.
    (asked) =>
      asked.path.startsWith(controlPrefix) ? untouched : faults.treat('api', asked, callerOf(asked)),
    (asked) =>
      asked.path.startsWith(controlPrefix) ? control(vendor, ingress, faults, asked) : manage(vendor, asked),
  )
  let grpc: Awaited<ReturnType<typeof serveGrpc>> | null = null
  try {
    if (options.grpc !== false) {
      const treat = (asked: Asked) => faults.treat('api', asked, callerOf(asked))
      grpc = await serveGrpc(vendor, { port: api.port + 2, treat })
    }
    const intake = await listen(
      wanted?.ingress ?? port + 1,
      wanted !== null,
      (asked) => faults.treat('ingress', asked, callerOf(asked)),
      (asked) => ingress.take(asked),
      (asked, status) => ingress.answered(asked, status),
    )
    vendor.movedTo({ api: api.port, ingress: intake.port })
    const credential = vendor.account.adminKeys.full
    const grpcUrl = grpc?.url ?? null
    const coralogix = { apiUrl: api.url, ingressUrl: intake.url, grpcUrl, instance: null, credential }
    return {
      // The other vendors come next.
      vendors: { coralogix, 'ibm-cloud': coralogix, 'aggregations-io': coralogix },
      apiUrl: api.url,
      ingressUrl: intake.url,
      adminKey: vendor.account.adminKeys.full,
      adminKeys: vendor.account.adminKeys,
      teamId: vendor.account.teamId,
      setFault: (fault) => faults.set(fault),
      clearFaults: () => faults.clear(),
      counts: () => ingress.counts,
      refusals: () => ingress.refusals,
      samples: (metric) => ingress.samples(metric),
      lines: (text = '') => ingress.lines.filter((line) => line.text.includes(text)),
      keyCount: () => vendor.keys.length,
      close: async () => {
        await Promise.all([api.close(), intake.close(), grpc?.close()])
      },
    }
  } catch (error) {
    await Promise.all([api.close(), grpc?.close()])
    throw error
  }
}
