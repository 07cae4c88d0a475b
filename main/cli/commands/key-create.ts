import { fail, ok, type Result } from '../../../shared/errors.ts'
import {
  type Account,
  type CaptureProgress,
  type CaptureStep,
  type CreateRequest,
  createRequest,
  type Key,
} from '../../../shared/model.ts'
import { keyTypes } from '../../../shared/names.ts'
import { type AccessPolicy, recordRequest } from '../../../shared/providers.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, unbroken } from '../context.ts'
import { keyDocument } from '../documents.ts'
import { parseDuration } from '../duration.ts'
import { accountOrOnly, refOf } from '../find.ts'
import { clean, listText } from '../words.ts'
import { readPolicy } from './key-policy.ts'
import { isKeyType } from './key-read.ts'
import { rescue } from './key-rescue.ts'
import { startSetup } from './service-id.ts'

export interface CreateOptions {
  readonly account?: string
  readonly type: string
  readonly preset: readonly string[]
  readonly permission: readonly string[]
  readonly owner?: string
  readonly newServiceId?: string
  readonly description?: string
  readonly expires?: string
  readonly policy?: string
  readonly readable: boolean
}

/** `key create`: prints the id; the value goes from the vendor's answer into the keychain. */
export async function createKey(
  c: Context,
  core: Core,
  name: string,
  options: CreateOptions,
): Promise<Result<void>> {
  if (!isKeyType(options.type)) {
    return fail('usage', `There is no key type ${options.type}.`, `There is ${listText(keyTypes)}.`)
  }
  const account = accountOrOnly(core, options.account)
  if (!account.ok) return account
  const expiresAt = expiryOf(c, options.expires)
  if (!expiresAt.ok) return expiresAt
  const info = core.accounts.providers().find(({ id }) => id === account.value.provider)
  const idle = idleOptions(info?.mode === 'record', options)
  if (idle.length > 0) {
    return fail(
      'usage',
      `${listText(idle)} would do nothing here. Nothing was created.`,
      info?.mode === 'record'
        ? `A key at ${info.name} is only recorded: leave out what its page does not ask for.`
        : 'A key with a service ID of its own carries no more than its name, a description and an expiry.',
    )
  }
  const policy = await policyOf(c, options)
  if (!policy.ok) return policy
  if (info?.mode === 'record') return recordKey(c, core, account.value, name, options)
  if (options.newServiceId !== undefined) {
    if (options.type !== 'service-id') {
      return fail('usage', '--new-service-id is for keys of the type service-id.', 'Nothing was created.')
    }
    return startSetup(c, core, {
      ...{ accountId: account.value.id, name: options.newServiceId, keyName: name },
      ...{ description: options.description ?? null, keyDescription: options.description ?? null },
      ...{ expiresAt: expiresAt.value },
    })
  }
  const ownerId = await ownerOf(core, account.value, options.owner)
  if (!ownerId.ok) return ownerId
  const request = requestOf(account.value, name, options, ownerId.value, expiresAt.value)
  if (!request.ok) return request
  const onStep = ({ step }: CaptureProgress) => {
    const text = stepTexts[step]
    if (text) note(c, text)
  }
  const created = await unbroken(
    c,
    'creating the key',
    core.capture.create(request.value, onStep).then((outcome) => kept(c, core, outcome)),
  )
  if (!created.ok) return created
  const { key, warning } = created.value
  if (warning) note(c, warning)
  answer(c, keyDocument(key), `${key.id}\n`)
  return policy.value === null ? done : withPolicy(c, core, key, policy.value)
}

async function policyOf(c: Context, options: CreateOptions): Promise<Result<AccessPolicy | null>> {
  if (options.policy === undefined) return ok(null)
  if (options.newServiceId === undefined) return readPolicy(c, options.policy)
  return fail('usage', '--policy and --new-service-id do not go together.', 'Nothing was created.')
}

/** The vendor has the key before it has the policy: a failure says that the key is there. */
async function withPolicy(c: Context, core: Core, key: Key, policy: AccessPolicy): Promise<Result<void>> {
  const set = await unbroken(c, 'saving the policy', core.care.setPolicy(refOf(key), policy))
  if (set.ok) return done
  const { code, message, hint } = set.failure
  return fail(code, `${clean(key.name)} was made, without the access policy: ${message}`, hint)
}

