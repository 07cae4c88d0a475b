import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AgentAddress, AgentReading } from '../../../../main/rotation/rotation-ports.ts'
import { serve } from '../../providers/local-server.ts'

/** What a path answers: a text, or a status with one; `hang` never answers, `drop` breaks the connection off. */
type Answer =
  | string
  | { readonly status: number; readonly text?: string; readonly location?: string }
  | 'hang'
  | 'drop'

/** An agent's HTTP server as mean as a test wants it; without an answer for a path it says 404. */
export class StandIn {
  readonly answers = new Map<string, Answer>()
  readonly asked: {
    readonly method: string
    readonly path: string
    readonly body: string
    readonly headers: IncomingMessage['headers']
  }[] = []
  readonly url: string

  private constructor(url: string) {
    this.url = url
  }

  static async start(): Promise<StandIn> {
    let standIn: StandIn | null = null
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', (part) => {
        body += part
      })
      request.on('end', () => standIn?.answer(request, response, body))
    })
    standIn = new StandIn(url)
    return standIn
  }

  answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = '', url: path = '', headers } = request
    this.asked.push({ method, path, body, headers })
    const answer = this.answers.get(`${method} ${path}`) ?? { status: 404 }
    if (answer === 'hang') return
    if (answer === 'drop') response.destroy()
    else if (typeof answer === 'string') response.end(answer)
    else
      response
        .writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location })
        .end(answer.text ?? '')
  }
}

export const prometheusAt = (controlUrl: string | null, more: Partial<AgentAddress> = {}): AgentAddress => ({
  file: '/etc/prometheus/prometheus.yml',
  host: null,
  agent: 'prometheus',
  agentName: 'Prometheus',
  carriedBy: 'config',
  controlUrl,
  reloadCommand: null,
  afterChange: 'Reload Prometheus: systemctl reload prometheus, or POST /-/reload.',
  ...more,
})

export const fluentBitAt = (controlUrl: string | null, more: Partial<AgentAddress> = {}): AgentAddress => ({
  ...prometheusAt(controlUrl),
  file: '/etc/fluent-bit/fluent-bit.conf',
  agent: 'fluent-bit',
  agentName: 'Fluent Bit',
  afterChange: 'Restart Fluent Bit: systemctl restart fluent-bit.',
  ...more,
})

export const reading = (more: Partial<AgentReading> = {}): AgentReading => ({
  at: '2026-03-01T12:00:00.000Z',
  startedAt: null,
  reloads: null,
  lastReloadAt: null,
  lastReloadOk: null,
  sent: null,
  failed: null,
  ...more,
})

/** What Prometheus 2.42 says of a queue. */
export const queueLines = (url: string, total: number, failed = 0, pending = 0, retried = 0): string =>
  Object.entries({
    samples_total: total,
    samples_failed_total: failed,
    samples_pending: pending,
    samples_retried_total: retried,
    samples_dropped_total: 7,
  })
    .map(
      ([name, value]) =>
        `# TYPE prometheus_remote_storage_${name} counter\nprometheus_remote_storage_${name}{remote_name="a",url="${url}"} ${value}\n`,
    )
    .join('')

export const prometheusLines = (
  loaded: number,
  successful = 1,
): string => `# HELP process_start_time_seconds Start time.
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.77236634e+09
# TYPE prometheus_config_last_reload_success_timestamp_seconds gauge
prometheus_config_last_reload_success_timestamp_seconds ${loaded}
# TYPE prometheus_config_last_reload_successful gauge
prometheus_config_last_reload_successful ${successful}
# TYPE prometheus_http_request_duration_seconds histogram
prometheus_http_request_duration_seconds_bucket{handler="/",le="0.1"} 1
prometheus_http_request_duration_seconds_bucket{handler="/",le="+Inf"} 1
`
