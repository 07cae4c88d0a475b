import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { waitFor } from '../../build/processes.mjs'
import type { Fault } from '../../main/sandbox/faults.ts'
import type { VendorState } from '../../main/sandbox/model.ts'
import type { Counts } from '../../main/sandbox/taken.ts'
import { remember } from './canary.ts'

/** A key as the vendor's own API lists it, as far as the tests look. */
export interface VendorKey {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly hashed: boolean
}

/** The sandbox seen from outside, past Keyturn: what an engineer does at the vendor's console and with curl. */
export class VendorSide {
  readonly #place: { readonly apiUrl: string; readonly ingressUrl: string; readonly adminKey: string }

  constructor(place: { readonly apiUrl: string; readonly ingressUrl: string; readonly adminKey: string }) {
    this.#place = place
    remember(place.adminKey, 'the admin key')
  }

  /** The sandbox that runs inside an app with this data folder. */
  static async ofApp(home: string): Promise<VendorSide> {
    const state = await waitFor(() => vendorState(home).catch(() => null), {
      what: 'the sandbox to have its ports',
      deadline: 10_000,
    })
    for (const value of Object.values(state.adminKeys)) remember(value, 'an admin key')
    // The vendor lists the values of readable keys: a sync has them in its hands.
    for (const { value, name } of state.keys) if (value) remember(value, `the readable value of ${name}`)
    return new VendorSide({
      apiUrl: `http://127.0.0.1:${state.ports.api}`,
      ingressUrl: `http://127.0.0.1:${state.ports.ingress}`,
      adminKey: state.adminKeys.full,
    })
  }

  get ingressHost(): string {
    return new URL(this.#place.ingressUrl).hostname
  }

  get ingressPort(): string {
    return new URL(this.#place.ingressUrl).port
  }

  async setFault(fault: Fault): Promise<void> {
    await this.#api('POST', '/sandbox/v1/faults', fault)
  }

  async clearFaults(): Promise<void> {
    await this.#api('DELETE', '/sandbox/v1/faults')
  }

  /** Makes a Send-Your-Data key as the vendor's console does, with its value. */
  async createKey(name: string, hashed: boolean): Promise<{ readonly id: string; readonly value: string }> {
    const { team_id: teamId } = (await this.#api('GET', '/identity/whoami')) as { team_id: number }
    const made = (await this.#api('POST', '/mgmt/openapi/5/aaa/api-keys/v3', {
      name,
      owner: { teamId },
      keyPermissions: { presets: ['SendData'], permissions: [] },
      hashed,
    })) as { keyId: string; value: string }
    return { id: made.keyId, value: remember(made.value, `the value of ${name}`) }
  }

  async keys(): Promise<readonly VendorKey[]> {
    const { keys } = (await this.#api('GET', '/mgmt/openapi/5/aaa/api-keys/v3/list/all')) as {
      keys: readonly VendorKey[]
    }
    return keys
  }

  async keyNamed(name: string): Promise<VendorKey | undefined> {
    return (await this.keys()).find((key) => key.name === name)
  }

  /** Sends a log line as an agent does, with the header that its config carries; answers the status. */
  async ingest(authorization: string, text: string): Promise<number> {
    const answer = await fetch(`${this.#place.ingressUrl}/logs/v1/singles`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify([{ applicationName: 'shop', subsystemName: 'edge', text }]),
    })
    return answer.status
  }

  /** What the ingress took and refused since it was last asked to forget. */
  async counts(): Promise<Counts> {
    return (await this.#api('GET', '/sandbox/v1/counts')) as Counts
  }

  async forgetCounts(): Promise<void> {
    await this.#api('DELETE', '/sandbox/v1/counts')
  }

  /** The events that the sandbox's Aggregations.io took and that contain `text`. */
  async events(text: string): Promise<number> {
    const route = `/sandbox/v1/aggregations-io/lines?contains=${encodeURIComponent(text)}`
    const { lines } = (await this.#api('GET', route)) as { lines: readonly unknown[] }
    return lines.length
  }

  async #api(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.#place.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#place.adminKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${method} ${path}`)
    return await answer.json()
  }
}

/** What the sandbox keeps, ports included; it is the simulated vendor and so holds values in plain text. */
async function vendorState(home: string): Promise<VendorState> {
  const state = JSON.parse(await readFile(join(home, 'sandbox.json'), 'utf8')) as VendorState
  if (state.ports.api === 0) throw new Error('the sandbox has no ports yet')
  return state
}
