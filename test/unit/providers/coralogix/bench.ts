import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { coralogixFacts } from '../../../../main/providers/coralogix/facts.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { Connection, ProviderSession } from '../../../../main/providers/provider.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import type { KeyOwner } from '../../../../shared/model.ts'
import type { Bench, Traits } from '../contract.ts'

export type CoralogixBench = Bench & {
  readonly sandbox: Sandbox
  readonly readOnly: ProviderSession
  readonly stranger: ProviderSession
  readonly teamOwner: KeyOwner
  /** A session with any credential. */
  as(credential: string): ProviderSession
}

/** What Coralogix is over REST. */
export const restTraits: Traits = {
  name: 'Coralogix over REST',
  mode: 'remote',
  lists: 'all',
  shows: ['send-your-data', 'team', 'personal', 'organisation'],
  changes: ['name', 'active', 'presets', 'permissions'],
  readable: true,
  namesRight: /data-ingest-api-keys:Manage/,
  valueLike: /\bcx[a-z]p_\w{30}/,
  has: coralogixFacts.has,
  verifies: 'unknown',
}

/** What it is over gRPC: only the Send-Your-Data keys have a list. */
export const grpcTraits: Traits = {
  ...restTraits,
  name: 'Coralogix over gRPC',
  lists: 'known',
  shows: ['send-your-data'],
}

/**
 * A sandbox account and sessions to it. `writeMs`: how long a write may take. Generous unless given: a machine that is
 * busy is no reason to fail.
 */
export async function openBench(
  options: SandboxOptions = {},
  transport: Connection['transport'] = 'rest',
  writeMs = 20_000,
): Promise<CoralogixBench> {
  const sandbox = await startSandbox(options)
  const http = createHttp({ retryBaseMs: 5 })
  const { apiUrl, ingressUrl } = sandbox
  const teamOwner = { kind: 'team', id: String(sandbox.teamId), name: null } as const
  const provider = coralogixProvider(
    http,
    { list: 20_000, write: writeMs, identify: 20_000 },
    { retryBaseMs: 5, idleMs: 50 },
  )
  const as = (credential: string): ProviderSession =>
    provider.connect({
      ...connectionTo(apiUrl, ingressUrl, credential),
      grpcUrl: sandbox.vendors.coralogix.grpcUrl,
      transport,
    })
  return {
    provider,
    sandbox,
    as,
    session: as(sandbox.adminKey),
    readOnly: as(sandbox.adminKeys.readOnly),
    stranger: as('cxtp_NobodyKnowsThisKey000000000000'),
    teamOwner,
    wish: {
      name: 'edge · kx-abcdefghij',
      type: 'send-your-data',
      presets: ['SendData'],
      permissions: [],
      hashed: true,
      owner: teamOwner,
    },
    rights: { presets: [], permissions: ['logs.data-ingress:SendData'] },
    known: [],
    ingests: async (value) => (await sendLine(ingressUrl, value)).status === 200,
    close: async () => {
      await http.close()
      await sandbox.close()
    },
  }
}

/** A connection to these addresses, over REST. */
export const connectionTo = (apiUrl: string, ingressUrl: string, credential: string): Connection => ({
  ...{ apiUrl, ingressUrl, grpcUrl: null, transport: 'rest', instance: null, teamId: null, userId: null },
  credential: Secret.of(credential),
})

/** Sends one log line with a key's value. */
export function sendLine(ingressUrl: string, value: string, text = 'a line'): Promise<Response> {
  return fetch(`${ingressUrl}/logs/v1/singles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ applicationName: 'app', subsystemName: 'sub', text }]),
  })
}
