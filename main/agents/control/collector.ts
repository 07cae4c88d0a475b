import type { AgentControl } from '../agent.ts'
import { counters, ofOutputs, type Sample, samplesOf, since, sum, total } from './metrics.ts'

const signals = ['spans', 'metric_points', 'log_records'] as const
const wanted =
  /^otelcol_(?:process_uptime(?:_seconds)?|exporter_(?:sent|send_failed)_(?:spans|metric_points|log_records))(?:_total)?$/
/** Exporters that send nothing to anybody's ingress. */
const local = /^(?:debug|logging|file|nop|prometheus)(?:\/|$)/

/**
 * The collector over the address of its own telemetry (`service.telemetry.metrics`, 8888 as a rule). Its uptime and
 * its counters belong to the service that it builds from a configuration, and begin again with a SIGHUP.
 */
export const collectorControl: AgentControl = {
  shows: 'reload-time',
  paths: ['/metrics'],
  read(answers, { at, outputs }) {
    const samples = samplesOf(answers.get('/metrics') ?? '', wanted)
    if (samples.length === 0) return null
    const named = ofOutputs(samples, 'exporter', outputs)
    const mine = (sample: Sample): boolean =>
      named(sample) && !local.test(sample.labels.get('exporter') ?? '')
    const all = (what: string): number | null =>
      sum(...signals.map((signal) => total(samples, counters(`otelcol_exporter_${what}_${signal}`), mine)))
    const uptime = total(samples, counters('otelcol_process_uptime_seconds', 'otelcol_process_uptime'))
    return {
      startedAt: null,
      reloads: null,
      lastReloadAt: since(at, uptime),
      lastReloadOk: null,
      // A counter that never counted is not shown.
      sent: all('sent') ?? 0,
      failed: all('send_failed') ?? 0,
    }
  },
}
