import fc from 'fast-check'
import { helmValues } from '../../main/agents/helm-values.ts'
import { kubernetesConfigmap } from '../../main/agents/kubernetes-configmap.ts'
import { kubernetesSecret } from '../../main/agents/kubernetes-secret.ts'
import { fixtureText, newKey, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const forms = new Map([
  [oldKey, newKey],
  [base64(oldKey), base64(newKey)],
])

const note = fc.constantFrom('', '  # note', '\t# größer ☃')
const collector = (indent: string, q: string, extra: string): readonly string[] => [
  `${indent}exporters:`,
  `${indent}  coralogix/${extra}:`,
  `${indent}    domain: eu2.coralogix.com`,
  '',
  `${indent}    private_key: ${q}${oldKey}${q} # nested`,
  `${indent}  otlp/theirs:`,
  `${indent}    endpoint: otlp.vendor.example:443`,
  `${indent}    headers: {authorization: Bearer not-ours-0123456789}`,
  `${indent}service: {}`,
]
const head = (kind: string, name: string): readonly string[] => [
  '---',
  'apiVersion: v1',
  `kind: ${kind}`,
  `metadata: {name: ${name}}`,
]
const object = fc
  .record({
    form: fc.constantFrom('data', 'stringData', 'both', 'config', 'other', 'workload'),
    q: quote,
    note,
    extra: word,
  })
  .map(({ form, q, note: remark, extra }): readonly string[] => {
    if (form === 'workload')
      return [
        ...head('Pod', extra),
        'spec:',
        '  containers:',
        `  - name: ${extra}`,
        '    env:',
        `    - {name: CORALOGIX_PRIVATE_KEY, value: ${q}${oldKey}${q}}${remark}`,
        '    - {name: PASSWORD, value: hunter2}',
      ]
    if (form === 'config')
      return [...head('ConfigMap', extra), 'data:', '  config.yaml: |', ...collector('    ', q, extra)]
    if (form === 'other')
      return [...head('Secret', extra), 'data:', `  password: ${q}${base64('hunter2')}${q}${remark}`]
    const data = ['data:', `  PRIVATE_KEY: ${q}${base64(oldKey)}${q}${remark}`]
    const plain = ['stringData:', `  PRIVATE_KEY: ${q}${oldKey}${q}${remark}`]
    return [
      ...head('Secret', 'coralogix-keys'),
      ...(form === 'stringData' ? [] : data),
      ...(form === 'data' ? [] : plain),
    ]
  })
const manifestText = fc
  .tuple(fc.array(object, { minLength: 1, maxLength: 3 }), shape)
  .map(([objects, ends]) => wrap(objects.flat(), ends))

const valuesText = fc
  .record({ q: quote, note, extra: word, indent: fc.constantFrom('  ', '      '), ends: shape })
  .map(({ q, note: remark, extra, indent, ends }) =>
    wrap(
      [
        'presets:',
        `${indent}coralogixExporter:`,
        `${indent}  privateKey: ${q}${oldKey}${q}${remark}`,
        `config:${remark}`,
        ...collector(indent, q, extra),
        `note: ${extra}`,
      ],
      ends,
    ),
  )

generated('manifest', kubernetesSecret, manifestText, 'file', forms)
generated('Helm values', helmValues, valuesText)
mutated(
  'manifest',
  kubernetesSecret,
  [
    fixtureText('kubernetes-secret/whole-configs.yaml'),
    fixtureText('kubernetes-configmap/fluent-bit.yaml'),
    fixtureText('kubernetes-configmap/operator.yaml'),
    fixtureText('kubernetes-configmap/windows.yaml'),
  ],
  yamlData,
)
mutated(
  'manifest in base64',
  kubernetesConfigmap,
  [fixtureText('kubernetes-secret/list.yaml'), fixtureText('kubernetes-secret/list.json')],
  yamlData,
  'file',
  base64(newKey),
)
mutated(
  'Helm values',
  helmValues,
  ['telemetry', 'collector', 'fluent-bit'].map((name) => fixtureText(`helm-values/${name}.yaml`)),
  yamlData,
)
