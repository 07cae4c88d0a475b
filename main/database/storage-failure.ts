import { fail, type Result } from '../../shared/errors.ts'

/** SQLite could not do its work: the disk is full, the file is read-only, locked or damaged. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
}

interface Cause {
  readonly when: RegExp
  /** In place of SQLite's own words. */
  readonly words: string | null
  readonly hint: string
}

const causes: readonly Cause[] = [
  { when: /full|ENOSPC/i, words: 'the disk is full', hint: 'Free some space, then try again.' },
  {
    when: /readonly|read-only|EROFS|EACCES|unable to open/i,
    words: 'the data folder cannot be written',
    hint: 'Check the rights of the data folder, then try again.',
  },
  {
    when: /locked|busy/i,
    words: 'another process held it for too long',
    hint: 'Try again in a moment.',
  },
  { when: /newer Keyturn/, words: null, hint: 'Install the newer version again; this one leaves it alone.' },
  {
    when: /malformed|not a database|corrupt/i,
    words: 'its file is damaged',
    hint: 'Quit Keyturn, keep a copy of the data folder, then put keyturn.db back from a backup. The values are in the keychain and are not affected.',
  },
]

/**
 * A failure in words for an error that SQLite or the file system gave.
 *
 * @param safe what is still safe; a caller that cannot know it says so
 */
export function storageFailure(error: unknown, what: string, safe = 'Nothing was changed.'): Result<never> {
  const text = error instanceof Error ? error.message : String(error)
  const cause = causes.find(({ when }) => when.test(text))
  return fail(
    'storage-failed',
    `${what}: ${cause?.words ?? text}. ${safe}`,
    cause?.hint ?? 'Check the disk that holds the data folder, then try again.',
  )
}

/** The same at a door, for an error that came through from the middle of some work. */
export const storageTrouble = (error: StorageError): Result<never> =>
  storageFailure(error, 'Keyturn could not use its database', 'See what was done before you repeat it.')
