import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Key } from '../../../shared/model.ts'
import type { Verification } from '../../../shared/providers.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, note, paint, unbroken } from '../context.ts'
import { keyDocument } from '../documents.ts'
import { findKey, findKeyToChange, refOf } from '../find.ts'
import { clean, timeText } from '../words.ts'

interface Which {
  readonly account?: string
}

/** Finds the key, makes one change, and prints how it is now. */
async function changed(
  c: Context,
  core: Core,
  id: string,
  options: Which,
  doing: string,
  change: (key: Key) => Promise<Result<Key>>,
  said: (key: Key) => string,
): Promise<Result<void>> {
  const found = findKeyToChange(core, id, options.account)
  if (!found.ok) return found
  const result = await unbroken(c, doing, change(found.value))
  if (!result.ok) return result
  answer(c, keyDocument(result.value), `${said(result.value)}\n`)
  return done
}

/** `key describe`. */
export const describeKey = (
  c: Context,
  core: Core,
  id: string,
  text: string,
  options: Which,
): Promise<Result<void>> =>
  changed(
    ...([c, core, id, options, 'changing the description'] as const),
    (key) => core.care.describe(refOf(key), text.trim()),
    ({ name }) => `The description of ${clean(name)} is changed.`,
  )

/** `key lock` and `key unlock`. */
export const setKeyLocked = (
  c: Context,
  core: Core,
  id: string,
  locked: boolean,
  options: Which,
): Promise<Result<void>> =>
  changed(
    ...([c, core, id, options, locked ? 'locking the key' : 'unlocking the key'] as const),
    (key) => core.care.setLocked(refOf(key), locked),
    ({ name }) => `${clean(name)} is ${locked ? 'locked' : 'unlocked'}.`,
  )

export interface PermissionOptions extends Which {
  readonly preset: readonly string[]
  readonly permission: readonly string[]
  /** False with `--no-presets`. */
  readonly presets: boolean
  readonly permissions: boolean
}

/** `key permissions`: shows them, or replaces exactly what is given. */
export async function keyPermissions(
  c: Context,
  core: Core,
  id: string,
  options: PermissionOptions,
): Promise<Result<void>> {
  for (const [given, one] of [
    [options.preset.length > 0 && options.presets === false, 'preset'],
    [options.permission.length > 0 && options.permissions === false, 'permission'],
  ] as const) {
    if (given) return fail('usage', `--${one} and --no-${one}s do not go together.`, 'Give one of them.')
  }
  const presets = options.preset.length > 0 || options.presets === false ? options.preset : undefined
  const permissions =
    options.permission.length > 0 || options.permissions === false ? options.permission : undefined
  if (presets === undefined && permissions === undefined) {
    const found = findKey(core, id, options.account)
    if (!found.ok) return found
    const { name, ...key } = found.value
    const lines = [...key.presets.map((one) => `preset ${one}`), ...key.permissions].map(clean)
    answer(c, { id: key.id, name, presets: key.presets, permissions: key.permissions }, linesOf(lines))
    if (lines.length === 0) noteNone(c, core, found.value)
    return done
  }
  const change = {
    ...(presets === undefined ? {} : { presets: [...presets] }),
    ...(permissions === undefined ? {} : { permissions: [...permissions] }),
  }
  return changed(
    ...([c, core, id, options, 'changing what the key may do'] as const),
    (key) => core.care.setRights(refOf(key), change),
    ({ name }) => `What ${clean(name)} may do is changed.`,
  )
}

function noteNone(c: Context, core: Core, key: Key): void {
  const detail = core.keys.detail(refOf(key))
  note(c, (detail.ok && detail.value.cannot.permissions) || 'No permissions of this key are known.')
}

/** `key history`: what the vendor recorded, beside what Keyturn did. */
export async function keyHistory(c: Context, core: Core, id: string, options: Which): Promise<Result<void>> {
  const found = findKey(core, id, options.account)
  if (!found.ok) return found
  const events = await core.care.vendorHistory(refOf(found.value))
  if (!events.ok) return events
  const lines = events.value.map(
    ({ at, action, by, text }) =>
      `${at === null ? '?' : timeText(at)}  ${clean(action)}  ${clean(by)}  ${clean(text)}`,
  )
  answer(c, events.value, linesOf(lines))
  if (lines.length === 0) note(c, 'The vendor recorded nothing of it.')
  return done
}

export interface VerifyOptions extends Which {
  readonly markedLine: boolean
  readonly ingest?: string
}

/** `key verify`: asks the vendor; the value is not shown. Exit 5 where it does not work. */
export async function verifyKey(
  c: Context,
  core: Core,
  id: string,
  options: VerifyOptions,
): Promise<Result<void>> {
  const found = findKey(core, id, options.account)
  if (!found.ok) return found
  const wish = { markedLine: options.markedLine, ingestId: options.ingest ?? null }
  const verified = await unbroken(c, 'verifying the value', core.care.verify(refOf(found.value), wish))
  if (!verified.ok) return verified
  const { verdict, sentence } = verified.value
  answer(c, verified.value, textOf(c, verified.value))
  if (verdict !== 'rejected') return ok(undefined)
  const hint = 'Import the right value, or make a new key.'
  return { ok: false, failure: { code: 'credential-rejected', message: sentence, hint } }
}

const marks = { ok: 'green', failed: 'red', unknown: 'amber', skipped: 'dim' } as const

function textOf(c: Context, { sentence, steps }: Verification): string {
  const lines = steps.map(
    ({ title, outcome, text }) =>
      `  ${paint(c, marks[outcome], outcome.padEnd(7))} ${clean(title)}: ${clean(text)}`,
  )
  return linesOf([...lines, clean(sentence)])
}

const linesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
