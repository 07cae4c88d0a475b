import { type Failure, type FailureCode, fail, ok, type Result } from '../../shared/errors.ts'
import type { Api, Events } from '../../shared/ipc.ts'
import type { CaptureOutcome, CaptureStep, CreateRequest, Key, PlannedFile } from '../../shared/model.ts'
import { captureSteps } from '../../shared/names.ts'
import { fakeKey, uuid } from './keys.ts'

/** What the flows' fake is told to do: each word changes the outcome of one call. */
export type Script = ReadonlySet<string>

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))
const failures: Readonly<Record<string, Parameters<typeof fail>>> = {
  'wrong-key': [
    'credential-rejected',
    'The vendor answered 401: it does not accept this admin key.',
    'Check that the whole key was pasted and that it is active. A key of another region is rejected in the same way.',
  ],
  'missing-permission': [
    'permission-missing',
    'The vendor answered 403: this admin key lacks data-ingest-api-keys:ReadConfig.',
    'Give it the APIKeys preset in Coralogix, or use another key.',
  ],
  'rate-limited': [
    'vendor-rate-limited',
    'The vendor answered 429: too many requests.',
    'Wait as long as it asks, then check again.',
    { retryAfterSeconds: 12 },
  ],
  failed: [
    'vendor-failed',
    'The vendor answered 503.',
    'Its service has a fault. Check again in a few minutes.',
  ],
  timeout: [
    'vendor-timeout',
    'The vendor did not answer within 20 s.',
    'Check the network or proxy, then again.',
  ],
  tls: [
    'vendor-tls',
    'The certificate of api.eu2.coralogix.com was not accepted: it is signed by an authority that this machine does not know.',
    'A proxy that inspects traffic is the usual cause. Add its authority to the system’s certificates.',
  ],
  network: [
    'vendor-unreachable',
    'api.eu2.coralogix.com could not be reached.',
    'Check the network, then again.',
  ],
}

const scripted = (script: Script): Result<never> | null => {
  const word = Object.keys(failures).find((each) => script.has(each))
  const args = word ? failures[word] : undefined
  return args ? fail(...args) : null
}

const resources =
  `access-policies data-ingest-api-keys org-teams team-api-keys team-custom-api-keys team-groups
team-members team-roles team-scim team-actions ai-overview alerts metrics.alerts logs.alerts spans.alerts
suppression-rules service-catalog service-map serverless team-saved-views team-auditing incidents team-dashboards
data-usage logs.tco metrics.tco spans.tco geo-enrichment cloud-metadata-enrichment remote-configuration grafana
contextual-data extensions integrations livetail logs.data-api#high logs.data-api#low logs.data-setup#low
metrics.data-api#high metrics.data-setup#low outbound-webhooks parsing-rules logs.events2metrics rum-settings
source-mapping slo cloud-security snowbit.alerts spans.data-api#high spans.data-setup#low version-benchmark-tags`.split(
    /\s+/,
  )
const actions = ['Manage', 'Read', 'ReadConfig', 'UpdateConfig']
const permissions = [
  'cloud-metadata-ingress:SendData',
  'contextual-data:SendData',
  'logs.data-ingress:SendData',
  'metrics.data-ingress:SendData',
  'spans.data-ingress:SendData',
  'rum-ingress:SendData',
  ...resources.flatMap((resource) => actions.map((action) => `${resource}:${action}`)),
]
const presetNames =
  `APIKeys APM Actions Alerts Auditing CICDIntegration ContextualData Dashboards DataAnalytics
DataMap DataQuerying DataSetup DataUsage Enrichments Events2Metrics Extensions FleetManagement Grafana Incidents
InfraMonitoring Integrations LiveTail NotificationCenter OpenSearchDashboards OutboundWebhooks ParsingRules
RecordingRules SLO SavedViews Security SourceMapping TCOPolicies TeamAdmin`.split(/\s+/)

