import type { CreateRequest, KeyOwner } from '../../shared/model.ts'
import type { ProviderKey } from '../providers/provider.ts'

/** A key as its creation leaves it: what was asked for, until a sync tells what the vendor says of it. */
export function capturedKey(
  { request, owner }: { readonly request: CreateRequest; readonly owner: KeyOwner | null },
  id: string,
  name: string,
  createdAt: string,
): ProviderKey {
  return {
    id,
    name,
    type: request.type,
    legacyKind: null,
    isDefault: false,
    active: true,
    hashed: request.hashed,
    rum: request.presets.some((preset) => /^rum$/i.test(preset)),
    owner,
    presets: request.presets.map((preset) => ({ name: preset, permissions: [] })),
    permissions: request.permissions,
    createdAt,
    lastActivatedAt: null,
    description: request.description ?? null,
    locked: false,
    expiresAt: request.expiresAt ?? null,
    hasPolicy: null,
  }
}
