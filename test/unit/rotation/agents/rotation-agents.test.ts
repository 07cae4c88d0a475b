import { createServer as createTlsServer } from 'node:https'
import { beforeEach, describe, expect, it } from 'vitest'
import { agentHttp } from '../../../../main/rotation/agents/agent-http.ts'
import { rotationAgents } from '../../../../main/rotation/agents/rotation-agents.ts'
import { must } from '../../agents/world.ts'
import { serve } from '../../providers/local-server.ts'
import { selfSigned } from '../../providers/self-signed.ts'
import { fluentBitAt, prometheusAt, prometheusLines, queueLines, StandIn } from './stand-in.ts'

const ours = 'https://ingress.coralogix.com/prometheus/v1'
const now = new Date('2026-03-01T12:00:20.000Z')
const agents = rotationAgents({
  hosts: () => [{ provider: 'coralogix', domain: 'coralogix.com' }],
  http: agentHttp({ deadlineMs: 2_000, maxBytes: 64 * 1024 }),
  clock: { now: () => now },
  processStart: () => Promise.resolve(null),
})

let agent: StandIn
beforeEach(async () => {
  agent = await StandIn.start()
})

const failureOf = (result: { ok: boolean; failure?: { message: string; hint: string } }) => {
  expect(result.ok).toBe(false)
  return result.failure ?? { message: '', hint: '' }
}

describe('asking Prometheus', () => {
  it('reads when it loaded its configuration, and what our queues took', async () => {
    const others = queueLines('https://elsewhere.example.com/push', 9_000, 800)
    const text = prometheusLines(1772366400.25) + queueLines(ours, 500, 20, 30, 10) + others
    agent.answers.set('GET /metrics', text)
    expect(await agents.reading(prometheusAt(agent.url))).toEqual({
      ok: true,
      value: {
        at: now.toISOString(),
        startedAt: '2026-03-01T11:59:00.000Z',
        reloads: null,
        lastReloadAt: '2026-03-01T12:00:00.250Z',
        lastReloadOk: true,
        // Tried, without what failed and what is tried again.
        sent: 470,
        underWay: 30,
        failed: 20,
      },
    })
  })

  it('knows nothing of our samples where it sends to others only', async () => {
    const text = prometheusLines(1772366400, 0) + queueLines('https://elsewhere.example.com/push', 9)
    agent.answers.set('GET /metrics', text)
    const read = await agents.reading(prometheusAt(agent.url))
    expect(read).toMatchObject({ value: { sent: null, failed: null, lastReloadOk: false } })
  })

  it('reads what stands between damaged lines', async () => {
    const text = `${prometheusLines(1772366400)}prometheus_remote_storage_samples_total{url="${ours}" 1\nprometheus_remote_storage_samples_total{url="${ours}"} NaN\nprometheus_remote_storage_samples_total{__proto__="x",url="${ours}"} 7`
    agent.answers.set('GET /metrics', text)
    expect(await agents.reading(prometheusAt(agent.url))).toMatchObject({ value: { sent: 7 } })
  })

  it('sends no credentials and follows nobody', async () => {
    const other = await StandIn.start()
    agent.answers.set('GET /metrics', { status: 302, location: `${other.url}/metrics` })
    other.answers.set('GET /metrics', prometheusLines(1772366400))
    const { message, hint } = failureOf(await agents.reading(prometheusAt(agent.url)))
    expect(message).toContain('answered with 302')
    expect(hint).toContain('follows no redirect')
    expect(other.asked).toEqual([])
    expect(agent.asked[0]?.headers.authorization).toBeUndefined()
    const named = failureOf(await agents.reading(prometheusAt(agent.url.replace('//', '//admin:hunter2@'))))
    expect(named.message).toContain('carries a user name or password')
    expect(JSON.stringify(named)).not.toContain('hunter2')
  })

  it.each([
    ['hangs', 'hang' as const, 'did not answer within 2 seconds'],
    ['breaks off', 'drop' as const, 'could not be asked'],
    ['never ends', 'x'.repeat(70_000), 'is larger than'],
    [
      'is somebody else',
      'process_start_time_seconds 1772366400\nnode_load1 1\n',
      'answered, but not as Prometheus does',
    ],
    ['wants a login', { status: 401 }, 'answered with 401'],
  ])('says so when what is there %s', async (_, answer, sentence) => {
    agent.answers.set('GET /metrics', answer)
    const reading = await agents.reading(prometheusAt(agent.url))
    expect(failureOf(reading).message).toContain(sentence)
    // An agent's trouble is not ours: `unexpected` would be told as a fault of the program.
    expect(reading).toMatchObject({ failure: { code: 'refused' } })
  })

  it('says of a certificate that nobody vouches for that it is the certificate', async () => {
    const url = await serve(
      createTlsServer(selfSigned(), (_, response) => response.end('')),
      'https',
    )
    const { message } = failureOf(await agents.reading(prometheusAt(url)))
    expect(message).toContain('this machine does not trust its certificate')
  })

  it('calls no address of the cloud', async () => {
    const refused = await agents.reading(prometheusAt('http://169.254.169.254/latest'))
    expect(failureOf(refused).message).toContain('was not called')
  })

  it('keeps the path of an address behind a proxy', async () => {
    agent.answers.set('GET /prom/metrics', prometheusLines(1772366400))
    expect(await agents.reading(prometheusAt(`${agent.url}/prom/`))).toMatchObject({ ok: true })
  })
})

