import { z } from 'zod'
import type { KeyType } from '../../../shared/model.ts'
import type { ServiceId, VendorEvent } from '../../../shared/providers.ts'
import { Secret } from '../../vault/secret.ts'
import { isServiceId } from './create-rules.ts'

/**
 * Reads IAM's answers: an entry without what it cannot do without is left out and counted, and a field that is not
 * named here ends here.
 */

const maxName = 300
const maxEntries = 1000

/** What may stand in a path: nothing that could be anything but one segment of it. */
export const plainId = /^(?!\.+$)[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/

const id = z.string().regex(plainId)
const iamId = z.string().trim().min(1).max(200)
const name = z
  .string()
  .nullish()
  .transform((text) => (text ?? '').slice(0, maxName))
// Longer than what is entered here: a mark may stand at its end.
const words = z
  .string()
  .nullish()
  .transform((text) => text?.slice(0, 2000) || null)
  .catch(null)
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)
const time = z
  .string()
  .nullish()
  .transform((text) => {
    const at = Date.parse(text ?? '')
    return Number.isNaN(at) || at < Date.UTC(2000, 0) || at > Date.UTC(9999, 0)
      ? null
      : new Date(at).toISOString()
  })
  .catch(null)
const tag = z
  .string()
  .regex(/^[\x21-\x7e]{1,300}$/)
  .nullish()
  .catch(null)

const iamKey = z
  .object({
    id,
    name,
    iam_id: iamId,
    account_id: z.string().max(100).nullish().catch(null),
    entity_tag: tag,
    description: words,
    disabled: flag,
    locked: flag,
    created_at: time,
    expires_at: time,
    store_value: z.boolean().nullish().catch(null),
  })
  .transform((key) => ({
    id: key.id,
    name: key.name,
    iamId: key.iam_id,
    accountId: key.account_id ?? null,
    entityTag: key.entity_tag ?? null,
    description: key.description,
    disabled: key.disabled,
    locked: key.locked,
    createdAt: key.created_at,
    expiresAt: key.expires_at,
    storesValue: key.store_value === true,
  }))

export type IamKey = z.infer<typeof iamKey>

/** Reads one key; null when it is none. */
export function parseKey(json: unknown): IamKey | null {
  const read = iamKey.safeParse(json)
  return read.success ? read.data : null
}

/** The type of a key, by whom it authenticates: other realms than IBM's own are users too. */
export const typeOf = (key: Pick<IamKey, 'iamId'>): KeyType =>
  isServiceId(key.iamId) ? 'service-id' : 'user'

const serviceId = z
  .object({ id, iam_id: iamId, name, description: words, locked: flag })
  .transform(({ iam_id, ...rest }): ServiceId => ({ ...rest, ownerId: iam_id }))

/** Reads one service ID; null when it is none. */
export function parseServiceId(json: unknown): ServiceId | null {
  const read = serviceId.safeParse(json)
  return read.success ? read.data : null
}

export interface Page<T> {
  readonly entries: readonly T[]
  /** How many could not be read. */
  readonly skipped: number
  /** Where the next page begins; null on the last one, undefined where it says that there is one, but not where. */
  readonly next: string | null | undefined
}

/** Reads a page of a list; null when it is none. */
export function parsePage<T>(
  json: unknown,
  list: string,
  parse: (entry: unknown) => T | null,
  parameter = 'pagetoken',
): Page<T> | null {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return null
  const { [list]: found, next } = json as Record<string, unknown>
  if (!Array.isArray(found)) return null
  const entries = found.slice(0, maxEntries).flatMap((entry) => parse(entry) ?? [])
  return { entries, skipped: found.length - entries.length, next: tokenIn(next, parameter) }
}

// Only the token is taken out of the link, never its host: the link may be relative, or name somebody else's.
function tokenIn(next: unknown, parameter: string): string | null | undefined {
  if (next === undefined || next === null || next === '') return null
  const link = typeof next === 'string' ? next : (next as { href?: unknown }).href
  const base = 'https://next.invalid'
  if (typeof link !== 'string' || !URL.canParse(link, base)) return undefined
  const token = new URL(link, base).searchParams.get(parameter)
  return token !== null && token !== '' && token.length <= 4096 ? token : undefined
}

// A value with anything but printable ASCII in it was damaged on the way: it must not be stored as if it were whole.
const value = z.string().regex(/^[\x21-\x7e]{8,2560}$/)
const created = z.object({ id, name, apikey: value })

/** Reads the answer to a creation, the value straight into a `Secret`; null when a part of it is missing. */
export function parseCreated(json: unknown): { keyId: string; name: string; value: Secret } | null {
  const read = created.safeParse(json)
  if (!read.success || read.data.id.includes(read.data.apikey)) return null
  const { id: keyId, name: called, apikey } = read.data
  const shown = called.includes(apikey) ? '[hidden]' : called
  return { keyId, name: shown, value: Secret.of(apikey) }
}

/** The value in the answer to a single key's call; null when the vendor does not show it. Undefined: not such an answer. */
export function parseValue(json: unknown): Secret | null | undefined {
  if (parseKey(json) === null) return undefined
  const read = value.safeParse((json as { apikey?: unknown }).apikey)
  // Stars in it: shown masked, so it is not the value.
  return read.success && !/\*{3}/.test(read.data) ? Secret.of(read.data) : null
}

const said = z.string().max(4096).nullish().catch(null)
const event = z.object({
  timestamp: time,
  action: said,
  iam_id: said,
  message: said,
  params: z.array(z.unknown()).max(50).nullish().catch(null),
})

/** Reads what was recorded of a key, the latest first; empty where nothing was. */
export function parseHistory(json: unknown): readonly VendorEvent[] {
  const found = (json as { history?: unknown } | null)?.history
  if (!Array.isArray(found)) return []
  const events = found.slice(0, maxEntries).flatMap((entry): VendorEvent[] => {
    const read = event.safeParse(entry)
    if (!read.success || (!read.data.action && !read.data.message)) return []
    const { timestamp, action, iam_id, message, params } = read.data
    const named = (params ?? []).filter((one) => typeof one === 'string' && one !== '')
    const text = message || named.join(', ')
    return [{ at: timestamp, action: action || 'changed', by: iam_id || 'unknown', text: text.slice(0, 500) }]
  })
  // Times are minutes, and in which order those of one minute come is not documented: as all the others do.
  if ((events[0]?.at ?? '') <= (events.at(-1)?.at ?? '')) events.reverse()
  return events.sort((one, other) => (other.at ?? '').localeCompare(one.at ?? ''))
}
