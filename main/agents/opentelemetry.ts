import { collectorAgent } from './collector-agent.ts'
import { looksLikeCollector } from './locators/collector.ts'

/** The OpenTelemetry Collector: every `coralogix` exporter, OTLP exporters on our hosts, OpAMP, bearer tokens. */
export const opentelemetry = collectorAgent({
  id: 'opentelemetry',
  name: 'OpenTelemetry Collector',
  needs: 'A coralogix exporter (or OTLP with an Authorization header); the key stands in private_key.',
  docsUrl: 'https://opentelemetry.io/docs/collector/configuration/',
  detect: (text) => looksLikeCollector(text),
  receivers: {
    name: 'otlp',
    signals: ['traces', 'metrics', 'logs'],
    yaml: `  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:4317
      http:
        endpoint: 127.0.0.1:4318`,
  },
})
