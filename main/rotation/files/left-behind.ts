import type { KeyRef } from '../../../shared/model.ts'
import { errorCode, nodeFs } from '../../agents/config-file/fs.ts'
import { readConfigFile } from '../../agents/config-file/read.ts'
import type { RawFinding } from '../../scan/scan-job.ts'
import { Secret } from '../../vault/secret.ts'
import type { Hit } from './hits.ts'
import type { RotationFilesParts } from './rotation-files.ts'

/** More words than this are not put to the test again: the finding is believed. */
const mostWords = 20_000

const advice: Readonly<Record<RawFinding['foundIn'], string>> = {
  history: 'delete it there, it is a shell history',
  backup: 'delete it there, it is a backup copy',
  config: 'in a comment, delete it; where it is used, replace it by hand',
  other: 'see what reads the file; if nothing does, delete it there',
}

/**
 * Sentences about where else the last scan saw the key: no agent's place, so that no rotation changes it. What was
 * changed since is looked at again.
 */
export async function leftBehind(
  parts: RotationFilesParts,
  ref: KeyRef,
  name: string,
  hits: readonly Hit[],
): Promise<readonly string[]> {
  const own = parts.fingerprintOf(ref)
  const scan = own === null ? null : parts.scans.latest()
  const places = new Set(hits.map(({ file, line }) => `${file}:${line}`))
  const doubts: string[] = []
  for (const finding of scan?.findings ?? []) {
    const { file, line, foundIn, placed, fingerprint } = finding
    if (fingerprint !== own || (placed && foundIn === 'config') || places.has(`${file}:${line}`)) continue
    if (await stillThere(parts, ref, file, Date.parse(scan?.startedAt ?? '')))
      doubts.push(`${name} also stands in ${file}: ${advice[foundIn]}.`)
  }
  return [...new Set(doubts)]
}

async function stillThere(
  { ports }: RotationFilesParts,
  ref: KeyRef,
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
  if (!read.ok) return true
  const { text } = read.value
  const words = new Set([
    ...(text.match(/[\w-]{16,2560}/g) ?? []),
    ...(text.match(/[\w.~+/=-]{16,2560}/g) ?? []),
  ])
  if (words.size > mostWords) return true
  for (const word of words) {
    const known = await ports.recognise(Secret.of(word), ref)
    if (!known.ok || known.value === true) return true
  }
  return false
}
