import { z } from 'zod'
import { type Answer, type Asked, json } from '../exchange.ts'
import type { RefusalCounts } from '../refusals.ts'
import { listenAll, type RunningVendor, type VendorStart } from '../running.ts'
import { type Counts, type TakenLine, takenControl } from '../taken.ts'
import { answerApp, say } from './app.ts'
import { Ingest } from './ingest.ts'
import type { AggregationsKey, AggregationsState } from './model.ts'
import { seedAggregations } from './model.ts'
import { Organization } from './organization.ts'
import { KeysPage } from './page.ts'

const wish = z.strictObject({
  name: z.string().trim().min(1).max(200),
  orgWide: z.boolean(),
  permissions: z
    .strictObject({ read: z.boolean(), write: z.boolean() })
    .refine(({ read, write }) => read || write, 'Read, Write or both'),
  enabled: z.boolean().default(true),
})

/** A key as the vendor's page shows it: never its value. */
export type ShownKey = Omit<AggregationsKey, 'valueHash'>

export interface SandboxAggregationsIo {
  readonly ingestId: string
  /** Values of two seeded keys. */
  readonly trying: AggregationsState['trying']
  /** Makes a key as on the vendor's page. Only this answer has the value. */
  create(wanted: z.input<typeof wish>): { readonly id: string; readonly value: string }
  /** False where there is no such key. */
  enable(id: string, enabled: boolean): boolean
  keys(): readonly ShownKey[]
  counts(): Counts
  refusals(): RefusalCounts
  /** The events that were taken, as JSON, oldest first; those that contain `text` when given. */
  lines(text?: string): readonly TakenLine[]
}

/**
 * Starts Aggregations.io: its app on one port of loopback, the ingest on another. Keys are made on the app's page by a
 * person, and by `control`.
 */
export async function startAggregationsIo({
  kept,
  keep,
  now,
  faults,
  port,
}: VendorStart<AggregationsState>): Promise<
  RunningVendor & { readonly aggregationsIo: SandboxAggregationsIo }
> {
  const state = kept ?? { ...seedAggregations(now()), ports: { app: 0, ingest: 0 } }
  const organization = new Organization(state, keep, now)
  const ingest = new Ingest(organization, now)
  const page = new KeysPage(organization)
  const { all, close } = await listenAll([
    [
      port ?? state.ports.app,
      port === null,
      (asked) => faults.treat('aggregations-api', asked, ingest.keyIdOf(asked), say),
      (asked) => page.answer(asked) ?? answerApp(organization, asked),
    ],
    [
      port === null ? state.ports.ingest : port + 1,
      port === null,
      (asked) => faults.treat('aggregations-ingest', asked, ingest.keyIdOf(asked), say),
      (asked) => ingest.take(asked),
      (asked, status) => ingest.answered(asked, status),
    ],
  ])
  const [app, intake] = all
  organization.movedTo({ app: app?.port ?? 0, ingest: intake?.port ?? 0 })
  const { ingestId, trying, organizationId } = organization.state
  const keys = (): readonly ShownKey[] => organization.state.keys.map(({ valueHash: _, ...key }) => key)
  return {
    at: {
      ...{ apiUrl: app?.url ?? '', ingressUrl: intake?.url ?? '' },
      // Its ingest is what an account names beside the addresses.
      ...{ grpcUrl: null, instance: ingestId, credential: null },
    },
    teamId: organizationId,
    userId: null,
    close,
    control: (asked, route) =>
      takenControl(ingest.taken, asked, route, () => ingest.taken.forget()) ??
      control(organization, keys, asked, route),
    aggregationsIo: {
      ...{ ingestId, trying, keys },
      create: (wanted) => {
        const { key, value } = organization.create(wish.parse(wanted))
        return { id: key.id, value }
      },
      enable: (id, enabled) => organization.enable(id, enabled),
      counts: () => ingest.taken.counts,
      refusals: () => ingest.taken.refusals,
      lines: (text = '') => ingest.taken.lines.filter((line) => line.text.includes(text)),
    },
  }
}

/** The vendor's page: `GET keys` (enabled ones, all with `?disabled=true`), `POST keys`, `POST keys/ID/enable|disable`. */
function control(
  organization: Organization,
  keys: () => readonly ShownKey[],
  asked: Asked,
  route: string,
): Answer | null {
  switch (`${asked.method} ${route}`) {
    case 'GET account': {
      const { ingestId, trying } = organization.state
      return json(200, { ingestId, trying })
    }
    case 'GET keys': {
      const all = new URLSearchParams(asked.query).get('disabled') === 'true'
      return json(200, { keys: keys().filter(({ enabled }) => all || enabled) })
    }
    case 'POST keys': {
      const read = wish.safeParse(JSON.parse(asked.body.toString('utf8')))
      if (!read.success) return say(400, read.error.message)
      const { key, value } = organization.create(read.data)
      return json(201, { id: key.id, name: key.name, value })
    }
  }
  const [, id = '', what] = /^keys\/([^/]+)\/(enable|disable)$/.exec(route) ?? []
  if (id === '' || asked.method !== 'POST') return null
  return organization.enable(id, what === 'enable') ? json(200, {}) : say(404, 'Not Found')
}
