// @ts-check
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { end, start } from '../../build/processes.mjs'

export const KEYTURN = fileURLToPath(new URL('../../out/main/keyturn.js', import.meta.url))

/** @typedef {{ id: string, name: string, active: boolean }} VendorKey */

/** The sandbox in a process of its own, seen past Keyturn: its console, its ingress, its faults. */
export class Vendor {
  #child
  #place
  #folder

  /** @param {import('node:child_process').ChildProcess} child @param {{ apiUrl: string, ingressUrl: string, adminKey: string }} place @param {string} folder */
  constructor(child, place, folder) {
    this.#child = child
    this.#place = place
    this.#folder = folder
  }

  static async start() {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-prove-vendor-'))
    const child = start(process.execPath, [KEYTURN, 'sandbox'], {
      what: 'the sandbox',
      env: { ...process.env, KEYTURN_HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await new Promise((resolve, reject) => {
      child.stdout?.once('data', (data) => resolve(String(data)))
      child.once('exit', () => reject(new Error('the sandbox did not start')))
    })
    return new Vendor(child, JSON.parse(String(line).split('\n')[0] ?? ''), folder)
  }

  get adminKey() {
    return this.#place.adminKey
  }

  get apiUrl() {
    return this.#place.apiUrl
  }

  get ingressUrl() {
    return this.#place.ingressUrl
  }

  /** @returns {Promise<readonly VendorKey[]>} */
  async keys() {
    return (await this.ask('GET', '/mgmt/openapi/5/aaa/api-keys/v3/list/all')).keys
  }

  /** @param {object} fault */
  async setFault(fault) {
    await this.ask('POST', '/sandbox/v1/faults', fault)
  }

  async clearFaults() {
    await this.ask('DELETE', '/sandbox/v1/faults')
  }

  async counts() {
    return this.ask('GET', '/sandbox/v1/counts')
  }

  async forgetCounts() {
    await this.ask('DELETE', '/sandbox/v1/counts')
  }

  /** @param {string} series the name of a metric */
  async samples(series) {
    return this.ask('GET', `/sandbox/v1/samples?series=${encodeURIComponent(series)}`)
  }

  /** Whether telemetry with this value is taken now. @param {string} value */
  async takes(value) {
    const answer = await fetch(`${this.ingressUrl}/logs/v1/singles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ applicationName: 'prove', subsystemName: 'look', text: 'x' }]),
    })
    return answer.ok
  }

  async stop() {
    await end(this.#child)
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** One call with the admin key. @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
  async ask(method, path, body) {
    const answer = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.adminKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    const text = await answer.text()
    return text === '' ? null : JSON.parse(text)
  }
}
