import type { Key } from '../../shared/model.ts'
import { rotationSteps } from '../../shared/names.ts'
import type {
  Evidence,
  RotateRequest,
  RotationDetail,
  RotationHealth,
  RotationPlan,
  RotationState,
  RotationStep,
  RotationTarget,
  ShownStep,
} from '../../shared/rotation.ts'
import { aPlan, at } from './cli-samples.ts'

/** Prometheus, reloaded over HTTP. */
export const prometheus: RotationTarget = {
  id: 't1',
  name: '/etc/prometheus/prometheus.yml',
  file: '/etc/prometheus/prometheus.yml',
  host: null,
  agent: 'prometheus',
  agentName: 'Prometheus',
  files: ['/etc/prometheus/prometheus.yml'],
  uses: [{ file: '/etc/prometheus/prometheus.yml', line: 4, output: 'remote_write[0]', kind: 'literal' }],
  controlUrl: 'http://127.0.0.1:9090',
  reloadCommand: null,
  reload: 'http',
  reloadText: 'Keyturn asks it to reload at http://127.0.0.1:9090.',
  proofText: 'Its last good reload is later than the write.',
  checker: 'promtool check config /etc/prometheus/prometheus.yml',
  outside: null,
}

/** A collector on another host: the user's word counts. */
export const elsewhere: RotationTarget = {
  ...prometheus,
  id: 't2',
  name: 'gw-1 /etc/otel/config.yaml',
  file: '/etc/otel/config.yaml',
  host: 'gw-1',
  agent: null,
  agentName: 'An agent on gw-1',
  files: [],
  uses: [],
  controlUrl: null,
  reload: 'word',
  reloadText: 'You put the new key there and reload it.',
  proofText: 'You say so.',
  checker: null,
}

/** A plan in which nothing stands in the way. */
export const aRotationPlan = (
  { ref, mode, settings }: RotateRequest,
  key: Key,
  targets: readonly RotationTarget[],
): RotationPlan => ({
  ref,
  keyName: key.name,
  account: key.account,
  mode,
  settings,
  replacement: null,
  newKey: {
    accountId: key.accountId,
    name: key.name,
    type: key.type,
    presets: [...key.presets],
    permissions: [...key.permissions],
    hashed: true,
    ownerId: null,
  },
  steps: [
    { step: 'create', text: `Create a new key ${key.name}.`, lacks: null, final: false },
    { step: 'write', text: 'Write it into 1 file.', lacks: null, final: false },
    { step: 'cut', text: 'Deactivate the old key.', lacks: null, final: false },
    { step: 'delete', text: 'Delete the old key after 14 d.', lacks: null, final: true },
  ],
  targets,
  files: aPlan(['/etc/prometheus/prometheus.yml'], ref).files,
  warnings: [],
  refusal: null,
})

const titles: Readonly<Record<RotationStep, string>> = {
  create: 'Create the new key',
  write: 'Write it into the files',
  check: 'Check the files',
  reload: 'Reload the agents',
  adopt: 'See that they run with it',
  canary: 'Send a marked line',
  watch: 'Watch the agents',
  cut: 'Cut the old key',
  soak: 'Keep the old key ready',
  delete: 'Delete the old key',
  'bring-back': 'Bring the old key back',
  'put-back': 'Put the files back',
  'reload-back': 'Reload the agents',
  retire: 'Delete the new key',
}

const healths: Readonly<Record<RotationState, RotationHealth>> = {
  running: 'healthy',
  waiting: 'waiting',
  'needs-you': 'needs-you',
  failed: 'failed',
  done: 'healthy',
  undone: 'healthy',
}

const backwards = rotationSteps.indexOf('bring-back')

/** The steps with their evidence, as the core would show them. */
export function shownSteps(
  { direction, step, state }: Pick<RotationDetail, 'direction' | 'step' | 'state'>,
  evidence: readonly Evidence[],
): readonly ShownStep[] {
  const shown = rotationSteps.slice(0, direction === 'back' ? undefined : backwards)
  const now = rotationSteps.indexOf(step)
  const current: ShownStep['state'] = state === 'running' ? 'now' : state === 'undone' ? 'done' : state
  return shown.map((each, index) => ({
    step: each,
    title: titles[each],
    state: index === now ? current : index < now ? 'done' : 'open',
    at: null,
    evidence: evidence.filter((it) => it.step === each),
  }))
}

/** One that no process takes on needs the user. */
export const healthOf = ({ state, held }: Pick<RotationDetail, 'state' | 'held'>): RotationHealth =>
  state === 'running' && !held ? 'needs-you' : healths[state]

/** A rotation that has just been recorded. */
export const aRotation = (
  id: string,
  { ref, mode, settings }: RotateRequest,
  key: Key,
  targets: readonly RotationTarget[],
): RotationDetail => {
  const stands = { direction: 'forward', step: 'create', state: 'running' } as const
  return {
    ...stands,
    id,
    ref,
    keyName: key.name,
    account: key.account,
    newKeyId: null,
    mode,
    settings,
    health: 'healthy',
    sentence: 'It has begun.',
    safe: 'The old key works.',
    failure: null,
    held: false,
    startedAt: at,
    updatedAt: at,
    waitsUntil: null,
    targets,
    steps: shownSteps(stands, []),
    questions: [],
    undoText: 'The files get the old key back, and the new one is deleted.',
  }
}