const createOptions = (script: Script) => ({
  types: ['send-your-data', 'team', 'personal'] as const,
  presets: [
    {
      name: 'SendData',
      permissions: permissions.slice(0, 5),
      standalone: false,
      suits: ['send-your-data'] as const,
    },
    {
      name: 'RUM',
      permissions: ['rum-ingress:SendData'],
      standalone: true,
      suits: ['send-your-data', 'team'] as const,
    },
    ...presetNames.map((name, index) => ({
      name,
      permissions: permissions.slice(index * 4, index * 4 + 4 + (index % 5)),
      standalone: false,
      suits: ['team', 'personal'] as const,
    })),
  ],
  permissions,
  members: script.has('no-members')
    ? []
    : ['dev-1@acme.example', 'ops-2@acme.example'].map((name, index) => ({
        ...{ id: `member-${index}`, name, types: ['personal'] as const },
      })),
  permissionGroups: [],
  readable: true,
  description: false,
  expiry: false,
})

const inFile = (code: FailureCode, message: string, hint: string, more: Partial<Failure> = {}) =>
  fail(code, message, hint, more)

const unfit = (file: string, at: readonly { file: string; line: number }[]): Result<never> | null => {
  if (file.includes('two-keys') && !at.some((place) => place.file === file)) {
    return inFile(
      'file-ambiguous',
      `${file} carries two different keys.`,
      'Choose the place to change; the other stays as it is.',
      {
        choices: [
          { line: 34, output: 'coralogix/edge', label: 'edge-eu2-old •••7Qx2, eu2.coralogix.com' },
          { line: 61, output: 'coralogix/audit', label: 'an unknown key •••d0Ru, eu1.coralogix.com' },
        ],
      },
    )
  }
  if (file.includes('env-file')) {
    const output = 'CORALOGIX_PRIVATE_KEY'
    return inFile(
      'file-ambiguous',
      `${file}, line 12 takes it from ${output}, and more than one place sets that. Nothing was changed.`,
      'Name the file that counts together with this one.',
      {
        choices: [
          { file: '/srv/edge/.env', line: 3, output, label: 'edge-eu2-old •••7Qx2' },
          { file: '/srv/edge/prod.env', line: 9, output, label: 'edge-eu1-otel •••m4Hc' },
        ],
      },
    )
  }
  if (file.includes('daemonset')) {
    return inFile(
      'file-no-place',
      `${file}, line 57 takes the key from the Secret coralogix-keys, which stands in a cluster.`,
      'Set it there: keyturn key value KEY_ID | kubectl create secret generic coralogix-keys --from-file=PRIVATE_KEY=/dev/stdin --dry-run=client -o yaml | kubectl apply -f -.',
    )
  }
  if (file.includes('broken')) {
    return inFile(
      'file-invalid',
      `${file} does not parse: line 12 mixes tabs and spaces. It was not changed.`,
      'Correct that line, then plan again.',
    )
  }
  return null
}

