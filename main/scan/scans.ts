import { existsSync, realpathSync } from 'node:fs'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Finding, KeyRef, ScanProgress, ScanReport, ScanRequest } from '../../shared/model.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'
import { type Clock, stamp } from '../clock.ts'
import type { LiteralUse, SeenUse } from '../database/file-uses.ts'
import type { KeptScan, KnownValue, ScansTable } from '../database/scans-table.ts'
import { stored } from '../database/sqlite.ts'
import type { KeyFacts } from '../injection/injection-ports.ts'
import type { Scans } from '../services.ts'
import { fingerprintOf, withReaders } from './far-values.ts'
import { userHistories } from './file-kinds.ts'
import { type FoundKey, judge, type VendorWords } from './judge.ts'
import type { RawFinding, ScanMessage, Skipped, StartScan } from './scan-job.ts'
import { isBelow } from './walk.ts'

/** What scans need from the rest of the house. */
export interface ScanPorts {
  readonly table: Pick<ScansTable, 'knownValues' | 'replace' | 'latest'>
  readonly uses: {
    literals(): readonly LiteralUse[]
    replaceSeen(read: readonly string[], seen: readonly SeenUse[]): void
  }
  readonly start: StartScan
  /** The fingerprint key's bytes, for the thread alone. */
  fingerprintKey(): Promise<Result<Uint8Array<ArrayBuffer>>>
  keyNamed(ref: KeyRef): KeyFacts | null
  isRum(ref: KeyRef): boolean
  readonly vendors: VendorWords
  hosts(): readonly VendorHost[]
  readonly clock: Clock
  /** Called after the uses may have changed. */
  changed(): void
  /** Where the user's shell histories may be; those of this machine unless given. */
  readonly histories?: () => readonly string[]
}

const nothingSkipped: Skipped = { binary: 0, large: 0, ignored: 0, unreadable: 0, unreadableNames: [] }

/** Scans folders for keys, and keeps what the last scan found. */
export class KeyScans implements Scans {
  readonly #ports: ScanPorts
  #running = false

  constructor(ports: ScanPorts) {
    this.#ports = ports
  }

