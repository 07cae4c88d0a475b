import fc from 'fast-check'
import { parse } from 'smol-toml'
import { telegraf } from '../../main/agents/telegraf.ts'
import { telegrafOperator } from '../../main/agents/telegraf-operator.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap, yamlData } from './fuzz.ts'

const note = fc.constantFrom('', ' # note', '\t# größer ☃ 😀', ' # "a" = [b')
const q = fc.constantFrom('"', "'")
const dialect = (mark: string, key: string) => [
  '  [outputs.opentelemetry.coralogix]',
  `\tprivate_key = ${mark}${key}${mark}`,
]
const address = (host: string) => ['[[outputs.opentelemetry]]', `  service_address = "${host}:443"`]

const plugin = fc
  .record({
    form: fc.constantFrom('dialect', 'headers', 'token', 'dotted', 'http', 'other', 'input'),
    mark: q,
    remark: note,
    name: word,
  })
  .map(({ form, mark, remark, name }) => {
    const ours = 'ingress.eu2.coralogix.com'
    const alias = `  alias = "${name} $HOST \\u2603"${remark}`
    const bearer = `${mark}Bearer ${oldKey}${mark}`
    if (form === 'dialect') return [...address(ours), alias, `  size = \${SIZE}`, ...dialect(mark, oldKey)]
    if (form === 'headers')
      return [...address(ours), `  headers = {"x" = 1, Authorization = ${bearer}}${remark}`]
    if (form === 'token') return [...address(ours), `  token = ${mark}${oldKey}${mark}${remark}`, alias]
    if (form === 'dotted')
      return [...address(ours), `coralogix . private_key=${mark}${oldKey}${mark}${remark}`]
    if (form === 'http')
      return [
        '[[ outputs . http ]]',
        `url = 'https://${ours}/prometheus/v1'`,
        `[outputs.http.headers]${remark}`,
        `"authorization" = ${bearer}${remark}`,
      ]
    if (form === 'input') return ['[[inputs.http]]', `password = ${mark}hunter2${mark}${remark}`]
    return [...address('otlp.vendor.example'), alias, ...dialect(mark, 'not-ours-0123456789')]
  })
const telegrafText = fc
  .tuple(fc.array(plugin, { minLength: 1, maxLength: 5 }), note, shape)
  .map(([plugins, remark, ends]) =>
    wrap([`[agent]${remark}`, '  interval = "10s"', '', ...plugins.flat()], ends),
  )

/** TOML by the checker alone, with a number for every variable. */
function tomlData(text: string): unknown {
  const masked = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\$(?:\{[A-Za-z_][\w.]*(?::?[-?+=][^{}"'\r\n]*)?\}|[A-Za-z_]\w*)/g, '7')
  try {
    const data = parse(masked, { integersAsBigInt: 'asNeeded' })
    return JSON.parse(
      JSON.stringify(data, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each)),
    )
  } catch {
    return undefined
  }
}

generated('TOML', telegraf, telegrafText)
mutated(
  'TOML',
  telegraf,
  ['telegraf', 'windows-bom', 'quoted', 'indirect', 'several-keys'].map((name) =>
    fixtureText(`telegraf/${name}.conf`),
  ),
  tomlData,
)

const operatorText = fc
  .tuple(
    fc.array(plugin, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('|', '|-', '|+', '|2', '|  # note'),
    shape,
  )
  .map(([plugins, header, ends]) =>
    wrap(
      [
        'classes:',
        '  default: app',
        '  data:',
        `    app: ${header.replace('2', '6')}`,
        ...plugins.flat().map((line) => `          ${line}`),
        '    other: |',
        '      [[inputs.cpu]]',
      ],
      ends,
    ),
  )
generated('TOML in YAML', telegrafOperator, operatorText, 'values.yaml')
mutated(
  'TOML in YAML',
  telegrafOperator,
  ['values.yaml', 'classes.yml', 'umbrella.yaml', 'windows-bom.yaml'].map((name) =>
    fixtureText(`telegraf-operator/${name}`),
  ),
  yamlData,
  'values.yaml',
)
