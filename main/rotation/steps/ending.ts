import type { Failure } from '../../../shared/errors.ts'
import { targetOf } from '../plan.ts'
import { askUser, doneRow } from './by-hand.ts'
import { lookAtAgents } from './soaking.ts'
import { failed, newKeyOf, type StepContext, type StepEnd } from './step.ts'
import { bringTo, newIs, revive } from './vendor-key.ts'

/**
 * Deletes the old key, after the grace period; one that must not be deleted stays deactivated. Asks the user to do it
 * where the vendor has no API for that.
 */
export async function remove(c: StepContext): Promise<StepEnd> {
  const { ref, keyName } = c.record
  // The last look: what is refused now would be refused for good.
  const refused = (await lookAtAgents(c, [])).filter(({ outcome }) => outcome === 'failed')
  if (refused.length > 0) return { rows: refused }
  const held = await c.vendor.standing(newKeyOf(c.record))
  if (!held.ok) return failed('delete', null, held.failure)
  if (held.value !== 'active') {
    const message = `${newIs(held.value)}, so the old one is not deleted.`
    const failure: Failure = { code: 'refused', message, hint: revive(held.value) }
    return failed('delete', null, failure, { newIs: held.value })
  }
  const old = await c.vendor.standing(ref)
  if (!old.ok) return failed('delete', null, old.failure)
  const hand = c.vendor.byHand(ref)
  if (old.value === 'active') {
    const text = 'The old key is active again: somebody activated it at the vendor'
    const row = doneRow('bring-back', hand, text, 'active again')
    const message = `${row.text}. It is not deleted.`
    return {
      rows: [row],
      failure: {
        code: 'refused',
        message,
        hint: 'Resume it to look at the agents and cut it again; or undo it.',
      },
    }
  }
  const { delete: protection } = old.value === 'gone' ? { delete: null } : await c.vendor.protection(ref)
  if (protection !== null) {
    const text = `The old key is left deactivated: ${protection}`
    return { rows: [{ step: 'delete', targetId: null, outcome: 'skipped', text }] }
  }
  if (hand && old.value !== 'gone') return askUser(c, 'delete', hand)
  const done = await bringTo(c.vendor, ref, 'gone', keyName)
  if (!done.ok) return failed('delete', null, done.failure)
  const text = done.value.already
    ? 'The old key is deleted at the vendor already'
    : 'Deleted the old key at the vendor'
  return { rows: [doneRow('delete', hand, text, 'deleted')] }
}

/**
 * Deletes the new key on the way back, when the old one is active and nothing carries the new one. One that was there
 * before the rotation stays as it is: others may use it.
 */
export async function retire(c: StepContext): Promise<StepEnd> {
  if (c.record.replacement !== null) {
    const text = `${c.record.request.name} stays as it is: it was there before this rotation`
    return { rows: [{ step: 'retire', targetId: null, outcome: 'skipped', text }] }
  }
  const made = newKeyOf(c.record)
  const old = await c.vendor.standing(c.record.ref)
  if (!old.ok) return failed('retire', null, old.failure)
  if (old.value !== 'active') {
    const message = `The old key is ${old.value} at the vendor, so the new one is not deleted.`
    return failed('bring-back', null, {
      code: 'refused',
      message,
      hint: 'Resume it to bring the old key back.',
    })
  }
  const survey = await c.files.survey(made)
  if (!survey.ok) return failed('retire', null, survey.failure)
  const carrying = survey.value.agents.filter((agent) => agent.host === null && agent.files.length > 0)
  if (carrying.length > 0) {
    const known = new Set(c.record.targets.map(({ id }) => id))
    const found = carrying.filter(({ id }) => !known.has(id)).map((agent) => targetOf(agent, c.agents))
    const message = `${carrying.map(({ file }) => file).join(' and ')} carries the new key, so it is not deleted. Both keys work.`
    const hint = 'Resume it to put the old key there too.'
    return {
      ...failed('put-back', null, { code: 'refused', message, hint }),
      change: { targets: [...c.record.targets, ...found] },
    }
  }
  const off = await bringTo(c.vendor, made, 'disabled', c.record.request.name)
  if (!off.ok) return failed('retire', null, off.failure)
  const isGone = off.value.now === 'gone'
  const { delete: protection } = isGone ? { delete: null } : await c.vendor.protection(made)
  if (protection === null) {
    const gone = await bringTo(c.vendor, made, 'gone', c.record.request.name)
    if (!gone.ok) return failed('retire', null, gone.failure)
  }
  const text = isGone
    ? 'The new key is deleted at the vendor already; its value stays in the keychain'
    : protection === null
      ? 'Deleted the new key at the vendor; its value stays in the keychain'
      : `The new key is left deactivated: ${protection}`
  return { rows: [{ step: 'retire', targetId: null, outcome: 'ok', text }] }
}
