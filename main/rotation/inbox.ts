import { randomUUID } from 'node:crypto'
import type { InboxItem } from '../../shared/model.ts'
import type { Changes } from '../changes.ts'
import { type Clock, stamp } from '../clock.ts'
import type { Database, Row } from '../database/sqlite.ts'
import type { Inbox as InboxContract } from './services.ts'

/** How many items the window shows. */
const shown = 500

/** The record of everything that Keyturn had to say, whether or not the desktop showed it. */
export class Inbox implements InboxContract {
  readonly #db: Database
  readonly #clock: Clock
  readonly #changes: Changes

  constructor(db: Database, clock: Clock, changes: Changes) {
    this.#db = db
    this.#clock = clock
    this.#changes = changes
  }

  /** The newest first. */
  list(): readonly InboxItem[] {
    return this.#db.all('SELECT * FROM inbox ORDER BY at DESC, rowid DESC LIMIT ?', shown).map(toItem)
  }

  add(
    item: Pick<InboxItem, 'kind' | 'title' | 'body' | 'ref'> & { readonly rotationId?: string },
  ): InboxItem {
    const id = randomUUID()
    const at = stamp(this.#clock)
    this.#db.run(
      'INSERT INTO inbox (id, at, kind, title, body, account_id, key_id, rotation_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      at,
      item.kind,
      item.title,
      item.body,
      item.ref?.accountId ?? null,
      item.ref?.keyId ?? null,
      item.rotationId ?? null,
    )
    this.#changes.notify('inbox')
    const rotationId = item.rotationId ?? null
    return { ...item, rotationId, id, at, read: false, delivery: 'none', deliveryNote: null }
  }

  markRead(ids: readonly string[]): void {
    this.#db.transaction(() => {
      for (const id of ids) this.#db.run('UPDATE inbox SET read = 1 WHERE id = ?', id)
    })
    this.#changes.notify('inbox')
  }

  delivered(id: string, delivery: InboxItem['delivery'], note: string | null): void {
    this.#db.run('UPDATE inbox SET delivery = ?, delivery_note = ? WHERE id = ?', delivery, note, id)
    this.#changes.notify('inbox')
  }
}

const toItem = (row: Row): InboxItem => ({
  id: String(row.id),
  at: String(row.at),
  kind: row.kind as InboxItem['kind'],
  title: String(row.title),
  body: String(row.body),
  ref: row.account_id && row.key_id ? { accountId: String(row.account_id), keyId: String(row.key_id) } : null,
  rotationId: row.rotation_id == null ? null : String(row.rotation_id),
  read: Boolean(row.read),
  delivery: row.delivery as InboxItem['delivery'],
  deliveryNote: row.delivery_note === null ? null : String(row.delivery_note),
})
