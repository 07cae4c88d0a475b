import { fail, type Result } from '../../shared/errors.ts'
import type { Key, KeyRef } from '../../shared/model.ts'
import type { RightsChange } from '../../shared/providers.ts'
import type { Audit } from '../audit.ts'
import { plainName } from '../plain-name.ts'
import type { KeyCare } from '../services.ts'
import { byWord } from './change-words.ts'
import { KeyChanges, type KeyChangesParts } from './key-changes.ts'
import { policyCare } from './policy-care.ts'
import { recording, strangeRight } from './recording.ts'
import { countedRights, presetsNamed } from './rights-words.ts'
import { type AskingParts, vendorAsking } from './vendor-asking.ts'

export interface KeyCareParts extends KeyChangesParts, AskingParts {
  readonly audit: Audit
  readonly readKey: (ref: KeyRef) => Key | null
}

/** What else a vendor lets be done to a key: refused before it is asked where it is known to be in vain. */
export function keyCare(parts: KeyCareParts): KeyCare {
  const { audit, table } = parts
  const changes = new KeyChanges(parts, parts.readKey)
  return {
    async describe(ref: KeyRef, description: string): Promise<Result<Key>> {
      const plain = plainName(description, 'description')
      if (!plain.ok) return plain
      return changes.atVendor(ref, {
        action: 'describe',
        call: (session) => session.updateKey(ref.keyId, { description }),
        record: (key) => {
          table.set(ref, { description: description === '' ? null : description })
          const text = description === '' ? `Removed the description of ${key.name}` : `Described ${key.name}`
          audit.record('key.describe', byWord(key, text), ref)
        },
      })
    },

    setLocked: (ref, locked) =>
      changes.atVendor(ref, {
        action: locked ? 'lock' : 'unlock',
        call: (session) => session.updateKey(ref.keyId, { locked }),
        record: (key) => {
          table.set(ref, { locked: Number(locked) })
          const text = locked
            ? `Locked ${key.name}: it can be neither changed nor deleted`
            : `Unlocked ${key.name}`
          audit.record(locked ? 'key.lock' : 'key.unlock', byWord(key, text), ref)
        },
      }),

    async setRights(ref: KeyRef, { presets, permissions }: RightsChange): Promise<Result<Key>> {
      const change = { ...(presets && { presets }), ...(permissions && { permissions }) }
      if (!presets && !permissions) {
        return fail('usage', 'Nothing was changed: no presets and no permissions were given.', 'Choose some.')
      }
      const key = changes.need(ref)
      if (!key.ok) return key
      const provider = parts.providers.of(key.value.provider)
      const wrong = provider.info.mode === 'record' ? strangeRight(provider, change) : null
      if (wrong !== null) return fail('usage', `${wrong} Nothing was changed.`, 'Choose what its page shows.')
      return changes.atVendor(ref, {
        action: 'permissions',
        call: (session) => session.updateKey(ref.keyId, change),
        record: (key) => {
          table.set(ref, {
            ...(presets && { presets_json: JSON.stringify(presetsNamed(parts, key, presets)) }),
            ...(permissions && { permissions_json: JSON.stringify(permissions) }),
          })
          audit.record('key.rights', byWord(key, countedRights(key, { presets, permissions })), ref)
        },
      })
    },

    ...policyCare(parts, changes),
    ...vendorAsking(parts, changes),
    ...recording(parts, changes),
  }
}
