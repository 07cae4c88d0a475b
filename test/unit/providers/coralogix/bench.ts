import { coralogixProvider } from '../../../../main/providers/coralogix/coralogix.ts'
import { createHttp } from '../../../../main/providers/http.ts'
import type { Connection, ProviderSession } from '../../../../main/providers/provider.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import type { Bench } from '../contract.ts'

export type CoralogixBench = Bench & {
  readonly sandbox: Sandbox
  /** A session with any credential. */
  as(credential: string): ProviderSession
}

/** A sandbox account and sessions to it, with short waits. */
export async function openBench(options: SandboxOptions = {}): Promise<CoralogixBench> {
  const sandbox = await startSandbox(options)
  const http = createHttp({ retryBaseMs: 5 })
  const { apiUrl, ingressUrl } = sandbox
  const provider = coralogixProvider(http, { list: 2000, write: 500, identify: 500 })
  const as = (credential: string): ProviderSession =>
    provider.connect(connectionTo(apiUrl, ingressUrl, credential))
  return {
    provider,
    sandbox,
    as,
    session: as(sandbox.adminKey),
    readOnly: as(sandbox.adminKeys.readOnly),
    stranger: as('cxtp_NobodyKnowsThisKey000000000000'),
    teamOwner: { kind: 'team', id: String(sandbox.teamId), name: null },
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
