import type { AgentControl, ControlQuestion } from '../agent.ts'
import { type Sample, samplesOf, sum, timeOf, total } from './metrics.ts'

const wanted =
  /^(?:process_start_time_seconds|prometheus_config_last_reload_success(?:ful|_timestamp_seconds)|prometheus_remote_storage_(?:(?:succeeded_|failed_|retried_|pending_)?samples(?:_(?:failed|retried))?_total|pending_samples|samples_pending|queue_highest_sent_timestamp_seconds))$/
const remote = (name: string): string => `prometheus_remote_storage_${name}`

/** Reading a Prometheus, server or agent, over its web address. */
const reads = {
  shows: 'reload-time',
  paths: ['/metrics'],
  read(answers, about) {
    const samples = samplesOf(answers.get('/metrics') ?? '', wanted)
    const successful = total(samples, ['prometheus_config_last_reload_successful'])
    if (successful === null) return null
    return {
      startedAt: timeOf(total(samples, ['process_start_time_seconds'])),
      reloads: null,
      lastReloadAt: timeOf(total(samples, ['prometheus_config_last_reload_success_timestamp_seconds'])),
      lastReloadOk: successful === 1,
      ...remoteWrite(samples, about),
    }
  },
} satisfies AgentControl

/** The three Prometheus ids: the same program. */
export const prometheusControl: AgentControl = {
  ...reads,
  rereadsKeyFile: true,
  reload: {
    path: '/-/reload',
    body: null,
    off: [403, 404, 405],
    offHint:
      'Start Prometheus with --web.enable-lifecycle, or name a reload command, such as systemctl reload prometheus.',
  },
}

/**
 * A Prometheus that an operator runs, through a forwarded port. The operator writes its configuration, some time after
 * it was applied, so that a reload says nothing about what stands in a file here.
 */
export const operatedPrometheus: AgentControl = {
  shows: 'nothing',
  paths: reads.paths,
  read(answers, about) {
    const reading = reads.read(answers, about)
    return reading === null ? null : { ...reading, startedAt: null, lastReloadAt: null, lastReloadOk: null }
  },
}

/**
 * Its counter of sent samples counts every try, before the answer: what failed and what is tried again is part of it,
 * and what waits for an answer is among the pending. Samples that a relabelling dropped were never meant to be sent.
 */
function remoteWrite(samples: readonly Sample[], about: ControlQuestion) {
  const labelled = samples.some(({ labels }) => labels.has('url'))
  const ours = samples.filter(({ labels, name }) => {
    const url = labels.get('url')
    return name.startsWith(remote('')) && (labelled ? url !== undefined && about.ours(url) : true)
  })
  const failed = total(ours, [remote('samples_failed_total'), remote('failed_samples_total')])
  const succeeded = total(ours, [remote('succeeded_samples_total')])
  if (succeeded !== null) return { sent: succeeded, failed }
  const tried = total(ours, [remote('samples_total')])
  if (tried === null) return { sent: null, failed }
  const retried = total(ours, [remote('samples_retried_total'), remote('retried_samples_total')])
  const pending = total(ours, [remote('samples_pending'), remote('pending_samples')])
  const newest = newestOf(ours)
  return {
    sent: Math.max(0, tried - (sum(failed, retried) ?? 0)),
    failed,
    ...(pending === null ? {} : { underWay: pending }),
    ...(newest === null ? {} : { newestAt: newest }),
  }
}

/** Of the slowest queue, so that it is true of all. */
function newestOf(ours: readonly Sample[]): string | null {
  const times = ours.filter(({ name }) => name === remote('queue_highest_sent_timestamp_seconds'))
  return times.length === 0 ? null : timeOf(Math.min(...times.map(({ value }) => value)))
}
