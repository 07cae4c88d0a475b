import { type Fs, nodeFs } from '../../agents/config-file/fs.ts'
import { type ConfigFile, readConfigFile } from '../../agents/config-file/read.ts'
import { endsOf, type Looked } from '../../injection/looking.ts'
import type { Hit } from './hits.ts'
import type { RotationFilesParts } from './rotation-files.ts'
import type { ValueSearch } from './value-search.ts'

/** What was searched, and where the key's value stands in it at no place that is known. */
export interface Searched {
  /** Every name of the files. */
  readonly files: ReadonlySet<string>
  readonly unplaced: readonly { readonly file: string; readonly line: number }[]
}

/** Searches every file that was looked at, also one in which no place for a key is known. */
export async function searchLooked(
  { ports }: RotationFilesParts,
  looked: Looked,
  hits: readonly Hit[],
  search: ValueSearch,
): Promise<Searched> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const unplaced: { file: string; line: number }[] = []
  for (const file of await filesOf(ports.fs ?? nodeFs, looked)) {
    names.add(file.path).add(file.resolved)
    if (seen.has(file.resolved)) continue
    seen.add(file.resolved)
    const placed = hits.filter((hit) => hit.file === file.resolved)
    const lines = search
      .in(file.bytes)
      .filter((found) => !placed.some((hit) => hit.start < found.textEnd && found.textStart < hit.stop))
      .map(({ line }) => line)
    for (const line of new Set(lines)) unplaced.push({ file: file.path, line })
  }
  return { files: names, unplaced }
}

/** The files as they were looked at; read once more where nothing is known of what is in them. */
async function filesOf(fs: Fs, looked: Looked): Promise<readonly ConfigFile[]> {
  const files: ConfigFile[] = []
  for (const { path, surveyed } of looked.configs) {
    const read = surveyed.ok ? null : await readConfigFile(fs, path)
    if (surveyed.ok) files.push(surveyed.value.file)
    else if (read?.ok) files.push(read.value)
  }
  for (const { surveyed } of looked.configs)
    for (const way of surveyed.ok ? surveyed.value.followed.values() : [])
      files.push(...endsOf(way).map((end) => end.file))
  return files
}
