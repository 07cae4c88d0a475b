import type { Account, ProviderId, SyncCounts, SyncStatus } from '../../shared/model.ts'
import type { AccountRight } from '../../shared/providers.ts'
import type { Endpoints, Identity, Listing } from '../providers/provider.ts'
import type { Cell, Database, Row } from './sqlite.ts'

export interface NewAccountRow extends Endpoints {
  readonly id: string
  readonly name: string
  readonly provider: ProviderId
  readonly identity: Identity
  /** What is recorded of its keys is the user's word. */
  readonly byWord: boolean
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
         console_url, added_at, transport, grpc_url, instance, user_id, credential_key_id, by_word)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      account.transport,
      account.grpcUrl,
      account.instance,
      identity.userId,
      identity.credentialKeyId,
      Number(account.byWord),
    )
  }

  setIdentity(id: string, identity: Identity): void {
    this.#db.run(
      `UPDATE accounts SET team_id = ?, team_name = ?, user_name = ?, console_url = ?, user_id = ?,
         credential_key_id = ?, failure_json = NULL WHERE id = ?`,
      identity.teamId,
      identity.teamName,
      identity.userName,
      identity.consoleUrl,
      identity.userId,
      identity.credentialKeyId,
      id,
    )
  }

  /** The embedded vendor API may come back on another port. */
  setAddresses(id: string, at: Pick<Endpoints, 'apiUrl' | 'ingressUrl' | 'grpcUrl' | 'instance'>): void {
    this.#db.run(
      'UPDATE accounts SET api_url = ?, ingress_url = ?, grpc_url = ?, instance = ? WHERE id = ?',
      at.apiUrl,
      at.ingressUrl,
      at.grpcUrl,
      at.instance,
      id,
    )
  }

  setSynced(id: string, at: string, counts: SyncCounts, told: Pick<Listing, 'notes' | 'rights'>): void {
    this.#db.run(
      `UPDATE accounts SET last_synced_at = ?, last_change_json = ?, notes_json = ?, rights_json = ?,
         failure_json = NULL WHERE id = ?`,
      at,
      JSON.stringify(counts),
      JSON.stringify(told.notes),
      JSON.stringify(told.rights),
      id,
    )
  }

  setRights(id: string, rights: readonly AccountRight[]): void {
    this.#db.run('UPDATE accounts SET rights_json = ? WHERE id = ?', JSON.stringify(rights), id)
  }

  setSyncFailure(id: string, failure: NonNullable<SyncStatus['failure']>): void {
    this.#db.run('UPDATE accounts SET failure_json = ? WHERE id = ?', JSON.stringify(failure), id)
  }

  /**
   * Removes the account and, by the schema, its keys, intents, uses, rotations and setups; and what names
   * it elsewhere. A target stays: its file is the user's. Runs in the caller's transaction.
   */
  delete(id: string): void {
    this.#db.run('UPDATE targets SET account_id = NULL, key_id = NULL WHERE account_id = ?', id)
    this.#db.run('DELETE FROM snoozes WHERE account_id = ?', id)
    this.#db.run('DELETE FROM reminded WHERE account_id = ?', id)
    this.#db.run(
      `DELETE FROM policies WHERE json_extract(scope_json, '$.accountId') = ?1
         OR json_extract(scope_json, '$.ref.accountId') = ?1`,
      id,
    )
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
  transport: text(row.transport) as Account['transport'],
  grpcUrl: text(row.grpc_url),
  instance: text(row.instance),
  userId: text(row.user_id),
  credentialKeyId: text(row.credential_key_id),
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
    rights: json<AccountRight[]>(row.rights_json) ?? [],
  },
})
