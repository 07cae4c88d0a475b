import { fail, ok } from '../../shared/errors.ts'
import type { Api, Events } from '../../shared/ipc.ts'
import type { Account, CreateOptions, Key, KeyDetail, KeyRef } from '../../shared/model.ts'
import type { RotationDetail, RotationPlan } from '../../shared/rotation.ts'
import { bulkCalls } from './bulk-calls.ts'
import type { Script } from './flows.ts'
import { acme, ago } from './keys.ts'
import { policyCalls } from './policy-calls.ts'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const legacyRefusal =
  'Coralogix does not let the permissions of a legacy key be changed. Recreate it as a custom key.'

/** The account `acme` as another vendor's, so that every vendor's keys can be looked at. */
const vendors: Readonly<
  Record<string, { account: Partial<Account>; key: Partial<Key>; cannot: KeyDetail['cannot'] }>
> = {
  coralogix: {
    account: {},
    key: {},
    cannot: {
      describe: 'Coralogix keeps no description of a key.',
      lock: 'Coralogix has no lock on keys.',
      unlock: 'Coralogix has no lock on keys.',
      history: 'Coralogix has no history of a key that can be asked for.',
    },
  },
  ibm: {
    account: { provider: 'ibm-cloud', instance: 'a1b2c3d4-logs' },
    key: {
      provider: 'ibm-cloud',
      type: 'service-id',
      owner: { kind: 'service-id', id: 'iam-ServiceId-0c1d', name: 'edge-log-sender' },
      description: 'Edge collectors in eu-de. Owned by the platform team.',
      locked: true,
      expiresAt: ago(-41),
      presets: [],
    },
    cannot: {
      permissions: 'A key of IBM Cloud does what its service ID may do: its rights are set there.',
      policy: 'IBM Cloud has no access policies on keys.',
      delete: 'It is locked. Unlock it first.',
      rename: 'It is locked. Unlock it first.',
      lock: 'It is locked already.',
    },
  },
  record: {
    account: { provider: 'aggregations-io' },
    key: {
      provider: 'aggregations-io',
      type: 'org-wide',
      owner: null,
      stateBasis: 'user',
      presets: [],
      permissions: ['Write'],
      description: null,
    },
    cannot: {
      lock: 'Aggregations.io has no lock on keys.',
      unlock: 'Aggregations.io has no lock on keys.',
      policy: 'Aggregations.io has no access policies on keys.',
      history: 'Aggregations.io has no API for keys, so there is no history to ask for.',
    },
  },
}

