import { ok } from '../shared/errors.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { VendorHost } from './agents/locators/hosts.ts'
import type { Audit } from './audit.ts'
import type { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import type { FileUses } from './database/file-uses.ts'
import type { KeysTable } from './database/keys-table.ts'
import type { KeyInjection } from './injection/injection.ts'
import type { InjectionPorts, KeyFacts } from './injection/injection-ports.ts'
import type { KeyReplacing } from './injection/replacing.ts'
import type { Keys } from './keys/keys.ts'
import type { Provider } from './providers/provider.ts'
import { hasExpired } from './rotation/policy.ts'
import type { Injection } from './services.ts'
import { type Fingerprints, tag } from './vault/fingerprints.ts'
import type { Vault } from './vault/vault.ts'

export interface InjectionParts {
  readonly uses: FileUses
  readonly vault: Vault
  readonly keys: Keys
  readonly accounts: Accounts
  readonly keysTable: KeysTable
  readonly fingerprints: Fingerprints
  /** Where each vendor's agents send to; a vendor that has no accounts yet among them. */
  readonly providers: readonly Pick<Provider, 'id' | 'domains' | 'adviceOnUse' | 'retires'>[]
  readonly audit: Audit
  readonly changes: Changes
  readonly clock: Clock
}

/**
 * Injection, loaded with its first use: the parsers of the agents' formats are half of what a command would load.
 */
export function lazyInjection(parts: InjectionParts): Injection & KeyReplacing {
  let loaded: Promise<KeyInjection> | undefined
  const injection = (): Promise<KeyInjection> => {
    loaded ??= import('./injection/injection.ts').then(
      (agents) => new agents.KeyInjection(injectionPorts(parts)),
    )
    return loaded
  }
  return {
    agents: async () => (await injection()).agents(),
    detect: async (files) => (await injection()).detect(files),
    snippet: async (request) => (await injection()).snippet(request),
    snippetWithValue: async (request) => (await injection()).snippetWithValue(request),
    plan: async (files, ref, at) => (await injection()).plan(files, ref, at),
    apply: async (planId) => (await injection()).apply(planId),
    restore: async (files, set) => (await injection()).restore(files, set),
    check: async (file) => (await injection()).check(file),
    recover: async () =>
      parts.uses.unfinished().length === 0 ? { settled: 0, pending: [] } : (await injection()).recover(),
    look: async (paths) => (await injection()).look(paths),
    previewReplace: async (order, name, to) => (await injection()).previewReplace(order, name, to),
    replace: async (order, to) => (await injection()).replace(order, to),
    putBack: async (order, old) => (await injection()).putBack(order, old),
  }
}

/** What injection needs of the other services, so that agents know none of them. */
export function injectionPorts(parts: InjectionParts): InjectionPorts {
  const { uses, vault, keys, accounts, keysTable, fingerprints, providers, audit, changes, clock } = parts
  // Of some accounts it is not known where their agents send to.
  const hostsOf = (url: string): readonly string[] => (url === '' ? [] : [new URL(url).host])
  return {
    uses,
    vault,
    values: (ref, purpose) => (purpose === 'inject' ? keys.valueToPlan(ref) : keys.value(ref, purpose)),
    keyNamed: (ref): KeyFacts | null => {
      const key = keys.read(ref)
      const account = accounts.list().find((one) => one.id === ref.accountId)
      if (!key || !account) return null
      const vendor = providers.find(({ id }) => id === account.provider)
      const domains = vendor?.domains[account.region] ?? []
      const own = (domain: string): VendorHost => ({ provider: account.provider, domain })
      const { name, type, state, rum } = key
      return {
        name,
        type,
        state,
        expired: state === 'disabled' && hasExpired(key.expiresAt, clock.now()),
        account: account.name,
        provider: account.provider,
        ingressUrl: account.ingressUrl,
        apiUrl: account.apiUrl,
        domain: domains[0] ?? null,
        hosts: [...domains, ...hostsOf(account.ingressUrl)].map(own),
        advice: (agent) => vendor?.adviceOnUse({ type, rum }, agent) ?? null,
      }
    },
    hosts: () => [
      ...providers.flatMap(({ id, domains }) =>
        [...new Set(Object.values(domains).flat())].map((domain) => ({ provider: id, domain })),
      ),
      ...accounts
        .list()
        .flatMap(({ provider, ingressUrl }) => hostsOf(ingressUrl).map((domain) => ({ provider, domain }))),
    ],
    identify: async (value) => {
      const fingerprint = await fingerprints.of(value)
      const found = fingerprint.ok ? keysTable.withFingerprint(fingerprint.value) : null
      return found && { ref: found.ref, name: found.provider.name }
    },
    recognise: async (value, ref) => {
      const own = keysTable.stored(ref)?.fingerprint ?? null
      const fingerprint = await fingerprints.of(value)
      return fingerprint.ok ? ok(own === null ? null : own === fingerprint.value) : fingerprint
    },
    tag: async (value) => {
      const fingerprint = await fingerprints.of(value)
      return fingerprint.ok ? tag(fingerprint.value) : '????'
    },
    audit: ({ action, text, ref }) => {
      audit.record(`config.${action}`, text, ref)
      changes.notify('keys')
    },
    now: () => clock.now().getTime(),
  }
}
