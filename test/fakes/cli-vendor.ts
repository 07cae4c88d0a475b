import { randomUUID } from 'node:crypto'
import type { KeyBulk, KeyCare, SenderSetups } from '../../main/services.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { AccessPolicy, KeyBulkPlan, SenderSetup } from '../../shared/providers.ts'
import { aKey, at } from './cli-samples.ts'

type Answer = <T>(name: string, value: T) => Result<T>
type Find = (ref: KeyRef) => Key

/** What else can be done to a key, in memory: remembers the policy, changes nothing else. */
export function fakeCare(find: Find, answer: Answer): KeyCare & { saved: AccessPolicy | null | undefined } {
  const care: KeyCare & { saved: AccessPolicy | null | undefined } = {
    saved: undefined,
    describe: async (ref, description) => answer('care.describe', { ...find(ref), description }),
    setLocked: async (ref, locked) => answer('care.setLocked', { ...find(ref), locked }),
    setRights: async (ref, change) => {
      const key = find(ref)
      const { presets = key.presets, permissions = key.permissions } = change
      return answer(`care.setRights ${JSON.stringify(change)}`, { ...key, presets, permissions })
    },
    policy: async (ref) =>
      answer('care.policy', {
        ref,
        policy: {
          general: { access: 'none' as const, policy: 'default' as const },
          rules: [{ groupId: '7', access: 'manage' as const, policy: 'read' as const }],
        },
        kept: [],
        groups: [{ id: '7', name: 'SRE' }],
        groupsNote: null,
        permissions: { read: 'r', manage: 'm', readPolicy: 'rp', managePolicy: 'mp' },
      }),
    setPolicy: async (_ref, policy) => {
      care.saved = policy
      return answer('care.setPolicy', undefined)
    },
    vendorHistory: async () =>
      answer('care.vendorHistory', [{ at, action: 'created', by: 'ops', text: 'made \u001b[31mred' }]),
    verify: async (_ref, wish) =>
      answer(`care.verify ${JSON.stringify(wish)}`, {
        at,
        verdict: 'works' as const,
        sentence: 'It works.',
        steps: [{ title: 'Token', outcome: 'ok' as const, text: 'The vendor gave one.' }],
      }),
    record: ({ name, type, permissions }) =>
      answer(
        'care.record',
        aKey({ id: 'recorded-id', name, type, permissions, stateBasis: 'user', hasValue: false }),
      ),
  }
  return care
}

/** The same change to several keys: keys named `stubborn` fail. */
export function fakeBulk(find: Find): KeyBulk & { runs: number } {
  const plans = new Map<string, KeyBulkPlan>()
  const bulk: KeyBulk & { runs: number } = {
    runs: 0,
    plan: async (refs, action) => {
      const items = refs.map((ref) => ({ ref, key: find(ref), refusal: null, warnings: [] }))
      const plan = { planId: randomUUID(), action, items }
      plans.set(plan.planId, plan)
      return ok(plan)
    },
    run: async (planId, onResult) => {
      const plan = plans.get(planId)
      if (!plan) return fail('not-found', 'There is no such plan.')
      bulk.runs += 1
      const results = plan.items.map(({ ref, key }) => {
        const failed = key.name === 'stubborn'
        const failure = { code: 'permission-missing', message: 'It lacks a right.', hint: '' } as const
        const end = failed
          ? ({ outcome: 'failed', failure } as const)
          : ({ outcome: 'done', failure: null } as const)
        return { ref, name: key.name, text: failed ? failure.message : 'Disabled.', ...end }
      })
      for (const result of results) onResult?.(result)
      return ok({ action: plan.action, cancelled: false, results })
    },
  }
  return bulk
}

/** Ways to a key that may send: `stopsAt` says where the next one stops. */
export function fakeSetups(answer: Answer): SenderSetups & { stopped: SenderSetup[]; stops: boolean } {
  const setup = (more: Partial<SenderSetup>): SenderSetup => ({
    ...{ id: randomUUID(), accountId: randomUUID(), account: 'acme', name: 'edge', state: 'done' as const },
    steps: [{ step: 'service-id', state: 'done', text: 'Made the service ID edge' }],
    ...{ made: ['the service ID edge'], failure: null, startedAt: at },
    key: { accountId: randomUUID(), keyId: 'sender-key-id' },
    ...more,
  })
  const setups: SenderSetups & { stopped: SenderSetup[]; stops: boolean } = {
    stopped: [],
    stops: false,
    serviceIds: async () =>
      answer('setups.serviceIds', {
        serviceIds: [
          { id: 'ServiceId-1', ownerId: 'iam-ServiceId-1', name: 'edge', description: null, locked: false },
        ],
        notes: [],
      }),
    start: async (_request, onChange) => {
      const failure = { code: 'permission-missing', message: 'It lacks Sender.', hint: '' } as const
      const made = setups.stops ? setup({ state: 'stopped', key: null, failure }) : setup({})
      if (setups.stops) setups.stopped.push(made)
      onChange?.(made)
      return answer('setups.start', made)
    },
    resume: async (id) => {
      setups.stopped = []
      return answer('setups.resume', setup({ id }))
    },
    cleanUp: async (id) => {
      setups.stopped = []
      return answer('setups.cleanUp', setup({ id, state: 'cleaned-up', made: [] }))
    },
    open: () => setups.stopped,
    dismiss: () => ok(undefined),
    letOwnerSend: async () => answer('setups.letOwnerSend', { text: 'The user ops may send now.' }),
  }
  return setups
}