/** What only some vendors have, scripted, over a fake that answers everything else. */
export function scriptCare(base: Api, script: Script): Api {
  const vendor = vendors[Object.keys(vendors).find((name) => script.has(name)) ?? 'coralogix']
  const known = new Map<string, Key>()
  const listeners = new Set<(payload: Events['bulk']) => void>()
  const own = (key: Key): Key => {
    const changed = key.accountId === acme ? { ...key, ...vendor?.key } : key
    known.set(`${key.accountId}/${key.id}`, changed)
    return changed
  }
  const find = (ref: KeyRef) => known.get(`${ref.accountId}/${ref.keyId}`)
  const detailed = (detail: KeyDetail): KeyDetail => {
    const key = own(detail.key)
    const noPolicy = key.type === 'personal' ? { policy: 'Only Team and Send-Your-Data keys have one.' } : {}
    const legacy = key.legacy ? { permissions: legacyRefusal } : {}
    return {
      ...detail,
      key: script.has('strange')
        ? { ...key, presets: [...key.presets, 'FleetPilot'], permissions: ['fleet.pilot:Land'] }
        : key,
      cannot: { ...vendor?.cannot, ...detail.cannot, ...noPolicy, ...legacy },
      hasPolicy: key.provider === 'coralogix' && key.type !== 'personal' ? true : null,
      legacyEvidence: key.legacy
        ? 'It has no preset, and its permissions are exactly those of the old Logs Query key.'
        : null,
    }
  }
  const optionsOf = (options: CreateOptions): CreateOptions =>
    script.has('record')
      ? { ...options, types: ['org-wide', 'personal'], presets: [], permissions: ['Read', 'Write'] }
      : options
  const planned = (plan: RotationPlan, replacement: KeyRef | null): RotationPlan => ({
    ...plan,
    replacement,
    ...(replacement ? { newKey: { ...plan.newKey, name: find(replacement)?.name ?? '' } } : {}),
    ...(script.has('record') && !replacement
      ? {
          refusal: {
            code: 'unsupported',
            message: 'Aggregations.io has no API for keys, so Keyturn cannot make the new one.',
            hint: 'Make it on the vendor’s page, record it here with its value, and rotate to it.',
          },
        }
      : {}),
  })
  const asking = (rotation: RotationDetail): RotationDetail =>
    script.has('at-vendor')
      ? {
          ...rotation,
          ...{ state: 'needs-you', health: 'needs-you', held: false, step: 'cut', failure: null },
          sentence: 'Every agent sends with the new key. The old one is to be disabled on the vendor’s page.',
          questions: [
            {
              kind: 'at-vendor',
              step: 'cut',
              page: 'keys',
              text: 'On the API Keys page, switch Enabled off for edge-eu2-otel. Its filter hides disabled keys.',
            },
          ],
        }
      : rotation

  return {
    ...base,
    ...policyCalls(script),
    ...bulkCalls(base, find, script, (result) => {
      for (const listener of listeners) listener(result)
    }),
    'app.snapshot': async () => {
      const answer = await base['app.snapshot']()
      if (!answer.ok) return answer
      const accounts = answer.value.accounts.map((each) =>
        each.id === acme ? { ...each, ...vendor?.account } : each,
      )
      return ok({ ...answer.value, accounts })
    },
    'keys.changes': async (input) => {
      const answer = await base['keys.changes'](input)
      if (!answer.ok) return answer
      return ok({
        ...answer.value,
        listed: answer.value.listed.map((each) => ({ ...each, key: own(each.key) })),
      })
    },
    'keys.get': async (input) => {
      const answer = await base['keys.get'](input)
      return answer.ok ? ok(detailed(answer.value)) : answer
    },
    'accounts.report': async ({ accountId }) =>
      ok({
        accountId,
        rights: [],
        pages: [{ id: 'keys', label: 'API keys', url: 'https://acme.app.eu2.coralogix.com' }],
        notes: [],
      }),
    'accounts.providers': async () => {
      const answer = await base['accounts.providers']()
      if (!answer.ok) return answer
      const instance = {
        label: 'Ingest ID',
        hint: 'The POST ID from the Organization page. Only needed to verify that a key may write.',
      }
      return ok(answer.value.map((info) => (info.id === 'aggregations-io' ? { ...info, instance } : info)))
    },
    'keys.createOptions': async (input) => {
      const answer = await base['keys.createOptions'](input)
      return answer.ok ? ok(optionsOf(answer.value)) : answer
    },
    'keys.setRights': async ({ ref }) => {
      await wait(150)
      if (script.has('no-save'))
        return fail(
          'permission-missing',
          'The vendor answered 403: this admin key lacks data-ingest-api-keys:Manage. Nothing was changed.',
          'Give it the APIKeys preset in Coralogix, or use another key.',
        )
      const key = find(ref)
      return key ? ok(key) : fail('not-found', 'There is no such key any more.')
    },
    'keys.vendorHistory': async () => {
      await wait(150)
      if (script.has('history-failed'))
        return fail(
          'vendor-failed',
          'The vendor answered 503.',
          'Its service has a fault. Ask again in a few minutes.',
        )
      if (script.has('history-none')) return ok([])
      return ok([
        { at: ago(3), action: 'lock', by: 'dev-1@acme.example', text: 'Locked' },
        { at: ago(61), action: 'create', by: 'IBMid-550000ABCD', text: 'Created' },
        { at: null, action: 'update', by: '', text: 'Description changed' },
      ])
    },
    'keys.verify': async ({ wish }) => {
      await wait(200)
      const rejected = script.has('verify-rejected')
      const sent = wish.markedLine
      return ok({
        at: new Date().toISOString(),
        verdict: rejected ? 'rejected' : sent ? 'works' : 'unknown',
        sentence: rejected
          ? 'The vendor answered 401: it does not take this value.'
          : sent
            ? 'The ingress took one marked line.'
            : 'The vendor knows the value. Whether it may send is proven by sending alone.',
        steps: [
          {
            title: 'Is it known',
            outcome: rejected ? 'failed' : 'ok',
            text: 'Asked without sending anything.',
          },
          {
            title: 'May it send',
            outcome: rejected ? 'skipped' : sent ? 'ok' : 'unknown',
            text: sent ? 'One marked line was taken.' : 'Not proven without a marked line.',
          },
        ],
      })
    },
    'rotations.plan': async (request) => {
      const answer = await base['rotations.plan'](request)
      return answer.ok ? ok(planned(answer.value, request.replacement ?? null)) : answer
    },
    'rotations.get': async (input) => {
      const answer = await base['rotations.get'](input)
      return answer.ok ? ok(asking(answer.value)) : answer
    },
    on: (event, listener) => {
      if (event !== 'bulk') return base.on(event, listener)
      listeners.add(listener as (payload: Events['bulk']) => void)
      return () => void listeners.delete(listener as (payload: Events['bulk']) => void)
    },
  }
}
