import { z } from 'zod'
import { type Answer, type Asked, json } from '../exchange.ts'
import type { RefusalCounts } from '../refusals.ts'
import { listenAll, type RunningVendor, type VendorStart } from '../running.ts'
import { type Counts, type TakenLine, takenControl } from '../taken.ts'
import { IbmAccount } from './account.ts'
import { errorFor } from './errors.ts'
import { Iam } from './iam.ts'
import { IbmIngress } from './ingress.ts'
import type { IbmCredentials, IbmSettings, IbmState } from './model.ts'
import { seedIbm } from './seed.ts'
import { Tokens } from './tokens.ts'
import { withIbmTwin } from './twin.ts'

export interface SandboxIbmCloud {
  readonly accountId: string
  readonly instance: string
  readonly credentials: IbmCredentials
  /** Changes how the account is set up; what is left out stays. */
  set(settings: Partial<IbmSettings>): void
  /** Tokens given and refused, by key. */
  exchanges(): Iam['exchanges']
  counts(): Counts
  refusals(): RefusalCounts
  /** The log lines that the ingress took, oldest first; those that contain `text` when given. */
  lines(text?: string): readonly TakenLine[]
  keyCount(): number
}

const settings = z.strictObject({
  restrictCreateApiKey: z.boolean().optional(),
  restrictCreateServiceId: z.boolean().optional(),
  tokenSeconds: z.int().min(0).max(3600).optional(),
  conflictStatus: z.literal([409, 412]).optional(),
  pageLimit: z.int().min(1).max(100).optional(),
})

/** Starts IBM Cloud: the identity service on one port of loopback, the ingress of a Cloud Logs instance on another. */
export async function startIbmCloud({
  kept,
  keep,
  now,
  faults,
  port,
  twin,
}: VendorStart<IbmState>): Promise<RunningVendor & { readonly ibmCloud: SandboxIbmCloud }> {
  const fresh = (): IbmState => {
    const seeded = seedIbm(now())
    const whole = twin === undefined ? seeded : withIbmTwin(seeded, twin, now())
    return { ...whole, ports: { iam: 0, ingress: 0 } }
  }
  const state = kept ?? fresh()
  const account = new IbmAccount(state, keep, now)
  const tokens = new Tokens()
  const iam = new Iam(account, tokens, faults)
  const ingress = new IbmIngress(account, tokens, faults, now)
  const { all, close } = await listenAll([
    [
      port ?? state.ports.iam,
      port === null,
      (asked) =>
        faults.treat('iam', asked, iam.keyIdOf(asked), (status, message) => errorFor(asked, status, message)),
      (asked) => iam.answer(asked),
      (asked, status) => iam.answered(asked, status),
    ],
    [
      port === null ? state.ports.ingress : port + 1,
      port === null,
      (asked) =>
        faults.treat('ibm-ingress', asked, ingress.keyIdOf(asked), (status, message) =>
          json(status, { message }),
        ),
      (asked) => ingress.take(asked),
      (asked, status) => ingress.answered(asked, status),
    ],
  ])
  const [api, intake] = all
  account.movedTo({ iam: api?.port ?? 0, ingress: intake?.port ?? 0 })
  const { accountId, instance, credentials, users } = account.state
  const at = {
    apiUrl: api?.url ?? '',
    ingressUrl: intake?.url ?? '',
    grpcUrl: null,
    instance,
    credential: credentials.admin,
  }
  const forget = (): void => {
    ingress.taken.forget()
    iam.forget()
  }
  return {
    at,
    teamId: accountId,
    userId: users[0]?.iamId ?? null,
    close,
    control: (asked, route) =>
      takenControl(ingress.taken, asked, route, forget) ?? control(account, iam, asked, route),
    ibmCloud: {
      ...{ accountId, instance, credentials },
      set: (change) => account.set(change),
      exchanges: () => iam.exchanges,
      counts: () => ingress.taken.counts,
      refusals: () => ingress.taken.refusals,
      lines: (text = '') => ingress.taken.lines.filter((line) => line.text.includes(text)),
      keyCount: () => account.keys.length,
    },
  }
}

/** `GET account`, `GET tokens`, `POST settings`. */
function control(account: IbmAccount, iam: Iam, asked: Asked, route: string): Answer | null {
  switch (`${asked.method} ${route}`) {
    case 'GET account': {
      const { accountId, instance, credentials } = account.state
      return json(200, { accountId, instance, credentials, settings: account.state.settings })
    }
    case 'GET tokens':
      return json(200, iam.exchanges)
    case 'POST settings': {
      const read = settings.safeParse(JSON.parse(asked.body.toString('utf8')))
      if (!read.success) return json(400, { message: read.error.message })
      const given = Object.entries(read.data).filter(([, value]) => value !== undefined)
      account.set(Object.fromEntries(given) as Partial<IbmSettings>)
      return json(200, account.state.settings)
    }
  }
  return null
}
