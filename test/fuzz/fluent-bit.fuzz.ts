import fc from 'fast-check'
import { fluentBit } from '../../main/agents/fluent-bit.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap, yamlData } from './fuzz.ts'

const output = fc
  .record({
    plugin: fc.constantFrom('http', 'coralogix', 'other', 'opentelemetry'),
    upper: fc.boolean(),
    gap: fc.constantFrom(' ', '    '),
    extra: word,
  })
  .map(({ plugin, upper, gap, extra }) => {
    const header = upper ? 'HEADER' : 'Header'
    if (plugin === 'coralogix')
      return [
        '[OUTPUT]',
        `    Name${gap}coralogix`,
        `    Private_Key${gap}${oldKey}`,
        `    App_Name ${extra}`,
      ]
    const host = plugin === 'other' ? 'logs.vendor.example' : 'ingress.eu2.coralogix.com'
    const key = plugin === 'other' ? 'not-ours-0123456789' : oldKey
    return [
      '[OUTPUT]',
      `    Name${gap}${plugin === 'other' ? 'http' : plugin}`,
      '    # a comment',
      `    ${header}${gap}Authorization${gap}Bearer ${key}`,
      `    Host${gap}${host}`,
    ]
  })
const classicText = fc
  .tuple(fc.array(output, { minLength: 1, maxLength: 5 }), shape)
  .map(([outputs, ends]) => wrap(['[SERVICE]', '    Flush 1', '', ...outputs.flat()], ends))

/** The classic format read in the plainest way: first word and rest of every line. */
const classicData = (text: string): unknown => text.split(/\r?\n/).map((line) => line.trim().split(/[ \t]+/))

generated('classic Fluent Bit', fluentBit, classicText)
mutated(
  'classic Fluent Bit',
  fluentBit,
  ['outputs', 'quoted', 'windows-bom'].map((name) => fixtureText(`fluent-bit/${name}.conf`)),
  classicData,
)
mutated('YAML of Fluent Bit', fluentBit, [fixtureText('fluent-bit/pipeline.yaml')], yamlData)
