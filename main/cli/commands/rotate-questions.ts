import { ok, type Result } from '../../../shared/errors.ts'
import type { RotationDetail, RotationQuestion } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { type Context, confirm, fromHere, note } from '../context.ts'
import { targetName } from '../rotation-text.ts'
import { clean } from '../words.ts'
import { rescue } from './key-rescue.ts'

type Confirm = Extract<RotationQuestion, { kind: 'confirm' }>

/**
 * Asks the person at the terminal, one by one, what the rotation needs to know, and records each answer. The answer
 * is whether it can go on.
 */
export async function askQuestions(
  c: Context,
  core: Core,
  rotation: RotationDetail,
): Promise<Result<boolean>> {
  const { id, questions } = rotation
  const stuck = questions.find((question) => question.kind === 'stuck')
  // What another process holds, or held, cannot be kept from here.
  if (stuck && core.capture.hasStuck()) return keep(c, core, rotation, stuck.intentId, stuck.text)
  let open = 0
  for (const question of questions) {
    if (question.kind !== 'at-vendor') continue
    if (!(await confirm(c, `${fromHere(c.io, clean(question.text))} Have you done it?`))) return ok(false)
    const said = await core.rotations.atVendor(id, question.step)
    if (!said.ok) return said
    return ok(true)
  }
  const confirms = questions.filter((question) => question.kind === 'confirm')
  for (const question of confirms) {
    if (!(await confirm(c, confirmText(c, rotation, question)))) {
      open += 1
      continue
    }
    const confirmed = core.rotations.confirm(id, question.targetId)
    if (!confirmed.ok) return confirmed
  }
  if (confirms.length > 0 && open === 0) return ok(true)
  const override = questions.find((question) => question.kind === 'override')
  if (!override) return ok(false)
  note(c, fromHere(c.io, clean(override.text)))
  const name = clean(rotation.keyName)
  const typed = await c.io.ask(`Type ${name} to cut it all the same, or nothing to leave it: `, 'shown')
  if (typed === null || typed.trim() === '') return ok(false)
  const overridden = core.rotations.override(id, overrideName(rotation, typed))
  return overridden.ok ? ok(true) : overridden
}

/** The key's name as it is, where it was typed as it is printed. */
export const overrideName = ({ keyName }: RotationDetail, typed: string): string =>
  typed === clean(keyName) || typed.trim() === clean(keyName).trim() ? keyName : typed

function confirmText(c: Context, rotation: RotationDetail, { targetId, text }: Confirm): string {
  const said = fromHere(c.io, clean(text))
  if (said.endsWith('?')) return said
  const target = rotation.targets.find(({ id }) => id === targetId)
  const which = rotation.direction === 'back' ? 'old' : 'new'
  const name = target ? targetName(c, target) : targetId
  return `${said} Does the agent of ${name} run with the ${which} key now?`
}

/** The new key's value is in memory only: as after `key create`, nobody leaves before the user has decided. */
async function keep(
  c: Context,
  core: Core,
  rotation: RotationDetail,
  intentId: string,
  message: string,
): Promise<Result<boolean>> {
  const keyId = rotation.newKeyId ?? '(new)'
  const kept = await rescue(c, core, { kind: 'stuck', intentId, keyId, kept: false, message, hint: '' })
  if (kept.ok) return ok(true)
  const hint = `${kept.failure.hint} keyturn rotate --resume ${rotation.id} goes on.`
  return { ok: false, failure: { ...kept.failure, hint } }
}
