import { dirname } from 'node:path'
import { type Failure, fail, type Result } from '../../../shared/errors.ts'
import { type Fs, whyFailed } from './fs.ts'
import { type ConfigFile, readConfigFile } from './read.ts'
import type { Spliced } from './splice.ts'
import { commit, stage, temporaryName } from './write.ts'

/** One file that is to be replaced. */
export interface Replacement {
  readonly target: ConfigFile
  readonly content: Spliced
  readonly temporary: string
}

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
export async function replaceAll(fs: Fs, replacements: readonly Replacement[]): Promise<TransactionEnd> {
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
    const result = await commit(fs, each.target, each.temporary)
    if (!result.ok) {
      for (const other of replacements.slice(index + 1))
        await fs.unlink(other.temporary).catch(() => undefined)
      return putBack(fs, renamed, ofAll(result.failure, replacements.length))
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
    return putBack(fs, renamed, failure)
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
): Promise<TransactionEnd> {
  const stuck: string[] = []
  for (const each of [...renamed].reverse()) {
    const result = await replaceIf(fs, each.target.path, each.content.sha256, () => each.target.bytes)
    if (!result.ok) stuck.push(each.target.path)
  }
  if (stuck.length === 0) {
    const told =
      renamed.length === 0
        ? failure
        : { ...failure, message: `${failure.message} What was changed has been put back.` }
    return { kind: 'unchanged', failure: told }
  }
  return {
    kind: 'half',
    changed: stuck,
    failure: {
      ...failure,
      code: 'interrupted',
      message: `${failure.message.replace(/ None of the \d+ files was changed\./, '')} These files carry the new key and could not be put back: ${stuck.join(', ')}. The others are as they were.`,
      hint: 'Remove the cause; Keyturn puts them back at its next start.',
    },
  }
}

/**
 * Replaces a file's content if it is still the one with this hash. `make` builds the new content from the bytes
 * that were read. Fails with `file-changed` otherwise, with `file-not-written` when the write failed.
 */
export async function replaceIf(
  fs: Fs,
  path: string,
  expectedSha256: string,
  make: (bytes: Buffer) => Buffer,
): Promise<Result<void>> {
  const now = await readConfigFile(fs, path)
  if (!now.ok) return now
  if (now.value.identity.sha256 !== expectedSha256)
    return fail('file-changed', `${path} is not what Keyturn wrote any more.`, 'Change it by hand.')
  const temporary = temporaryName(now.value.resolved)
  const staged = await stage(fs, now.value, make(now.value.bytes), temporary)
  if (!staged.ok) return staged
  const committed = await commit(fs, now.value, temporary)
  // Already replaced: a flush that fails leaves the right content, only not yet durable.
  if (committed.ok) await fs.syncFolder(dirname(now.value.resolved)).catch(() => undefined)
  return committed
}
