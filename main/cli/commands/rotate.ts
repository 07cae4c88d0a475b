import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Key } from '../../../shared/model.ts'
import type { RotateRequest, RotationDetail, RotationPlan } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, cancelled, confirm, done, note, paint } from '../context.ts'
import { findKey, refOf } from '../find.ts'
import { advanceRotations } from '../open-rotations.ts'
import { type Manner, type RotateOptions, readOptions } from '../rotate-options.ts'
import { planDocument, rotationDetailDocument } from '../rotation-documents.ts'
import { planText } from '../rotation-text.ts'
import { clean, listText } from '../words.ts'
import { goOn } from './rotate-again.ts'
import { rehearse } from './rotate-rehearse.ts'
import { type CameTo, finish, takeSteps } from './rotate-steps.ts'

/**
 * `rotate`: the plan, the user's consent, then step by step with its evidence, until it waits, ends, or needs the
 * user. Several keys go one after another; the first that needs the user or fails leaves the others untouched.
 */
export async function rotate(
  c: Context,
  core: Core,
  ids: readonly string[],
  options: RotateOptions,
): Promise<Result<void>> {
  const manner = readOptions(ids, options)
  if (!manner.ok) return manner
  if (ids.length === 0) return goOn(c, core, options)
  const keys = findKeys(core, ids, options.account)
  if (!keys.ok) return keys
  const to = options.to === undefined ? null : findKey(core, options.to, options.account)
  if (to && !to.ok) return to
  const replacement = to === null ? {} : { replacement: refOf(to.value) }
  const requests = keys.value.map((key) => ({ ref: refOf(key), ...manner.value, ...replacement }))
  const [only] = requests
  if (options.rehearse && only) return rehearse(c, core, only)
  // A dry run changes nothing, also of other rotations.
  const advanced = options.dryRun ? done : await advanceRotations(c, core)
  if (!advanced.ok) return advanced
  const plans: RotationPlan[] = []
  for (const request of requests) {
    const planned = await core.rotations.plan(request)
    if (!planned.ok) return planned
    plans.push(planned.value)
  }
  // A plan that came to nothing has nothing to show but why.
  const shown = plans.filter(({ steps, refusal }) => steps.length > 0 || refusal === null)
  if (!c.json) c.io.out(shown.map((plan) => planText(c, plan)).join('\n'))
  const agreed = await consent(c, plans, manner.value, options)
  if (!agreed.ok || options.dryRun) {
    const documents = plans.map(planDocument)
    if (c.json) answer(c, documents.length === 1 ? documents[0] : { plans: documents }, '')
    if (agreed.ok) note(c, 'Nothing was changed.')
    return agreed
  }
  return rotateAll(c, core, keys.value, requests)
}

function findKeys(core: Core, ids: readonly string[], account: string | undefined): Result<readonly Key[]> {
  const keys: Key[] = []
  for (const id of ids) {
    const found = findKey(core, id, account)
    if (!found.ok) return found
    const { id: keyId, accountId } = found.value
    if (!keys.some((key) => key.id === keyId && key.accountId === accountId)) keys.push(found.value)
  }
  return ok(keys)
}

async function consent(
  c: Context,
  plans: readonly RotationPlan[],
  { settings }: Manner,
  options: RotateOptions,
): Promise<Result<void>> {
  const refusal = plans.find((plan) => plan.refusal !== null)?.refusal
  if (refusal) return { ok: false, failure: refusal }
  if (options.dryRun || options.yes) return done
  const names = listText(plans.map(({ keyName }) => clean(keyName)))
  if (!c.io.canAsk || c.json) {
    return fail(
      'usage',
      `Rotating ${names} needs your consent. Nothing was changed.`,
      'Add --yes to give it.',
    )
  }
  if (settings.canary) note(c, 'One marked log line per key is sent to the vendor: it is stored and billed.')
  const how = plans.length > 1 ? ', one after another' : ''
  return (await confirm(c, `Rotate ${names} now${how}?`)) ? done : cancelled()
}

/** What is recorded is never left without a word: Ctrl-C counts from before it is. */
async function begin(
  c: Context,
  core: Core,
  request: RotateRequest,
): Promise<CameTo | Extract<Result<never>, { ok: false }>> {
  const early = new AbortController()
  const release = c.io.onInterrupt(() => early.abort())
  try {
    const started = await core.rotations.start(request)
    if (!started.ok) return started
    if (!c.json) c.io.out(`\nRotation ${started.value.id}\n`)
    return await takeSteps(c, core, started.value, 0, early.signal)
  } finally {
    release()
  }
}

async function rotateAll(
  c: Context,
  core: Core,
  keys: readonly Key[],
  requests: readonly RotateRequest[],
): Promise<Result<void>> {
  const rotations: RotationDetail[] = []
  const several = requests.length > 1
  let begun = 0
  let outcome: Result<void> = done
  for (const request of requests) {
    const name = clean(keys[begun]?.name ?? '')
    begun += 1
    if (several && !c.json) c.io.out(`\n${paint(c, 'bold', `${name} (${begun} of ${requests.length})`)}\n`)
    const came = await begin(c, core, request)
    if ('failure' in came) {
      outcome = came
      break
    }
    rotations.push(came.rotation)
    outcome = finish(c, came, !several)
    if (outcome.ok && came.stopped && begun < requests.length)
      outcome = fail('interrupted', 'Stopped, as you asked.')
    if (!outcome.ok) break
  }
  if (!several) return outcome
  const stopped = outcome.ok ? undefined : keys[begun - 1]
  const left = outcome.ok ? [] : keys.slice(begun)
  if (c.json) {
    const documents = rotations.map(rotationDetailDocument)
    const notBegun = left.map(({ id }) => id)
    answer(c, { stoppedAt: stopped?.id ?? null, notBegun, rotations: documents }, '')
  }
  if (outcome.ok || left.length === 0) return outcome
  const rest = `Not begun, and unchanged: ${listText(left.map(({ name }) => clean(name)))}.`
  return { ok: false, failure: { ...outcome.failure, hint: `${outcome.failure.hint} ${rest}`.trim() } }
}
