import type { CreateOptions, CreateRequest, KeyType, Member, PresetInfo } from '../../../shared/model.ts'

/** What has been chosen in the create dialog. */
export interface KeyDraft {
  readonly name: string
  readonly type: KeyType
  readonly presets: readonly string[]
  readonly permissions: readonly string[]
  readonly hashed: boolean
  readonly ownerId: string | null
  readonly description: string
  /** A day such as `2027-03-01`, to whose end the key is taken; empty: without end. */
  readonly expires: string
}

export type KeyField = 'name' | 'presets' | 'permissions' | 'owner' | 'description' | 'expires'
export type KeyProblems = Partial<Record<KeyField, string>>

/** A Send-Your-Data key starts with the vendor's preset for sending; the others start empty. */
export function startingDraft(options: CreateOptions, prefill: Partial<CreateRequest> = {}): KeyDraft {
  const usual = options.types.includes('send-your-data')
    ? 'send-your-data'
    : (options.types[0] ?? 'send-your-data')
  const type = prefill.type && options.types.includes(prefill.type) ? prefill.type : usual
  const empty: KeyDraft = {
    ...{ name: '', type, presets: [], permissions: [], hashed: true, ownerId: null },
    ...{ description: '', expires: '' },
  }
  const given = prefill.presets || prefill.permissions
  const started = withType(empty, type, options)
  return {
    ...started,
    name: prefill.name ?? '',
    // What was given is taken as it is: no preset is added to it.
    presets: given ? [...(prefill.presets ?? [])] : started.presets,
    permissions: [...(prefill.permissions ?? [])],
    hashed: prefill.hashed ?? true,
    ownerId: prefill.ownerId ?? started.ownerId,
    description: prefill.description ?? '',
    expires: prefill.expiresAt ? dayOf(Date.parse(prefill.expiresAt)) : '',
  }
}

/** Who can own a key of this type. */
export const ownersOf = (options: CreateOptions, type: KeyType): readonly Member[] =>
  options.members.filter((member) => member.types.includes(type))

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
  const owners = ownersOf(options, type)
  const kept = owners.find((owner) => owner.id === draft.ownerId)
  const only = owners.length === 1 ? owners[0] : undefined
  return { ...draft, type, presets, ownerId: (kept ?? only)?.id ?? null }
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

const folded = (text: string) => text.toLowerCase()

/** Adds or takes away a permission; the vendor compares them without regard to case. */
export const withPermission = (draft: KeyDraft, permission: string): KeyDraft =>
  withPermissions(draft, [permission])

/** Adds those of them that are missing; where none is, takes all of them away. */
export function withPermissions<T extends Pick<KeyDraft, 'permissions'>>(
  draft: T,
  permissions: readonly string[],
): T {
  const has = new Set(draft.permissions.map(folded))
  const missing = permissions.filter((each) => !has.has(folded(each)))
  if (missing.length > 0) return { ...draft, permissions: [...draft.permissions, ...missing] }
  const taken = new Set(permissions.map(folded))
  return { ...draft, permissions: draft.permissions.filter((each) => !taken.has(folded(each))) }
}

/** What one key of a type belongs to, in words; a type without an entry belongs to the account itself. */
export const ownerWords: Readonly<
  Partial<
    Record<KeyType, { readonly label: string; readonly hint: string; readonly choose: string; none: string }>
  >
> = {
  personal: {
    label: 'Owner',
    hint: 'The member whose key it is. It stops working when the member leaves.',
    choose: 'Choose the member whom the key belongs to.',
    none: 'The vendor did not list the members, so there is nobody to choose. The account’s credential needs team-members:ReadConfig.',
  },
  'service-id': {
    label: 'Service ID',
    hint: 'The key does what its service ID may do, and nothing else.',
    choose: 'Choose the service ID that the key belongs to.',
    none: 'No service ID is known in this account. Make one first, or sync.',
  },
}

/** The permissions and presets that can be chosen: none where the owner's rights are the key's. */
export const hasRights = ({ presets, permissions }: CreateOptions): boolean =>
  presets.length + permissions.length > 0

/** What must be changed before the vendor is asked. `now` in milliseconds. */
export function keyProblems(draft: KeyDraft, options: CreateOptions, now = Date.now()): KeyProblems {
  const problems: KeyProblems = {}
  const name = draft.name.trim()
  if (name === '') problems.name = 'Give the key a name that says where it is used, such as edge-eu2-otel.'
  else if (name.length > 200) problems.name = 'Use 200 characters or fewer.'
  if (hasRights(options) && draft.presets.length === 0 && draft.permissions.length === 0) {
    if (options.presets.length > 0)
      problems.presets = 'Choose at least one preset, or a permission under Advanced.'
    else problems.permissions = 'Choose what the key may do.'
  }
  const alone = standaloneOf(draft, options.presets)
  if (alone && (draft.presets.length > 1 || draft.permissions.length > 0)) {
    problems.presets = whyStandalone(alone.name)
  }
  const words = ownerWords[draft.type]
  if (words && draft.ownerId === null) {
    problems.owner = ownersOf(options, draft.type).length === 0 ? words.none : words.choose
  }
  if (draft.description.trim().length > 1000) problems.description = 'Use 1,000 characters or fewer.'
  if (options.expiry && draft.expires !== '' && !(endOf(draft.expires) > now))
    problems.expires = 'Choose a day that has not passed, or leave it empty.'
  return problems
}

/** The last moment of a day by the calendar of this machine, in milliseconds; NaN where it is no day. */
export const endOf = (day: string): number => Date.parse(`${day}T23:59:59.000`)

/** A time as the day it falls on here, such as `2027-03-01`. */
export function dayOf(time: number): string {
  const date = new Date(time)
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

export function toRequest(draft: KeyDraft, options: CreateOptions, accountId: string): CreateRequest {
  const owners = ownersOf(options, draft.type)
  const description = draft.description.trim()
  return {
    accountId,
    name: draft.name.trim(),
    type: draft.type,
    presets: [...draft.presets],
    permissions: [...draft.permissions],
    hashed: options.readable ? draft.hashed : true,
    ownerId: owners.length > 0 ? draft.ownerId : null,
    ...(options.description && description !== '' ? { description } : {}),
    ...(options.expiry && draft.expires !== ''
      ? { expiresAt: new Date(endOf(draft.expires)).toISOString() }
      : {}),
  }
}
