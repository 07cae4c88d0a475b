import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { DoctorCheck } from '../shared/model.ts'
import type { Audit } from './audit.ts'
import type { Clock } from './clock.ts'
import { type Database, stored } from './database/sqlite.ts'
import type { ValueKeeper } from './keys/value-keeper.ts'
import type { Vault } from './vault/vault.ts'

interface Parts {
  readonly home: string
  readonly db: Database
  readonly clock: Clock
  readonly vault: Vault
  readonly keeper: Pick<ValueKeeper, 'ready'>
  readonly audit: Audit
}

/** Checks what Keyturn stands on, without a desktop: keychain, database, clock, proxy, file modes. */
export async function doctor(parts: Parts): Promise<readonly DoctorCheck[]> {
  return [await keychain(parts), database(parts), clock(parts), proxy(), files(parts)]
}

async function keychain({ vault, keeper }: Parts): Promise<DoctorCheck> {
  const { state, message, hint } = await vault.probe()
  const able = state === 'ready' ? await keeper.ready() : null
  if (able && !able.ok) {
    const { failure } = able
    return {
      id: 'keychain',
      title: 'Keychain',
      status: 'failed',
      message: failure.message,
      hint: failure.hint,
    }
  }
  return { id: 'keychain', title: 'Keychain', status: state === 'ready' ? 'ok' : 'failed', message, hint }
}

function database({ db, audit }: Parts): DoctorCheck {
  const base = { id: 'database', title: 'Database' } as const
  try {
    const answer = db.check()
    const broken = audit.firstBroken()
    if (answer !== 'ok') {
      const hint = 'Quit Keyturn and keep a copy of the data folder. Values in the keychain are not affected.'
      return { ...base, status: 'failed', message: `SQLite reports damage: ${answer}`, hint }
    }
    if (broken !== null) {
      const hint = 'Somebody or something changed the database outside Keyturn.'
      return { ...base, status: 'failed', message: `The audit's chain is broken at entry ${broken}.`, hint }
    }
    const writable = stored('The database is sound, but cannot be written', () => db.proveWritable())
    if (!writable.ok) {
      return { ...base, status: 'failed', message: writable.failure.message, hint: writable.failure.hint }
    }
    return { ...base, status: 'ok', message: "The database is sound and the audit's chain holds.", hint: '' }
  } catch (error) {
    const message = `The database cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}`
    return { ...base, status: 'failed', message, hint: 'Check the disk and the rights of the data folder.' }
  }
}

/** Due dates depend on the clock; one that runs behind what was already recorded is wrong. */
function clock({ clock: now, audit }: Parts): DoctorCheck {
  const base = { id: 'clock', title: 'Clock' } as const
  const last = audit.list(null, 1)[0]
  if (last && Date.parse(last.at) > now.now().getTime() + 60_000) {
    const message = "The clock is behind the newest audit entry, so ages and due dates can't be trusted."
    return { ...base, status: 'warning', message, hint: 'Set the clock of this machine.' }
  }
  return { ...base, status: 'ok', message: 'The clock agrees with what was recorded before.', hint: '' }
}

function proxy(): DoctorCheck {
  const base = { id: 'proxy', title: 'Proxy', status: 'ok', hint: '' } as const
  const { env } = process
  const set = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter((name) => env[name])
  if (set.length === 0) return { ...base, message: 'No proxy is set; vendors are called directly.' }
  // The address may hold a password: only the variable is named.
  return { ...base, message: `Vendors are called through the proxy in ${set.join(', ')}.` }
}

function files({ home }: Parts): DoctorCheck {
  const base = { id: 'files', title: 'Data folder' } as const
  if (process.platform === 'win32') {
    return { ...base, status: 'ok', message: 'The data folder has the rights of your profile.', hint: '' }
  }
  const open = [home, join(home, 'keyturn.db')].filter((path) => (statSync(path).mode & 0o077) !== 0)
  if (open.length > 0) {
    const message = `Other users may read ${open.join(' and ')}. It holds names and dates, no values.`
    return { ...base, status: 'warning', message, hint: `chmod go-rwx ${open.join(' ')}` }
  }
  return { ...base, status: 'ok', message: `${home} can be read by you alone.`, hint: '' }
}