describe('asking Fluent Bit', () => {
  const metrics = (records: number, errors: number): string =>
    `fluentbit_output_proc_records_total{name="http.0"} ${records}\nfluentbit_output_errors_total{name="http.0"} ${errors}\nfluentbit_output_retries_failed_total{name="http.0"} 1\n`

  it('reads how often it was reloaded, since when, and what it sent', async () => {
    agent.answers.set('GET /api/v2/metrics/prometheus', metrics(42, 2))
    agent.answers.set(
      'GET /api/v1/uptime',
      '{"uptime_sec":9,"uptime_hr":"Fluent Bit has been running: 9 seconds"}',
    )
    agent.answers.set('GET /api/v2/reload', '{"hot_reload_count":3}')
    const loaded = { reloads: 3, lastReloadAt: '2026-03-01T12:00:10.000Z', startedAt: null }
    const read = await agents.reading(fluentBitAt(agent.url))
    expect(read).toMatchObject({ value: { ...loaded, sent: 42, failed: 3 } })
  })

  it('reads an old one, which has no reload', async () => {
    agent.answers.set('GET /api/v1/metrics/prometheus', metrics(42, 0))
    agent.answers.set('GET /api/v1/uptime', '{"uptime_sec":9}')
    const read = await agents.reading(fluentBitAt(agent.url))
    expect(read).toMatchObject({ value: { reloads: null, startedAt: null, sent: 42, failed: 1 } })
  })

  it('is not fooled by counts that are none', async () => {
    agent.answers.set('GET /api/v2/reload', '{"hot_reload_count":"7"}')
    expect(failureOf(await agents.reading(fluentBitAt(agent.url))).message).toContain(
      'not as Fluent Bit does',
    )
  })

  it('watches the outputs that carry the key where they have names', async () => {
    const all = metrics(42, 0) + metrics(5, 0).replaceAll('http.0', 'coralogix')
    agent.answers.set('GET /api/v2/metrics/prometheus', all)
    const uses = [{ file: 'a', line: 1, output: 'coralogix', kind: 'literal' as const }]
    expect(await agents.reading(fluentBitAt(agent.url, { uses }))).toMatchObject({ value: { sent: 5 } })
    expect(await agents.reading(fluentBitAt(agent.url))).toMatchObject({ value: { sent: 47 } })
  })
})

