import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Account, CreateOptions, CreateRequest, KeyOwner } from '../../../shared/model.ts'
import type { CheckedRequest, CreateAbout } from '../provider.ts'

/**
 * The rules that a creation must keep, checked before the vendor is asked: a Send-Your-Data key has the preset
 * SendData unless told otherwise, Team and Personal keys need a preset or permission, RUM stands alone, and a
 * personal key has an owner who is known.
 */
export function checkCreate(
  request: CreateRequest,
  { account, options, known }: CreateAbout,
): Result<CheckedRequest> {
  const knownOwners = known.flatMap((key) => key.owner ?? [])
  const presets =
    request.type === 'send-your-data' && request.presets.length + request.permissions.length === 0
      ? ['SendData']
      : request.presets
  if (request.ownerId && request.type !== 'personal') {
    return fail('usage', 'Only a personal key has an owner of its own choice.', 'Leave the owner out.')
  }
  if (!options.types.includes(request.type)) {
    return fail(
      'refused',
      `Keys of the type ${request.type} cannot be created here.`,
      `Types: ${options.types.join(', ')}.`,
    )
  }
  if (presets.length + request.permissions.length === 0) {
    return fail('usage', `A ${request.type} key needs at least one preset or permission.`, 'Choose a preset.')
  }
  const alone = options.presets.find(
    (preset) => preset.standalone && presets.some((name) => name.toLowerCase() === preset.name.toLowerCase()),
  )
  if (alone && presets.length + request.permissions.length > 1) {
    return fail(
      'refused',
      `The preset ${alone.name} stands alone: its key is public, so nothing else may be attached to it.`,
      `Choose ${alone.name} only, or leave it out.`,
    )
  }
  const owner = ownerOf(request, account, options, knownOwners)
  return owner.ok ? ok({ request: { ...request, presets }, owner: owner.value }) : owner
}

function ownerOf(
  request: CreateRequest,
  account: Account,
  options: CreateOptions,
  knownOwners: readonly KeyOwner[],
): Result<KeyOwner> {
  if (request.type === 'organisation') {
    // The vendor names an organisation nowhere but on its keys.
    const known = knownOwners.find((owner) => owner.kind === 'organisation')
    return known
      ? ok(known)
      : fail('refused', 'Which organisation the key would belong to is not known.', 'Create it on the web.')
  }
  if (request.type !== 'personal') {
    if (account.teamId) return ok({ kind: 'team', id: account.teamId, name: account.teamName })
    return fail(
      'refused',
      `The vendor did not say which team ${account.name} belongs to, so a key cannot be given an owner.`,
      'Check the account, then try again.',
    )
  }
  if (request.ownerId) {
    const member = options.members.find(
      (known) => known.id === request.ownerId || known.name === request.ownerId,
    )
    return ok({ kind: 'user', id: member?.id ?? request.ownerId, name: member?.name ?? null })
  }
  const own = options.members.filter((member) => member.name === account.userName)
  const only = own.length === 1 ? own[0] : options.members.length === 1 ? options.members[0] : undefined
  if (only) return ok({ kind: 'user', id: only.id, name: only.name })
  return fail(
    'refused',
    "A personal key belongs to a member, and which one is not known: the members' list was not readable or names several.",
    'Choose the owner.',
  )
}
