import { type Failure, ok, type Result } from '../../../shared/errors.ts'
import type { KeyType } from '../../../shared/model.ts'
import type { AccountRight, ServiceId } from '../../../shared/providers.ts'
import type { Listing, ProviderKey } from '../provider.ts'
import type { Iam } from './iam.ts'
import { roles } from './meanings.ts'
import { type Pages, pageSize, readPages } from './pages.ts'
import { type IamKey, parseKey, parseServiceId, typeOf } from './schemas.ts'

/** Whose the credential is. */
export interface Who {
  readonly accountId: string
  readonly iamId: string
  readonly name: string | null
}

type Found = Result<Pages<IamKey>>

// So many are asked for their keys one by one; an account with more has an administrator who may see all at once.
const maxOwners = 200
const atOnce = 4

const refused = ({ code }: Failure): boolean =>
  code === 'permission-missing' || code === 'credential-rejected'

/** The service IDs of the account. */
export const listServiceIds = (
  iam: Iam,
  accountId: string,
  signal?: AbortSignal,
): Promise<Result<Pages<ServiceId>>> =>
  readPages(iam, {
    path: '/v1/serviceids',
    query: { account_id: accountId, pagesize: pageSize },
    list: 'serviceids',
    what: 'service IDs',
    parse: parseServiceId,
    needs: [roles.admin],
    signal,
  })

/**
 * Every key that the credential may see: all of the account where it may, else its own and those of each service ID.
 * Each list that is refused is a note and a right that is missing. Fails where nothing could be listed.
 */
export async function listKeys(
  iam: Iam,
  who: Who,
  known: readonly ProviderKey[],
  signal?: AbortSignal,
): Promise<Result<Listing>> {
  const keysOf = (what: string, query: Record<string, string>, needs: readonly string[]): Promise<Found> =>
    readPages(iam, {
      path: '/v1/apikeys',
      query: { account_id: who.accountId, pagesize: pageSize, ...query },
      list: 'apikeys',
      what,
      parse: parseKey,
      needs,
      signal,
    })
  const account = (type: string, what: string): Promise<Found> =>
    keysOf(what, { scope: 'account', type }, [roles.admin])
  const ofOwner = (iamId: string, what: string): Promise<Found> =>
    keysOf(what, { scope: 'entity', iam_id: iamId }, [])

  const [users, services, serviceIds] = await Promise.all([
    account('user', "all users' keys"),
    account('serviceid', "all service IDs' keys"),
    listServiceIds(iam, who.accountId, signal),
  ])
  // Asked again where the list of all was refused or is not whole: what it leaves out may be one's own.
  const whole = (list: Found): boolean => list.ok && list.value.whole
  const own = whole(users) && whole(services) ? null : await ofOwner(who.iamId, "the credential's own keys")
  const owners = !services.ok && refused(services.failure) && serviceIds.ok ? serviceIds.value.entries : []
  const single = await each(owners.slice(0, maxOwners), ({ ownerId, name }) =>
    ofOwner(ownerId, `the keys of the service ID ${name}`),
  )

  const lists: readonly Found[] = [users, services, ...(own ? [own] : []), ...single]
  const failures = [...lists, serviceIds].flatMap((list) => (list.ok ? [] : [list.failure]))
  const stopped = failures.find(({ code }) => code === 'interrupted')
  if (stopped !== undefined) return { ok: false, failure: stopped }
  const answered = lists.some((list) => list.ok)
  if (!answered) return { ok: false, failure: worst(failures) }

  const names = new Map(serviceIds.ok ? serviceIds.value.entries.map((one) => [one.ownerId, one.name]) : [])
  names.set(who.iamId, names.get(who.iamId) ?? who.name ?? '')
  const merged = new Map<string, ProviderKey>()
  const add = (list: Found | null, type?: KeyType): void => {
    if (!list?.ok) return
    for (const key of list.value.entries) {
      if (!merged.has(key.id)) merged.set(key.id, toProviderKey(key, type ?? typeOf(key), names))
    }
  }
  add(users, 'user')
  add(services, 'service-id')
  add(own)
  for (const list of single) add(list, 'service-id')

  const everyOwner =
    serviceIds.ok && serviceIds.value.whole && owners.length <= maxOwners && single.every(whole)
  const coversServices = whole(services) || (owners.length > 0 && everyOwner)
  const covers: readonly KeyType[] = [
    ...(whole(users) ? (['user'] as const) : []),
    ...(coversServices ? (['service-id'] as const) : []),
  ]
  const askedWhole = new Set([
    ...(own && whole(own) ? [who.iamId] : []),
    ...owners.slice(0, maxOwners).flatMap(({ ownerId }, at) => {
      const list = single[at]
      return list && whole(list) ? [ownerId] : []
    }),
  ])
  const gone = known.filter(({ id, owner }) => owner !== null && askedWhole.has(owner.id) && !merged.has(id))
  const rest = owners.length - maxOwners
  const notes = [
    ...missing("users' keys", users),
    ...missing("service IDs' keys", services),
    ...missing('service IDs', serviceIds),
    ...(own ? missing("the credential's own keys", own) : []),
    ...single.flatMap((list, at) => missing(`the keys of the service ID ${owners[at]?.name ?? ''}`, list)),
    ...(rest > 0 ? [`The keys of ${rest} further service IDs were not asked for, one by one.`] : []),
  ]
  return ok({
    keys: [...merged.values()],
    notes,
    covers,
    gone: gone.map(({ id }) => id),
    rights: rightsFrom({ users, services, serviceIds }),
  })
}

