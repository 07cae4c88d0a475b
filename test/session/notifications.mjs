// @ts-check
import { readFile } from 'node:fs/promises'
import { run, waitFor } from '../../build/processes.mjs'

/**
 * What the user was shown, and the user's click. `env` is the session's environment; inside
 * `npm test` it is the test's own.
 *
 * @typedef {Record<string, string | undefined>} Environment
 * @typedef {{ id: string, app: string, summary: string, body: string, urgency: string }} ShownNotification
 */

/**
 * Every notification that was shown in the session so far, oldest first.
 * @param {Environment} [env]
 * @returns {Promise<ShownNotification[]>}
 */
export async function shownNotifications(env = process.env) {
  const record = env.KEYTURN_SESSION_NOTIFICATIONS
  if (!record) throw new Error('this session has no notification daemon')
  const fields = (await readFile(record, 'utf8')).split('\0').slice(0, -1)
  const shown = []
  for (let at = 0; at + 5 <= fields.length; at += 5) {
    const [id = '', app = '', summary = '', body = '', urgency = ''] = fields.slice(at, at + 5)
    shown.push({ id, app, summary, body, urgency })
  }
  return shown
}

/**
 * Waits for a notification that fits.
 * @param {(shown: ShownNotification) => boolean} fits
 * @param {Environment} [env] @param {number} [deadline] milliseconds
 */
export function waitForNotification(fits, env = process.env, deadline = 10_000) {
  return waitFor(async () => (await shownNotifications(env)).find(fits), { what: 'a notification', deadline })
}

/**
 * Clicks the notification at a place on the screen, 0 for the topmost: its default action.
 * @param {Environment} [env] @param {number} [position]
 */
export async function clickNotification(env = process.env, position = 0) {
  await dunstctl(['action', String(position)], env)
}

/**
 * Closes what is shown, as a user does before looking at something else.
 * @param {Environment} [env]
 */
export async function closeNotifications(env = process.env) {
  await dunstctl(['close-all'], env)
}

/** @param {readonly string[]} args @param {Environment} env */
async function dunstctl(args, env) {
  const { code, stderr } = await run('dunstctl', args, { env, what: 'dunstctl', deadline: 10_000 })
  if (code !== 0) throw new Error(`dunstctl ${args[0]}: ${stderr.trim()}`)
}
