import type { AgentControl } from '../agent.ts'
import { counters, ofOutputs, type Sample, samplesOf, timeOf, total } from './metrics.ts'

const wanted =
  /^(?:process_start_time_seconds|internal_write_(?:metrics_written|metrics_dropped|metrics_rejected|errors)(?:_total)?)$/
const local = new Set(['prometheus_client', 'health', 'file', 'discard'])

/**
 * Telegraf through a `prometheus_client` output, where its `internal` input is on. A reload leaves no trace there:
 * only a restart shows.
 */
export const telegrafControl: AgentControl = {
  shows: 'restart',
  paths: ['/metrics'],
  read(answers, { outputs }) {
    const samples = samplesOf(answers.get('/metrics') ?? '', wanted)
    const writes = samples.filter(({ name }) => name.startsWith('internal_write_'))
    if (writes.length === 0) return null
    const named = ofOutputs(writes, 'output', outputs)
    const mine = (sample: Sample): boolean => named(sample) && !local.has(sample.labels.get('output') ?? '')
    const lost = ['metrics_dropped', 'metrics_rejected', 'errors'].map(
      (name) => total(writes, counters(`internal_write_${name}`), mine) ?? 0,
    )
    return {
      startedAt: timeOf(total(samples, ['process_start_time_seconds'])),
      reloads: null,
      lastReloadAt: null,
      lastReloadOk: null,
      sent: total(writes, counters('internal_write_metrics_written'), mine),
      failed: Math.max(...lost),
    }
  },
}