  async run(
    request: ScanRequest,
    onProgress: (progress: ScanProgress) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<Result<ScanReport>> {
    if (this.#running) return fail('refused', 'A scan is already running.', 'Wait for its end, or cancel it.')
    this.#running = true
    try {
      return await this.#run(request, onProgress, signal)
    } finally {
      this.#running = false
    }
  }

  async latest(): Promise<ScanReport | null> {
    const kept = this.#ports.table.latest()
    return kept && this.#judged(kept)
  }

  async #run(
    request: ScanRequest,
    onProgress: (progress: ScanProgress) => void,
    signal: AbortSignal | undefined,
  ): Promise<Result<ScanReport>> {
    const { ports, roots } = { ports: this.#ports, roots: rootsOf(request.folders) }
    if (!roots.ok) return roots
    const key = await ports.fingerprintKey()
    if (!key.ok) return needsKeychain(key)
    const startedAt = stamp(ports.clock)
    const recorded = ports.uses.literals()
    const findings: RawFinding[] = []
    const read: string[] = []
    let counts: ScanProgress = { files: 0, bytes: 0, found: 0 }
    let skipped = nothingSkipped
    let complete = false
    const histories = request.histories ? present((ports.histories ?? userHistories)()) : []
    const onMessage = (message: ScanMessage): void => {
      if (message.kind === 'end') {
        complete = !message.stopped
        return
      }
      counts = message.progress
      skipped = message.skipped
      for (const finding of message.findings) findings.push(finding)
      for (const file of message.read) read.push(file)
      onProgress(counts)
    }
    const job = {
      roots: roots.value,
      histories,
      honourIgnoreFiles: request.honourIgnoreFiles,
      hosts: ports.hosts(),
      known: [...ports.table.knownValues().keys()],
      fingerprintKey: key.value,
      recorded,
    }
    const scan = ports.start(job, onMessage)
    const stop = () => scan.stop()
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    try {
      await scan.ended
    } finally {
      signal?.removeEventListener('abort', stop)
    }
    findings.sort((a, b) =>
      a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
    )
    const { files, bytes } = counts
    const kept: KeptScan = {
      startedAt,
      finishedAt: stamp(ports.clock),
      folders: roots.value,
      cancelled: !complete,
      files,
      bytes,
      skipped,
      findings: withReaders(findings),
    }
    return this.#keep(kept, [...read, ...(complete ? vanished(recorded, roots.value) : [])])
  }

  /** Records the scan and the uses that follow from it. */
  #keep(kept: KeptScan, read: readonly string[]): Result<ScanReport> {
    const { table, uses, changed } = this.#ports
    const known = table.knownValues()
    const saved = stored('The scan is done, but its result was not recorded', () => {
      table.replace(kept)
      uses.replaceSeen(
        read,
        kept.findings.flatMap((raw) => usedAt(raw, known)),
      )
    })
    if (!saved.ok) return saved
    changed()
    return ok(this.#judged(kept))
  }

  #judged(kept: KeptScan): ScanReport {
    const known = this.#ports.table.knownValues()
    const hosts = this.#ports.hosts()
    return { ...kept, findings: kept.findings.flatMap((raw) => this.#finding(raw, known, hosts)) }
  }

  #finding(
    raw: RawFinding,
    known: ReadonlyMap<string, KnownValue>,
    hosts: readonly VendorHost[],
  ): readonly Finding[] {
    const key = this.#keyOf(raw, known)
    // The account was removed since: what is no agent's place and nobody's key is nothing.
    if (key === null && !raw.placed) return []
    const { file, line, column, agent, output, kind, foundIn } = raw
    return [
      {
        ...{ file, line, column, agent, output, kind, foundIn },
        keyId: key?.ref.keyId ?? null,
        keyState: key?.facts.state ?? null,
        accountId: key?.ref.accountId ?? null,
        account: key?.facts.account ?? null,
        keyName: key?.facts.name ?? null,
        chain: raw.way?.chain ?? [],
        outside: raw.way?.outside ?? null,
        ...judge(raw, key, hosts, this.#ports.vendors),
      },
    ]
  }

  #keyOf(raw: RawFinding, known: ReadonlyMap<string, KnownValue>): FoundKey | null {
    const fingerprint = fingerprintOf(raw)
    const value = fingerprint === null ? undefined : known.get(fingerprint)
    const facts = value === undefined ? null : this.#ports.keyNamed(value.ref)
    if (value === undefined || facts === null) return null
    return { ref: value.ref, facts, superseded: value.superseded, rum: this.#ports.isRum(value.ref) }
  }
}

/** With links resolved: what is found is named by its real path. */
function rootsOf(folders: readonly string[]): Result<readonly string[]> {
  const roots: string[] = []
  for (const folder of folders) {
    try {
      roots.push(realpathSync(folder))
    } catch {
      return fail('not-found', `There is no folder or file ${folder}.`, 'Nothing was scanned.')
    }
  }
  return ok(roots)
}

const present = (files: readonly string[]): readonly string[] =>
  files.flatMap((file) => (existsSync(file) ? [realpathSync(file)] : []))

const needsKeychain = ({
  failure,
}: {
  readonly failure: { readonly message: string; readonly hint: string } & object
}) =>
  ({
    ok: false,
    failure: {
      ...failure,
      message: `A scan recognises keys with a secret that is in the keychain. ${failure.message} Nothing was scanned.`,
    },
  }) as Result<never>

/** Recorded files below the roots that are not there any more. */
const vanished = (uses: readonly LiteralUse[], roots: readonly string[]): readonly string[] =>
  [...new Set(uses.map(({ file }) => file))].filter(
    (file) => roots.some((root) => root === file || isBelow(file, root)) && !existsSync(file),
  )

/**
 * The uses that a finding is: a value in a file that some agent reads. A reference's is where its value stands. One
 * that is no key's present value takes the place of what was recorded there.
 */
function usedAt(raw: RawFinding, known: ReadonlyMap<string, KnownValue>): readonly SeenUse[] {
  const { file, line, column, agent, output, foundIn, fingerprint, way } = raw
  if (agent === null || foundIn !== 'config') return []
  const places = way?.far ?? (fingerprint === null ? [] : [{ file, line, column, fingerprint }])
  return places.map((place) => {
    const value = known.get(place.fingerprint)
    const ref = value === undefined || value.superseded ? null : value.ref
    const { line, column } = place
    return { file: place.file, use: { line, column, agent, output, kind: 'literal', ref } }
  })
}
