import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account, CreateOptions, CreateRequest, KeyOwner, KeyType } from '../../../shared/model.ts'
import type { CheckedRequest, CreateAbout, ProviderKey } from '../provider.ts'

export const keyTypes: readonly KeyType[] = ['service-id', 'user']

/** How many keys an identity may have, unless the vendor has raised it. */
export const maxKeys = 20

/**
 * What a key can be made of: whom it is for, and nothing else. Its rights are the policies of its service ID or user.
 * Service IDs are known by their keys; the role Sender is a policy, not a preset.
 */
export function createOptions(known: readonly ProviderKey[], account: Account | null): CreateOptions {
  const owners = new Map<string, KeyOwner>()
  for (const { owner } of known) {
    if (owner?.kind === 'service-id' && !owners.get(owner.id)?.name) owners.set(owner.id, owner)
  }
  const serviceIds = [...owners.values()]
    .map(({ id, name }) => ({ id, name: name ?? id, types: ['service-id'] as const }))
    .sort((one, other) => one.name.localeCompare(other.name))
  const own = account?.userId && !isServiceId(account.userId) ? account : null
  const user =
    own?.userId == null
      ? []
      : [{ id: own.userId, name: own.userName ?? own.userId, types: ['user'] as const }]
  return {
    types: keyTypes,
    presets: [],
    permissions: [],
    permissionGroups: [],
    members: [...user, ...serviceIds],
    readable: false,
    description: true,
    expiry: true,
  }
}

/** Whether an IAM id is that of a service ID. */
export const isServiceId = (iamId: string): boolean => iamId.startsWith('iam-ServiceId-')

/** The rules that a creation must keep, checked before the vendor is asked. */
export function checkCreate(request: CreateRequest, about: CreateAbout): Result<CheckedRequest> {
  if (!keyTypes.includes(request.type)) {
    return fail(
      'refused',
      `IBM Cloud has no keys of the type ${request.type}. No key was made.`,
      `Types: ${keyTypes.join(', ')}.`,
    )
  }
  if (request.presets.length + request.permissions.length > 0) {
    return fail(
      'refused',
      'An IBM Cloud key carries no presets or permissions: it may do what its service ID or user may. No key was made.',
      'Leave them out, and give the service ID the role Sender.',
    )
  }
  if (!request.hashed) {
    return fail(
      'refused',
      'Keyturn makes IBM Cloud keys that are shown once only, whoever they are for. No key was made.',
      'Leave the wish for a readable key out.',
    )
  }
  // A line or a control character in a name makes lists say what is not there.
  if (request.name.trim() === '' || /[\p{Cc}\u2028\u2029]/u.test(request.name)) {
    return fail('usage', 'The name of a key is one line of text. No key was made.', 'Choose another name.')
  }
  if (request.expiresAt != null && Date.parse(request.expiresAt) <= Date.now() + 60_000) {
    return fail('usage', 'The key would expire at once. No key was made.', 'Choose an expiry in the future.')
  }
  const owner = request.type === 'user' ? ownUser(request, about) : serviceId(request, about)
  return owner.ok ? ok({ request, owner: owner.value }) : owner
}

function ownUser(request: CreateRequest, { account }: CreateAbout): Result<KeyOwner> {
  if (!account.userId) {
    return fail(
      'refused',
      `The vendor did not say whose key ${account.name} is reached with. No key was made.`,
      'Check the account, then try again.',
    )
  }
  if (isServiceId(account.userId)) {
    return fail(
      'refused',
      `${account.name} is reached as a service ID, and only a user can make keys for a user. No key was made.`,
      'Make a key of a service ID, or add the account with an API key of the user.',
    )
  }
  const asked = request.ownerId
  if (asked && asked !== account.userId && asked !== account.userName) {
    return fail(
      'refused',
      'IBM Cloud makes user keys only for the user who asks, never for another. No key was made.',
      'Leave the owner out, or make a key of a service ID.',
    )
  }
  return ok({ kind: 'user', id: account.userId, name: account.userName })
}

function serviceId(request: CreateRequest, { options }: CreateAbout): Result<KeyOwner> {
  const able = options.members.filter((member) => member.types.includes('service-id'))
  const asked = request.ownerId
  if (asked) {
    const byId = able.find(({ id }) => id === asked)
    const named = able.filter(({ name }) => name === asked)
    const found = byId ?? (named.length === 1 ? named[0] : undefined)
    if (found) return ok({ kind: 'service-id', id: found.id, name: found.name })
    if (named.length > 1) {
      return fail('usage', `Several service IDs are named ${asked}. No key was made.`, 'Give the id of one.')
    }
    if (isServiceId(asked)) return ok({ kind: 'service-id', id: asked, name: null })
    // The vendor's other form of the id, without the prefix of an identity.
    if (/^ServiceId-/.test(asked)) return ok({ kind: 'service-id', id: `iam-${asked}`, name: null })
    return fail(
      'refused',
      `No service ID ${asked} is known. No key was made.`,
      'Sync the account, or give its id, which begins with ServiceId-.',
    )
  }
  const only = able.length === 1 ? able[0] : undefined
  if (only) return ok({ kind: 'service-id', id: only.id, name: only.name })
  return able.length > 1
    ? fail('refused', 'The key is for a service ID, and several are known. No key was made.', 'Choose one.')
    : fail(
        'refused',
        'The key is for a service ID, and none is known. No key was made.',
        'Make a service ID with the role Sender first: Keyturn does it with its key in one go.',
      )
}
