import type { Key } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { api } from '../../api.ts'
import { attempt, toast } from '../../store.ts'

/** Locks a key against changes at the vendor, or lets them in again; either can be taken back at once. */
export async function setLocked(key: Key, locked: boolean): Promise<void> {
  const changed = await attempt(api['keys.setLocked']({ ref: refOf(key), locked }))
  if (!changed) return
  toast({
    tone: 'ok',
    text: locked
      ? `${key.name} is locked: it can be neither changed nor deleted.`
      : `${key.name} is unlocked.`,
    action: { label: 'Undo', run: () => void setLocked(changed, !locked) },
  })
}
