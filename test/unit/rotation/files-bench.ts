import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { KeptScan } from '../../../main/database/scans-table.ts'
import { rotationFiles } from '../../../main/rotation/files/rotation-files.ts'
import type { RawFinding } from '../../../main/scan/scan-job.ts'
import { fingerprintUnder } from '../../../main/vault/fingerprints.ts'
import { fail, ok } from '../../../shared/errors.ts'
import type { AgentTarget } from '../../../shared/rotation.ts'
import { refOf, temporaryFolder, world } from '../agents/world.ts'

/** A machine's folder with agents' files in it, and the files' side of rotations over it. */
export function filesBench() {
  const folder = temporaryFolder()
  const at = (name: string): string => join(folder.path, name)
  const targets: AgentTarget[] = []
  let scan: KeptScan | null = null
  const stores = world({ root: folder.path })
  const fingerprintKey = new Uint8Array(32).fill(7)
  const forgotten = new Set<string>()
  const fingerprintOf = (keyId: string): string | null => {
    const key = forgotten.has(keyId) ? undefined : stores.keys.get(keyId)
    return key === undefined ? null : fingerprintUnder(fingerprintKey, key.value)
  }
  const files = rotationFiles({
    injection: stores.injection,
    ports: stores.ports,
    uses: {
      ofKey: (ref) =>
        Object.entries(stores.uses.state.uses).flatMap(([file, uses]) =>
          uses.filter((use) => use.ref?.keyId === ref.keyId).map(() => ({ file })),
        ),
    },
    targets: { list: () => targets },
    scans: { latest: () => scan },
    fingerprintOf: (ref) => fingerprintOf(ref.keyId),
    fingerprintKey: async () =>
      stores.vault.state === 'ready'
        ? ok(fingerprintKey.slice())
        : fail('keychain-locked', 'The keychain is locked.', ''),
  })
  return {
    ...stores,
    fingerprintOf,
    files,
    folder,
    at,
    put: (name: string, content: string): string => {
      mkdirSync(dirname(at(name)), { recursive: true })
      writeFileSync(at(name), content, { mode: 0o600 })
      return at(name)
    },
    text: (path: string): string => readFileSync(path, 'utf8'),
    target: (file: string, more: Partial<AgentTarget> = {}): void => {
      const again = targets.findIndex((other) => other.file === file && other.host === (more.host ?? null))
      if (again !== -1) targets.splice(again, 1)
      targets.push({
        file,
        host: null,
        ref: null,
        agent: null,
        controlUrl: null,
        reloadCommand: null,
        addedAt: '2026-01-01T00:00:00.000Z',
        ...more,
      })
    },
    /** No fingerprint of the key is known from now on. */
    forget: (keyId: string): void => {
      forgotten.add(keyId)
    },
    /** What the last scan saw of the old key. */
    scanned: (...findings: (Pick<RawFinding, 'file'> & Partial<RawFinding>)[]): void => {
      scan = {
        startedAt: new Date(Date.now() + 60_000).toISOString(),
        finishedAt: new Date(Date.now() + 61_000).toISOString(),
        folders: [folder.path],
        cancelled: false,
        files: 1,
        bytes: 1,
        skipped: { binary: 0, large: 0, ignored: 0, unreadable: 0, unreadableNames: [] },
        findings: findings.map((finding) => ({
          line: 1,
          column: 1,
          agent: null,
          agentName: null,
          output: '',
          kind: 'literal',
          foundIn: 'config',
          fingerprint: fingerprintOf('old'),
          placed: true,
          target: null,
          host: null,
          provider: null,
          takes: [],
          refusal: null,
          personal: false,
          ...finding,
        })),
      }
    },
    /** Puts the old key into files as a person does: it is recorded then. */
    injectOld: async (...paths: readonly string[]): Promise<void> => {
      const plan = await stores.injection.plan(paths, refOf('old'), [])
      if (!plan.ok) throw new Error(plan.failure.message)
      const done = await stores.injection.apply(plan.value.planId)
      if (!done.ok) throw new Error(done.failure.message)
    },
  }
}
