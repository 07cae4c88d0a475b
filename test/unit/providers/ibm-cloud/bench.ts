import { createHttp } from '../../../../main/providers/http.ts'
import { ibmCloudFacts } from '../../../../main/providers/ibm-cloud/facts.ts'
import { ibmCloudProvider } from '../../../../main/providers/ibm-cloud/ibm-cloud.ts'
import type { ProviderSession } from '../../../../main/providers/provider.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../main/sandbox/sandbox.ts'
import { Secret } from '../../../../main/vault/secret.ts'
import type { Bench, Traits } from '../contract.ts'

export type IbmBench = Bench & {
  readonly sandbox: Sandbox
  readonly readOnly: ProviderSession
  /** A session with any credential. */
  as(credential: string): ProviderSession
}

/** What IBM Cloud is. Its values have no form of their own: 44 characters that end a word are taken for one. */
export const ibmTraits: Traits = {
  name: 'IBM Cloud',
  mode: 'remote',
  lists: 'all',
  shows: ['user', 'service-id'],
  changes: ['name', 'active', 'description', 'locked'],
  readable: false,
  namesRight: /Administrator on the IAM Identity service/,
  valueLike: /"(?!iam-ServiceId|ApiKey-)[A-Za-z0-9_-]{44}"/,
  has: ibmCloudFacts.has,
  verifies: 'works',
}

/** A sandbox account and sessions to it, with short waits. */
export async function openIbmBench(options: SandboxOptions = {}): Promise<IbmBench> {
  const sandbox = await startSandbox({ grpc: false, ...options })
  const http = createHttp({ retryBaseMs: 5 })
  const { apiUrl, ingressUrl, instance } = sandbox.vendors['ibm-cloud']
  const { accountId, credentials } = sandbox.ibmCloud
  const provider = ibmCloudProvider(http, { read: 20_000, write: 3000, token: 10_000 })
  const as = (credential: string): ProviderSession =>
    provider.connect({
      ...{ apiUrl, ingressUrl, grpcUrl: null, transport: null, instance, teamId: accountId, userId: null },
      credential: Secret.of(credential),
    })
  const session = as(credentials.admin)
  const listed = await session.listKeys([])
  // One that may send: its keys are those of agents.
  const owner = listed.ok && listed.value.keys.find(({ name }) => name === 'prod-agent-eu-de')?.owner
  if (!owner) throw new Error('the sandbox has no agent')
  return {
    provider,
    sandbox,
    as,
    session,
    readOnly: as(credentials.reader),
    stranger: as('NobodyKnowsThisKey-0000_1111-2222_3333-44444'),
    wish: {
      ...{ name: 'edge · kx-abcdefghij', type: 'service-id', presets: [], permissions: [], hashed: true },
      owner,
    },
    rights: null,
    known: [],
    ingests: async (value) => {
      const sent = await as(value).sendMarkedLine(Secret.of(value), 'a line')
      if (!sent.ok) throw new Error(sent.failure.message)
      return sent.value.kind === 'accepted'
    },
    close: async () => {
      await http.close()
      await sandbox.close()
    },
  }
}
