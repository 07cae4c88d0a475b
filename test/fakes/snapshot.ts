import type { InboxItem, Snapshot } from '../../shared/model.ts'
import type { RotationSummary } from '../../shared/rotation.ts'
import { acme, ago, dueItems, fakeAccounts, fakeKeys, manyKeys, staging, uuid } from './keys.ts'
import { fakeReminders } from './reminder-calls.ts'
import { rotationSceneOf, summaryOf } from './rotation-calls.ts'
import { fakeBulk, fakeRotations, type RotationScene } from './rotation-scenes.ts'
import { fakeTargets } from './rotation-targets.ts'
import { stoppedSetup, vendorAccounts, vendorKeys } from './vendor-accounts.ts'

/** The situations that the window must show well. */
export type Scene =
  | 'usual'
  | 'first-run'
  | 'many'
  | 'offline'
  | 'locked'
  | 'slow'
  | 'broken'
  | 'calm'
  | 'stuck'
  | 'unscanned'
  | 'reminders'
  | 'paused'
  | 'no-notifications'
  /** Accounts of every vendor. */
  | 'vendors'
  | `rotation-${RotationScene}`

const inbox: readonly InboxItem[] = [
  {
    id: uuid(101),
    at: ago(0.1),
    kind: 'due',
    title: '2 keys are overdue, 3 are due within 14 days',
    body: 'prom-agent, payments-logstash; then warehouse-fluentd, edge-eu2-fluentbit, notebook-queries.',
    ref: null,
    rotationId: null,
    read: false,
    delivery: 'failed',
    deliveryNote: 'No notification service answered on this desktop.',
  },
  {
    id: uuid(102),
    at: ago(0.9),
    kind: 'sync',
    title: 'kafka-connect is gone at Coralogix',
    body: 'Its stored value is kept. One sync found it missing.',
    ref: { accountId: acme, keyId: 'acme-0016' },
    rotationId: null,
    read: false,
    delivery: 'shown',
    deliveryNote: null,
  },
  {
    id: uuid(103),
    at: ago(3),
    kind: 'use',
    title: 'edge-eu1-otel is disabled but still used',
    body: '/etc/otelcol/gateway.yaml:34 carries it. That agent sends nothing.',
    ref: { accountId: acme, keyId: 'acme-0014' },
    rotationId: null,
    read: true,
    delivery: 'clicked',
    deliveryNote: null,
  },
  {
    id: uuid(104),
    at: ago(9),
    kind: 'test',
    title: 'Test notification',
    body: 'Asked for in Settings.',
    ref: null,
    rotationId: null,
    read: true,
    delivery: 'shown',
    deliveryNote: null,
  },
]

/** Of one key alone: it can be snoozed and rotated from here. */
const dueAlone: InboxItem = {
  id: uuid(105),
  at: ago(0.05),
  kind: 'due',
  title: 'prom-agent was due 2 days ago at the latest',
  body: 'acme: at least 92 days old; the policy is 90 days.',
  ref: { accountId: acme, keyId: 'acme-0004' },
  rotationId: null,
  read: false,
  delivery: 'shown',
  deliveryNote: null,
}

const ofRotation = (rotation: RotationSummary): InboxItem => ({
  id: uuid(106),
  at: ago(0.02),
  kind: 'rotation',
  title: `The rotation of ${rotation.keyName} needs you`,
  body: rotation.sentence,
  ref: rotation.ref,
  rotationId: rotation.id,
  read: false,
  delivery: 'shown',
  deliveryNote: null,
})

const stuckIntents = (usual: Snapshot['intents']): Snapshot['intents'] => [
  ...usual,
  {
    intentId: uuid(202),
    accountId: acme,
    account: 'acme',
    kind: 'create',
    name: 'edge-eu3-otel',
    state: 'stuck',
    keyId: 'acme-0998',
    startedAt: ago(0.01),
    message: 'The keychain is locked.',
  },
  {
    intentId: uuid(203),
    accountId: acme,
    account: 'acme',
    kind: 'create',
    name: 'batch-vector',
    state: 'checking',
    keyId: null,
    startedAt: ago(0.2),
    message: 'It was interrupted; whether the vendor made the key is not known yet.',
  },
]

