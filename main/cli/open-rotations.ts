import { fail, type Result } from '../../shared/errors.ts'
import type { Core } from '../services.ts'
import { type Context, done, note } from './context.ts'
import { clean, count } from './words.ts'

/**
 * Goes on with rotations that waited and are due, and with what a process that is gone left. Ctrl-C stops that after
 * the step that is being taken, and the command with it.
 */
export async function advanceRotations(c: Context, core: Core): Promise<Result<void>> {
  const before = core.rotations.list()
  const now = c.io.now().getTime()
  const ready = before.filter(
    ({ state, held, waitsUntil }) =>
      !held &&
      (state === 'running' || (state === 'waiting' && waitsUntil !== null && Date.parse(waitsUntil) <= now)),
  )
  if (ready.length > 0)
    note(c, `Going on with ${count(ready.length, 'rotation')} that had waited or were left.`)
  const stop = new AbortController()
  let release = () => {}
  const left = new Promise<null>((resolve) => {
    release = c.io.onInterrupt(() => {
      if (stop.signal.aborted) return resolve(null)
      stop.abort()
      note(c, 'Stopping after the step that is being taken. Press Ctrl-C again to leave now.')
    })
  })
  const moved = await Promise.race([core.rotations.advance(stop.signal), left]).finally(release)
  const stamps = new Map(before.map(({ id, updatedAt }) => [id, updatedAt]))
  for (const { id, keyName, account, sentence, updatedAt } of moved ?? []) {
    if (stamps.get(id) !== updatedAt) note(c, `${keyName} of ${account}: ${sentence}`)
  }
  if (!stop.signal.aborted) return done
  return fail('interrupted', 'Stopped before this command began.', 'Give it again to go on.')
}

/** One sentence for each rotation that needs the user, until it has been dealt with. */
export const rotationNotices = (core: Core): readonly string[] =>
  core.rotations
    .list()
    .filter(({ health }) => health === 'needs-you' || health === 'failed')
    .map(({ id, keyName, account, health, sentence }) => {
      const how = health === 'failed' ? 'failed' : 'needs you'
      // What it asks is long, and answered where it is shown.
      const why = health === 'failed' ? `: ${sentence}` : '.'
      return clean(
        `The rotation of ${keyName} of ${account} ${how}${why} keyturn rotation show ${id} tells more.`,
      )
    })
