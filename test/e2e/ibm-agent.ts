import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const OUTPUT = 'logger-icl-output-plugin'

/** The settings of the first output of the IBM Cloud Logs agent in a classic configuration, by lower-case name. */
function settingsOf(text: string): ReadonlyMap<string, string> {
  const section = text.split(/^\[/m).find((part) => part.includes(OUTPUT)) ?? ''
  const pairs = [...section.matchAll(/^[ \t]+(\w+)[ \t]+(\S.*?)[ \t\r]*$/gm)]
  return new Map(pairs.map(([, name = '', value = '']) => [name.toLowerCase(), value]))
}

/**
 * A stand-in for the IBM Cloud Logs agent: a Fluent Bit whose output trades the key of its configuration for a token,
 * keeps that token, and sends a log line every 100 ms. It reads its configuration when it starts and when it is told to
 * reload, and says of itself what Fluent Bit says: counters and uptime begin again with each reload.
 */
export class IbmAgent {
  /** Since the start, reloads included. */
  sent = 0
  refused = 0
  url = ''
  readonly #config: string
  readonly #iamUrl: string
  readonly #server: Server
  #settings: ReadonlyMap<string, string> = new Map()
  #token: { readonly bearer: string; readonly until: number } | null = null
  #loadedAt = Date.now()
  #reloads = 0
  #ofThisLoad = { sent: 0, failed: 0 }
  #timer: NodeJS.Timeout | undefined

  constructor(config: string, iamUrl: string) {
    this.#config = config
    this.#iamUrl = iamUrl
    this.#load()
    this.#server = createServer((request, response) => {
      const answer = this.#answer(`${request.method} ${request.url}`)
      response.statusCode = answer === null ? 404 : 200
      response.end(answer ?? '')
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    this.#timer = setInterval(() => void this.#send(), 100)
    return this
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #load(): void {
    this.#settings = settingsOf(readFileSync(this.#config, 'utf8'))
    this.#token = null
    this.#loadedAt = Date.now()
    this.#ofThisLoad = { sent: 0, failed: 0 }
  }

  #answer(asked: string): string | null {
    switch (asked) {
      case 'POST /api/v2/reload':
        this.#load()
        this.#reloads += 1
        return JSON.stringify({ reload: 'done', status: 0 })
      case 'GET /api/v2/reload':
        return JSON.stringify({ hot_reload_count: this.#reloads })
      case 'GET /api/v1/uptime':
        return JSON.stringify({ uptime_sec: this.#uptime(), uptime_hr: 'Fluent Bit has been running' })
      case 'GET /api/v2/metrics/prometheus':
        return this.#metrics()
    }
    return null
  }

  #uptime = (): number => Math.floor((Date.now() - this.#loadedAt) / 1000)

  async #send(): Promise<void> {
    const of = this.#ofThisLoad
    const took = await this.#line().catch(() => false)
    if (took) {
      this.sent += 1
      of.sent += 1
    } else {
      this.refused += 1
      of.failed += 1
    }
  }

  async #line(): Promise<boolean> {
    const bearer = await this.#bearer()
    const host = `${this.#settings.get('target_host')}:${this.#settings.get('target_port')}`
    const answer = await fetch(`http://${host}${this.#settings.get('target_path')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ applicationName: 'shop', subsystemName: 'edge', severity: 3, text: 'a line' }]),
    })
    await answer.arrayBuffer()
    return answer.ok
  }

  async #bearer(): Promise<string> {
    if (this.#token !== null && this.#token.until > Date.now()) return this.#token.bearer
    const answer = await fetch(`${this.#iamUrl}/identity/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
        apikey: this.#settings.get('iam_api_key') ?? '',
      }),
    })
    const said = (await answer.json()) as { access_token?: string; expires_in?: number }
    if (!answer.ok || said.access_token === undefined) throw new Error(`no token: ${answer.status}`)
    this.#token = { bearer: said.access_token, until: Date.now() + (said.expires_in ?? 0) * 800 }
    return said.access_token
  }

  #metrics(): string {
    const counters = {
      proc_records: this.#ofThisLoad.sent,
      errors: this.#ofThisLoad.failed,
      retries_failed: this.#ofThisLoad.failed,
      dropped_records: this.#ofThisLoad.failed,
    }
    const lines = Object.entries(counters).map(
      ([name, n]) =>
        `# TYPE fluentbit_output_${name}_total counter\nfluentbit_output_${name}_total{name="${OUTPUT}.0"} ${n}\n`,
    )
    return `# TYPE fluentbit_uptime counter
fluentbit_uptime{hostname="edge"} ${this.#uptime()}
# TYPE fluentbit_hot_reloaded_times gauge
fluentbit_hot_reloaded_times{hostname="edge"} ${this.#reloads}
${lines.join('')}`
  }
}
