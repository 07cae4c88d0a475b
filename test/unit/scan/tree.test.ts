import { randomBytes } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RawFinding } from '../../../main/scan/scan-job.ts'
import { fingerprintUnder } from '../../../main/vault/fingerprints.ts'
import { placementCount, plantTree } from '../../bench/scan-tree.mjs'
import { scanHere } from '../../fakes/scan.ts'

it('finds 40 of 40 planted uses in 18 placements, each once, and nothing else', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-tree-')))
  try {
    const tree = plantTree(folder, { files: 300, bytes: 3_000_000, uses: 40 })
    expect(placementCount).toBe(18)
    const key = randomBytes(32)
    const known = tree.keys.map((value) => fingerprintUnder(key, value))
    const findings: RawFinding[] = []
    const job = {
      roots: [folder],
      histories: [],
      honourIgnoreFiles: false,
      hosts: [{ provider: 'coralogix' as const, domain: 'eu2.coralogix.com' }],
      known,
      fingerprintKey: new Uint8Array(key),
      recorded: [],
    }
    await scanHere(job, (message) => {
      if (message.kind === 'progress') findings.push(...message.findings)
    }).ended
    const found = findings.filter(({ fingerprint }) => known.includes(fingerprint ?? ''))
    const named = ({ file, line }: { file: string; line: number }, fingerprint: string | null | undefined) =>
      `${file}:${line} ${fingerprint}`
    expect(found.map((one) => named(one, one.fingerprint)).sort()).toEqual(
      tree.planted.map((one) => named(one, known[one.key])).sort(),
    )
    // The key itself is gone from the memory that it was given in.
    expect(job.fingerprintKey.every((byte) => byte === 0)).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
