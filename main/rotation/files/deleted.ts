import { dirname } from 'node:path'
import { errorCode, nodeFs } from '../../agents/config-file/fs.ts'

/**
 * Whether a file is gone from a folder that is there: it carries nothing. Where the folder is gone as well, a disk may
 * only not be mounted now.
 */
export async function isDeletedFile(fs: Pick<typeof nodeFs, 'lstat'>, path: string): Promise<boolean> {
  const missing = (name: string): Promise<boolean> =>
    fs.lstat(name).then(
      () => false,
      (error) => errorCode(error) === 'ENOENT',
    )
  return (await missing(path)) && !(await missing(dirname(path)))
}

/** The files without those that are deleted. */
export async function withoutDeleted(
  fs: Pick<typeof nodeFs, 'lstat'> | undefined,
  files: readonly string[],
): Promise<readonly string[]> {
  const gone = await Promise.all(files.map((file) => isDeletedFile(fs ?? nodeFs, file)))
  return files.filter((_, index) => !gone[index])
}
