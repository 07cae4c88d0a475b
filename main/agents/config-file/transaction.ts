import { dirname } from 'node:path'
import { type Failure, fail, type Result } from '../../../shared/errors.ts'
import { type Fs, whyFailed } from './fs.ts'
import { type ConfigFile, readConfigFile, sha256 } from './read.ts'
import type { Spliced } from './splice.ts'
import { commit, stage } from './write.ts'

/** One file that is to be replaced. */
export interface Replacement {
  readonly target: ConfigFile
  readonly content: Spliced
  readonly temporary: string
}

/** What a transaction does: it decides the words for what it did to a file. */
export type TransactionKind = 'inject' | 'restore'

/** How a transaction ended. `half`: the listed files carry the new content, and could not be put back. */
export type TransactionEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'unchanged'; readonly failure: Failure }
  | { readonly kind: 'half'; readonly failure: Failure; readonly changed: readonly string[] }

const failureOf = (result: Result<never>): Failure => {
  if (result.ok) throw new Error('not a failure')
  return result.failure
}

/**
 * Replaces all files or none: every new content is staged and flushed before the first rename; when a later step
 * fails, the files that were renamed get their old bytes back. The caller has journaled the transaction.
 */
export async function replaceAll(
  fs: Fs,
  replacements: readonly Replacement[],
  kind: TransactionKind,
): Promise<TransactionEnd> {
  const staged: Replacement[] = []
  for (const each of replacements) {
    const result = await stage(fs, each.target, each.content.bytes, each.temporary)
    if (!result.ok) {
      for (const other of staged) await fs.unlink(other.temporary).catch(() => undefined)
      return { kind: 'unchanged', failure: ofAll(result.failure, replacements.length) }
    }
    staged.push(each)
  }
  const renamed: Replacement[] = []
  for (const [index, each] of replacements.entries()) {
    const result = await commit(fs, each.target, each.temporary, each.content.sha256)
    if (!result.ok) {
      for (const other of replacements.slice(index + 1))
        await fs.unlink(other.temporary).catch(() => undefined)
      return putBack(fs, renamed, ofAll(result.failure, replacements.length), kind)
    }
    renamed.push(each)
  }
  try {
    for (const folder of new Set(replacements.map((each) => dirname(each.target.resolved))))
      await fs.syncFolder(folder)
    return { kind: 'done' }
  } catch (error) {
    const failure = failureOf(
      fail(
        'file-not-written',
        `The change could not be made durable: ${whyFailed(error)}.`,
        'Remove the cause, then try again.',
      ),
    )
    return putBack(fs, renamed, failure, kind)
  }
}

const ofAll = (failure: Failure, count: number): Failure =>
  count === 1
    ? failure
    : { ...failure, message: `${failure.message} None of the ${count} files was changed.` }

/** Gives files that carry the new content their old bytes back, and says truly what became of them. */
export async function putBack(
  fs: Fs,
  renamed: readonly Replacement[],
  failure: Failure,
  kind: TransactionKind,
): Promise<TransactionEnd> {
  const stuck: string[] = []
  const unknown: string[] = []
  const foreign: string[] = []
  for (const each of [...renamed].reverse()) {
    const { target, content, temporary } = each
    const result = await replaceIf(fs, target.resolved, content.sha256, () => target.bytes, temporary)
    if (result.ok) continue
    const now = await readConfigFile(fs, target.resolved)
    if (!now.ok) unknown.push(target.path)
    else if (now.value.identity.sha256 === content.sha256) stuck.push(target.path)
    else if (now.value.identity.sha256 !== target.identity.sha256) foreign.push(target.path)
  }
  const left =
    foreign.length === 0
      ? ''
      : ` Changed by something else meanwhile and left as it is: ${foreign.join(', ')}.`
  const open = [...stuck, ...unknown]
  if (open.length === 0) {
    const back = renamed.length === foreign.length ? '' : ' What was changed has been put back.'
    const base = foreign.length === 0 ? failure : withoutNone(failure)
    return { kind: 'unchanged', failure: { ...base, message: `${base.message}${back}${left}` } }
  }
  const done = kind === 'inject' ? 'carry the new key' : 'are restored already'
  const said = [
    ...(stuck.length === 0 ? [] : [` These files ${done} and could not be put back: ${stuck.join(', ')}.`]),
    ...(unknown.length === 0 ? [] : [` It is not known whether these ${done}: ${unknown.join(', ')}.`]),
  ].join('')
  return {
    kind: 'half',
    changed: open,
    failure: {
      ...failure,
      code: 'interrupted',
      message: `${withoutNone(failure).message}${said}${left} The others are as they were.`,
      hint: `Remove the cause; Keyturn ${kind === 'inject' ? 'puts them back' : 'restores the others too'} at its next start.`,
    },
  }
}

const withoutNone = (failure: Failure): Failure => ({
  ...failure,
  message: failure.message.replace(/ None of the \d+ files was changed\./, ''),
})

/**
 * Replaces a file's content if it is still the one with this hash. `make` builds the new content from the bytes
 * that were read; it is staged under the name that the journal knows. Fails with `file-changed` otherwise, with `file-not-written` when the write failed.
 */
export async function replaceIf(
  fs: Fs,
  path: string,
  expectedSha256: string,
  make: (bytes: Buffer) => Buffer,
  temporary: string,
): Promise<Result<void>> {
  const now = await readConfigFile(fs, path)
  if (!now.ok) return now
  if (now.value.identity.sha256 !== expectedSha256)
    return fail('file-changed', `${path} is not what Keyturn wrote any more.`, 'Change it by hand.')
  const bytes = make(now.value.bytes)
  const staged = await stage(fs, now.value, bytes, temporary)
  if (!staged.ok) return staged
  const committed = await commit(fs, now.value, temporary, sha256(bytes))
  // Already replaced: a flush that fails leaves the right content, only not yet durable.
  if (committed.ok) await fs.syncFolder(dirname(now.value.resolved)).catch(() => undefined)
  return committed
}
