import { fail, ok, type Result } from '../../../shared/errors.ts'
import {
  type CaptureProgress,
  type CaptureStep,
  type CreateRequest,
  createRequest,
  type Key,
} from '../../../shared/model.ts'
import { keyTypes } from '../../../shared/names.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, unbroken } from '../context.ts'
import { keyDocument } from '../documents.ts'
import { accountOrOnly } from '../find.ts'
import { listText } from '../words.ts'
import { isKeyType } from './key-read.ts'
import { rescue } from './key-rescue.ts'

export interface CreateOptions {
  readonly account?: string
  readonly type: string
  readonly preset: readonly string[]
  readonly permission: readonly string[]
  readonly owner?: string
  readonly readable: boolean
}

/** `key create`: prints the id; the value goes from the vendor's answer into the keychain. */
export async function createKey(
  c: Context,
  core: Core,
  name: string,
  options: CreateOptions,
): Promise<Result<void>> {
  const request = requestOf(core, name, options)
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

function requestOf(core: Core, name: string, options: CreateOptions): Result<CreateRequest> {
  const { type, permission: permissions } = options
  if (!isKeyType(type)) {
    return fail('usage', `There is no key type ${type}.`, `There is ${listText(keyTypes)}.`)
  }
  const given = options.preset.length > 0 || permissions.length > 0
  if (!given && type !== 'send-your-data') {
    return fail('usage', `A ${type} key needs a --preset or a --permission.`, 'Nothing was created.')
  }
  if (options.owner !== undefined && type !== 'personal') {
    return fail('usage', 'Only a personal key has an --owner.', 'Nothing was created.')
  }
  const account = accountOrOnly(core, options.account)
  if (!account.ok) return account
  const checked = createRequest.safeParse({
    accountId: account.value.id,
    name,
    type,
    presets: given ? options.preset : ['SendData'],
    permissions,
    hashed: !options.readable,
    ownerId: options.owner ?? null,
  })
  if (checked.success) return ok(checked.data)
  const issues = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`)
  return fail('usage', issues.join(' '), 'Nothing was created.')
}
