import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { ImportCandidate, KeyRef } from '../../../shared/model.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, confirm, done, note, unbroken } from '../context.ts'
import { keyDocument } from '../documents.ts'
import { findFiles, findKey, refOf, shortPath } from '../find.ts'
import { readSecret } from '../values.ts'
import { clean } from '../words.ts'

export interface ImportOptions {
  readonly account?: string
  readonly file?: string
  readonly deleteSource: boolean
}

/** `key import`: a downloaded value into the keychain, read back; then its plaintext file is pointed out. */
export async function importKey(
  c: Context,
  core: Core,
  id: string,
  options: ImportOptions,
): Promise<Result<void>> {
  if (options.deleteSource && options.file === undefined) {
    return fail('usage', '--delete-source needs --file.', 'Nothing was imported.')
  }
  const found = findKey(core, id, options.account)
  if (!found.ok) return found
  const ref = refOf(found.value)
  const candidate = await open(c, core, ref, options.file)
  if (!candidate.ok) return candidate
  const { importId } = candidate.value
  const stored = await unbroken(c, 'storing the value', core.imports.store(importId, ref))
  if (!stored.ok) {
    core.imports.cancel(importId)
    return stored
  }
  answer(
    c,
    keyDocument(stored.value),
    `The value of ${clean(stored.value.name)} is in the keychain and was read back.\n`,
  )
  note(c, `It looks like ${candidate.value.looksLike}.`)
  return options.file === undefined
    ? done
    : settleSource(c, core, importId, options.file, options.deleteSource)
}

async function open(
  c: Context,
  core: Core,
  ref: KeyRef,
  file: string | undefined,
): Promise<Result<ImportCandidate>> {
  if (file === undefined) {
    const value = await readSecret(c, 'the value', 'any')
    return value.ok ? core.imports.openValue(value.value, ref) : value
  }
  const paths = findFiles(c, [file])
  if (!paths.ok) return paths
  const [path] = paths.value
  return path === undefined ? fail('usage', 'Name a file.') : core.imports.openFile(path, ref)
}

// The value is safe by now: whatever happens to the file, the import itself is done.
async function settleSource(
  c: Context,
  core: Core,
  importId: string,
  file: string,
  deleteIt: boolean,
): Promise<Result<void>> {
  const path = shortPath(c, file)
  if (!deleteIt) {
    note(c, `${path} still carries the value in plain text.`)
    const agreed = c.io.canAsk && !c.json && (await confirm(c, `Delete ${path}?`))
    if (!agreed) {
      core.imports.cancel(importId)
      return done
    }
  }
  const deleted = await core.imports.deleteSource(importId)
  if (!deleted.ok) return deleted
  note(c, `Deleted ${path}.`)
  return ok(undefined)
}