describe('asking the agent of IBM Cloud Logs', () => {
  const ibm = { agent: 'ibm-cloud-logs', agentName: 'IBM Cloud Logs agent' } as const
  const output = 'logger-icl-output-plugin (line 5)'
  const uses = [{ file: 'a', line: 13, output, kind: 'literal' as const }]
  const metrics = (sent: number, others: number): string =>
    `fluentbit_output_proc_records_total{name="logger-icl-output-plugin.0"} ${sent}\nfluentbit_output_errors_total{name="logger-icl-output-plugin.0"} 0\nfluentbit_output_proc_records_total{name="http.0"} ${others}\n`

  it('is asked as the Fluent Bit that it is, and only its own output counts', async () => {
    agent.answers.set('GET /api/v2/metrics/prometheus', metrics(12, 900))
    agent.answers.set('GET /api/v1/uptime', '{"uptime_sec":9}')
    agent.answers.set('GET /api/v2/reload', '{"hot_reload_count":1}')
    const first = must(await agents.reading(fluentBitAt(agent.url, { ...ibm, uses })))
    expect(first).toMatchObject({ reloads: 1, lastReloadAt: '2026-03-01T12:00:10.000Z', sent: 12, failed: 0 })
    // It retries without end what is refused: nothing fails then, and nothing is sent.
    agent.answers.set('GET /api/v2/metrics/prometheus', metrics(12, 1900))
    const later = must(await agents.reading(fluentBitAt(agent.url, { ...ibm, uses })))
    expect(agents.watched(fluentBitAt(agent.url, ibm), first, later)).toMatchObject({ outcome: 'silent' })
    agent.answers.set('GET /api/v2/metrics/prometheus', metrics(20, 1900))
    const sent = must(await agents.reading(fluentBitAt(agent.url, { ...ibm, uses })))
    expect(agents.watched(fluentBitAt(agent.url, ibm), first, sent)).toMatchObject({ outcome: 'ok' })
  })

  it('is reloaded by its own address, or restarted where it has its key from its environment', async () => {
    agent.answers.set('POST /api/v2/reload', '{"reload":"done","status":0}')
    expect(agents.ways(fluentBitAt(agent.url, ibm))).toMatchObject({ reload: 'http' })
    expect(await agents.reload(fluentBitAt(agent.url, ibm))).toMatchObject({ ok: true })
    const environment = { ...ibm, carriedBy: 'environment' } as const
    expect(agents.ways(fluentBitAt(agent.url, environment))).toMatchObject({ reload: 'word' })
    expect(agents.ways(fluentBitAt(null, ibm))).toMatchObject({
      reload: 'word',
      proofText: expect.stringContaining('process must have started'),
    })
  })
})

describe('asking others', () => {
  it('reads a collector, whose local exporters prove nothing', async () => {
    agent.answers.set(
      'GET /metrics',
      'otelcol_process_uptime_seconds_total{service_name="otelcol"} 5.5\notelcol_exporter_sent_log_records_total{exporter="coralogix"} 10\notelcol_exporter_sent_spans_total{exporter="debug"} 99\notelcol_exporter_send_failed_log_records_total{exporter="coralogix"} 2\n',
    )
    const read = await agents.reading(
      fluentBitAt(agent.url, { agent: 'opentelemetry', agentName: 'Collector' }),
    )
    expect(read).toMatchObject({ value: { lastReloadAt: '2026-03-01T12:00:14.500Z', sent: 10, failed: 2 } })
  })

  it('reads a collector that sends to another vendor', async () => {
    agent.answers.set(
      'GET /metrics',
      'otelcol_process_uptime_seconds_total{service_name="otelcol"} 5.5\notelcol_exporter_sent_metric_points_total{exporter="otlphttp/counters"} 10\notelcol_exporter_sent_log_records_total{exporter="coralogix"} 99\n',
    )
    const uses = [{ file: 'a', line: 1, output: 'otlphttp/counters', kind: 'literal' as const }]
    const read = await agents.reading(
      fluentBitAt(agent.url, { agent: 'opentelemetry', agentName: 'Collector', uses }),
    )
    expect(read).toMatchObject({ value: { sent: 10 } })
  })

  it('reads Vector, without what it hands out itself', async () => {
    const sink = (type: string) => `component_id="a_${type}",component_kind="sink",component_type="${type}"`
    agent.answers.set(
      'GET /metrics',
      `vector_reloaded_total 2 1772366400000\nvector_component_sent_events_total{${sink('http')}} 4\nvector_component_sent_events_total{${sink('prometheus_exporter')}} 9\nvector_component_discarded_events_total{${sink('http')},intentional="false"} 3\n`,
    )
    const read = await agents.reading(fluentBitAt(agent.url, { agent: 'vector', agentName: 'Vector' }))
    expect(read).toMatchObject({ value: { reloads: 2, startedAt: null, sent: 4, failed: 3 } })
  })

  it('looks for the process where there is no address, and only on this machine', async () => {
    const looked: string[] = []
    const started = '2026-03-01T11:00:00.000Z'
    const here = rotationAgents({
      hosts: () => [],
      processStart: (file) => {
        looked.push(file)
        return Promise.resolve(started)
      },
    })
    expect(await here.reading(prometheusAt(null))).toMatchObject({
      value: { startedAt: started, sent: null },
    })
    expect(await here.reading(prometheusAt(null, { host: 'web-1' }))).toEqual({ ok: true, value: null })
    expect(looked).toEqual(['/etc/prometheus/prometheus.yml'])
  })
})

