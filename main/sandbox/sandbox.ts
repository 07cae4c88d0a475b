import type { ProviderId } from '../../shared/model.ts'
import { type SandboxAggregationsIo, startAggregationsIo } from './aggregations-io/aggregations-io.ts'
import type { Control } from './control.ts'
import { startCoralogix } from './coralogix.ts'
import { type Fault, Faults } from './faults.ts'
import { type SandboxIbmCloud, startIbmCloud } from './ibm-cloud/ibm-cloud.ts'
import type { AdminKeys } from './model.ts'
import type { RefusalCounts } from './refusals.ts'
import type { RunningVendor, SandboxVendor } from './running.ts'
import type { SampleReport } from './samples.ts'
import { StateFile } from './state-file.ts'
import type { Counts, TakenLine } from './taken.ts'
import type { Twin } from './twin.ts'

export interface SandboxOptions {
  /** Where the accounts are kept, so that keys and their values survive a restart. Left out: in memory only. */
  readonly stateFile?: string
  /**
   * The first port on 127.0.0.1: Coralogix's API, ingress and gRPC, IBM Cloud's IAM and ingress,
   * Aggregations.io's app and ingest. Left out: those of the last run, or any free ones.
   */
  readonly port?: number
  /** The clock; the seeded keys' ages count from it. */
  readonly now?: () => Date
  /** Adds so many Send-Your-Data keys to a new Coralogix account. */
  readonly extraKeys?: number
  /** False: no port for gRPC is opened. */
  readonly grpc?: boolean
}

export type SandboxVendors = Readonly<Record<ProviderId, SandboxVendor>>

/** What is said without a vendor's name is Coralogix's. */
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
  readonly ibmCloud: SandboxIbmCloud
  readonly aggregationsIo: SandboxAggregationsIo
  /** Stops every server, and cuts what is open. The state is already saved. */
  close(): Promise<void>
}

/**
 * Starts the embedded vendors, each on ports of its own. Takes new accounts with seeded keys, or those in `stateFile`;
 * a vendor that the file does not know yet starts new. Throws when a given port is taken or the state cannot be read or
 * written.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { now = () => new Date(), extraKeys = 0, grpc = true } = options
  const file = new StateFile(options.stateFile ?? null)
  const faults = new Faults()
  const controls = new Map<string, Control>()
  const first = options.port === undefined || options.port === 0 ? null : options.port
  const port = (after: number): number | null => (first === null ? null : first + after)
  const running: RunningVendor[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.close()))
  }
  try {
    const shared = { now, faults }
    const coralogix = await startCoralogix({
      ...{ ...shared, extraKeys, grpc, controls, port: port(0) },
      kept: file.coralogix,
      keep: (state) => file.keep(state),
    })
    running.push(coralogix)
    const ibm = await startIbmCloud({
      ...{ ...shared, port: port(3) },
      kept: file.ibmCloud,
      keep: (ibmCloud) => file.keep({ ibmCloud }),
    })
    running.push(ibm)
    controls.set('ibm-cloud', ibm.control)
    const aggregations = await startAggregationsIo({
      ...{ ...shared, port: port(5) },
      kept: file.aggregationsIo,
      keep: (aggregationsIo) => file.keep({ aggregationsIo }),
    })
    running.push(aggregations)
    controls.set('aggregations-io', aggregations.control)
    const { vendor, ingress } = coralogix
    const { adminKeys, teamId } = vendor.account
    return {
      vendors: { coralogix: coralogix.at, 'ibm-cloud': ibm.at, 'aggregations-io': aggregations.at },
      apiUrl: coralogix.at.apiUrl,
      ingressUrl: coralogix.at.ingressUrl,
      ...{ adminKey: adminKeys.full, adminKeys, teamId },
      setFault: (fault) => faults.set(fault),
      clearFaults: () => faults.clear(),
      counts: () => ingress.taken.counts,
      refusals: () => ingress.taken.refusals,
      samples: (metric) => ingress.samples(metric),
      lines: (text = '') => ingress.taken.lines.filter((line) => line.text.includes(text)),
      keyCount: () => vendor.keys.length,
      ibmCloud: ibm.ibmCloud,
      aggregationsIo: aggregations.aggregationsIo,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Starts one vendor alone, in memory, with a key as another account has it: to rehearse on. A vendor that has no API for
 * keys has nothing of the key either.
 */
export function startTwin(
  provider: ProviderId,
  options: { readonly now: () => Date; readonly twin: Twin },
): Promise<RunningVendor> {
  const alone = { ...options, kept: null, keep: () => undefined, faults: new Faults(), port: null }
  switch (provider) {
    case 'coralogix':
      return startCoralogix({ ...alone, extraKeys: 0, grpc: true, controls: new Map() })
    case 'ibm-cloud':
      return startIbmCloud(alone)
    case 'aggregations-io':
      return startAggregationsIo(alone)
  }
}
