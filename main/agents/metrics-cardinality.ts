import type { Agent, SnippetOptions } from './agent.ts'
import { callsAgent, callTree, locateCalls } from './locators/http-calls.ts'

/** The API that counted series, read with curl. The vendor has put another in its place. */
export const metricsCardinality: Agent = {
  id: 'metrics-cardinality',
  name: 'Metrics Cardinality',
  group: 'reader',
  needs:
    'Deprecated in favour of the Metrics Usage API. Reads with a team or personal key that may analyse data (preset DataAnalytics), never with a Send-Your-Data key; it stands in the Authorization header of a call.',
  docsUrl: 'https://coralogix.com/docs/developer-portal/apis/data-management/metrics-cardinality-api/',
  takes: ['team', 'personal'],
  files: [],
  formats: ['curl'],
  afterChange: 'Nothing: the next run of the script reads it.',
  afterEnvironmentChange: 'Nothing but a new terminal: the next run of the script reads it.',
  afterKeyFileChange: 'Nothing: the next run of the script reads it.',
  detect: (text, hosts, fileName) =>
    text.includes('/metrics/cardinality') && callsAgent(text, hosts, fileName, 'metrics-cardinality'),
  locate: (text, hosts) => locateCalls(text, hosts),
  tree: (text) => callTree(text),
  snippet,
}

function snippet(options: SnippetOptions): string {
  const key =
    options.value === null
      ? `: "\${CORALOGIX_QUERY_KEY:?is not set}"`
      : `CORALOGIX_QUERY_KEY='${options.value}'`
  return `#!/bin/sh
# The ten metrics with the most series. Deprecated in favour of the Metrics Usage API.
${key}
curl --fail-with-body -H "Authorization: Bearer $CORALOGIX_QUERY_KEY" \\
  "${options.apiUrl.replace(/\/+$/, '')}/api/metrics/cardinality?topN=10"
`
}
