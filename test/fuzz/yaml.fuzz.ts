import fc from 'fast-check'
import { aggregationsIo } from '../../main/agents/aggregations-io.ts'
import { grafanaApi } from '../../main/agents/grafana-api.ts'
import { provisionsDatasources } from '../../main/agents/locators/grafana.ts'
import { opentelemetry } from '../../main/agents/opentelemetry.ts'
import { prometheus } from '../../main/agents/prometheus.ts'
import { statsd } from '../../main/agents/statsd.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

const remark = fc.oneof(fc.constant(''), fc.constantFrom('  # note', '\t# größer ☃', ' # a: "b" {c}', ' # 1'))

const exporter = fc
  .record({
    name: word,
    q: quote,
    flow: fc.boolean(),
    note: remark,
    form: fc.constantFrom('own', 'otlp', 'other'),
    extra: word,
  })
  .map(({ name, q, flow, note, form, extra }) => {
    if (form === 'own' && flow)
      return [
        `  coralogix/${name}: {domain: eu2.coralogix.com, private_key: ${q}${oldKey}${q}, subsystem_name: ${extra}}${note}`,
      ]
    if (form === 'own')
      return [
        `  coralogix/${name}:`,
        `    private_key: ${q}${oldKey}${q}${note}`,
        '    domain: "eu2.coralogix.com"',
        `    subsystem_name: ${extra}`,
      ]
    const host = form === 'otlp' ? 'ingress.eu2.coralogix.com:443' : 'otlp.vendor.example:443'
    const key = form === 'otlp' ? oldKey : 'not-ours-0123456789'
    return [
      `  otlp/${name}:`,
      `    endpoint: ${host}`,
      '    headers:',
      `      authorization: ${q}Bearer ${key}${q}${note}`,
    ]
  })
const collectorText = fc
  .tuple(
    fc.uniqueArray(exporter, { minLength: 1, maxLength: 5, selector: (lines) => lines[0]?.split(':')[0] }),
    remark,
    shape,
  )
  .map(([exporters, note, ends]) =>
    wrap(['# collector', `exporters:${note}`, ...exporters.flat(), '', 'service:', '  pipelines: {}'], ends),
  )

generated('YAML', opentelemetry, collectorText)
mutated(
  'YAML',
  opentelemetry,
  ['gateway', 'extensions', 'merged', 'anchored', 'windows-bom', 'three-documents'].map((name) =>
    fixtureText(`opentelemetry/${name}.yaml`),
  ),
  yamlData,
)
mutated(
  'YAML of Prometheus',
  prometheus,
  [fixtureText('prometheus/prometheus.yml'), fixtureText('prometheus/custom-ingress.yml')],
  yamlData,
)

const datasource = fc
  .record({
    name: word,
    q: quote,
    note: remark,
    kind: fc.constantFrom('ours', 'old', 'theirs', 'database'),
    at: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ name, q, note, kind, at }) => {
    if (kind === 'database') return [`  - name: ${name}`, '    secureJsonData: {password: hunter2}']
    const header = kind === 'old' ? 'token' : 'Authorization'
    const value = kind === 'old' ? oldKey : `Bearer ${kind === 'ours' ? oldKey : 'not-ours-0123456789'}`
    const host = kind === 'theirs' ? 'prometheus.vendor.example' : 'api.eu2.coralogix.com'
    return [
      `  - name: ${name}`,
      '    type: prometheus',
      `    url: ${q}https://${host}/metrics${q}${note}`,
      `    jsonData: {httpHeaderName${at}: ${header}, httpMethod: POST}`,
      '    secureJsonData:',
      `      httpHeaderValue${at}: ${q}${value}${q}${note}`,
    ]
  })
const grafanaText = fc
  .tuple(fc.array(datasource, { minLength: 1, maxLength: 4 }), shape)
  .map(([datasources, ends]) => wrap(['apiVersion: 1', '', 'datasources:', ...datasources.flat()], ends))

// A mutation can take away what makes the text a provisioning file; then it is read as a script.
const yamlOrScript = (text: string): unknown =>
  provisionsDatasources(text) ? yamlData(text) : text.split('\n')

generated('YAML of Grafana', grafanaApi, grafanaText)
mutated(
  'YAML of Grafana',
  grafanaApi,
  ['coralogix', 'indirect', 'windows-bom'].map((name) => fixtureText(`grafana-api/${name}.yaml`)),
  yamlOrScript,
)
mutated(
  'YAML of Grafana, the other vendor',
  aggregationsIo,
  [fixtureText('aggregations-io/counters.yaml')],
  yamlOrScript,
)
mutated('YAML of StatsD', statsd, [fixtureText('statsd/collector.yaml')], yamlData)
mutated(
  'YAML of a collector with everything',
  opentelemetry,
  ['every-place', 'references', 'supervisor', 'endpoint-by-environment'].map((name) =>
    fixtureText(`opentelemetry/${name}.yaml`),
  ),
  yamlData,
)
