import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Key, KeyRef } from '../../../shared/model.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'
import { KeyFeed } from '../key-feed.ts'
import type { ProviderCall } from './providers.ts'

/** How far ahead the overview's timeline looks. */
const AHEAD_DAYS = 365

/** How long a revealed value stays on the screen. The window drops it then. */
const REVEALED_MS = 20_000

/** Keys, their creation with its one-time capture, and the two ways in which a value leaves for the user. */
export const keyHandlers = (desktop: Desktop): Omit<HandlersOf<'keys'>, ProviderCall> => {
  const { keys, capture, reminders } = desktop.core
  const feed = new KeyFeed(() => ({ keys: keys.list(), due: reminders.due(AHEAD_DAYS) }))
  return {
    'keys.changes': ({ since, look }) => {
      if (look) feed.look()
      return ok(feed.since(since))
    },

    'keys.get': ({ ref }) => keys.detail(ref),
    'keys.createOptions': ({ accountId }) => keys.createOptions(accountId),

    'keys.create': async (request) => {
      const created = await capture.create(request, (progress) => desktop.window.send('capture', progress))
      // The vendor's list tells at once how it ended, where it can be asked; otherwise it is asked again later.
      if (!created.ok && created.failure.code === 'outcome-unknown') void capture.settle()
      return created
    },

    'keys.retryCapture': ({ intentId }) => capture.retry(intentId),

    'keys.copyStuck': async ({ intentId }) => {
      const value = capture.stuckValue(intentId)
      if (!value.ok) return value
      const name = capture.open().find((intent) => intent.intentId === intentId)?.name ?? ''
      return desktop.clipboard.hold(value.value, null, name)
    },

    'keys.removeOrphan': ({ intentId, recreate }) => capture.removeOrphan(intentId, recreate),
    'keys.dismissIntent': ({ intentId }) => capture.dismiss(intentId),
    'keys.rename': ({ ref, name }) => keys.rename(ref, name),
    'keys.setActive': ({ ref, active }) => keys.setActive(ref, active),

    'keys.remove': async ({ ref, typedName }) => {
      const key = keyAt(desktop, ref)
      if (!key.ok) return key
      if (typedName !== key.value.name)
        return fail(
          'refused',
          'The typed name is not the key’s name. Nothing was deleted.',
          'Type it exactly.',
        )
      return keys.remove(ref)
    },

    'keys.enterCreatedAt': ({ ref, createdAt }) => keys.enterCreatedAt(ref, createdAt),

    'keys.copy': async ({ ref }) => {
      const key = keyAt(desktop, ref)
      if (!key.ok) return key
      const wait = desktop.limits.copy.take()
      if (wait > 0) return tooOften(wait)
      const value = await keys.value(ref, 'copy')
      return value.ok ? desktop.clipboard.hold(value.value, ref, key.value.name) : value
    },

    'keys.reveal': async ({ ref }) => {
      const wait = desktop.limits.reveal.take()
      if (wait > 0) return tooOften(wait)
      const secret = await keys.value(ref, 'reveal')
      if (!secret.ok) return secret
      // Before the value is on its way: the picture that shows it is not taken without the protection.
      desktop.window.protectFor(REVEALED_MS)
      const until = new Date(Date.now() + REVEALED_MS).toISOString()
      return secret.value.expose((value) => ok({ value, until }))
    },
  }
}

function keyAt(desktop: Desktop, ref: KeyRef): Result<Key> {
  const detail = desktop.core.keys.detail(ref)
  return detail.ok ? ok(detail.value.key) : detail
}

const tooOften = (seconds: number) =>
  fail(
    'refused',
    'Too many values were asked for within a minute.',
    `Wait ${seconds} s. The limit keeps a window that was taken over from reading out everything.`,
    { retryAfterSeconds: seconds },
  )
