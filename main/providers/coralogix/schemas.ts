import { z } from 'zod'
import type { KeyOwner } from '../../../shared/model.ts'
import { Secret } from '../../vault/secret.ts'

/**
 * Reads the vendor's answers. Lenient where the vendor is known to vary (numbers or digits for ids, absent defaults,
 * camelCase or snake_case, wrapped or bare list entries), strict in what comes out. A field that is not named here,
 * `value` in a list above all, ends here.
 */

const maxName = 300
export const maxListed = 100_000

/** What every list says of a key, whichever list it was. Null: that list does not say it. */
export interface ListedKey {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly hashed: boolean | null
  readonly owner: KeyOwner | null
  readonly presets: readonly { readonly name: string; readonly permissions: readonly string[] }[]
  readonly permissions: readonly string[]
  readonly createdAt: string | null
  readonly lastActivatedAt: string | null
  /** Null: the entry does not say it, or the caller is not shown it. */
  readonly hasPolicy: boolean | null
}

/** Renames snake_case to camelCase. Nothing that the vendor documents is nested deeper than eight levels. */
export function camelCased(json: unknown, depth = 0): unknown {
  if (json === null || typeof json !== 'object' || depth > 8) return json
  if (Array.isArray(json)) {
    // Lists of permissions are most of an answer, and hold only text.
    return json.some((item) => typeof item === 'object')
      ? json.map((item) => camelCased(item, depth + 1))
      : json
  }
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name.includes('_') ? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name,
      camelCased(value, depth + 1),
    ]),
  )
}

export const id = z
  .union([z.string(), z.number().int()])
  .transform((value) => String(value).trim())
  .pipe(z.string().min(1).max(200))
const optionalId = id.nullish().catch(null)
export const name = z
  .string()
  .nullish()
  .transform((text) => (text ?? '').slice(0, maxName))
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)
// The zero of the vendor's time types means "not said".
const time = z
  .string()
  .nullish()
  .transform((text) => {
    const at = Date.parse(text ?? '')
    return Number.isNaN(at) || at < Date.UTC(2000, 0) ? null : new Date(at).toISOString()
  })
  .catch(null)

const permissions = z
  .array(z.string().min(1).max(maxName))
  .max(2000)
  .nullish()
  .transform((list) => [...new Set(list ?? [])])
const presets = z
  .array(
    z.union([
      z.object({ name: z.string().min(1).max(maxName), permissions }),
      z
        .string()
        .min(1)
        .transform((text) => ({ name: text.slice(0, maxName), permissions: [] as string[] })),
    ]),
  )
  .max(500)
  .nullish()
  .transform((list) => list ?? [])

const owner = z
  .object({
    userId: optionalId,
    teamId: optionalId,
    organisationId: optionalId,
    user: z
      .object({
        userId: optionalId,
        userEmail: z.string().max(maxName).nullish().catch(null),
      })
      .nullish(),
  })
  .nullish()
  .transform((found): KeyOwner | null => {
    const user = found?.userId ?? found?.user?.userId
    if (user != null) return { kind: 'user', id: user, name: found?.user?.userEmail || null }
    if (found?.organisationId != null) {
      return { kind: 'organisation', id: found.organisationId, name: null }
    }
    return found?.teamId == null ? null : { kind: 'team', id: found.teamId, name: null }
  })

const keyInfo = z
  .object({
    id,
    name,
    owner,
    active: flag,
    hashed: flag,
    keyPermissions: z.object({ presets, permissions }).nullish(),
    accessPolicy: z.unknown().optional(),
  })
  .transform(
    ({ keyPermissions, accessPolicy, ...key }): ListedKey => ({
      ...key,
      presets: keyPermissions?.presets ?? [],
      permissions: keyPermissions?.permissions ?? [],
      createdAt: null,
      lastActivatedAt: null,
      hasPolicy: typeof accessPolicy === 'string' ? accessPolicy.trim() !== '' : null,
    }),
  )

const memberKey = z
  .object({
    apiKey: z.object({ id, keyName: name, isActive: flag, createdAt: time, lastActivated: time, owner }),
    presets,
    permissions,
  })
  .transform(
    ({ apiKey, ...rest }): ListedKey => ({
      id: apiKey.id,
      name: apiKey.keyName,
      active: apiKey.isActive,
      hashed: null,
      owner: apiKey.owner,
      createdAt: apiKey.createdAt,
      lastActivatedAt: apiKey.lastActivated,
      hasPolicy: null,
      ...rest,
    }),
  )

const unwrapped = (entry: unknown): unknown =>
  entry !== null && typeof entry === 'object' && 'keyInfo' in entry ? entry.keyInfo : entry

export interface ParsedList {
  readonly keys: readonly ListedKey[]
  /** How many entries could not be read. */
  readonly skipped: number
}

