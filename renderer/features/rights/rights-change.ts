import type { PresetInfo } from '../../../shared/model.ts'
import type { RightsChange } from '../../../shared/providers.ts'
import { standaloneOf, whyStandalone } from '../create/create-form.ts'

/** What a key may do, as it is chosen. */
export interface Picks {
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
}

/** The vendor compares permissions without regard to case. */
const folded = (text: string) => text.toLowerCase()

/** What saving would add to a key and take from it. All pure. */
export interface RightsDifference {
  readonly addedPresets: readonly string[]
  readonly removedPresets: readonly string[]
  readonly addedPermissions: readonly string[]
  readonly removedPermissions: readonly string[]
}

/** Permissions that stand in the first and not in the second, whatever their case. */
const beyond = (some: readonly string[], others: readonly string[]): readonly string[] => {
  const known = new Set(others.map(folded))
  return some.filter((name) => !known.has(folded(name)))
}

const without = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((name) => !others.includes(name))

/** The chosen permissions that the vendor's list does not name: kept as they are. */
export const unlisted = (picks: Picks, known: readonly string[]): readonly string[] =>
  beyond(picks.permissions, known)

export const differenceOf = (before: Picks, after: Picks): RightsDifference => ({
  addedPresets: without(after.presets, before.presets),
  removedPresets: without(before.presets, after.presets),
  addedPermissions: beyond(after.permissions, before.permissions),
  removedPermissions: beyond(before.permissions, after.permissions),
})

/** Only what differs: what is left out stays as it is at the vendor. Null where nothing does. */
export function rightsChange(before: Picks, after: Picks): RightsChange | null {
  const { addedPresets, removedPresets, addedPermissions, removedPermissions } = differenceOf(before, after)
  const presets = addedPresets.length + removedPresets.length > 0
  const permissions = addedPermissions.length + removedPermissions.length > 0
  if (!presets && !permissions) return null
  return {
    ...(presets ? { presets: [...after.presets] } : {}),
    ...(permissions ? { permissions: [...after.permissions] } : {}),
  }
}

/**
 * What the key may do more and less in the end, presets and single permissions together; null where a preset of them
 * stands for what nobody has told.
 */
export function inEffect(
  before: Picks,
  after: Picks,
  standsFor: (preset: string) => readonly string[],
): { readonly gained: readonly string[]; readonly lost: readonly string[] } | null {
  const changed = [...without(after.presets, before.presets), ...without(before.presets, after.presets)]
  if (changed.some((preset) => standsFor(preset).length === 0)) return null
  const all = (picks: Picks) => [
    ...new Map(
      [...picks.presets.flatMap(standsFor), ...picks.permissions].map((name) => [folded(name), name]),
    ).values(),
  ]
  return { gained: beyond(all(after), all(before)), lost: beyond(all(before), all(after)) }
}

/** Why it cannot be saved as it is; null where it can. */
export function rightsProblem(after: Picks, presets: readonly PresetInfo[]): string | null {
  const alone = standaloneOf(after, presets)
  if (alone && (after.presets.length > 1 || after.permissions.length > 0)) return whyStandalone(alone.name)
  if (after.presets.length === 0 && after.permissions.length === 0)
    return 'A key without any permission can do nothing. Keep a preset or a permission, or disable the key instead.'
  return null
}
