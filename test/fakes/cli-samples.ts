import { randomUUID } from 'node:crypto'
import type { Account, AgentInfo, InjectionPlan, Key, KeyRef } from '../../shared/model.ts'

export const accountId = '7d1f5b7e-6f0a-4a44-9d5e-0b1f6c2f9a01'
export const at = '2026-11-20T12:00:00Z'

/** An account as the core would list it. */
export const anAccount = (changes: Partial<Account> = {}): Account => ({
  id: accountId,
  name: 'acme',
  provider: 'coralogix',
  region: 'eu2',
  apiUrl: 'https://api.eu2.coralogix.com',
  ingressUrl: 'https://ingress.eu2.coralogix.com',
  teamName: 'Acme',
  teamId: '42',
  userName: null,
  consoleUrl: null,
  transport: 'auto',
  grpcUrl: null,
  instance: null,
  userId: null,
  credentialKeyId: null,
  addedAt: at,
  sync: { lastSyncedAt: at, running: false, lastChange: null, failure: null, notes: [], rights: [] },
  ...changes,
})

/** A key as the core would list it. */
export const aKey = (changes: Partial<Key> = {}): Key => ({
  id: 'a1b2c3d4-0000-4000-8000-000000000001',
  accountId,
  account: 'acme',
  provider: 'coralogix',
  name: 'edge-otel',
  type: 'send-your-data',
  legacy: false,
  isDefault: false,
  state: 'active',
  secret: 'once',
  hasValue: true,
  owner: { kind: 'team', id: '42', name: null },
  presets: ['SendData'],
  permissions: [],
  createdAt: null,
  lastActivatedAt: null,
  firstSeenAt: '2026-10-10T12:00:00Z',
  age: { days: 41, basis: 'firstSeen' },
  dueAt: '2026-12-19T12:00:00Z',
  fingerprint: '9f31c0aa',
  change: null,
  usedIn: [],
  rum: false,
  stateBasis: 'vendor',
  description: null,
  locked: false,
  expiresAt: null,
  ...changes,
})

/** The one agent that the fake core knows. */
export const opentelemetry: AgentInfo = {
  id: 'opentelemetry',
  name: 'OpenTelemetry Collector',
  group: 'agent',
  provider: 'coralogix',
  needs: 'A coralogix exporter; the key stands in private_key.',
  docsUrl: 'https://coralogix.com/docs/',
  supported: true,
  reason: null,
  takes: ['send-your-data'],
  files: ['/etc/otelcol/config.yaml'],
  formats: ['collector'],
  afterChange: 'Reload the collector.',
}

/** One masked change in each of the files. */
export const aPlan = (files: readonly string[], ref: KeyRef): InjectionPlan => ({
  planId: randomUUID(),
  ref,
  files: files.map((file) => ({
    file,
    agent: 'opentelemetry',
    agentName: 'OpenTelemetry Collector',
    changes: [
      {
        line: 4,
        output: 'coralogix',
        before: 'private_key: unknown •••old1',
        after: 'private_key: edge-otel •••new2',
        contextBefore: ['coralogix:'],
        contextAfter: [],
      },
    ],
    unchanged: false,
    warnings: [],
    afterChange: 'Reload the collector.',
    chain: [],
    checker: null,
  })),
})
