import type { KeyRef } from '../../../shared/model.ts'
import { errorCode, nodeFs } from '../../agents/config-file/fs.ts'
import { readConfigFile } from '../../agents/config-file/read.ts'
import type { RawFinding } from '../../scan/scan-job.ts'
import type { Survey } from '../rotation-ports.ts'
import type { RotationFilesParts } from './rotation-files.ts'
import type { ValueSearch } from './value-search.ts'

const advice: Readonly<Record<RawFinding['foundIn'], string>> = {
  history: 'delete it there, it is a shell history',
  backup: 'delete it there, it is a backup copy',
  config: 'in a comment, delete it; where it is used, replace it by hand',
  other: 'see what reads the file; if nothing does, delete it there',
}

/**
 * Sentences about where else the last scan saw the key: no agent's place, so that no rotation changes it. What was
 * changed since is searched again; what was searched already is left out. Only a configuration is a doubt.
 */
export async function leftBehind(
  parts: RotationFilesParts,
  ref: KeyRef,
  name: string,
  search: ValueSearch,
  searched: ReadonlySet<string>,
): Promise<Pick<Survey, 'doubts' | 'notes'>> {
  const own = parts.fingerprintOf(ref)
  const scan = parts.scans.latest()
  const doubts = new Set<string>()
  const notes = new Set<string>()
  for (const { file, foundIn, placed, fingerprint } of scan?.findings ?? []) {
    if (fingerprint !== own || (placed && foundIn === 'config') || searched.has(file)) continue
    if (await stillThere(parts, search, file, Date.parse(scan?.startedAt ?? '')))
      (foundIn === 'config' ? doubts : notes).add(`${name} also stands in ${file}: ${advice[foundIn]}.`)
  }
  return { doubts: [...doubts], notes: [...notes] }
}

async function stillThere(
  { ports }: RotationFilesParts,
  search: ValueSearch,
  path: string,
  scannedAt: number,
): Promise<boolean> {
  const fs = ports.fs ?? nodeFs
  try {
    if (Number((await fs.lstat(path)).mtimeMs) < scannedAt) return true
  } catch (error) {
    return errorCode(error) !== 'ENOENT'
  }
  const read = await readConfigFile(fs, path)
  return !read.ok || search.in(read.value.bytes).length > 0
}
