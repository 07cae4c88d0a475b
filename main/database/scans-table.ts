import type { KeyRef, ScanReport } from '../../shared/model.ts'
import type { RawFinding } from '../scan/scan-job.ts'
import type { Database } from './sqlite.ts'

/** A scan as it is kept: its findings without what they mean. */
export type KeptScan = Omit<ScanReport, 'findings'> & { readonly findings: readonly RawFinding[] }

/** Which value a fingerprint stands for. */
export interface KnownValue {
  readonly ref: KeyRef
  /** A newer value took its place. */
  readonly superseded: boolean
}

/** The last scan, and the fingerprints by which scans recognise values. */
export class ScansTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** By fingerprint: the value of each key that is held, and those that newer ones took the place of. */
  knownValues(): ReadonlyMap<string, KnownValue> {
    const known = new Map<string, KnownValue>()
    const rows = this.#db.all(
      `SELECT fingerprint, account_id, key_id, 1 AS superseded FROM superseded_values
       UNION ALL SELECT fingerprint, account_id, id, 0 FROM keys WHERE fingerprint IS NOT NULL`,
    )
    // A value that is held now counts as that, whatever it was before.
    for (const row of rows) {
      known.set(String(row.fingerprint), {
        ref: { accountId: String(row.account_id), keyId: String(row.key_id) },
        superseded: row.superseded === 1,
      })
    }
    return known
  }

  /** Keeps a scan in place of the one before. Throws `StorageError`. */
  replace({ findings, ...scan }: KeptScan): void {
    this.#db.transaction(() => {
      this.#db.run('INSERT OR REPLACE INTO scans (id, scan_json) VALUES (1, ?)', JSON.stringify(scan))
      this.#db.run('DELETE FROM findings')
      for (const finding of findings) {
        this.#db.run('INSERT INTO findings (finding_json) VALUES (?)', JSON.stringify(finding))
      }
    })
  }

  latest(): KeptScan | null {
    const row = this.#db.one('SELECT scan_json FROM scans')
    if (!row) return null
    const findings = this.#db
      .all('SELECT finding_json FROM findings ORDER BY seq')
      .map(({ finding_json }) => JSON.parse(String(finding_json)) as RawFinding)
    return { ...(JSON.parse(String(row.scan_json)) as Omit<KeptScan, 'findings'>), findings }
  }
}
