/** What `migrate` needs of a connection. */
interface Connection {
  exec(sql: string): void
  prepare(sql: string): { get(): unknown }
}

/**
 * One entry per version, applied in order, each in a transaction. An entry is never edited after a release.
 * Times are ISO 8601 in UTC; columns that end in `_json` hold JSON. No column ever holds a value or a credential.
 */
const versions: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    provider TEXT NOT NULL,
    region TEXT NOT NULL,
    api_url TEXT NOT NULL,
    ingress_url TEXT NOT NULL,
    team_id TEXT, team_name TEXT, user_name TEXT, console_url TEXT,
    added_at TEXT NOT NULL,
    last_synced_at TEXT,
    last_change_json TEXT,
    failure_json TEXT,
    notes_json TEXT NOT NULL DEFAULT '[]'
  ) STRICT;

  CREATE TABLE keys (
    account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    legacy_kind TEXT,
    is_default INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'gone')),
    hashed INTEGER NOT NULL,
    rum INTEGER NOT NULL,
    owner_json TEXT NOT NULL,
    presets_json TEXT NOT NULL,
    permissions_json TEXT NOT NULL,
    created_at TEXT,
    entered_created_at TEXT,
    last_activated_at TEXT,
    first_seen_at TEXT NOT NULL,
    change TEXT,
    -- The version of the value that the keychain holds; null: not held.
    value_version INTEGER,
    fingerprint TEXT,
    PRIMARY KEY (account_id, id)
  ) STRICT;

  -- A creation or an import, from before the vendor is asked until its end is known.
  CREATE TABLE intents (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('create', 'import')),
    account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    nonce TEXT NOT NULL,
    name TEXT NOT NULL,
    request_json TEXT NOT NULL,
    key_id TEXT,
    version INTEGER NOT NULL,
    fingerprint TEXT,
    state TEXT NOT NULL CHECK (state IN
      ('intent', 'asked', 'unknown', 'received', 'stored', 'done', 'failed', 'orphan', 'removed', 'dismissed')),
    note TEXT NOT NULL DEFAULT '',
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    lease_until TEXT NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX intents_open ON intents (state) WHERE state NOT IN ('done', 'failed', 'removed', 'dismissed');
  CREATE INDEX intents_nonce ON intents (nonce);

  CREATE TABLE uses (
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    column_number INTEGER NOT NULL,
    agent TEXT NOT NULL,
    output TEXT NOT NULL,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (file, line, column_number),
    FOREIGN KEY (account_id, key_id) REFERENCES keys(account_id, id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX uses_key ON uses (account_id, key_id);

  -- A write to several files, from before the first one is touched until all are done or put back.
  CREATE TABLE file_transactions (
    id TEXT PRIMARY KEY,
    transaction_json TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL
  ) STRICT;

  -- The last injection into each file: what Restore needs. Old values are keychain items.
  CREATE TABLE undos (
    resolved TEXT PRIMARY KEY,
    record_json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE policies (
    scope TEXT PRIMARY KEY,
    scope_json TEXT NOT NULL,
    max_age_days INTEGER,
    lead_days INTEGER NOT NULL
  ) STRICT;
  INSERT INTO policies VALUES ('default', '{"kind":"default"}', 90, 14);

  CREATE TABLE inbox (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    account_id TEXT, key_id TEXT,
    read INTEGER NOT NULL DEFAULT 0,
    delivery TEXT NOT NULL DEFAULT 'none',
    delivery_note TEXT
  ) STRICT;
  CREATE INDEX inbox_at ON inbox (at);

  -- What the user was already reminded of, so that nothing is said twice.
  CREATE TABLE reminded (
    account_id TEXT NOT NULL, key_id TEXT NOT NULL, due_at TEXT NOT NULL, stage TEXT NOT NULL,
    PRIMARY KEY (account_id, key_id, due_at, stage)
  ) STRICT;

  -- Append-only; each entry carries the hash of the one before it.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    text TEXT NOT NULL,
    account_id TEXT, key_id TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_key ON audit (account_id, key_id);
  CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  `,
  `
  -- The fingerprints of values that a newer one took the place of: a config may still carry them.
  CREATE TABLE superseded_values (
    fingerprint TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    FOREIGN KEY (account_id, key_id) REFERENCES keys(account_id, id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX superseded_values_key ON superseded_values (account_id, key_id);
  CREATE TRIGGER value_is_superseded AFTER UPDATE OF fingerprint ON keys
    WHEN OLD.fingerprint <> NEW.fingerprint
    BEGIN
      INSERT OR REPLACE INTO superseded_values VALUES (OLD.fingerprint, NEW.account_id, NEW.id);
      DELETE FROM superseded_values WHERE fingerprint = NEW.fingerprint;
    END;

  -- The last scan, and what it found as it was found: what that means depends on the keys of today.
  CREATE TABLE scans (id INTEGER PRIMARY KEY CHECK (id = 1), scan_json TEXT NOT NULL) STRICT;
  CREATE TABLE findings (seq INTEGER PRIMARY KEY, finding_json TEXT NOT NULL) STRICT;
  `,
  `
  -- A config, and how its agent is reloaded and asked. The host is empty for this machine.
  CREATE TABLE targets (
    file TEXT NOT NULL,
    host TEXT NOT NULL DEFAULT '',
    agent TEXT,
    account_id TEXT, key_id TEXT,
    control_url TEXT,
    reload_command TEXT,
    added_at TEXT NOT NULL,
    PRIMARY KEY (file, host)
  ) STRICT;

  -- A replacement of a key, from before anything is done until its end. It is told by its evidence.
  CREATE TABLE rotations (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    key_id TEXT NOT NULL,
    key_name TEXT NOT NULL,
    new_key_id TEXT,
    intent_id TEXT,
    mode TEXT NOT NULL,
    settings_json TEXT NOT NULL,
    request_json TEXT NOT NULL,
    targets_json TEXT NOT NULL,
    direction TEXT NOT NULL DEFAULT 'forward' CHECK (direction IN ('forward', 'back')),
    state TEXT NOT NULL CHECK (state IN ('running', 'waiting', 'needs-you', 'failed', 'done', 'undone')),
    step TEXT NOT NULL,
    sentence TEXT NOT NULL,
    failure_json TEXT,
    waits_until TEXT,
    -- Set when the user typed the key's name to cut it although a use was unconfirmed.
    overridden_at TEXT,
    -- Who started it: the user of the machine.
    started_by TEXT NOT NULL,
    pid INTEGER, process_start TEXT, lease_until TEXT,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX rotations_open ON rotations (account_id, key_id) WHERE state NOT IN ('done', 'undone');

  -- Append-only, like the audit: each row is committed with what it tells of, and has its audit entry.
  CREATE TABLE rotation_evidence (
    rotation_id TEXT NOT NULL REFERENCES rotations(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    step TEXT NOT NULL,
    target_id TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed', 'unproven', 'word', 'skipped')),
    text TEXT NOT NULL,
    files_json TEXT NOT NULL DEFAULT '[]',
    -- What a later step needs of it, such as an agent's counters before its reload.
    detail_json TEXT NOT NULL DEFAULT '{}',
    audit_seq INTEGER NOT NULL,
    PRIMARY KEY (rotation_id, seq)
  ) STRICT;
  CREATE TRIGGER evidence_is_append_only BEFORE UPDATE ON rotation_evidence
    BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;

  CREATE TABLE snoozes (
    account_id TEXT NOT NULL, key_id TEXT NOT NULL, until TEXT NOT NULL,
    PRIMARY KEY (account_id, key_id)
  ) STRICT;

  ALTER TABLE inbox ADD COLUMN rotation_id TEXT;
  -- When it was last said: what stays overdue is said again.
  ALTER TABLE reminded ADD COLUMN at TEXT;
  `,
  `
  ALTER TABLE accounts ADD COLUMN transport TEXT;
  UPDATE accounts SET transport = 'auto' WHERE provider = 'coralogix';
  ALTER TABLE accounts ADD COLUMN grpc_url TEXT;
  ALTER TABLE accounts ADD COLUMN instance TEXT;
  ALTER TABLE accounts ADD COLUMN user_id TEXT;
  ALTER TABLE accounts ADD COLUMN credential_key_id TEXT;
  ALTER TABLE accounts ADD COLUMN rights_json TEXT NOT NULL DEFAULT '[]';
  -- The vendor has no API for keys: what is recorded of them is the user's word.
  ALTER TABLE accounts ADD COLUMN by_word INTEGER NOT NULL DEFAULT 0;

  ALTER TABLE keys ADD COLUMN description TEXT;
  ALTER TABLE keys ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE keys ADD COLUMN expires_at TEXT;
  ALTER TABLE keys ADD COLUMN has_policy INTEGER;

  -- The key that a rotation was given instead of making one.
  ALTER TABLE rotations ADD COLUMN replacement_json TEXT;

  -- From a service ID to a key that may send, from before anything is made until its end.
  CREATE TABLE sender_setups (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'cleaned-up')),
    setup_json TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    lease_until TEXT NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  `,
]

/** Brings the schema up to date. Throws on a database of a newer Keyturn: an older one must not write to it. */
export function migrate(db: Connection): void {
  const version = () =>
    Number((db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version)
  if (version() > versions.length) {
    throw new Error('this data folder was written by a newer Keyturn; update Keyturn to open it')
  }
  if (version() === versions.length) return
  // Two processes may open a fresh data folder at once: the second one waits here and finds the work done.
  db.exec('BEGIN IMMEDIATE')
  try {
    for (let next = version(); next < versions.length; next++) {
      db.exec(versions[next] ?? '')
      db.exec(`PRAGMA user_version = ${next + 1}`)
    }
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
