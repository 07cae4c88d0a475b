import { fail, type Result } from '../../../shared/errors.ts'
import type { Key } from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, cancelled, done, note, unbroken } from '../context.ts'
import { keyDocument } from '../documents.ts'
import { findKeyToChange, refOf } from '../find.ts'
import { clean, count } from '../words.ts'

interface Which {
  readonly account?: string
}

/** `key rename`. */
export async function renameKey(
  c: Context,
  core: Core,
  id: string,
  name: string,
  options: Which,
): Promise<Result<void>> {
  const wanted = name.trim()
  if (wanted === '' || wanted.length > 200) return fail('usage', 'A key needs a name of 1 to 200 characters.')
  const found = findKeyToChange(core, id, options.account)
  if (!found.ok) return found
  const renamed = await unbroken(c, 'renaming the key', core.keys.rename(refOf(found.value), wanted))
  if (!renamed.ok) return renamed
  answer(c, keyDocument(renamed.value), `${clean(found.value.name)} is now ${clean(renamed.value.name)}.\n`)
  return done
}

/** `key enable` and `key disable`: reversible, with the same value. */
export async function setKeyActive(
  c: Context,
  core: Core,
  id: string,
  active: boolean,
  options: Which,
): Promise<Result<void>> {
  const found = findKeyToChange(core, id, options.account)
  if (!found.ok) return found
  const running = active ? 'enabling the key' : 'disabling the key'
  const changed = await unbroken(c, running, core.keys.setActive(refOf(found.value), active))
  if (!changed.ok) return changed
  const { id: keyId, name } = changed.value
  answer(c, keyDocument(changed.value), `${clean(name)} is ${active ? 'active' : 'disabled'}.\n`)
  noteWord(c, changed.value, active ? 'enable it' : 'disable it')
  if (!active) note(c, `keyturn key enable ${keyId} brings it back with the same value.`)
  return done
}

/** `key delete`: for good, so a person types the name and a script says --yes. */
export async function deleteKey(
  c: Context,
  core: Core,
  id: string,
  options: Which & { readonly yes: boolean },
): Promise<Result<void>> {
  const found = findKeyToChange(core, id, options.account)
  if (!found.ok) return found
  const key = found.value
  const detail = core.keys.detail(refOf(key))
  if (!detail.ok) return detail
  const { cannot, intentId } = detail.value
  if (cannot.delete !== undefined) return fail('refused', cannot.delete, 'Nothing was deleted.')
  if (!options.yes) {
    if (!c.io.canAsk) {
      return fail('refused', `${whatIsLost(key)} Nothing was deleted.`, 'Add --yes to delete it.')
    }
    const typed = await c.io.ask(`${whatIsLost(key)}\nType its name to delete it: `, 'shown')
    if (typed?.trim() !== key.name.trim()) return cancelled()
  }
  const removed = await unbroken(c, 'deleting the key', remove(core, key, intentId))
  if (!removed.ok) return removed
  answer(c, { id: key.id, name: key.name, deleted: true }, `Deleted ${clean(key.name)}.\n`)
  noteWord(c, key, 'delete it')
  return done
}

/** Where the vendor has no API nothing has happened there. */
function noteWord(c: Context, { stateBasis }: Key, todo: string): void {
  if (stateBasis === 'user') note(c, `Recorded on your word: ${todo} on the vendor's page too.`)
}

// An orphan ends together with the intent that made it, so that it is not pointed out again.
async function remove(core: Core, key: Key, intentId: string | null): Promise<Result<void>> {
  if (key.state !== 'orphan' || intentId === null) return core.keys.remove(refOf(key))
  const removed = await core.capture.removeOrphan(intentId, false)
  return removed.ok ? done : removed
}

function whatIsLost(key: Key): string {
  const uses = key.usedIn.length > 0 ? ` ${count(key.usedIn.length, 'known file')} would stop sending.` : ''
  const what = key.stateBasis === 'user' ? 'recorded as deleted' : 'deleted'
  return `${clean(key.name)} (${clean(key.id)}) would be ${what} at ${clean(key.account)} for good.${uses}`
}
