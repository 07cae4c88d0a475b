import type {
  AgentId,
  ChainLink,
  Finding,
  Key,
  KnownUse,
  OutsideEnd,
  UseKind,
} from '../../../shared/model.ts'

/** A place that carries the key: what Keyturn wrote or saw, with what the last scan says of it. */
export interface UsePlace {
  readonly line: number
  readonly column: number
  readonly agent: AgentId | null
  readonly output: string
  readonly kind: UseKind
  readonly chain: readonly ChainLink[]
  readonly outside: OutsideEnd | null
  /** Null where the scan says nothing about it. */
  readonly finding: Finding | null
}

export interface UseFile {
  readonly file: string
  readonly places: readonly UsePlace[]
  readonly canRestore: boolean
  /** How many files were changed with it. */
  readonly restoresFiles: number
}

// A scan records what it saw in the moments after it.
const recordingMs = 10_000

/** A reference's value is recorded where it stands. */
const known = (uses: readonly KnownUse[], finding: Finding) => {
  const places = [finding, ...finding.chain.slice(-1)]
  return uses.some((use) => places.some(({ file, line }) => use.file === file && use.line === line))
}

/** The where-used map of a key: its files, each with its places in order. `scannedAt`: when the findings were made. */
export function filesOf(
  key: Pick<Key, 'id' | 'accountId'>,
  uses: readonly KnownUse[],
  findings: readonly Finding[],
  scannedAt: string,
): readonly UseFile[] {
  const own = findings.filter(
    (finding) =>
      finding.keyId === key.id &&
      finding.accountId === key.accountId &&
      // Of a file that was written or seen since, the scan knows less.
      !uses.some(
        (use) => use.file === finding.file && Date.parse(use.seenAt) > Date.parse(scannedAt) + recordingMs,
      ) &&
      // A scan records working places as uses: one that is not among them any more was put back since.
      (finding.level !== 'fine' || finding.agent === null || known(uses, finding)),
  )
  const names = [...new Set([...uses, ...own].map((each) => each.file))].sort((a, b) =>
    a.localeCompare(b, 'en'),
  )
  return names.map((file) => {
    const seen = uses.filter((use) => use.file === file)
    const found = own.filter((finding) => finding.file === file)
    const met = (use: KnownUse) =>
      found.find((finding) => finding.line === use.line && finding.column === use.column) ??
      found.find((finding) => finding.line === use.line && finding.output === use.output)
    const matched = new Set(seen.map(met))
    const places = [
      ...seen.map((use) => placeOf(use, met(use) ?? null)),
      ...found.filter((finding) => !matched.has(finding)).map((finding) => placeOf(finding, finding)),
    ]
    return {
      file,
      places: places.sort((a, b) => a.line - b.line || a.column - b.column),
      canRestore: seen.some((use) => use.canRestore),
      restoresFiles: Math.max(1, ...seen.filter((use) => use.canRestore).map((use) => use.restoresFiles)),
    }
  })
}

const placeOf = (use: KnownUse | Finding, finding: Finding | null): UsePlace => ({
  line: use.line,
  column: use.column,
  agent: use.agent,
  output: use.output,
  kind: use.kind,
  chain: finding?.chain ?? [],
  outside: finding?.outside ?? null,
  finding,
})

/** The first few of many: those with a problem, then what is worth a look, then what can be restored. */
export function foremost(files: readonly UseFile[], count: number): readonly UseFile[] {
  const rank = (file: UseFile) => {
    const levels = file.places.map((place) => place.finding?.level)
    if (levels.includes('problem')) return 0
    return levels.includes('notice') ? 1 : file.canRestore ? 2 : 3
  }
  return [...files].sort((a, b) => rank(a) - rank(b)).slice(0, count)
}
