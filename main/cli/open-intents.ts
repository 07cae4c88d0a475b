import type { OpenIntent } from '../../shared/model.ts'
import type { Core } from '../services.ts'
import { clean } from './words.ts'

/**
 * Finds out how interrupted creations and imports ended, before a command reads the keys. Costs nothing when there
 * is none. The answer says what could not be found out.
 */
export async function settleOpenIntents(core: Core): Promise<readonly string[]> {
  const unsettled = core.capture.open().some(({ state }) => state === 'running' || state === 'checking')
  return unsettled ? (await core.capture.settle()).failures : []
}

/** One sentence for each creation or import that needs the user, until it has been dealt with. */
export const openIntentNotices = (core: Core): readonly string[] =>
  core.capture.open().flatMap((intent) => noticeOf(intent) ?? [])

function noticeOf(intent: OpenIntent): string | null {
  const account = clean(intent.account)
  const name = clean(intent.name)
  switch (intent.state) {
    case 'running':
    // Only the process that holds the value calls it so: this command, which has said what became of it.
    case 'stuck':
      return null
    case 'orphan':
      return (
        `1 key at ${account} exists whose value was lost when a creation was interrupted: ${name} ` +
        `(${intent.keyId ?? 'id unknown'}). Run keyturn key delete ${intent.keyId ?? 'ID'} --yes and create it again.`
      )
    case 'checking': {
      const what = intent.kind === 'create' ? 'creation' : 'import'
      return `It is not known yet how a ${what} at ${account} ended: ${name}. ${clean(intent.message)}`.trim()
    }
  }
}
