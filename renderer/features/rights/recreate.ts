import type { Key } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { openDialog } from '../../store.ts'

/** A new key that may do what the old one may; once it is stored, it takes the old one's place. */
export const recreate = (key: Key): void =>
  openDialog({
    name: 'create-key',
    accountId: key.accountId,
    prefill: {
      name: key.name,
      type: key.type,
      presets: [...key.presets],
      permissions: [...key.permissions],
      description: key.description,
    },
    replaces: refOf(key),
  })
