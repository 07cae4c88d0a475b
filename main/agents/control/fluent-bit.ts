import type { AgentControl } from '../agent.ts'
import { numberOf, objectOf, ofOutputs, type Sample, samplesOf, since, sum, total } from './metrics.ts'

const wanted =
  /^fluentbit_(?:uptime|hot_reloaded_times|output_(?:proc_records|errors|retries_failed|dropped_records)_total)$/
const output = (name: string): readonly string[] => [`fluentbit_output_${name}_total`]

/** What Fluent Bit answers to a reload: 0 is done, everything else is a refusal, with a good status in some versions. */
function refusal(answer: string): string | null {
  const status = objectOf(answer)?.status
  if (typeof status !== 'number' || status === 0) return null
  return status === -2
    ? 'another reload is still going on'
    : 'it says that it could not reload: hot reload may be off, or the configuration is wrong'
}

/**
 * How the metrics name some outputs: by their alias, else by the plugin and a number that the file does not tell. Then
 * every output of that plugin is meant.
 */
function namesOf(samples: readonly Sample[], outputs: readonly string[]): readonly string[] {
  const names = samples.map(({ labels }) => labels.get('name') ?? '')
  return outputs.flatMap((output) => {
    const plugin = /^([\w-]+) \((?:line \d+|outputs\[\d+\])\)$/.exec(output)?.[1]
    return plugin === undefined ? [output] : names.filter((name) => name.replace(/\.\d+$/, '') === plugin)
  })
}

/**
 * Fluent Bit over its HTTP server (`http_server: on`). Its uptime and its counters belong to the configuration that
 * it has loaded, and begin again with each reload; only the number of reloads belongs to the process.
 */
export const fluentBitControl: AgentControl = {
  shows: 'reload-count',
  reload: {
    path: '/api/v2/reload',
    body: '{}',
    off: [404, 405],
    offHint:
      'Start Fluent Bit with -Y or hot_reload: on (version 2.1 or later), or name a reload command, such as systemctl restart fluent-bit.',
    refusal,
  },
  paths: ['/api/v2/metrics/prometheus', '/api/v1/metrics/prometheus', '/api/v1/uptime', '/api/v2/reload'],
  read(answers, { at, outputs }) {
    const text = answers.get('/api/v2/metrics/prometheus') ?? answers.get('/api/v1/metrics/prometheus')
    const samples = samplesOf(text ?? '', wanted)
    const uptime =
      numberOf(objectOf(answers.get('/api/v1/uptime'))?.uptime_sec) ?? total(samples, ['fluentbit_uptime'])
    const reloads =
      numberOf(objectOf(answers.get('/api/v2/reload'))?.hot_reload_count) ??
      total(samples, ['fluentbit_hot_reloaded_times'])
    if (uptime === null && reloads === null && samples.length === 0) return null
    // Whole seconds, cut: it may have run for nearly one more.
    const loadedAt = since(at, uptime === null ? null : uptime + 1)
    const mine = ofOutputs(samples, 'name', namesOf(samples, outputs))
    const givenUp = sum(
      total(samples, output('errors'), mine),
      total(samples, output('retries_failed'), mine),
    )
    const dropped = total(samples, output('dropped_records'), mine)
    return {
      // As long as it was never reloaded, its configuration is as old as its process.
      startedAt: reloads === 0 ? loadedAt : null,
      reloads,
      lastReloadAt: loadedAt,
      lastReloadOk: null,
      sent: total(samples, output('proc_records'), mine),
      // The former counts chunks, the latter the records of the same ones.
      failed: givenUp === null ? dropped : Math.max(givenUp, dropped ?? 0),
    }
  },
}
