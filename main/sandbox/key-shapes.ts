import type { Member, StoredKey } from './model.ts'
import { presets } from './permissions.ts'

/**
 * How keys look in the vendor's answers. Defaults are left out, as proto JSON leaves them out; ids are numbers here and
 * digits there.
 */

const withoutDefaults = (shape: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape).filter(
      ([, value]) =>
        value !== false &&
        value !== null &&
        value !== undefined &&
        !(Array.isArray(value) && value.length === 0),
    ),
  )

/** A key of the team's view. `withValue`, `withPolicy`: with them, where it has them. */
export function keyInfo(key: StoredKey, withValue: boolean, withPolicy: boolean): Record<string, unknown> {
  return withoutDefaults({
    id: key.id,
    name: key.name,
    owner: key.owner,
    active: key.active,
    hashed: key.hashed,
    keyPermissions: withoutDefaults({
      presets: key.presets.map((name) => withoutDefaults({ name, permissions: presets.get(name) })),
      permissions: key.permissions,
    }),
    value: withValue ? key.value : null,
    accessPolicy: withPolicy ? key.accessPolicy : null,
  })
}

/** The same in the Send-Your-Data list: wrapped, the team's id in digits, values of readable keys shown. */
export function keyInfoOfSendData(key: StoredKey, withPolicy: boolean): Record<string, unknown> {
  const teamId = 'teamId' in key.owner ? String(key.owner.teamId) : ''
  return { keyInfo: { ...keyInfo(key, true, withPolicy), owner: { teamId } } }
}

/** A key of the members' list, where every field has another name. */
export function keySummary(key: StoredKey, members: readonly Member[]): Record<string, unknown> {
  const userId = 'userId' in key.owner ? key.owner.userId : ''
  const userEmail = members.find((member) => member.userId === userId)?.email
  return withoutDefaults({
    apiKey: withoutDefaults({
      id: key.id,
      keyName: key.name,
      isActive: key.active,
      createdAt: key.createdAt,
      lastActivated: key.lastActivated,
      owner: { user: withoutDefaults({ userId, userEmail }) },
    }),
    presets: key.presets.map((name) =>
      withoutDefaults({ id: [...presets.keys()].indexOf(name) + 1, name, permissions: presets.get(name) }),
    ),
    permissions: key.permissions,
  })
}
