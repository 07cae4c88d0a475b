import { statfs } from 'node:fs/promises'
import { fail, ok, type Result } from '../../shared/errors.ts'

/** What is kept free for the value's record and the database's log, in bytes. */
const freeBytesNeeded = 16 * 1024 * 1024

/** Fails when the disk that holds this folder is almost full: asked before a vendor makes a key. */
export async function enoughSpace(folder: string): Promise<Result<void>> {
  const disk = await statfs(folder)
  if (disk.bavail * disk.bsize >= freeBytesNeeded) return ok(undefined)
  return fail(
    'storage-failed',
    'No key was made: the disk that holds the data folder is almost full, so its record might not be written.',
    'Free at least 16 MB, then try again.',
  )
}
