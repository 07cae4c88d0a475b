import fc from 'fast-check'
import { helmValues } from '../../main/agents/helm-values.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'
import { nestedCollector, note } from './nested-collector.ts'

const valuesText = fc
  .record({ q: quote, note, extra: word, indent: fc.constantFrom('  ', '      '), ends: shape })
  .map(({ q, note: remark, extra, indent, ends }) =>
    wrap(
      [
        'presets:',
        `${indent}coralogixExporter:`,
        `${indent}  privateKey: ${q}${oldKey}${q}${remark}`,
        `config:${remark}`,
        ...nestedCollector(indent, q, extra),
        `note: ${extra}`,
      ],
      ends,
    ),
  )

generated('Helm values', helmValues, valuesText)
mutated(
  'Helm values',
  helmValues,
  ['telemetry', 'collector', 'fluent-bit'].map((name) => fixtureText(`helm-values/${name}.yaml`)),
  yamlData,
)
