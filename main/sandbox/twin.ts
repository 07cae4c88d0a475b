import type { KeyOwner } from '../../shared/model.ts'
import { hashOf, newValue, type StoredKey, type StoredOwner, type VendorState } from './model.ts'

/** A key of another vendor account, by what is known of it. */
export interface Twin {
  readonly id: string
  readonly name: string
  readonly owner: KeyOwner | null
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly isDefault: boolean
}

/** The account with a key of the same id, rights and owner. Its value is its own: nobody needs to know it. */
export function withTwin(
  state: Omit<VendorState, 'ports'>,
  twin: Twin,
  now: Date,
): Omit<VendorState, 'ports'> {
  const { kind, id } = twin.owner ?? { kind: 'team' as const, id: '' }
  const organisationId = kind === 'organisation' ? id : state.organisationId
  const owners: Readonly<Record<typeof kind, StoredOwner>> = {
    team: { teamId: state.teamId },
    user: { userId: id },
    organisation: { organisationId },
    'service-id': { teamId: state.teamId },
  }
  const at = now.toISOString()
  const key: StoredKey = {
    id: twin.id,
    name: twin.name,
    owner: owners[kind],
    active: true,
    hashed: true,
    presets: twin.presets,
    permissions: twin.permissions,
    createdAt: at,
    lastActivated: at,
    isDefault: twin.isDefault,
    legacy: false,
    valueHash: hashOf(newValue(owners[kind])),
    value: null,
  }
  const members =
    kind === 'user' ? [...state.members, { userId: id, email: 'owner@example.com' }] : state.members
  return { ...state, organisationId, members, keys: [...state.keys, key] }
}