/** Scripted outcomes for the flows, over a fake that answers everything else. */
export function scriptFlows(base: Api, script: Script): Api {
  const listeners = new Set<(payload: Events['capture']) => void>()
  const pace = script.has('slow') ? 60_000 : script.has('fast') ? 5 : 350
  const intentId = uuid(301)
  let tries = 0
  const steps = async (from: CaptureStep, to: CaptureStep) => {
    for (const step of captureSteps.slice(captureSteps.indexOf(from), captureSteps.indexOf(to) + 1)) {
      for (const listener of listeners) listener({ intentId, step, at: new Date().toISOString() })
      await wait(step === 'asked' ? pace : Math.min(pace, 350))
    }
  }
  const stuck = (message: string): Result<CaptureOutcome> =>
    ok({
      kind: 'stuck',
      intentId,
      keyId: uuid(302),
      kept: false,
      message,
      hint: 'Unlock the keychain, then retry.',
    })
  const create = async (request: CreateRequest): Promise<Result<CaptureOutcome>> => {
    if (script.has('unknown')) {
      await steps('preflight', 'asked')
      return fail(
        'outcome-unknown',
        'The connection broke after the vendor was asked. Nobody knows yet whether it created the key.',
      )
    }
    const refused = scripted(script)
    if (refused) {
      await steps('preflight', 'intent')
      return refused
    }
    if (script.has('stuck')) {
      await steps('preflight', 'received')
      return stuck('The keychain was locked while the value was being stored.')
    }
    await steps('preflight', script.has('rename-failed') ? 'stored' : 'renamed')
    const answer = await base['keys.create'](request)
    if (!answer.ok || answer.value.kind !== 'created' || !script.has('rename-failed')) return answer
    return ok({
      ...answer.value,
      warning: 'The key could not get its final name: it is called keyturn-7f3a-edge for now.',
    })
  }
  const unchangedToo = (file: PlannedFile): PlannedFile => ({
    ...file,
    ...(file.file.endsWith('.env') ? { unchanged: true, changes: [] } : {}),
    warnings: script.has('warnings') ? ['This file sends to eu1.coralogix.com; the key belongs to EU2.'] : [],
  })

  return {
    ...base,
    'accounts.add': async (account) => {
      if (script.has('slow')) await wait(pace)
      await wait(150)
      return scripted(script) ?? base['accounts.add'](account)
    },
    'accounts.replaceCredential': async (credential) => {
      await wait(150)
      return scripted(script) ?? base['accounts.replaceCredential'](credential)
    },
    'sync.run': async (what) => {
      if (script.has('sync-slow')) await wait(60_000)
      return script.has('sync-failed')
        ? fail(...(failures.failed ?? ['vendor-failed', '']))
        : base['sync.run'](what)
    },
    'keys.createOptions': async () => ok(createOptions(script)),
    'keys.create': create,
    'keys.retryCapture': async () => {
      tries += 1
      await wait(400)
      if (script.has('stuck-long') || tries < 2) return stuck('The keychain is still locked.')
      await steps('kept', 'renamed')
      return ok({
        kind: 'created',
        key: fakeKey({ id: uuid(302), name: 'edge-eu2-otel' }) as Key,
        warning: null,
      })
    },
    'import.deleteSource': async (what) =>
      script.has('delete-failed')
        ? fail(
            'file-changed',
            'The file was changed after it was read, so it was not deleted.',
            'Look at it, then delete it yourself.',
          )
        : base['import.deleteSource'](what),
    'import.store': async (what) =>
      script.has('locked')
        ? fail(
            'keychain-locked',
            'The keychain is locked. Nothing was changed.',
            'Unlock it, then try again.',
          )
        : base['import.store'](what),
    'inject.pickFiles': async () =>
      ok(
        script.has('trouble')
          ? [
              '/etc/otelcol/config.yaml',
              '/etc/otelcol/two-keys.yaml',
              '/srv/edge/env-file.yaml',
              '/srv/edge/k8s/daemonset.yaml',
              '/srv/edge/broken.yaml',
            ]
          : script.has('ambiguous')
            ? ['/etc/otelcol/two-keys.yaml']
            : ['/etc/otelcol/config.yaml', '/srv/edge/telemetry/deploy/.env'],
      ),
    'inject.plan': async (request) => {
      const found = request.files.map((file) => unfit(file, request.at)).find((each) => each !== null)
      if (found) return found
      const answer = await base['inject.plan'](request)
      return answer.ok ? ok({ ...answer.value, files: answer.value.files.map(unchangedToo) }) : answer
    },
    'inject.apply': async (what) => {
      await wait(150)
      return script.has('apply-failed')
        ? fail(
            'file-changed',
            '/etc/otelcol/config.yaml was changed after it was planned.',
            'Plan again to see the new change.',
          )
        : base['inject.apply'](what)
    },
    'inject.restore': async (what) =>
      script.has('restore-failed')
        ? fail(
            'file-changed',
            'The file is not what Keyturn wrote any more, so the old value was not put back.',
            'Put the other key in with Use in.',
          )
        : base['inject.restore'](what),
    on: (event, listener) => {
      if (event !== 'capture') return base.on(event, listener)
      listeners.add(listener as (payload: Events['capture']) => void)
      return () => void listeners.delete(listener as (payload: Events['capture']) => void)
    },
  }
}
