import type { Failure } from '../../shared/errors.ts'
import type { Key } from '../../shared/model.ts'
import type { RehearsalReport, RotateRequest, RotationPlan, RotationStep } from '../../shared/rotation.ts'
import { fakePlan } from './plans.ts'
import type { RotationScene } from './rotation-scenes.ts'
import { stepsAt } from './rotation-story.ts'
import { fluentBit, usualTargets } from './rotation-targets.ts'

const texts: Record<RotationStep, string> = {
  create: 'The vendor makes a new key like the old one. Its value is stored in the keychain and read back.',
  write: 'The new key is written to 2 files, all or none.',
  check: 'The checkers of Prometheus and OpenTelemetry Collector look at the files.',
  reload: 'The agents are reloaded.',
  adopt: 'Each agent is asked whether it runs with what was written.',
  canary: 'One marked log line is sent with the new key.',
  watch: 'The agents are watched for 70 s: each must send, and none may be refused.',
  cut: 'The old key is deactivated at the vendor. It can be activated again.',
  soak: 'For a day the old key is kept ready. An agent that fails brings it back.',
  delete: 'The old key is deleted 14 days after the cut.',
  'bring-back': '',
  'put-back': '',
  'reload-back': '',
  retire: '',
}

const refusal: Failure = {
  code: 'permission-missing',
  message: 'The admin key of acme lacks data-ingest-api-keys:Manage: it may not make keys.',
  hint: 'Give it the APIKeys preset in Coralogix, or replace it in Settings.',
}

const order = 'create write check reload adopt canary watch cut soak delete'.split(' ') as RotationStep[]
const firstCut = 'create cut write check reload adopt canary watch soak delete'.split(' ') as RotationStep[]

/** The plan of a rotation, as main would make it. */
export function rotationPlan(
  request: RotateRequest,
  key: Key | undefined,
  scene: RotationScene | null,
): RotationPlan {
  const { ref, mode, settings } = request
  const unused = scene === 'no-use'
  const files = unused
    ? []
    : fakePlan(ref, ['/srv/edge/otel/config.yaml', '/etc/prometheus/prometheus.yml'], key).files
  const targets = unused ? [] : scene === 'word' ? [...usualTargets, fluentBit] : usualTargets
  const canary = (step: RotationStep) => step !== 'canary' || settings.canary
  return {
    ref,
    keyName: key?.name ?? '',
    account: key?.account ?? '',
    mode,
    settings,
    replacement: null,
    newKey: {
      accountId: ref.accountId,
      name: key?.name ?? '',
      type: 'send-your-data',
      presets: ['SendData'],
      permissions: [],
      hashed: true,
      ownerId: '4014201',
    },
    steps: (mode === 'leaked-cut-first' ? firstCut : order).filter(canary).map((step) => ({
      step,
      text:
        step === 'cut' && mode === 'leaked-cut-first'
          ? 'The old key is deactivated at once. Telemetry is refused until the agents have the new key.'
          : texts[step],
      lacks:
        scene === 'refused' && step === 'create'
          ? 'Needs data-ingest-api-keys:Manage, which the admin key lacks.'
          : scene === 'word' && step === 'write'
            ? 'Needs the right to write /etc/prometheus/prometheus.yml, which belongs to root.'
            : null,
      final: step === 'delete',
    })),
    targets,
    files,
    warnings: unused
      ? [
          'No file is known that carries this key. Scan the folders of your agents first, or the old key is cut without anybody having the new one.',
        ]
      : scene === 'word'
        ? ['Fluent Bit on edge-fr-2 is out of reach: you put the new key there yourself, and say so.']
        : [],
    refusal: scene === 'refused' ? refusal : null,
  }
}

export const rehearsal = (): RehearsalReport => ({
  passed: true,
  sentence: 'The rehearsal went through on copies of 2 files and a sandbox vendor. Nothing real was touched.',
  steps: stepsAt(
    {
      direction: 'forward',
      mode: 'planned',
      targets: usualTargets,
      startedAt: new Date(Date.now() - 240_000).toISOString(),
    },
    null,
  ),
})
