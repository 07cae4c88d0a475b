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
const variable = fc
  .record({
    name: word,
    part: fc.constantFrom('', 'Bearer '),
    host: fc.constantFrom('', ':-ingress.coralogix.com'),
  })
  .map(({ name, part, host }) => ({
    set: [
      `@SET K_${name}=${part}${oldKey}`,
      ...(host === '' ? [`@SET H_${name}=ingress.coralogix.com`] : []),
    ],
    output: [
      '[OUTPUT]',
      '    Name http',
      `    Host \${H_${name}${host}}`,
      `    Header Authorization ${part === '' ? 'Bearer ' : ''}\${K_${name}}`,
    ],
  }))
const classicText = fc
  .tuple(
    fc.array(output, { minLength: 1, maxLength: 5 }),
    fc.uniqueArray(variable, { maxLength: 2, selector: ({ set }) => set[0]?.split('=')[0] }),
    shape,
  )
  .map(([outputs, variables, ends]) =>
    wrap(
      [
        ...variables.flatMap(({ set }) => set),
        '[SERVICE]',
        '    Flush 1',
        '',
        ...[...outputs, ...variables.map((each) => each.output)].flat(),
      ],
      ends,
    ),
  )

/** The classic format read in the plainest way: first word and rest of every line. */
const classicData = (text: string): unknown => text.split(/\r?\n/).map((line) => line.trim().split(/[ \t]+/))

generated('classic Fluent Bit', fluentBit, classicText)
mutated(
  'classic Fluent Bit',
  fluentBit,
  ['outputs', 'quoted', 'windows-bom'].map((name) => fixtureText(`fluent-bit/${name}.conf`)),
  classicData,
)
mutated(
  'classic Fluent Bit with variables',
  fluentBit,
  [
    `@SET KEY=${oldKey}\n[OUTPUT]\n    Name http\n    Host api.coralogix.com\n    Header Authorization Bearer \${KEY}\n`,
    fixtureText('zabbix/export.conf'),
  ],
  classicData,
)
const yaml = `env:
  - name: KEY
    value: '${oldKey}'
pipeline:
  outputs:
    - {name: http, host: api.coralogix.com, header: Authorization Bearer \${KEY}}
    - name: coralogix
      private_key: ${oldKey}
    - name: http
      host: api.coralogix.com
      header: ["X-Team shop", "Authorization Bearer ${oldKey}"] # note
`
mutated('YAML of Fluent Bit', fluentBit, [yaml], yamlData)