/** The options that were given and that this way to a key has no use for: none is left out in silence. */
function idleOptions(recorded: boolean, options: CreateOptions): readonly string[] {
  if (!recorded && options.newServiceId === undefined) return []
  const given: Readonly<Record<string, boolean>> = {
    '--preset': options.preset.length > 0,
    '--permission': !recorded && options.permission.length > 0,
    '--owner': options.owner !== undefined,
    '--new-service-id': recorded && options.newServiceId !== undefined,
    '--expires': recorded && options.expires !== undefined,
    '--readable': options.readable,
  }
  return Object.keys(given).filter((name) => given[name])
}

/** Where the vendor has no API: the key is made on its page, and only recorded here. */
async function recordKey(
  c: Context,
  core: Core,
  account: Account,
  name: string,
  options: CreateOptions,
): Promise<Result<void>> {
  const choices = core.keys.createOptions(account.id)
  if (!choices.ok) return choices
  const { permissions: known, usual = [] } = choices.value
  const spelt = (typed: string): string =>
    known.find((one) => one.toLowerCase() === typed.toLowerCase()) ?? typed
  const permissions = options.permission.length > 0 ? options.permission.map(spelt) : usual
  const checked = recordRequest.safeParse({
    accountId: account.id,
    name,
    type: options.type,
    permissions,
    active: true,
    description: options.description ?? null,
  })
  if (!checked.success) return unfit(checked.error.issues)
  const recorded = core.care.record(checked.data)
  if (!recorded.ok) return recorded
  const { id } = recorded.value
  answer(c, keyDocument(recorded.value), `${id}\n`)
  note(
    c,
    `Recorded with ${listText(permissions)}, as your word: make ${clean(name)} on the vendor's page, if it is not there yet.`,
  )
  note(c, `Its value is shown there once: keyturn key import ${id} keeps it.`)
  return done
}

type Captured = { readonly key: Key; readonly warning: string | null }

async function kept(
  c: Context,
  core: Core,
  outcome: Awaited<ReturnType<Core['capture']['create']>>,
): Promise<Result<Captured>> {
  if (!outcome.ok) return outcome
  if (outcome.value.kind === 'created') return ok(outcome.value)
  return rescue(c, core, outcome.value)
}

const stepTexts: Readonly<Record<CaptureStep, string | null>> = {
  preflight: 'The keychain and the database work.',
  intent: null,
  asked: 'Asking the vendor for the key.',
  received: 'Received.',
  kept: 'In the keychain.',
  'read-back': 'Read back and compared.',
  stored: 'Stored.',
  renamed: null,
}

/** The owner's id. A service ID that no known key names is asked for at the vendor, where there are such. */
async function ownerOf(
  core: Core,
  account: Account,
  typed: string | undefined,
): Promise<Result<string | null>> {
  if (typed === undefined) return ok(null)
  const options = core.keys.createOptions(account.id)
  if (!options.ok) return options
  const known = options.value.members.some(({ id, name }) => id === typed || name === typed)
  if (known || !options.value.members.every(({ types }) => types.includes('service-id'))) return ok(typed)
  const listed = await core.setups.serviceIds(account.id)
  // Whatever keeps the list away, the provider's own rules say what is wrong with the owner.
  const found = listed.ok
    ? listed.value.serviceIds.filter(({ id, ownerId, name }) => [id, ownerId, name].includes(typed))
    : []
  const [only] = found
  if (only && found.length > 1) {
    const ids = listText(found.map(({ id }) => id))
    return fail('usage', `${typed} names ${found.length} service IDs: ${ids}.`, 'Give its id.')
  }
  return ok(only?.ownerId ?? typed)
}

function requestOf(
  account: Account,
  name: string,
  options: CreateOptions,
  ownerId: string | null,
  expiresAt: string | null,
): Result<CreateRequest> {
  const checked = createRequest.safeParse({
    accountId: account.id,
    name,
    type: options.type,
    presets: options.preset,
    permissions: options.permission,
    hashed: !options.readable,
    ownerId,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(expiresAt === null ? {} : { expiresAt }),
  })
  return checked.success ? ok(checked.data) : unfit(checked.error.issues)
}

function unfit(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Result<never> {
  const said = issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}.`)
  return fail('usage', said.join(' '), 'Nothing was created.')
}

function expiryOf(c: Context, typed: string | undefined): Result<string | null> {
  if (typed === undefined) return ok(null)
  const seconds = parseDuration(typed)
  if (!seconds.ok) return seconds
  return ok(new Date(c.io.now().getTime() + seconds.value * 1000).toISOString())
}
