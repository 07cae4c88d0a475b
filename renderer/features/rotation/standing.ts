import type { KeyRef } from '../../../shared/model.ts'
import type {
  BulkStatus,
  Evidence,
  RotationDetail,
  RotationQuestion,
  RotationStep,
  RotationSummary,
  RotationTarget,
  ShownStep,
} from '../../../shared/rotation.ts'
import { sameRef } from '../../views.ts'
import { daysUntil, shortDate, timeWord } from '../../words.ts'

/** How a rotation stands and what to do about it. All pure; `now` is milliseconds. */

export type Standing = 'healthy' | 'waiting' | 'needs-you' | 'failed' | 'done' | 'undone'

export const hasEnded = ({ state }: Pick<RotationSummary, 'state'>): boolean =>
  state === 'done' || state === 'undone'

/** Steps are to be taken, and no process takes them: it was stopped, or its process has ended. */
export const isInterrupted = ({ state, held }: Pick<RotationSummary, 'state' | 'held'>): boolean =>
  state === 'running' && !held

/** The one word. What nobody works on is never called healthy. */
export function standingOf(rotation: Pick<RotationSummary, 'state' | 'health' | 'held'>): Standing {
  const { state } = rotation
  if (state === 'running') return isInterrupted(rotation) ? 'needs-you' : rotation.health
  return state
}

export const needsUser = (rotation: Pick<RotationSummary, 'state' | 'health' | 'held'>): boolean => {
  const standing = standingOf(rotation)
  return standing === 'needs-you' || standing === 'failed'
}

/** The rotation of a key that has not ended, whether it is the old key or the new one. */
export const underWay = (rotations: readonly RotationSummary[], ref: KeyRef): RotationSummary | undefined =>
  rotations.find(
    (each) =>
      !hasEnded(each) &&
      (sameRef(each.ref, ref) || (each.newKeyId === ref.keyId && each.ref.accountId === ref.accountId)),
  )

const urgency: Record<Standing, number> = {
  failed: 0,
  'needs-you': 1,
  healthy: 2,
  waiting: 3,
  done: 4,
  undone: 4,
}

/** Those that need the user first, then those under way, then those that have ended, the latest first. */
export const inOrder = (rotations: readonly RotationSummary[]): readonly RotationSummary[] =>
  [...rotations].sort(
    (a, b) => urgency[standingOf(a)] - urgency[standingOf(b)] || b.updatedAt.localeCompare(a.updatedAt),
  )

/** What the one primary button does; null where nothing is to be done but wait. */
export type Primary =
  | { readonly kind: 'confirm'; readonly targetId: string }
  | { readonly kind: 'at-vendor'; readonly step: RotationStep }
  | { readonly kind: 'resume'; readonly word: 'Try again' | 'Look again' | 'Go on' }
  | null

const isConfirm = (question: RotationQuestion): question is Extract<RotationQuestion, { kind: 'confirm' }> =>
  question.kind === 'confirm'

export function primaryOf(rotation: Pick<RotationDetail, 'state' | 'held' | 'questions'>): Primary {
  const { state, questions } = rotation
  if (state === 'failed') return { kind: 'resume', word: 'Try again' }
  if (isInterrupted(rotation)) return { kind: 'resume', word: 'Go on' }
  if (state !== 'needs-you') return null
  if (questions.some((question) => question.kind === 'stuck')) return { kind: 'resume', word: 'Try again' }
  const atVendor = questions.find((question) => question.kind === 'at-vendor')
  if (atVendor) return { kind: 'at-vendor', step: atVendor.step }
  const confirm = questions.find(isConfirm)
  if (confirm) return { kind: 'confirm', targetId: confirm.targetId }
  return { kind: 'resume', word: questions.length > 0 ? 'Look again' : 'Go on' }
}

/** Whether it can be told to end after its step. */
export const canStop = ({ state, held }: Pick<RotationSummary, 'state' | 'held'>): boolean =>
  state === 'running' && held

