import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { fail, ok, type Result } from '../../shared/errors.ts'

/**
 * Writes a file so that there is the old one or the whole new one, never half of it: beside it, flushed, then renamed
 * over it. `mode`: its rights. Fails with `file-not-written` where the folder cannot be written.
 */
export async function writeWhole(file: string, text: string, mode: number): Promise<Result<void>> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await fs.writeFile(temporary, text, { flag: 'wx', mode, flush: true })
    await fs.rename(temporary, file)
    return ok(undefined)
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined)
    const code = (error as NodeJS.ErrnoException).code ?? 'an unknown error'
    return fail(
      'file-not-written',
      `${file} could not be written (${code}).`,
      'What was there before is as it was.',
    )
  }
}
