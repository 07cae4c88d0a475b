import fc from 'fast-check'
import { kubernetesConfigmap } from '../../main/agents/kubernetes-configmap.ts'
import { kubernetesSecret } from '../../main/agents/kubernetes-secret.ts'
import { fixtureText, newKey, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'
import { nestedCollector, note } from './nested-collector.ts'

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
const forms = new Map([
  [oldKey, newKey],
  [base64(oldKey), base64(newKey)],
])

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
      return [...head('ConfigMap', extra), 'data:', '  config.yaml: |', ...nestedCollector('    ', q, extra)]
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

generated('manifest', kubernetesSecret, manifestText, 'file', forms)
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
