import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../../shared/errors.ts'
import { type AccessPolicy, type AccessPolicyView, accessPolicy } from '../../../shared/providers.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, unbroken } from '../context.ts'
import { findKey, findKeyToChange, refOf } from '../find.ts'
import { clean } from '../words.ts'

export interface PolicyOptions {
  readonly account?: string
  readonly set?: string
  readonly reset: boolean
}

/** A policy of 500 rules is a tenth of it. In bytes. */
const largest = 262_144

/** `key policy`: shows the access policy, replaces it, or takes it away. */
export async function keyPolicy(
  c: Context,
  core: Core,
  id: string,
  options: PolicyOptions,
): Promise<Result<void>> {
  if (options.set !== undefined && options.reset) {
    return fail('usage', '--set and --reset do not go together.', 'Give one of them.')
  }
  if (options.set === undefined && !options.reset) return show(c, core, id, options)
  const policy = options.set === undefined ? ok(null) : await readPolicy(c, options.set)
  if (!policy.ok) return policy
  const found = findKeyToChange(core, id, options.account)
  if (!found.ok) return found
  const set = core.care.setPolicy(refOf(found.value), policy.value)
  const saved = await unbroken(c, 'saving the policy', set)
  if (!saved.ok) return saved
  const { id: keyId, name } = found.value
  const text = policy.value === null ? 'has no access policy any more' : 'has the new access policy'
  answer(c, { id: keyId, name, policy: policy.value }, `${clean(name)} ${text}.\n`)
  return done
}

async function show(c: Context, core: Core, id: string, options: PolicyOptions): Promise<Result<void>> {
  const found = findKey(core, id, options.account)
  if (!found.ok) return found
  const view = await core.care.policy(refOf(found.value))
  if (!view.ok) return view
  answer(c, view.value.policy, textOf(view.value))
  for (const kept of view.value.kept) note(c, `Kept, and not shown: ${kept}`)
  if (view.value.groupsNote !== null) note(c, view.value.groupsNote)
  return done
}

const words = { default: 'as their roles say', none: 'no access', read: 'read', manage: 'manage' } as const

function textOf({ policy, groups }: AccessPolicyView): string {
  if (policy === null) return 'No access policy: the role-based permissions decide.\n'
  const nameOf = (id: string): string => groups.find((group) => group.id === id)?.name ?? `group ${id}`
  const rows = [
    ['Everybody else', policy.general] as const,
    ...policy.rules.map((rule) => [nameOf(rule.groupId), rule] as const),
  ]
  return rows
    .map(([who, grant]) => `${clean(who)}: ${words[grant.access]}; its policy: ${words[grant.policy]}\n`)
    .join('')
}

/** Reads a policy from a file, or from stdin with `-`. Fails where it is none; nothing was asked of the vendor then. */
export async function readPolicy(c: Context, named: string): Promise<Result<AccessPolicy>> {
  const text = named === '-' ? await fromStdin(c) : await fromFile(c, named)
  if (!text.ok) return text
  let json: unknown
  try {
    json = JSON.parse(text.value)
  } catch {
    return fail('file-invalid', 'The policy is not JSON. Nothing was changed.')
  }
  const checked = accessPolicy.safeParse(json)
  if (checked.success) return ok(checked.data)
  const [issue] = checked.error.issues
  const where = issue?.path.map(String).join('.') || 'the whole'
  return fail(
    'file-invalid',
    `The policy cannot be read (${where}: ${issue?.message}). Nothing was changed.`,
    'keyturn key policy ID --json prints one in the right shape.',
  )
}

async function fromStdin(c: Context): Promise<Result<string>> {
  const bytes = await c.io.readStdin(largest)
  return bytes === null ? tooLarge : ok(bytes.toString('utf8'))
}

async function fromFile(c: Context, named: string): Promise<Result<string>> {
  try {
    // Without waiting: a pipe that nobody writes to would hold the program for ever.
    const file = await open(resolve(c.io.cwd, named), constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await file.stat()
      if (!stat.isFile()) {
        return fail(
          'file-unreadable',
          `${named} is no regular file. Nothing was changed.`,
          'Use - for stdin.',
        )
      }
      return stat.size > largest ? tooLarge : ok(await file.readFile('utf8'))
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return fail('not-found', `There is no file ${named}.`, 'Nothing was changed.')
    return fail('file-unreadable', `${named} could not be read (${code}).`, 'Nothing was changed.')
  }
}

const tooLarge = fail('file-invalid', 'That is too large to be a policy. Nothing was changed.')
