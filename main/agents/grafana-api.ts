import type { Agent, SnippetOptions } from './agent.ts'
import { yamlTree } from './locators/formats/yaml.ts'
import { datasourcePlaces, namesHostOf, provisionsDatasources } from './locators/grafana.ts'
import { callsAgent, callTree, locateCalls } from './locators/http-calls.ts'

/** Grafana as a reader of metrics and logs: provisioned data sources, and scripts that call the hosted Grafana's API. */
export const grafanaApi: Agent = {
  id: 'grafana-api',
  name: 'Grafana API',
  group: 'reader',
  needs:
    'Reads with a team or personal key that may query (preset DataQuerying), never with a Send-Your-Data key; it stands in a header of the data source or of the call.',
  docsUrl: 'https://coralogix.com/docs/user-guides/data-query/metrics-api/',
  takes: ['team', 'personal'],
  files: ['/etc/grafana/provisioning/datasources/coralogix.yaml'],
  formats: ['yaml'],
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
      ? namesHostOf(text, hosts, 'coralogix')
      : callsAgent(text, hosts, fileName, 'grafana-api'),
  locate: (text, hosts) =>
    provisionsDatasources(text) ? datasourcePlaces(text, hosts) : locateCalls(text, hosts),
  tree: (text) => (provisionsDatasources(text) ? yamlTree(text) : callTree(text)),
  snippet,
}

// A `$` in a provisioning file starts a reference; `$$` is the character.
const text = (value: string): string => JSON.stringify(value).replaceAll('$', '$$$$')

function snippet(options: SnippetOptions): string {
  const address = options.apiUrl.replace(/\/+$/, '')
  const key = options.value === null ? '$CORALOGIX_QUERY_KEY' : text(options.value).slice(1, -1)
  return `apiVersion: 1

datasources:
  - name: Coralogix metrics
    type: prometheus
    access: proxy
    url: ${text(`${address}/metrics`)}
    isDefault: false
    editable: false
    jsonData:
      httpMethod: POST
      httpHeaderName1: Authorization
    secureJsonData:
      httpHeaderValue1: "Bearer ${key}"
`
}
