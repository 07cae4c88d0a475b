import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/model.ts'
import type {
  RehearsalReport,
  RotateRequest,
  RotationDetail,
  RotationPlan,
  RotationStep,
  ShownStep,
} from '../../../shared/rotation.ts'
import { stamp } from '../../clock.ts'
import type { KeysTable } from '../../database/keys-table.ts'
import { sameRef } from '../../same-ref.ts'
import type { detailOf } from '../detail.ts'
import type { RotationMachine } from '../machine.ts'
import type { RotationAgents, RotationFiles, RotationVendor } from '../rotation-ports.ts'
import { newRecord, type RotationRecord } from '../rotation-record.ts'
import { counted } from '../words.ts'
import { openRehearsal, type RehearsalWorld, type RehearsalWorldParts } from './rehearsal-world.ts'
import { rehearsedAgents } from './rehearsed-agents.ts'

export interface RehearsalPorts {
  readonly world: RehearsalWorld
  readonly vendor: RotationVendor
  readonly files: RotationFiles
  readonly agents: RotationAgents
  /** Passes the time over instead of waiting. */
  readonly pause: (milliseconds: number) => Promise<void>
  /** Called after each commit. */
  readonly recorded: () => void
}

export interface RehearsalParts extends RehearsalWorldParts {
  /** The real plan: what it refuses is not rehearsed. */
  readonly plan: (request: RotateRequest) => Promise<Result<RotationPlan>>
  readonly account: (accountId: string) => Account | null
  readonly table: Pick<KeysTable, 'stored'>
  readonly agents: Pick<RotationAgents, 'ways'>
  /** The files' side over an injection of the world's own ports. */
  readonly files: (world: RehearsalWorld) => RotationFiles
  /** How a rotation is shown. */
  readonly detail: typeof detailOf
  /** Records the rotation in the world's database, and gives the machine that runs it. */
  readonly machine: (ports: RehearsalPorts, record: RotationRecord) => Result<RotationMachine>
}

/**
 * The whole of a rotation, with the code that would do it, against the sandbox and copies of the files. Agents are
 * neither reloaded nor asked, and no wait is waited for. Nothing real is changed: not at the vendor, not in a file, not
 * in the keychain, not in the database. Fails where the plan does; a step that fails is in the report.
 */