function missing(what: string, list: Result<Pages<unknown>>): readonly string[] {
  return list.ok ? list.value.notes : [`The list of ${what} is missing: ${list.failure.message}`]
}

/** A few at once: an identity has few keys, and the vendor limits how often it is asked. */
async function each<T, U>(items: readonly T[], run: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) results[at] = await run(items[at] as T)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}

/** The failure that explains most: a rejected credential before a vendor that is down before a missing role. */
function worst(failures: readonly Failure[]): Failure {
  const first = failures[0]
  if (first === undefined) throw new Error('no failure to choose from')
  const rejected = failures.find(({ code }) => code === 'credential-rejected')
  return rejected ?? failures.find(({ code }) => code !== 'permission-missing') ?? first
}

/** What the lists told of the credential's rights, and which calls they say nothing about. */
function rightsFrom(lists: {
  readonly users: Result<unknown>
  readonly services: Result<unknown>
  readonly serviceIds: Result<unknown>
}): readonly AccountRight[] {
  // The refusal itself stands in the notes: it names the request, which is another one each time.
  const told = (what: string, list: Result<unknown>): AccountRight => {
    const permission = roles.admin
    if (list.ok) return { what, permission, state: 'granted', evidence: 'IBM Cloud gave the list.' }
    return refused(list.failure)
      ? { what, permission, state: 'missing', evidence: 'IBM Cloud refused the list.' }
      : { what, permission, state: 'unknown', evidence: 'The list could not be read.' }
  }
  const untried = (
    what: string,
    permission: string,
    evidence: string,
    changes?: readonly KeyType[],
  ): AccountRight => ({ what, permission, ...(changes ? { changes } : {}), state: 'unknown', evidence })
  const changing = (what: string, list: Result<unknown>, type: KeyType, otherwise: string): AccountRight =>
    list.ok
      ? {
          ...{ what, permission: roles.admin, changes: [type], state: 'granted' },
          evidence: 'IBM Cloud gave the list of them all, which takes the same role.',
        }
      : untried(what, roles.admin, otherwise, [type])
  return [
    told("List every user's keys", lists.users),
    told("List every service ID's keys", lists.services),
    told('List service IDs', lists.serviceIds),
    changing(
      "Change and delete users' keys",
      lists.users,
      'user',
      'Not tried: a user may change their own keys without it.',
    ),
    changing(
      'Create, change and delete keys of service IDs',
      lists.services,
      'service-id',
      'Not tried: a role for a single service ID may do for its keys.',
    ),
    untried(
      'Create user keys',
      roles.keyCreator,
      'Not tried: it is needed only where the account restricts the creation of API keys.',
      ['user'],
    ),
    untried(
      'Create service IDs',
      roles.serviceIdCreator,
      'Not tried: it is needed only where the account restricts the creation of service IDs.',
    ),
    untried(
      'Let service IDs send',
      roles.sender,
      'Not tried: who gives a role to another has to hold it, and to administer IBM Cloud Logs.',
    ),
  ]
}

function toProviderKey(key: IamKey, type: KeyType, names: ReadonlyMap<string, string>): ProviderKey {
  const name = names.get(key.iamId) || null
  return {
    id: key.id,
    name: key.name,
    type,
    legacyKind: null,
    isDefault: false,
    active: !key.disabled,
    // Only a key that was made to be shown again is; nothing else says so.
    hashed: !key.storesValue,
    owner: { kind: type === 'service-id' ? 'service-id' : 'user', id: key.iamId, name },
    presets: [],
    permissions: [],
    createdAt: key.createdAt,
    lastActivatedAt: null,
    rum: false,
    description: key.description,
    locked: key.locked,
    expiresAt: key.expiresAt,
    hasPolicy: null,
  }
}
