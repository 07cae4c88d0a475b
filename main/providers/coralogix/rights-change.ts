import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { RightsChange } from '../../../shared/providers.ts'
import { isRumPreset, legacyKindOf } from './key-types.ts'
import type { ListedKey } from './schemas.ts'

/** Why the vendor does not let the permissions of such a key be changed. */
export const legacyPermissions =
  'Coralogix does not let the permissions of a legacy key be changed. Recreate it as a custom key.'

/** What of a key decides whether its rights can be changed. */
type Held = Pick<ListedKey, 'owner' | 'presets' | 'permissions'>

/** Whether these rights may be given to the key as it stands, checked before the vendor is asked. */
export function checkRights(held: Held, change: RightsChange): Result<void> {
  if (legacyKindOf(held) !== null) {
    return fail('refused', `${legacyPermissions} Nothing was changed.`, 'Recreate it as a custom key.')
  }
  const presets = change.presets ?? held.presets.map((preset) => preset.name)
  const permissions = change.permissions ?? held.permissions
  const count = presets.length + permissions.length
  if (count === 0) {
    const message = 'A key needs at least one preset or permission. Nothing was changed.'
    return fail('refused', message, 'To take every right away, disable the key.')
  }
  if (presets.some(isRumPreset) && count > 1) {
    const message =
      'A RUM key stands alone: it is public, so it takes no other preset or permission. Nothing was changed.'
    return fail('refused', message, 'Choose RUM only, or leave it out.')
  }
  return ok(undefined)
}

/** The fields of an update: a list that is left out stays as it is, one that is there replaces what was. */
export const rightsBody = ({ presets, permissions }: RightsChange): Readonly<Record<string, unknown>> => ({
  ...(presets === undefined ? {} : { presets: { presets } }),
  ...(permissions === undefined ? {} : { permissions: { permissions } }),
})
