import { type Control, control, controlPrefix } from './control.ts'
import { type Asked, json, noRoute } from './exchange.ts'
import { untouched } from './faults.ts'
import { serveGrpc } from './grpc/serve.ts'
import { Ingress } from './ingress.ts'
import { manage } from './management.ts'
import type { VendorState } from './model.ts'
import { listenAll, type RunningVendor, type VendorStart } from './running.ts'
import { seed } from './seed.ts'
import { takenControl } from './taken.ts'
import { withTwin } from './twin.ts'
import { Vendor } from './vendor.ts'

export interface CoralogixStart extends VendorStart<VendorState> {
  /** Adds so many Send-Your-Data keys to a new account. */
  readonly extraKeys: number
  readonly grpc: boolean
  /** The routes for tests, by vendor: they are all on this vendor's API server. */
  readonly controls: Map<string, Control>
}

/** Starts Coralogix: REST v5 and whoami on one port of loopback, the ingress and gRPC on others. */
export async function startCoralogix({
  kept,
  keep,
  now,
  faults,
  port,
  twin,
  extraKeys,
  grpc: withGrpc,
  controls,
}: CoralogixStart): Promise<RunningVendor & { readonly vendor: Vendor; readonly ingress: Ingress }> {
  const fresh = (): VendorState => {
    const seeded = seed(now(), extraKeys)
    const whole = twin === undefined ? seeded : withTwin(seeded, twin, now())
    return { ...whole, ports: { api: 0, ingress: 0 } }
  }
  const state = kept ?? fresh()
  const vendor = new Vendor(state, keep, now)
  const ingress = new Ingress(vendor, now)
  const own: Control = (asked, route) =>
    takenControl(ingress.taken, asked, route, () => ingress.forget()) ??
    (`${asked.method} ${route}` === 'GET samples'
      ? json(200, ingress.samples(new URLSearchParams(asked.query).get('series') ?? ''))
      : null)
  controls.set('coralogix', own)
  const callerOf = ({ bearer }: Asked): string | null =>
    bearer === null ? null : (vendor.holder(bearer)?.id ?? null)
  const forTests = ({ path }: Asked): boolean => path.startsWith(controlPrefix)
  const http = await listenAll([
    [
      port ?? state.ports.api,
      port === null,
      // The controls always work: otherwise a fault could not be switched off.
      (asked) => (forTests(asked) ? untouched : faults.treat('api', asked, callerOf(asked))),
      (asked) =>
        forTests(asked)
          ? control(controls, faults, vendor.account.adminKeys.full, asked)
          : faults.quirk('no-route', 'api', asked, callerOf(asked))
            ? noRoute()
            : manage(vendor, asked),
    ],
    [
      port === null ? state.ports.ingress : port + 1,
      port === null,
      (asked) => faults.treat('ingress', asked, callerOf(asked)),
      (asked) => ingress.take(asked),
      (asked, status) => ingress.answered(asked, status),
    ],
  ])
  const [api, intake] = http.all
  const apiPort = api?.port ?? 0
  try {
    const treat = (asked: Asked) => faults.treat('api', asked, callerOf(asked))
    const grpc = withGrpc ? await serveGrpc(vendor, { port: apiPort + 2, treat }) : null
    vendor.movedTo({ api: apiPort, ingress: intake?.port ?? 0 })
    return {
      at: {
        ...{ apiUrl: api?.url ?? '', ingressUrl: intake?.url ?? '', grpcUrl: grpc?.url ?? null },
        ...{ instance: null, credential: vendor.account.adminKeys.full },
      },
      teamId: String(vendor.account.teamId),
      userId: null,
      control: own,
      ...{ vendor, ingress },
      close: async () => {
        await Promise.all([http.close(), grpc?.close()])
      },
    }
  } catch (error) {
    await http.close()
    throw error
  }
}
