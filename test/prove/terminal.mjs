// @ts-check
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { KEYTURN } from './vendor.mjs'

/** @typedef {{ code: number | null, stdout: string, stderr: string }} Ended */

/** A user's terminal: a data folder, an account at the vendor, and the built program. */
export class Terminal {
  home
  #env
  #account
  /** @type {InstanceType<typeof DatabaseSync> | undefined} */
  #db

  /** @param {{ home: string, account: string, env?: NodeJS.ProcessEnv }} options */
  constructor({ home, account, env = {} }) {
    this.home = home
    this.#account = account
    this.#env = env
  }

  /** @param {import('./vendor.mjs').Vendor} vendor @param {{ account: string, home?: string, env?: NodeJS.ProcessEnv }} options */
  static async start(vendor, { account, home, env }) {
    if (home) mkdirSync(home, { mode: 0o700 })
    const terminal = new Terminal({
      home: home ?? mkdtempSync(join(tmpdir(), 'keyturn-prove-home-')),
      account,
      ...(env && { env }),
    })
    const addresses = ['--api-url', vendor.apiUrl, '--ingress-url', vendor.ingressUrl]
    await terminal.must(
      ['account', 'add', '--provider', 'coralogix', '--name', account, ...addresses],
      vendor.adminKey,
    )
    await terminal.must(['sync'])
    return terminal
  }

  /**
   * Runs a command. `until` is asked every few milliseconds and once it holds, or after `killAfter` milliseconds, the
   * program is killed with SIGKILL, like by a power cut.
   *
   * @param {readonly string[]} args @param {{ input?: string, killAfter?: number, until?: () => boolean }} [how] @returns {Promise<Ended>}
   */
  run(args, { input = '', killAfter, until } = {}) {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [KEYTURN, ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, KEYTURN_HOME: this.home, ...this.#env },
      })
      const ended = { stdout: '', stderr: '' }
      child.stdout.on('data', (text) => {
        ended.stdout += text
      })
      child.stderr.on('data', (text) => {
        ended.stderr += text
      })
      child.stdin.on('error', () => {})
      child.stdin.end(input)
      const timer = setTimeout(() => child.kill('SIGKILL'), killAfter ?? 120_000)
      const looks = until && setInterval(() => until() && child.kill('SIGKILL'), 2)
      child.on('close', (code) => {
        clearTimeout(timer)
        clearInterval(looks)
        resolve({ ...ended, code })
      })
    })
  }

  /** @param {readonly string[]} args @param {string} [input] @returns {Promise<string>} */
  async must(args, input) {
    const ended = await this.run(args, input === undefined ? {} : { input })
    if (ended.code !== 0)
      throw new Error(`keyturn ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`)
    return ended.stdout
  }

  /** @param {string} name @returns {Promise<string>} the new key's id */
  async createKey(name) {
    const made = ['key', 'create', name, '--account', this.#account, '--type', 'send-your-data']
    return (await this.must(made)).trim()
  }

  /** @param {string} id @returns {Promise<string>} */
  async value(id) {
    return (await this.must(['key', 'value', id])).trim()
  }

  /** @returns {Promise<readonly { id: string, name: string, state: string, hasValue: boolean }[]>} */
  async keys() {
    return JSON.parse(await this.must(['key', 'list', '--state', 'all', '--json']))
  }

  /** @returns {Promise<readonly { id: string, key: string, newKey: string | null, state: string, sentence: string }[]>} */
  async rotations() {
    return JSON.parse(await this.must(['rotation', 'list', '--all', '--json']))
  }

  /** What is recorded of the rotation of a key, past the program. @param {string} keyId @returns {readonly { step: string, outcome: string }[]} */
  evidence(keyId) {
    return /** @type {any} */ (
      this.#recorded(
        `SELECT step, outcome FROM rotation_evidence WHERE rotation_id IN (SELECT id FROM rotations WHERE key_id = ?)
         ORDER BY rotation_id, seq`,
        keyId,
      )
    )
  }

  /** The recorded state of the rotation of a key. @param {string} keyId @returns {string | undefined} */
  state(keyId) {
    const rows = this.#recorded('SELECT state FROM rotations WHERE key_id = ? ORDER BY rowid DESC', keyId)
    return /** @type {any} */ (rows)[0]?.state
  }

  /** Leaves no room in the database's log: its next commit needs some of the disk. */
  emptyLog() {
    this.#db?.close()
    this.#db = undefined
    const db = new DatabaseSync(join(this.home, 'keyturn.db'))
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
  }

  /** @param {string} sql @param {string} keyId */
  #recorded(sql, keyId) {
    this.#db ??= new DatabaseSync(join(this.home, 'keyturn.db'), { readOnly: true })
    return this.#db.prepare(sql).all(keyId)
  }

  /** Removes the account with its keychain items, and the data folder. */
  async end() {
    this.#db?.close()
    await this.run(['account', 'remove', this.#account, '--yes'])
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** A Prometheus configuration that carries this value for the vendor. @param {string} ingressUrl @param {string} credentials */
export const configuration = (ingressUrl, credentials) => `# written for a proof; a comment that stays
global:
  scrape_interval: 15s
remote_write:
  - name: sandbox
    url: ${ingressUrl}/prometheus/v1
    authorization:
      ${credentials}   # replaced by Keyturn
    queue_config: {batch_send_deadline: 1s}
`

/** The value that stands in such a configuration. @param {string} file */
export function valueIn(file) {
  const [, value] = /credentials: (\S+)/.exec(readFileSync(file, 'utf8')) ?? []
  if (value === undefined) throw new Error(`no value stands in ${file}`)
  return value
}

/** @param {string} file @param {string} text */
export const write = (file, text) => writeFileSync(file, text, { mode: 0o640 })
