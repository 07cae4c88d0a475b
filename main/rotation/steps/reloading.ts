import type { Failure } from '../../../shared/errors.ts'
import type { RotationTarget } from '../../../shared/rotation.ts'
import { factsOf, lastOf } from '../facts.ts'
import type { Adoption, AgentReading } from '../rotation-ports.ts'
import type { EvidenceDetail } from '../rotation-record.ts'
import { Patience } from './patience.ts'
import {
  addressOf,
  failed,
  outOfReach,
  readingOf,
  type StepContext,
  type StepEnd,
  targetOf,
  told,
} from './step.ts'

/** How long an agent is given to take its config, and how often it is asked, in milliseconds. */
const patience = 30_000
const pace = 1_000

const byKeyturn = (target: RotationTarget): boolean => target.reload === 'http' || target.reload === 'command'

export async function reload(c: StepContext, targetId: string | null): Promise<StepEnd> {
  const target = targetOf(c.record, targetId)
  const row = (outcome: 'ok' | 'skipped' | 'unproven', text: string): StepEnd => ({
    rows: [{ step: 'reload', targetId, outcome, text: told(text) }],
  })
  if (target.reload === 'none') return row('skipped', target.reloadText)
  if (!byKeyturn(target)) return row('unproven', `The user does it: ${target.reloadText}`)
  const done = await c.agents.reload(addressOf(target))
  return done.ok ? row('ok', done.value.text) : failed('reload', targetId, done.failure)
}

/** Whether the agent runs with what was written. */
export async function adopt(c: StepContext, targetId: string | null): Promise<StepEnd | null> {
  const target = targetOf(c.record, targetId)
  if (outOfReach(target)) {
    const text = 'Keyturn cannot see what it runs with'
    return { rows: [{ step: 'adopt', targetId, outcome: 'unproven', text }] }
  }
  const facts = factsOf(c.record, c.evidence)
  const before = facts.targets.find((one) => one.target === target)?.baseline?.detail.reading ?? null
  const seen = await proof(c, target, before, facts.written?.at ?? c.record.startedAt)
  return seen && adoption(target, targetId, 'adopt', seen)
}

/**
 * Reloads an agent that may run with the new key, so that it has the old one again. Which those are cannot be told from
 * the evidence alone: a crash may have kept a reload from being recorded.
 */
export async function reloadBack(c: StepContext, targetId: string | null): Promise<StepEnd | null> {
  const target = targetOf(c.record, targetId)
  const row = (outcome: 'skipped' | 'unproven', text: string): StepEnd => ({
    rows: [{ step: 'reload-back', targetId, outcome, text: told(text) }],
  })
  const rows = c.evidence.filter((one) => one.targetId === targetId)
  const asked = rows.some((one) => one.step === 'adopt' || one.step === 'watch')
  const checked = rows.some((one) => one.step === 'check' && one.detail.refusedBefore === undefined)
  const before = await readingOf(c, target)
  const baseline = rows.find((one) => one.detail.refusedBefore !== undefined)?.detail.reading ?? null
  const mayRun =
    asked || target.reload === 'none' || (byKeyturn(target) && checked) || moved(baseline, before)
  if (!mayRun) return row('skipped', `${target.agentName} was not reloaded: it still runs with the old key`)
  if (outOfReach(target)) return row('unproven', 'Keyturn cannot see what it runs with')
  if (byKeyturn(target)) {
    const done = await c.agents.reload(addressOf(target))
    // An agent that is gone or broken must not keep a rotation from being undone: the user says how it stands.
    if (!done.ok) return { rows: failed('reload-back', targetId, done.failure).rows }
  }
  const putAt = lastOf(c.evidence, 'put-back', null)?.at ?? c.record.startedAt
  const seen = await proof(c, target, before, putAt)
  return seen && { rows: adoption(target, targetId, 'reload-back', seen).rows }
}

const moved = (before: AgentReading | null, after: AgentReading | null): boolean =>
  before !== null &&
  after !== null &&
  (before.startedAt !== after.startedAt ||
    before.reloads !== after.reloads ||
    before.lastReloadAt !== after.lastReloadAt)

interface Seen {
  readonly adoption: Adoption
  readonly reading: AgentReading | null
}

/** Asks until there is an answer. What the user reloads is looked at once: that may take days. Null: no longer wanted. */
async function proof(
  c: StepContext,
  target: RotationTarget,
  before: AgentReading | null,
  writtenAt: string,
): Promise<Seen | null> {
  const address = addressOf(target)
  const time = new Patience(c, target.reload === 'word' ? 0 : patience)
  for (;;) {
    const reading = await readingOf(c, target)
    const adoption = c.agents.adopted(address, before, reading, writtenAt)
    if (adoption.outcome !== 'later' || time.left <= 0) return { adoption, reading }
    await time.pause(pace)
    if (!c.wanted()) return null
  }
}

function adoption(
  target: RotationTarget,
  targetId: string | null,
  step: 'adopt' | 'reload-back',
  { adoption: { outcome, text }, reading }: Seen,
): StepEnd {
  const detail: EvidenceDetail = { reading }
  // An agent that was told to reload and does not do it has failed; one that nobody told may still do it.
  const lies = outcome === 'later' && byKeyturn(target)
  if (outcome === 'failed' || lies) return failed(step, targetId, notTaken(target, step, text), detail)
  const shown = outcome === 'ok' ? 'ok' : 'unproven'
  return { rows: [{ step, targetId, outcome: shown, text: told(text), detail }] }
}

function notTaken(target: RotationTarget, step: 'adopt' | 'reload-back', text: string): Failure {
  const [key, safe] =
    step === 'adopt' ? ['new', 'The old key still works.'] : ['old', 'The new key still works.']
  return {
    code: 'refused',
    message: `${target.agentName} (${target.name}) does not run with the ${key} key: ${text.replace(/\.$/, '')}. ${safe}`,
    hint: 'Look at the agent, then resume it; or undo it.',
  }
}
