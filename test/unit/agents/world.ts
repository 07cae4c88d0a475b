import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fs } from '../../../main/agents/config-file/fs.ts'
import type { VendorHost } from '../../../main/agents/locators/hosts.ts'
import { KeyInjection } from '../../../main/injection/injection.ts'
import type { InjectionPorts, KeyFacts, Programs } from '../../../main/injection/injection-ports.ts'
import { aggregationsIoFacts } from '../../../main/providers/aggregations-io/facts.ts'
import { ibmCloudFacts } from '../../../main/providers/ibm-cloud/facts.ts'
import type { ProviderFacts } from '../../../main/providers/provider.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { SecretReference, Vault } from '../../../main/vault/vault.ts'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { AgentId, KeyRef, KeyType, ProviderId } from '../../../shared/model.ts'
import { MemoryUseStore } from '../../fakes/use-store.ts'

const coralogix = [
  'coralogix.com',
  'eu1.coralogix.com',
  'eu2.coralogix.com',
  'us2.coralogix.com',
  'coralogix.us',
  '127.0.0.1:41234',
]
const vendor = (provider: ProviderId) => (domain: string) => ({ provider, domain })
export const hosts: readonly VendorHost[] = [
  ...coralogix.map(vendor('coralogix')),
  ...['eu-de.logs.cloud.ibm.com', '127.0.0.1:41235'].map(vendor('ibm-cloud')),
  ...['ingest.aggregations.io', 'app.aggregations.io'].map(vendor('aggregations-io')),
]
export const oldKey = 'cxtp_Fixture1111111111111111111111'
export const otherKey = 'cxtp_Fixture2222222222222222222222'
export const newKey = 'cxtp_Fixture9999999999999999999999'

const account = '00000000-0000-4000-8000-000000000001'
export const refOf = (keyId: string): KeyRef => ({ accountId: account, keyId })

/** Items in memory; `state` makes it behave like a locked or refusing keychain. */
export class MemoryVault implements Vault {
  readonly items = new Map<string, Secret>()
  state: 'ready' | 'locked' | 'refused' = 'ready'
  set(reference: SecretReference, value: Secret): Promise<Result<void>> {
    if (this.state !== 'ready')
      return Promise.resolve(fail('keychain-refused', 'The keychain refused.', 'Unlock it.'))
    this.items.set(
      reference,
      value.expose((text) => Secret.of(text)),
    )
    return Promise.resolve(ok(undefined))
  }
  get(reference: SecretReference): Promise<Result<Secret | null>> {
    return Promise.resolve(ok(this.state === 'ready' ? (this.items.get(reference) ?? null) : null))
  }
  delete(reference: SecretReference): Promise<Result<boolean>> {
    return Promise.resolve(ok(this.items.delete(reference)))
  }
  probe() {
    return Promise.resolve(this.status())
  }
  status() {
    return { state: 'ready' as const, message: '', hint: '', checkedAt: '2026-01-01T00:00:00.000Z' }
  }
  close(): Promise<void> {
    return Promise.resolve()
  }
}

const facts = (name: string, more: Partial<KeyFacts> = {}): KeyFacts => ({
  name,
  type: 'send-your-data',
  state: 'active',
  account: 'Shop',
  provider: 'coralogix',
  apiUrl: 'https://api.eu2.coralogix.com',
  ingressUrl: 'https://ingress.eu2.coralogix.com',
  domain: 'eu2.coralogix.com',
  hosts: [{ provider: 'coralogix', domain: 'eu2.coralogix.com' }],
  ...more,
})

const advised =
  ({ adviceOnUse }: Pick<ProviderFacts, 'adviceOnUse'>, type: KeyType) =>
  (agent: AgentId | null) =>
    adviceOnUse({ type, rum: false }, agent)

