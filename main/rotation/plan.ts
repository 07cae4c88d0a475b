import { type Failure, ok, type Result } from '../../shared/errors.ts'
import type { Key, PlannedFile } from '../../shared/model.ts'
import type { PlannedStep, RotateRequest, RotationPlan, RotationTarget } from '../../shared/rotation.ts'
import { planWarnings } from './plan-warnings.ts'
import { plannedText } from './plan-words.ts'
import { hasExpired } from './policy.ts'
import { handMade, lookOf, replacementRefusal, replacementWarnings, typeRefusal } from './replacement.ts'
import type { RotationAgents, RotationFiles, RotationVendor, SurveyedAgent } from './rotation-ports.ts'
import { applies, forwardSteps } from './step-order.ts'
import { sentence } from './words.ts'

interface PlanParts {
  readonly vendor: RotationVendor
  readonly files: RotationFiles
  readonly agents: RotationAgents
}

/**
 * Looks at everything that a rotation of this key would touch; changes nothing. Why it cannot be started stands in the
 * plan; the call fails only where the uses could not be looked at, such as with a locked keychain. `now`: from when the
 * dates in its sentences count. `replacement`: the key that the request names, where there is one.
 */
export async function planRotation(
  { vendor, files, agents }: PlanParts,
  key: Key,
  request: RotateRequest,
  now = new Date(),
  replacement: Key | null = null,
): Promise<Result<RotationPlan>> {
  const unfit = stateRefusal(key, now) ?? replacementRefusal(key, replacement, request, now)
  const hand = vendor.byHand(request.ref)
  const copy =
    replacement === null && hand === null ? vendor.copyRequest(request.ref) : ok(lookOf(replacement ?? key))
  const base = {
    ref: request.ref,
    keyName: key.name,
    account: key.account,
    mode: request.mode,
    settings: request.settings,
    newKey: copy.ok ? copy.value : lookOf(key),
    replacement: request.replacement ?? null,
  }
  if (unfit) return ok({ ...base, steps: [], targets: [], files: [], warnings: [], refusal: unfit })

  const survey = await files.survey(request.ref)
  if (!survey.ok) return survey
  const targets = survey.value.agents.map((agent) => targetOf(agent, agents))
  const protection = await vendor.protection(request.ref)
  const rights = await vendor.missingRights(request.ref)
  const given = replacement && { key, replacement, request, targets, now }
  const preview = await previewOf(files, request, targets, replacement?.name ?? key.name)

  const keep = protection.delete === null ? null : sentence(protection.delete)
  const planned = { key, request, targets, keep, now, hand, replacement }
  const steps = forwardSteps(request.mode)
    .filter((step) => applies(step, targets, request.settings))
    .map((step): PlannedStep => {
      const deleted = step === 'delete' && keep === null
      const lacks =
        step === 'create' || step === 'cut' || deleted ? (rights[step as keyof typeof rights] ?? null) : null
      return { step, text: plannedText(step, planned), lacks, final: deleted }
    })
  return ok({
    ...base,
    steps,
    targets,
    files: preview.ok ? preview.value : [],
    warnings: [
      ...(given ? await replacementWarnings({ vendor, files }, given) : []),
      ...vendor.advice(
        request.replacement ?? request.ref,
        targets.map(({ agent }) => agent),
      ),
      ...planWarnings(key, request, targets, survey.value, now),
    ],
    refusal:
      (hand && !replacement ? handMade(key, hand) : null) ??
      (copy.ok ? null : copy.failure) ??
      (given && typeRefusal(given)) ??
      (protection.cut === null ? null : cutRefusal(key, protection.cut)) ??
      (preview.ok ? null : preview.failure),
  })
}

/** A target of a rotation from what was found of it, and how its agent will be reloaded and asked. */
export function targetOf(agent: SurveyedAgent, agents: Pick<RotationAgents, 'ways'>): RotationTarget {
  const { carriedBy: _carriedBy, afterChange: _afterChange, ...found } = agent
  const name = agent.host === null ? agent.file : `${agent.host}:${agent.file}`
  return { ...found, name, ...agents.ways(agent) }
}

async function previewOf(
  files: RotationFiles,
  request: RotateRequest,
  targets: readonly RotationTarget[],
  name: string,
): Promise<Result<readonly PlannedFile[]>> {
  const paths = [...new Set(targets.flatMap((target) => target.files))]
  return paths.length === 0 ? ok([]) : files.preview(paths, request.ref, name, request.replacement ?? null)
}

function stateRefusal(key: Key, now: Date): Failure | null {
  const refused = (message: string, hint: string): Failure => ({ code: 'refused', message, hint })
  switch (key.state) {
    case 'active':
      return null
    case 'disabled':
      // What carries an expired key sends in vain: that one needs a new key most.
      if (hasExpired(key.expiresAt, now)) return null
      return refused(
        `${key.name} is deactivated: there is nothing to replace. Nothing was changed.`,
        'Activate it first where agents still need it, or delete it.',
      )
    case 'gone':
      return refused(
        `${key.name} is gone at the vendor, so it cannot be copied. Nothing was changed.`,
        'Create a new key and use it in the configs.',
      )
    case 'orphan':
      return refused(
        `The value of ${key.name} was lost when it was created: no agent can run with it. Nothing was changed.`,
        'Delete it and create it again.',
      )
  }
}

const cutRefusal = (key: Key, why: string): Failure => ({
  code: 'refused',
  message: `${key.name} cannot be rotated: ${sentence(why)} Nothing was changed.`,
  hint: 'Put that right first, then plan again.',
})
