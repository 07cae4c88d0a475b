import { collectorAgent } from './collector-agent.ts'
import { listensToStatsdOnly, looksLikeCollector } from './locators/collector.ts'

/** StatsD: a collector that listens to nothing else. One with other receivers beside it is `opentelemetry`. */
export const statsd = collectorAgent({
  id: 'statsd',
  name: 'StatsD',
  needs:
    'An OpenTelemetry Collector with a statsd receiver and a coralogix exporter; the key stands in private_key.',
  docsUrl: 'https://coralogix.com/docs/integrations/metrics/statsd/',
  detect: (text) =>
    /^[ \t]+["']?statsd(\/[^:]*)?["']?[ \t]*:/m.test(text) &&
    looksLikeCollector(text) &&
    listensToStatsdOnly(text),
  receivers: {
    name: 'statsd',
    signals: ['metrics'],
    yaml: `  statsd:
    endpoint: localhost:8125
    aggregation_interval: 60s
    timer_histogram_mapping:
      - statsd_type: timing
        observer_type: summary`,
  },
})