/** Reads a list of either kind of entry; null when it is no list at all. One bad entry does not lose the others. */
export function parseList(json: unknown): ParsedList | null {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return null
  const answer = json as { keys?: unknown }
  // An empty list is a default, and defaults may be left out: but then nothing else stands there either.
  const entries = answer.keys ?? (Object.keys(json).length === 0 || 'keys' in json ? [] : null)
  if (!Array.isArray(entries)) return null
  const keys: ListedKey[] = []
  for (const entry of entries.slice(0, maxListed)) {
    const bare = unwrapped(camelCased(entry))
    const isSummary = bare !== null && typeof bare === 'object' && 'apiKey' in bare
    const read = (isSummary ? memberKey : keyInfo).safeParse(bare)
    if (read.success) keys.push(withoutValue(read.data, bare))
  }
  return { keys, skipped: entries.length - keys.length }
}

// Shorter ones would hide half of the metadata.
const isValue = (value: unknown): value is string => typeof value === 'string' && value.length >= 8

/** Text that repeats the value beside it is hidden: metadata goes where a value must not. */
function withoutValue(key: ListedKey, entry: unknown): ListedKey {
  const { value } = entry as { value?: unknown }
  if (!isValue(value)) return key
  const hidden = (text: string): string => (text.includes(value) ? '[hidden]' : text)
  const { owner } = key
  return {
    ...key,
    name: hidden(key.name),
    owner: owner && { ...owner, id: hidden(owner.id), name: owner.name && hidden(owner.name) },
    presets: key.presets.map((preset) => ({
      name: hidden(preset.name),
      permissions: preset.permissions.map(hidden),
    })),
    permissions: key.permissions.map(hidden),
  }
}

/** Reads the answer to a single key's call; null when it is none. */
export function parseKey(json: unknown): ListedKey | null {
  const bare = unwrapped(camelCased(json))
  const read = keyInfo.safeParse(bare)
  return read.success ? withoutValue(read.data, bare) : null
}

/**
 * The text of the policy in such an answer, null where the key has none, and whether the value stands in it. Null: not
 * such an answer.
 */
export function parsePolicyText(
  json: unknown,
): { readonly text: string | null; readonly holdsValue: boolean } | null {
  const key = unwrapped(camelCased(json))
  if (key === null || typeof key !== 'object' || !('id' in key)) return null
  const text = 'accessPolicy' in key ? (key.accessPolicy ?? '') : ''
  if (typeof text !== 'string') return null
  const { value } = key as { value?: unknown }
  return { text: text.trim() === '' ? null : text, holdsValue: isValue(value) && text.includes(value) }
}

const identity = z.object({
  teamId: optionalId,
  teamName: z.string().nullish().catch(null),
  userName: z.string().nullish().catch(null),
  teamUrl: z.string().nullish().catch(null),
})

/** Reads whoami; null when it says nothing of what whoami says. */
export function parseIdentity(json: unknown): {
  readonly teamId: string | null
  readonly teamName: string | null
  readonly userName: string | null
  readonly teamUrl: string | null
} | null {
  const read = identity.safeParse(camelCased(json))
  if (!read.success || Object.values(read.data).every((value) => value == null)) return null
  const { teamId, teamName, userName, teamUrl } = read.data
  return {
    teamId: teamId ?? null,
    teamName: teamName?.slice(0, maxName) || null,
    userName: userName?.slice(0, maxName) || null,
    teamUrl: teamUrl || null,
  }
}

// A value with anything but printable ASCII in it was damaged on the way: it must not be stored as if it were whole.
const wholeValue = z.string().regex(/^[\x21-\x7e]{8,2560}$/)
const created = z.object({ keyId: id, name, value: wholeValue })

/** Reads the answer to a creation, the value straight into a `Secret`; null when a part of it is missing. */
export function parseCreated(json: unknown): { keyId: string; name: string; value: Secret } | null {
  const read = created.safeParse(camelCased(json))
  // An id that repeats the value would carry it into every list and log.
  if (!read.success || read.data.keyId.includes(read.data.value)) return null
  const { keyId, name: given, value } = read.data
  return { keyId, name: given.includes(value) ? '[hidden]' : given, value: Secret.of(value) }
}

// Stars and dots in it: shown masked, so it is not the value.
const shown = z.object({ value: z.string().regex(/^[A-Za-z0-9_+/=:-]{8,2560}$/) })

/** The value in the answer to a single key's call; null when the vendor does not show it. Undefined: not such an answer. */
export function parseValue(json: unknown): Secret | null | undefined {
  const answer = camelCased(json)
  const key = unwrapped(answer)
  if (key === null || typeof key !== 'object' || !('id' in key)) return undefined
  const read = shown.safeParse(key)
  return read.success ? Secret.of(read.data.value) : null
}
