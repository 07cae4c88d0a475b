import type { AgentControl } from '../agent.ts'
import { ofOutputs, samplesOf, total } from './metrics.ts'

const wanted =
  /^vector_(?:(?:started|reloaded|config_reloaded|component_sent_events|events_out|component_discarded_events|events_discarded|component_errors|processing_errors)(?:_total)?|uptime_seconds)$/

/**
 * Vector over a `prometheus_exporter` sink of its `internal_metrics`. It has no reload over HTTP. What
 * stands there is some seconds old, so its uptime proves no start: a process that began before would look younger.
 */
export const vectorControl: AgentControl = {
  shows: 'reload-count',
  paths: ['/metrics'],
  read(answers, { outputs }) {
    const samples = samplesOf(answers.get('/metrics') ?? '', wanted)
    if (samples.length === 0) return null
    const sinks = samples.filter(
      ({ labels }) =>
        labels.get('component_kind') === 'sink' && labels.get('component_type') !== 'prometheus_exporter',
    )
    const mine = ofOutputs(sinks, 'component_id', outputs)
    const discarded = total(
      sinks,
      ['vector_component_discarded_events_total', 'vector_events_discarded_total'],
      (sample) => mine(sample) && sample.labels.get('intentional') !== 'true',
    )
    const errors = total(sinks, ['vector_component_errors_total', 'vector_processing_errors_total'], mine)
    return {
      startedAt: null,
      reloads: total(samples, ['vector_reloaded_total', 'vector_config_reloaded_total']),
      lastReloadAt: null,
      lastReloadOk: null,
      // A counter that never counted is not shown.
      sent: total(sinks, ['vector_component_sent_events_total', 'vector_events_out_total'], mine) ?? 0,
      failed: Math.max(discarded ?? 0, errors ?? 0),
    }
  },
}