describe('reloading', () => {
  it('tells Prometheus to reload', async () => {
    agent.answers.set('POST /-/reload', '')
    expect(await agents.reload(prometheusAt(agent.url))).toMatchObject({ ok: true })
    expect(agent.asked).toMatchObject([{ method: 'POST', path: '/-/reload', body: '' }])
  })

  it('names the way out where Prometheus does not let itself be reloaded', async () => {
    agent.answers.set('POST /-/reload', { status: 403, text: 'Lifecycle API is not enabled.' })
    const { message, hint } = failureOf(await agents.reload(prometheusAt(agent.url)))
    expect(message).toContain('does not let itself be reloaded over HTTP (403)')
    expect(hint).toContain('--web.enable-lifecycle')
  })

  it('never repeats what an agent says of its configuration', async () => {
    agent.answers.set('POST /-/reload', { status: 500, text: 'line 9: credentials: hunter2' })
    const failure = failureOf(await agents.reload(prometheusAt(agent.url)))
    expect(failure.message).toContain('it answered 500')
    expect(JSON.stringify(failure)).not.toContain('hunter2')
  })

  it('sees that Fluent Bit answers 200 and did not reload', async () => {
    agent.answers.set('POST /api/v2/reload', '{"reload":"not enabled","status":-1}')
    expect(failureOf(await agents.reload(fluentBitAt(agent.url))).hint).toContain('hot_reload: on')
    expect(agent.asked[0]?.body).toBe('{}')
  })

  it('believes no 200 of Fluent Bit alone: it may go on with the old configuration', async () => {
    agent.answers.set('POST /api/v2/reload', '{"reload":"done","status":0}')
    agent.answers.set('GET /api/v2/reload', '{"hot_reload_count":3}')
    const address = fluentBitAt(agent.url)
    const before = await agents.reading(address)
    expect(await agents.reload(address)).toMatchObject({ ok: true })
    const after = await agents.reading(address)
    if (!before.ok || !after.ok) throw new Error('it was not read')
    expect(agents.adopted(address, before.value, after.value, now.toISOString())).toEqual({
      outcome: 'later',
      text: 'Fluent Bit still counts 3 reloads: it has not reloaded.',
    })
  })

  it('prefers the command of the user', async () => {
    agent.answers.set('POST /-/reload', '')
    const failed = failureOf(await agents.reload(prometheusAt(agent.url, { reloadCommand: 'exit 3' })))
    expect(failed.message).toMatch(/^Prometheus \(.*\): The reload command failed \(exit code 3\)\.$/)
    const done = await agents.reload(prometheusAt(agent.url, { reloadCommand: 'exit 0' }))
    expect(done).toMatchObject({ ok: true })
    expect(agent.asked).toEqual([])
  })
})
