import type { Agent, SnippetOptions } from './agent.ts'
import { yamlTree } from './locators/formats/yaml.ts'
import { aggregationsType, datasourcePlaces, namesHostOf, provisionsDatasources } from './locators/grafana.ts'
import { callsAgent, callTree, locateCalls } from './locators/http-calls.ts'

/** Aggregations.io: its data source for Grafana, and scripts that send events or read metrics. */
export const aggregationsIo: Agent = {
  id: 'aggregations-io',
  name: 'Aggregations.io',
  group: 'reader',
  provider: 'aggregations-io',
  needs:
    'A key with Read for Grafana and the metrics, one with Write to send events; it stands in secureJsonData.apiKey or in the header x-api-token.',
  docsUrl: 'https://aggregations.io/docs/metrics/grafana/',
  takes: ['personal', 'org-wide'],
  files: ['/etc/grafana/provisioning/datasources/aggregations-io.yaml'],
  formats: ['grafana', 'curl'],
  afterChange:
    'Restart Grafana: systemctl restart grafana-server. Scripts read a change with their next run.',
  afterEnvironmentChange: 'Restart Grafana: systemctl daemon-reload && systemctl restart grafana-server.',
  afterKeyFileChange: 'Restart Grafana: systemctl restart grafana-server.',
  environmentFiles: [
    '/etc/default/grafana-server',
    '/etc/sysconfig/grafana-server',
    '/etc/systemd/system/grafana-server.service.d',
  ],
  detect: (text, hosts, fileName) =>
    provisionsDatasources(text)
      ? text.includes(aggregationsType) || namesHostOf(text, hosts, 'aggregations-io')
      : callsAgent(text, hosts, fileName, 'aggregations-io'),
  locate: (text, hosts) =>
    provisionsDatasources(text) ? datasourcePlaces(text, hosts) : locateCalls(text, hosts),
  tree: (text) => (provisionsDatasources(text) ? yamlTree(text) : callTree(text)),
  snippet: (options) => (options.format === 'grafana' ? grafana(options) : curl(options)),
}

// A `$` in a provisioning file starts a reference; `$$` is the character.
const text = (value: string): string => JSON.stringify(value).replaceAll('$', '$$$$')

function grafana(options: SnippetOptions): string {
  return `apiVersion: 1

datasources:
  - name: Aggregations.io
    type: ${aggregationsType}
    access: proxy
    editable: false
    secureJsonData:
      apiKey: ${options.value === null ? '$AGGREGATIONS_IO_API_KEY' : text(options.value)}
`
}

function curl(options: SnippetOptions): string {
  const key =
    options.value === null
      ? `: "\${AGGREGATIONS_IO_API_KEY:?is not set}"`
      : `AGGREGATIONS_IO_API_KEY='${options.value}'`
  return `#!/bin/sh
# Sends one event. POST_ID is the id of the ingest, from the Organization page.
${key}
curl --fail-with-body -X POST "${options.ingressUrl.replace(/\/+$/, '')}/POST_ID" \\
  -H "x-api-token: $AGGREGATIONS_IO_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '[{"application": ${JSON.stringify(options.application)}, "subsystem": ${JSON.stringify(options.subsystem)}, "value": 1}]'
`
}
