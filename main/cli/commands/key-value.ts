import type { Result } from '../../../shared/errors.ts'
import type { Core } from '../../services.ts'
import { type Context, done } from '../context.ts'
import { findKey, refOf } from '../find.ts'
import { printValue, printValueDocument } from '../values.ts'

/** `key value`: the value alone, and a newline, which `$(…)` takes off again. */
export async function printKeyValue(
  c: Context,
  core: Core,
  id: string,
  options: { readonly account?: string },
): Promise<Result<void>> {
  const found = findKey(core, id, options.account)
  if (!found.ok) return found
  const value = await core.keys.value(refOf(found.value), 'print')
  if (!value.ok) return value
  if (c.json) printValueDocument(c, value.value, (text) => ({ id: found.value.id, value: text }))
  else printValue(c, value.value)
  value.value.dispose()
  return done
}
