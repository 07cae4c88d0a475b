import type { Key } from '../../shared/model.ts'
import type { KeyAction } from '../../shared/providers.ts'

/** The actions that change a key at its vendor. */
export type ChangeAction = Exclude<KeyAction, 'history' | 'verify'>

const words: Readonly<Record<ChangeAction, { readonly verb: string; readonly past: string }>> = {
  rename: { verb: 'Rename', past: 'renamed' },
  describe: { verb: 'Describe', past: 'described' },
  enable: { verb: 'Enable', past: 'enabled' },
  disable: { verb: 'Disable', past: 'disabled' },
  delete: { verb: 'Delete', past: 'deleted' },
  lock: { verb: 'Lock', past: 'locked' },
  unlock: { verb: 'Unlock', past: 'unlocked' },
  permissions: { verb: 'Change the permissions of', past: 'changed' },
  policy: { verb: 'Change the access policy of', past: 'changed' },
}

/** What was tried, for the account's rights: `Rename team keys`. */
export const triedWords = (action: ChangeAction, { type }: Pick<Key, 'type'>): string =>
  `${words[action].verb} ${type} keys`

/** `edge was not renamed: ` and the reason. */
export const notDone = (action: ChangeAction, name: string, reason: string): string =>
  `${name} was not ${words[action].past}: ${reason}`

/** The state of a key for the audit. Where the vendor has no API it is what the user says of it, and is called so. */
export function stateText(key: Key, action: 'enable' | 'disable' | 'delete'): string {
  const { past } = words[action]
  if (key.stateBasis === 'user') {
    const todo = action === 'delete' ? 'delete it' : `${action} it`
    return `Recorded ${key.name} as ${past}, on your word: ${todo} on the vendor's page too`
  }
  switch (action) {
    case 'enable':
      return `Enabled ${key.name}; its value is the same as before`
    case 'disable':
      return `Disabled ${key.name}`
    case 'delete':
      return `Deleted ${key.name} at the vendor`
  }
}

/** Says of a change to a key that is only recorded that it is the user's word. */
export const byWord = (key: Key, text: string): string =>
  key.stateBasis === 'user' ? `${text}; recorded on your word` : text
