import type { Agent, SnippetOptions } from './agent.ts'
import { labelLines, prometheusFacts, remoteWriteLines } from './locators/prometheus.ts'

/** Prometheus in agent mode: it scrapes and forwards, and refuses rules and alerting. */
export const prometheusAgent: Agent = {
  ...prometheusFacts,
  id: 'prometheus-agent',
  name: 'Prometheus Agent',
  needs:
    'Prometheus started with --agent (3.x) or --enable-feature=agent (2.x), and a remote_write to the ingress.',
  docsUrl: 'https://prometheus.io/docs/prometheus/latest/prometheus_agent/',
  checkers: (file) => [['promtool', 'check', 'config', '--agent', file]],
  // Its file is found as `prometheus`.
  detect: () => false,
  snippet: (options: SnippetOptions) => `global:
  scrape_interval: 30s
${labelLines(options)}
scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: ["localhost:9090"]

${remoteWriteLines(options)}`,
}
