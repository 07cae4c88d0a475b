import type { Account, ProviderId, SyncCounts, SyncStatus } from '../../shared/model.ts'
import type { Identity } from '../providers/provider.ts'
import type { Cell, Database, Row } from './sqlite.ts'

export interface NewAccountRow {
  readonly id: string
  readonly name: string
  readonly provider: ProviderId
  readonly region: string
  readonly apiUrl: string
  readonly ingressUrl: string
  readonly identity: Identity
  readonly addedAt: string
}

/** The accounts, without their credentials: those are in the keychain. */
export class AccountsTable {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** `running`: the accounts whose sync runs in this process. */
  list(running: ReadonlySet<string>): Account[] {
    return this.#db
      .all('SELECT * FROM accounts ORDER BY added_at, name')
      .map((row) => toAccount(row, running.has(String(row.id))))
  }

  find(id: string, running: ReadonlySet<string>): Account | null {
    const row = this.#db.one('SELECT * FROM accounts WHERE id = ?', id)
    return row && toAccount(row, running.has(id))
  }

  nameTaken(name: string): boolean {
    return this.#db.one('SELECT 1 AS found FROM accounts WHERE name = ? COLLATE NOCASE', name) !== null
  }

  insert(account: NewAccountRow): void {
    const { identity } = account
    this.#db.run(
      `INSERT INTO accounts (id, name, provider, region, api_url, ingress_url, team_id, team_name, user_name,
         console_url, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      account.id,
      account.name,
      account.provider,
      account.region,
      account.apiUrl,
      account.ingressUrl,
      identity.teamId,
      identity.teamName,
      identity.userName,
      identity.consoleUrl,
      account.addedAt,
    )
  }

  setIdentity(id: string, identity: Identity): void {
    this.#db.run(
      'UPDATE accounts SET team_id = ?, team_name = ?, user_name = ?, console_url = ?, failure_json = NULL WHERE id = ?',
      identity.teamId,
      identity.teamName,
      identity.userName,
      identity.consoleUrl,
      id,
    )
  }

  /** The embedded vendor API may come back on another port. */
  setAddresses(id: string, apiUrl: string, ingressUrl: string): void {
    this.#db.run('UPDATE accounts SET api_url = ?, ingress_url = ? WHERE id = ?', apiUrl, ingressUrl, id)
  }

  setSynced(id: string, at: string, counts: SyncCounts, notes: readonly string[]): void {
    this.#db.run(
      'UPDATE accounts SET last_synced_at = ?, last_change_json = ?, notes_json = ?, failure_json = NULL WHERE id = ?',
      at,
      JSON.stringify(counts),
      JSON.stringify(notes),
      id,
    )
  }

  setSyncFailure(id: string, failure: NonNullable<SyncStatus['failure']>): void {
    this.#db.run('UPDATE accounts SET failure_json = ? WHERE id = ?', JSON.stringify(failure), id)
  }

  /** Removes the account and, by the schema, its keys, intents and uses. */
  delete(id: string): void {
    this.#db.run('DELETE FROM accounts WHERE id = ?', id)
  }
}

const text = (cell: Cell | undefined): string | null => (cell == null ? null : String(cell))
const json = <T>(cell: Cell | undefined): T | null => (cell == null ? null : (JSON.parse(String(cell)) as T))

const toAccount = (row: Row, running: boolean): Account => ({
  id: String(row.id),
  name: String(row.name),
  provider: row.provider as ProviderId,
  region: String(row.region),
  apiUrl: String(row.api_url),
  ingressUrl: String(row.ingress_url),
  teamId: text(row.team_id),
  teamName: text(row.team_name),
  userName: text(row.user_name),
  consoleUrl: text(row.console_url),
  addedAt: String(row.added_at),
  sync: {
    lastSyncedAt: text(row.last_synced_at),
    running,
    lastChange: json<SyncCounts>(row.last_change_json),
    failure: json<NonNullable<SyncStatus['failure']>>(row.failure_json),
    notes: json<string[]>(row.notes_json) ?? [],
  },
})
