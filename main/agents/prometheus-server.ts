import type { Agent, SnippetOptions } from './agent.ts'
import { labelLines, prometheusFacts, remoteWriteLines } from './locators/prometheus.ts'

/** The Prometheus server as a whole: it scrapes, evaluates rules and writes to the ingress too. */
export const prometheusServer: Agent = {
  ...prometheusFacts,
  id: 'prometheus-server',
  name: 'Prometheus Server',
  needs: 'A server that scrapes and keeps its own data, with a remote_write to the ingress beside it.',
  docsUrl: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/',
  checkers: (file) => [['promtool', 'check', 'config', file]],
  // Its file is found as `prometheus`.
  detect: () => false,
  snippet: (options: SnippetOptions) => `global:
  scrape_interval: 30s
  evaluation_interval: 30s
${labelLines(options)}
rule_files:
  - /etc/prometheus/rules/*.yml

scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: ["localhost:9090"]

${remoteWriteLines(options)}`,
}