/** How long it still takes: `42 s left`, `12 min left`, `until 14:02`, `until 14:02 tomorrow`, `until 3 Dec 14:02`. */
export function leftWord(until: string, now: number): string {
  const left = Date.parse(until) - now
  const seconds = Math.max(0, Math.floor(left / 1000))
  if (seconds === 0) return 'any moment now'
  if (seconds <= 90) return `${seconds} s left`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min left`
  const days = daysUntil(until, now)
  if (days === 0) return `until ${timeWord(until)}`
  if (days === 1) return `until ${timeWord(until)} tomorrow`
  return `until ${shortDate(until)} ${timeWord(until)}`
}

export interface EvidenceGroup {
  /** Null: about the whole. */
  readonly target: RotationTarget | null
  /** Its name; what is unknown by its id. */
  readonly name: string
  readonly rows: readonly Evidence[]
}

/** What is recorded of a step: what concerns the whole, then each agent's own, in the agents' order. */
export function grouped(
  evidence: readonly Evidence[],
  targets: readonly RotationTarget[],
): readonly EvidenceGroup[] {
  const ids = [...new Set(evidence.map((row) => row.targetId))]
  const order: readonly (string | null)[] = [null, ...targets.map((target) => target.id)]
  // What is not known comes last.
  const place = (id: string | null) => (order.includes(id) ? order.indexOf(id) : order.length)
  return ids
    .sort((a, b) => place(a) - place(b))
    .map((id) => {
      const target = targets.find((each) => each.id === id) ?? null
      return {
        target,
        name: target?.name ?? id ?? '',
        rows: evidence.filter((row) => row.targetId === id),
      }
    })
}

/** What stands for several agents' records that are all well: `Prometheus, Vector: seen; Fluent Bit: skipped`. Null: show them. */
export function foldedWord(groups: readonly EvidenceGroup[]): string | null {
  const rows = groups.flatMap((group) => group.rows)
  const agents = groups.filter((group) => group.target !== null)
  if (agents.length < 2 || !rows.every((row) => row.outcome === 'ok' || row.outcome === 'skipped'))
    return null
  const isSeen = (group: EvidenceGroup) => group.rows.some((row) => row.outcome === 'ok')
  const said = (those: readonly EvidenceGroup[], word: string) => {
    const names = [...new Set(those.map((group) => group.target?.agentName))]
    return names.length > 0 ? [`${names.join(', ')}: ${word}`] : []
  }
  return [
    ...said(agents.filter(isSeen), 'seen'),
    ...said(
      agents.filter((group) => !isSeen(group)),
      'skipped',
    ),
  ].join('; ')
}

/** The agents about which the user is asked or that nothing has confirmed at the last word. */
export function unconfirmed(
  rotation: Pick<RotationDetail, 'steps' | 'targets' | 'questions'>,
): readonly RotationTarget[] {
  const last = new Map<string, Evidence>()
  for (const step of rotation.steps)
    for (const row of step.evidence) if (row.targetId) last.set(row.targetId, row)
  const asked = new Set(rotation.questions.filter(isConfirm).map((question) => question.targetId))
  return rotation.targets.filter((target) => {
    const outcome = last.get(target.id)?.outcome
    return asked.has(target.id) || outcome === 'unproven' || outcome === 'failed'
  })
}

/** Whether a step is over and nothing has shown of some agent that it came about: neither a proof nor the user's word. */
export function isUnproven(step: ShownStep, steps: readonly ShownStep[]): boolean {
  if (step.state !== 'done') return false
  const since = steps.slice(steps.indexOf(step)).flatMap((each) => each.evidence)
  const ids = new Set(
    step.evidence.flatMap(({ targetId, outcome }) => (outcome === 'unproven' ? (targetId ?? []) : [])),
  )
  return [...ids].some(
    (id) =>
      !since.some(
        (row) =>
          row.targetId === id &&
          (row.outcome === 'word' ||
            (row.outcome === 'ok' && (row.step === 'adopt' || row.step === step.step))),
      ),
  )
}

/** The keys of a bulk that have not been begun because it has stopped. */
export const notBegun = (bulk: BulkStatus): readonly KeyRef[] => {
  const at = bulk.refs.findIndex((ref) => sameRef(ref, bulk.stoppedAt))
  return at < 0 ? [] : bulk.refs.slice(at + 1)
}