export function fakeSnapshot(scene: Scene): Snapshot {
  const every = scene === 'vendors'
  const accounts = scene === 'first-run' ? [] : [...fakeAccounts(), ...(every ? vendorAccounts() : [])]
  const keys =
    scene === 'first-run'
      ? []
      : scene === 'many'
        ? manyKeys(10_000)
        : [...fakeKeys(), ...(every ? vendorKeys() : [])]
  const usual: Snapshot = {
    version: '0.1.0',
    accounts,
    keys,
    intents: [
      {
        intentId: uuid(201),
        accountId: acme,
        account: 'acme',
        kind: 'create',
        name: 'gateway-otel',
        state: 'orphan',
        keyId: 'acme-0999',
        startedAt: ago(0.3),
        message: 'The answer was lost: the key exists at Coralogix and nobody has its value.',
      },
    ],
    vault: { state: 'ready', message: 'Keychain ready', hint: '', checkedAt: ago(0) },
    inbox,
    policies: [
      { scope: { kind: 'default' }, maxAgeDays: 90, leadDays: 14 },
      { scope: { kind: 'type', type: 'team' }, maxAgeDays: 90, leadDays: 21 },
    ],
    due: dueItems(keys),
    reminders: fakeReminders(scene, keys),
    rotations: [],
    bulk: null,
    targets: [],
    setups: every ? [stoppedSetup] : [],
    clipboard: { state: 'empty', ref: null, label: '', until: null },
    preferences: { theme: 'system', density: 'compact', startAtLogin: false },
    desktop: { tray: true, notifications: true, platform: 'linux' },
  }
  const rotating = rotationSceneOf(scene)
  if (rotating)
    return {
      ...usual,
      inbox: [...fakeRotations(rotating).slice(0, 1).map(ofRotation), ...inbox],
      intents: rotating === 'stuck' ? stuckIntents(usual.intents) : [],
      rotations: fakeRotations(rotating).map(summaryOf),
      bulk: fakeBulk(rotating),
      targets: fakeTargets(),
    }
  if (scene === 'reminders')
    return {
      ...usual,
      policies: [
        ...usual.policies,
        { scope: { kind: 'account', accountId: staging }, maxAgeDays: null, leadDays: 0 },
        { scope: { kind: 'preset', preset: 'SCIM' }, maxAgeDays: 180, leadDays: 30 },
      ],
      inbox: [
        dueAlone,
        ...usual.inbox.map((item) => ({ ...item, delivery: 'shown' as const, deliveryNote: null })),
      ],
    }
  if (scene === 'no-notifications')
    return { ...usual, inbox: [], desktop: { ...usual.desktop, notifications: false } }
  if (scene === 'first-run' || scene === 'many') return { ...usual, intents: [], inbox: [] }
  if (scene === 'stuck')
    return {
      ...usual,
      intents: stuckIntents(usual.intents),
    }
  if (scene === 'calm')
    return {
      ...usual,
      intents: [],
      inbox: [],
      due: usual.due.filter((item) => item.status === 'later'),
      keys: keys.filter((key) => key.state === 'active').map((key) => ({ ...key, change: null })),
    }
  if (scene === 'locked')
    return {
      ...usual,
      vault: {
        state: 'locked',
        message: 'Keychain locked',
        hint: 'Unlock the login keyring, then check again.',
        checkedAt: ago(0),
      },
    }
  if (scene === 'offline')
    return {
      ...usual,
      accounts: accounts.map((account) => ({
        ...account,
        sync: {
          ...account.sync,
          lastSyncedAt: ago(0.7),
          failure: {
            code: 'vendor-failed',
            message: 'Coralogix answered 503. Keys stay as they were at the last sync.',
            hint: 'Sync again in a few minutes.',
            at: ago(0),
          },
        },
      })),
    }
  return usual
}
