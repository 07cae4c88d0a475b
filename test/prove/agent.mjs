// @ts-check
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/**
 * A stand-in for an agent that sends for ever, for faults that a real one does not have. It reads its configuration
 * when it starts and when it is told to reload, sends a log line every 100 ms with the key that it holds, and says of
 * itself what Prometheus says. `lies`: `still` answers a reload with 200 and does nothing; `moving` says besides that
 * it has reloaded.
 */
export class Agent {
  /** @type {'no' | 'still' | 'moving'} */
  lies = 'no'
  /** How long it takes to answer, in milliseconds. */
  delay = 0
  sent = 0
  refused = 0
  url = ''
  #config
  #ingressUrl
  #value = ''
  #reloadedAt = Date.now()
  #startedAt = Date.now()
  #server
  /** @type {NodeJS.Timeout | undefined} */
  #timer

  /** @param {string} config @param {string} ingressUrl */
  constructor(config, ingressUrl) {
    this.#config = config
    this.#ingressUrl = ingressUrl
    this.#load()
    this.#server = createServer(async (request, response) => {
      await new Promise((resolve) => setTimeout(resolve, this.delay))
      if (request.method === 'POST' && request.url === '/-/reload') {
        if (this.lies === 'no') this.#load()
        if (this.lies !== 'still') this.#reloadedAt = Date.now()
        response.end()
      } else if (request.url === '/metrics') {
        response.setHeader('content-type', 'text/plain; version=0.0.4')
        response.end(this.#metrics())
      } else {
        response.statusCode = 404
        response.end()
      }
    })
  }

  async start() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(null)))
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('there is no port')
    this.url = `http://127.0.0.1:${address.port}`
    this.#timer = setInterval(() => void this.#send(), 100)
    return this
  }

  stop() {
    clearInterval(this.#timer)
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #load() {
    const [, value] = /credentials: (\S+)/.exec(readFileSync(this.#config, 'utf8')) ?? []
    this.#value = value ?? ''
  }

  async #send() {
    try {
      const answer = await fetch(`${this.#ingressUrl}/logs/v1/singles`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#value}`, 'content-type': 'application/json' },
        body: JSON.stringify([{ applicationName: 'agent', subsystemName: 'prove', text: 'line' }]),
      })
      if (answer.ok) this.sent += 1
      else this.refused += 1
    } catch {
      this.refused += 1
    }
  }

  #metrics() {
    const labels = `{remote_name="sandbox",url="${this.#ingressUrl}/prometheus/v1"}`
    return `# TYPE process_start_time_seconds gauge
process_start_time_seconds ${this.#startedAt / 1000}
# TYPE prometheus_config_last_reload_success_timestamp_seconds gauge
prometheus_config_last_reload_success_timestamp_seconds ${this.#reloadedAt / 1000}
# TYPE prometheus_config_last_reload_successful gauge
prometheus_config_last_reload_successful 1
# TYPE prometheus_remote_storage_samples_total counter
prometheus_remote_storage_samples_total${labels} ${this.sent}
# TYPE prometheus_remote_storage_samples_failed_total counter
prometheus_remote_storage_samples_failed_total${labels} ${this.refused}
# TYPE prometheus_remote_storage_samples_dropped_total counter
prometheus_remote_storage_samples_dropped_total${labels} 0
`
  }
}
