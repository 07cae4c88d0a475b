import fc from 'fast-check'
import { prometheus } from '../../main/agents/prometheus.ts'
import { prometheusOperator } from '../../main/agents/prometheus-operator.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

const facts = fc.record({
  form: fc.constantFrom('block', 'flow', 'old', 'other', 'basic', 'file'),
  q: quote,
  name: word,
  note: fc.constantFrom('', ' # note', '\t# größer ☃: "x"'),
})

const item = facts.map(({ form, q, name, note }) => {
  const host = form === 'other' ? 'prom.vendor.example' : 'ingress.eu2.coralogix.com'
  const key = form === 'other' ? 'not-ours-0123456789' : oldKey
  const start = [`  - name: ${name}`, `    url: ${q}https://${host}/prometheus/v1${q}${note}`]
  if (form === 'flow')
    return [...start, `    authorization: {type: Bearer, credentials: ${q}${key}${q}}${note}`]
  if (form === 'old') return [...start, `    bearer_token: ${q}${key}${q}${note}`]
  if (form === 'basic') return [...start, '    basic_auth: {username: a, password: not-ours}']
  if (form === 'file') return [...start, '    bearer_token_file: /etc/prometheus/key']
  return [...start, '    authorization:', `      credentials: ${q}${key}${q}${note}`]
})
const prometheusText = fc
  .tuple(fc.array(item, { minLength: 1, maxLength: 4 }), shape)
  .map(([items, ends]) =>
    wrap(['global: {scrape_interval: 15s}', 'remote_write:', ...items.flat(), 'scrape_configs: []'], ends),
  )

const operatorItem = facts.map(({ form, q, name, note }) => {
  const host = form === 'other' ? 'prom.vendor.example' : 'ingress.eu2.coralogix.com'
  const key = form === 'other' ? 'not-ours-0123456789' : oldKey
  const start = [`      - name: ${name}`, `        url: ${q}https://${host}/prometheus/v1${q}${note}`]
  if (form === 'basic') return [...start, '        authorization: {credentials: {name: a, key: b}}']
  if (form === 'file') return [...start, '        bearerTokenFile: /etc/prometheus/secrets/a/b']
  return [...start, `        bearerToken: ${q}${key}${q}${note}`]
})
const valuesText = fc
  .tuple(fc.array(operatorItem, { minLength: 1, maxLength: 4 }), shape)
  .map(([items, ends]) =>
    wrap(['prometheus:', '  prometheusSpec:', '    remoteWrite:', ...items.flat()], ends),
  )

generated('YAML of Prometheus', prometheus, prometheusText)
generated('YAML of the Prometheus Operator', prometheusOperator, valuesText)
mutated(
  'YAML of Prometheus',
  prometheus,
  ['several', 'conflicts', 'agent-bom'].map((name) => fixtureText(`prometheus/${name}.yml`)),
  yamlData,
)
mutated(
  'YAML of the Prometheus Operator',
  prometheusOperator,
  ['operator-values', 'agent-crd', 'windows'].map((name) => fixtureText(`prometheus-operator/${name}.yaml`)),
  yamlData,
)
