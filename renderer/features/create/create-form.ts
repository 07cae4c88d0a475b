import type { CreateOptions, CreateRequest, KeyType, PresetInfo } from '../../../shared/model.ts'

/** What has been chosen in the create dialog. */
export interface KeyDraft {
  readonly name: string
  readonly type: KeyType
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly hashed: boolean
  readonly ownerId: string | null
}

export type KeyField = 'name' | 'presets' | 'permissions' | 'owner'
export type KeyProblems = Partial<Record<KeyField, string>>

export const typeWords: Readonly<Record<KeyType, { label: string; explains: string }>> = {
  'send-your-data': {
    label: 'Send-Your-Data',
    explains: 'Agents send telemetry with it. It reads nothing.',
  },
  team: {
    label: 'Team',
    explains: 'Scripts and tools call the API with it.',
  },
  personal: {
    label: 'Personal',
    explains: 'One member’s own. For tests, not for production.',
  },
  organisation: {
    label: 'Organisation',
    explains: 'Owned by the organisation, above its teams.',
  },
  user: {
    label: 'User',
    explains: 'Does whatever its user may do. Not recommended in an agent.',
  },
  'service-id': {
    label: 'Service ID',
    explains: 'Does what its service ID may do, such as sending logs.',
  },
  'org-wide': {
    label: 'Org-Wide',
    explains: 'Belongs to the organisation, not to one member.',
  },
}

/** A Send-Your-Data key starts with the vendor's preset for sending; the others start empty. */
export function startingDraft(options: CreateOptions): KeyDraft {
  const type = options.types.includes('send-your-data')
    ? 'send-your-data'
    : (options.types[0] ?? 'send-your-data')
  return withType(
    { name: '', type, presets: [], permissions: [], hashed: true, ownerId: null },
    type,
    options,
  )
}

/** Changing the type drops what does not suit the new one; the name and how it is kept stay. */
export function withType(draft: KeyDraft, type: KeyType, options: CreateOptions): KeyDraft {
  const known = new Map(options.presets.map((preset) => [preset.name, preset]))
  const fitting = draft.presets.filter((name) => known.get(name)?.suits.includes(type) ?? true)
  const sends = options.presets.some((preset) => preset.name === 'SendData')
  const presets =
    type === 'send-your-data' && sends && fitting.length === 0
      ? ['SendData']
      : type !== 'send-your-data' && draft.type === 'send-your-data'
        ? fitting.filter((name) => name !== 'SendData')
        : fitting
  const only = options.members.length === 1 ? (options.members[0]?.id ?? null) : null
  return { ...draft, type, presets, ownerId: type === 'personal' ? (draft.ownerId ?? only) : null }
}

/** The chosen preset that may not be combined with anything, if there is one. */
export function standaloneOf(
  draft: Pick<KeyDraft, 'presets'>,
  presets: readonly PresetInfo[],
): PresetInfo | null {
  return presets.find((preset) => preset.standalone && draft.presets.includes(preset.name)) ?? null
}

export const whyStandalone = (name: string) =>
  `${name} stands alone: its key can be read in every web page that carries it, so the vendor allows no other preset or permission beside it.`

/** Adds or takes away a preset. A standalone one replaces everything else. */
export function withPreset<T extends Pick<KeyDraft, 'presets' | 'permissions'>>(
  draft: T,
  preset: Pick<PresetInfo, 'name' | 'standalone'>,
): T {
  if (draft.presets.includes(preset.name)) {
    return { ...draft, presets: draft.presets.filter((name) => name !== preset.name) }
  }
  if (preset.standalone) return { ...draft, presets: [preset.name], permissions: [] }
  return { ...draft, presets: [...draft.presets, preset.name] }
}

const sameText = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

/** Adds or takes away a permission; the vendor compares them without regard to case. */
export function withPermission(draft: KeyDraft, permission: string): KeyDraft {
  const has = draft.permissions.some((each) => sameText(each, permission))
  return {
    ...draft,
    permissions: has
      ? draft.permissions.filter((each) => !sameText(each, permission))
      : [...draft.permissions, permission],
  }
}

/** What must be changed before the vendor is asked. */
export function keyProblems(draft: KeyDraft, options: CreateOptions): KeyProblems {
  const problems: KeyProblems = {}
  const name = draft.name.trim()
  if (name === '') problems.name = 'Give the key a name that says where it is used, such as edge-eu2-otel.'
  else if (name.length > 200) problems.name = 'Use 200 characters or fewer.'
  if (draft.presets.length === 0 && draft.permissions.length === 0) {
    problems.presets = 'Choose at least one preset, or a permission under Advanced.'
  }
  const alone = standaloneOf(draft, options.presets)
  if (alone && (draft.presets.length > 1 || draft.permissions.length > 0)) {
    problems.presets = whyStandalone(alone.name)
  }
  if (draft.type === 'personal' && draft.ownerId === null) {
    problems.owner =
      options.members.length === 0
        ? 'The vendor did not list the members, so there is nobody to choose. The admin key needs team-members:ReadConfig.'
        : 'Choose the member whom the key belongs to.'
  }
  return problems
}

export function toRequest(draft: KeyDraft, accountId: string): CreateRequest {
  return {
    accountId,
    name: draft.name.trim(),
    type: draft.type,
    presets: [...draft.presets],
    permissions: [...draft.permissions],
    hashed: draft.hashed,
    ownerId: draft.type === 'personal' ? draft.ownerId : null,
  }
}
