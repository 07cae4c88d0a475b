import fc from 'fast-check'
import { opentelemetry } from '../../main/agents/opentelemetry.ts'
import { prometheus } from '../../main/agents/prometheus.ts'
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
