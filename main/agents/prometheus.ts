import type { Agent, SnippetOptions } from './agent.ts'
import { labelLines, prometheusFacts, remoteWriteLines } from './locators/prometheus.ts'

/** Prometheus, server and agent mode: `remote_write` to our hosts. */
export const prometheus: Agent = {
  ...prometheusFacts,
  id: 'prometheus',
  name: 'Prometheus',
  needs:
    'A remote_write to the ingress; the key stands in authorization.credentials or in a credentials_file.',
  docsUrl: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#remote_write',
  checkers: (file) => [['promtool', 'check', 'config', file]],
  detect: (text) =>
    /^["']?(remote_write|scrape_configs|scrape_config_files|rule_files)["']?[ \t]*:/m.test(text) &&
    !/^["']?exporters["']?[ \t]*:/m.test(text),
  snippet: (options: SnippetOptions) => `global:
${labelLines(options)}
${remoteWriteLines(options)}`,
}
