import type {
  Evidence,
  RotationDetail,
  RotationMode,
  RotationStep,
  RotationTarget,
  ShownStep,
} from '../../shared/rotation.ts'

/** What the stand-in's rotations do and see, step by step. */

const titles: Record<RotationStep, string> = {
  create: 'Create the new key',
  write: 'Write it to the files',
  check: 'Check the configs',
  reload: 'Reload the agents',
  adopt: 'See that they run with it',
  canary: 'Send one marked log line',
  watch: 'Watch the agents',
  cut: 'Cut the old key',
  soak: 'Wait with the old key at hand',
  delete: 'Delete the old key',
  'bring-back': 'Bring the old key back',
  'put-back': 'Put the files back',
  'reload-back': 'Reload the agents again',
  retire: 'Remove the new key',
}

const back: readonly RotationStep[] = ['bring-back', 'put-back', 'reload-back', 'retire']
const usual: readonly RotationStep[] = [
  'create',
  'write',
  'check',
  'reload',
  'adopt',
  'canary',
  'watch',
  'cut',
  'soak',
  'delete',
]
const cutFirst = (): readonly RotationStep[] => [
  'create',
  'cut',
  ...usual.filter((step) => step !== 'create' && step !== 'cut'),
]

export const orderOf = (direction: 'forward' | 'back', mode: RotationMode): readonly RotationStep[] =>
  direction === 'back' ? back : mode === 'leaked-cut-first' ? cutFirst() : usual

type Said = Pick<Evidence, 'outcome' | 'text'>
const seen = (text: string): Said => ({ outcome: 'ok', text })

/** What is recorded of a step for one agent. */
const ofTarget: Partial<Record<RotationStep, (target: RotationTarget) => Said | null>> = {
  check: (target) =>
    target.checker
      ? seen('Its own checker accepts the file, as it did before.')
      : { outcome: 'skipped', text: 'No checker of it is installed here.' },
  reload: (target) =>
    target.reload === 'word'
      ? { outcome: 'unproven', text: target.reloadText }
      : seen(
          target.reload === 'http'
            ? `It answered 200 to POST ${target.controlUrl}/-/reload.`
            : 'The reload command ended with 0.',
        ),
  adopt: (target) =>
    target.reload === 'word'
      ? { outcome: 'word', text: 'You say that it runs with the new key.' }
      : seen(
          target.reload === 'http'
            ? 'Its last successful reload is 2 s later than the write.'
            : 'Its process has started 4 s after the write.',
        ),
  watch: (target) =>
    seen(`It sent ${target.id === 't1' ? '1,204 samples' : '312 log records'}, none refused.`),
  'reload-back': () => seen('It runs with the old key again.'),
}

const ofWhole: Partial<Record<RotationStep, Said>> = {
  create: seen('edge-eu2-otel was created, stored in the keychain and read back.'),
  write: seen('2 places in 2 files now carry the new key.'),
  canary: { outcome: 'skipped', text: 'Not asked for.' },
  cut: seen('The vendor confirms that the old key is deactivated.'),
  soak: seen('No agent was refused while the old key was off.'),
  delete: seen('The old key is deleted at the vendor.'),
  'bring-back': seen('The vendor confirms that the old key is active.'),
  'put-back': seen('2 files are byte for byte as they were.'),
  retire: seen('The new key is deactivated and deleted. Its value stays in the keychain.'),
}

const hash = (text: string): string => {
  let state = 7
  const digits = Array.from({ length: 64 }, (_, place) => {
    state = (state * 31 + (text.charCodeAt(place % text.length) || 0) + place) % 65_521
    return (state % 16).toString(16)
  })
  return digits.join('')
}

const writtenFiles = (targets: readonly RotationTarget[], turned: boolean): Evidence['files'] =>
  targets
    .flatMap((target) => target.files)
    .map((file) => ({
      file,
      places: 1,
      sha256Before: hash(turned ? `new ${file}` : file),
      sha256After: hash(turned ? file : `new ${file}`),
    }))

/** The record of a step that went well. */
export function evidenceOf(
  step: RotationStep,
  targets: readonly RotationTarget[],
  at: string,
  seq: number,
): readonly Evidence[] {
  const whole = ofWhole[step]
  const files = step === 'write' || step === 'put-back' ? writtenFiles(targets, step === 'put-back') : []
  const rows: Omit<Evidence, 'seq'>[] = whole ? [{ at, step, targetId: null, files, ...whole }] : []
  for (const target of targets) {
    const said = ofTarget[step]?.(target)
    if (said) rows.push({ at, step, targetId: target.id, files: [], ...said })
  }
  return rows.map((row, index) => ({ ...row, seq: seq + index }))
}

/** The steps of a rotation that stands at `step`: those before are done, those after are open. */
export function stepsAt(
  rotation: Pick<RotationDetail, 'direction' | 'mode' | 'targets' | 'startedAt'>,
  step: RotationStep | null,
  state: ShownStep['state'] = 'now',
  more: Partial<ShownStep> = {},
): readonly ShownStep[] {
  const order = orderOf(rotation.direction, rotation.mode)
  const place = step ? order.indexOf(step) : order.length
  let seq = 1
  return order.map((each, index): ShownStep => {
    const at = new Date(Date.parse(rotation.startedAt) + (index + 1) * 21_000).toISOString()
    const title = titles[each]
    if (index > place) return { step: each, title, state: 'open', at: null, evidence: [] }
    if (index === place) return { step: each, title, state, at: null, evidence: [], ...more }
    const evidence = evidenceOf(each, rotation.targets, at, seq)
    seq += evidence.length
    return { step: each, title, state: each === 'canary' ? 'skipped' : 'done', at, evidence }
  })
}