/** An injection over fakes: known keys of every vendor, a vault and a use store in memory, the real file system unless given. */
export function world(
  options: {
    fs?: Fs
    uses?: MemoryUseStore
    vault?: MemoryVault
    now?: () => number
    root?: string
    programs?: Programs
  } = {},
) {
  const keys = new Map<string, { facts: KeyFacts; value: string }>([
    ['old', { facts: facts('edge-old'), value: oldKey }],
    ['new', { facts: facts('edge-otel'), value: newKey }],
    ['team', { facts: facts('admins', { type: 'team' }), value: 'cxtp_Team33333333333333333333333333' }],
    [
      'off',
      { facts: facts('edge-off', { state: 'disabled' }), value: 'cxtp_Off444444444444444444444444444' },
    ],
  ])
  const factsOf = (id: string): KeyFacts => keys.get(id)?.facts ?? facts(id)
  keys.set('service', {
    facts: facts('logs-sender', {
      provider: 'ibm-cloud',
      type: 'service-id',
      account: 'Cloud',
      ingressUrl: 'https://22222222-3333-4444-8555-666666666666.ingress.eu-de.logs.cloud.ibm.com',
      apiUrl: 'https://iam.cloud.ibm.com',
      domain: 'eu-de.logs.cloud.ibm.com',
      hosts: [{ provider: 'ibm-cloud', domain: 'eu-de.logs.cloud.ibm.com' }],
    }),
    value: 'Fixture_IbmServiceIdKey_44444444444444444444',
  })
  keys.set('org', {
    facts: facts('counters', {
      provider: 'aggregations-io',
      type: 'org-wide',
      account: 'Counters',
      ingressUrl: 'https://ingest.aggregations.io',
      apiUrl: 'https://app.aggregations.io',
      domain: null,
      hosts: [{ provider: 'aggregations-io', domain: 'ingest.aggregations.io' }],
    }),
    value: 'FixtureAggregationsKey5555555555',
  })
  keys.set('personal', {
    facts: facts('reader', { type: 'personal' }),
    value: 'cxup_FixturePersonal66666666666666',
  })
  keys.set('user', {
    facts: { ...factsOf('service'), name: 'operator', type: 'user', advice: advised(ibmCloudFacts, 'user') },
    value: 'Fixture_IbmUserKey_77777777777777777777777777',
  })
  keys.set('own', {
    facts: {
      ...{ ...factsOf('org'), name: 'own-counters', type: 'personal' },
      advice: advised(aggregationsIoFacts, 'personal'),
    },
    value: 'FixtureAggregationsKey8888888888',
  })
  const uses = options.uses ?? new MemoryUseStore()
  const vault = options.vault ?? new MemoryVault()
  const audited: string[] = []
  const ports: InjectionPorts = {
    uses,
    vault,
    values: (ref) => {
      const key = keys.get(ref.keyId)
      return Promise.resolve(
        key === undefined ? fail('not-found', 'No such key.', '') : ok(Secret.of(key.value)),
      )
    },
    keyNamed: (ref) => keys.get(ref.keyId)?.facts ?? null,
    hosts: () => hosts,
    identify: (value) => {
      const found = [...keys].find(([, key]) => Secret.of(key.value).equals(value))
      return Promise.resolve(found === undefined ? null : { ref: refOf(found[0]), name: found[1].facts.name })
    },
    recognise: (value, ref) => {
      if (vault.state !== 'ready')
        return Promise.resolve(fail('keychain-locked', 'The keychain is locked.', ''))
      const key = keys.get(ref.keyId)
      return Promise.resolve(ok(key === undefined ? null : Secret.of(key.value).equals(value)))
    },
    tag: async (value) =>
      value.expose((text) => createHash('sha256').update(`test${text}`).digest('base64url').slice(0, 4)),
    audit: (entry) => audited.push(entry.text),
    ...(options.fs === undefined ? {} : { fs: options.fs }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.root === undefined ? {} : { root: options.root }),
    ...(options.programs === undefined ? {} : { programs: options.programs }),
  }
  return { injection: new KeyInjection(ports), ports, uses, vault, audited, keys }
}

export const fixture = (path: string): string =>
  new URL(`../../fixtures/agents/${path}`, import.meta.url).pathname
export const fixtureText = (path: string): string => readFileSync(fixture(path), 'utf8')

/** Makes a folder; the test removes it with `remove`. */
export function temporaryFolder(parent = tmpdir()): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(parent, 'keyturn-agents-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** The value of a success; fails the test with the failure otherwise. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message} ${result.failure.hint}`)
  return result.value
}

/** The failure of a result; fails the test for a success. */
export function failureOf(result: Result<unknown>) {
  if (result.ok) throw new Error('expected a failure')
  return result.failure
}