export async function rehearse(
  parts: RehearsalParts,
  request: RotateRequest,
  onSteps: (steps: readonly ShownStep[]) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<RehearsalReport>> {
  const plan = await parts.plan(request)
  if (!plan.ok) return plan
  if (plan.value.refusal) return { ok: false, failure: plan.value.refusal }
  const account = parts.account(request.ref.accountId)
  const key = parts.table.stored(request.ref)
  if (!account || !key) return fail('not-found', 'There is no such key.', 'Sync the account, then try again.')
  const world = await openRehearsal(parts, account, key)
  if (!world.ok) return world
  try {
    return await play(parts, plan.value, world.value, onSteps, signal)
  } finally {
    await world.value.close()
  }
}

async function play(
  parts: RehearsalParts,
  plan: RotationPlan,
  world: RehearsalWorld,
  onSteps: (steps: readonly ShownStep[]) => void,
  signal: AbortSignal,
): Promise<Result<RehearsalReport>> {
  const shown = (machine: RotationMachine): RotationDetail => {
    const { record, evidence } = machine.look()
    return parts.detail(record, evidence, plan.account, true, world.clock.now())
  }
  // Null until the machine is made, which records already.
  let running: RotationMachine | null = null
  const { record: rehearsed, vendor } = standIn(plan, world.vendor)
  const ports: RehearsalPorts = {
    world,
    vendor,
    files: parts.files(world),
    agents: rehearsedAgents(parts.agents),
    // A turn of the event loop, so that nobody who asks again and again stops everything else.
    pause: (milliseconds) => {
      world.clock.pass(milliseconds)
      return new Promise((resolve) => setImmediate(resolve))
    },
    recorded: () => running && onSteps(honest(shown(running).steps)),
  }
  const begun = parts.machine(ports, newRecord(rehearsed, 'rehearsal', stamp(world.clock)))
  if (!begun.ok) return begun
  const machine = begun.value
  running = machine
  const said: Said = { agents: new Set(), steps: new Set() }
  for (;;) {
    const run = await machine.run(signal)
    if (!run.ok) return run
    const detail = shown(machine)
    if (signal.aborted) return fail('interrupted', 'The rehearsal was stopped. Nothing was changed.')
    if (detail.state === 'waiting' && detail.waitsUntil !== null) world.clock.passUntil(detail.waitsUntil)
    else if (detail.state !== 'needs-you' || !(await sayWord(machine, detail, said)))
      return ok(reportOf(detail, said))
  }
}

/**
 * What is rehearsed in the place of a key that was given: the sandbox makes one like it, so that nothing real is sent to
 * it. At a vendor without an API none can be made: there the given key counts as active, and no line is sent with it.
 */
function standIn(
  plan: RotationPlan,
  vendor: RotationVendor,
): { readonly record: RotationPlan; readonly vendor: RotationVendor } {
  const { replacement, settings } = plan
  if (replacement === null) return { record: plan, vendor }
  if (vendor.byHand(plan.ref) === null) {
    const newKey = { ...plan.newKey, hashed: true }
    return { record: { ...plan, newKey, replacement: null }, vendor }
  }
  return {
    record: { ...plan, settings: { ...settings, canary: false } },
    vendor: {
      ...vendor,
      standing: async (ref) => (sameRef(ref, replacement) ? ok('active') : vendor.standing(ref)),
    },
  }
}

/** What the user's word was said for. */
interface Said {
  readonly agents: Set<string>
  readonly steps: Set<RotationStep>
}

/** Says the user's word for everything that was not vouched for yet; false where that does not help. */
async function sayWord(machine: RotationMachine, detail: RotationDetail, said: Said): Promise<boolean> {
  let helped = false
  for (const question of detail.questions) {
    if (question.kind === 'confirm' && !said.agents.has(question.targetId)) {
      said.agents.add(question.targetId)
      if (!machine.confirm(question.targetId).ok) return false
      helped = true
    }
    if (question.kind === 'at-vendor' && !said.steps.has(question.step)) {
      said.steps.add(question.step)
      if (!(await machine.atVendor(question.step)).ok) return false
      helped = true
    }
  }
  return helped
}

function reportOf(detail: RotationDetail, { agents, steps }: Said): RehearsalReport {
  const passed = detail.state === 'done'
  const things = [
    agents.size === 0 ? '' : counted(agents.size, 'agent'),
    steps.size === 0 ? '' : `${counted(steps.size, 'step')} at the vendor`,
  ].filter((thing) => thing !== '')
  const asked = things.length === 0 ? '' : ` Your word would be asked for ${things.join(' and for ')}.`
  const sentence = passed
    ? `The rehearsal went through, on copies and against the sandbox.${asked} No agent was reloaded, and nothing real was touched.`
    : `The rehearsal did not go through: ${detail.failure?.message ?? detail.sentence} Nothing real was touched.`
  return { passed, sentence, steps: honest(detail.steps) }
}

/** The agents were left alone: what the machine had to take for done is shown as not done. */
const honest = (steps: readonly ShownStep[]): readonly ShownStep[] =>
  steps.map((shown) =>
    shown.step === 'reload' || shown.step === 'adopt' || shown.step === 'watch'
      ? {
          ...shown,
          state: shown.state === 'done' ? 'skipped' : shown.state,
          evidence: shown.evidence.map((row) =>
            row.outcome === 'ok' ? { ...row, outcome: 'skipped' } : row,
          ),
        }
      : shown,
  )
