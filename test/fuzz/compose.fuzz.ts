import fc from 'fast-check'
import { compose } from '../../main/agents/compose.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

const service = fc
  .record({
    name: word,
    q: quote,
    form: fc.constantFrom('map', 'flow', 'list', 'headers', 'other', 'passed'),
    note: fc.constantFrom('', '  # note', '\t# größer ☃'),
    extra: word,
  })
  .map(({ name, q, form, note, extra }) => {
    const variables: Readonly<Record<typeof form, readonly string[]>> = {
      map: [
        '    environment:',
        `      CORALOGIX_PRIVATE_KEY: ${q}${oldKey}${q}${note}`,
        `      NOTE: ${q}${extra}${q}`,
      ],
      flow: [`    environment: {CX_API_KEY: ${q}${oldKey}${q}, NOTE: ${extra}}${note}`],
      list: ['    environment:', `      - NOTE=${extra}`, `      - ${q}CX_API_KEY=${oldKey}${q}${note}`],
      headers: [
        '    environment:',
        '      OTEL_EXPORTER_OTLP_ENDPOINT: https://ingress.eu2.coralogix.com:443',
        `      OTEL_EXPORTER_OTLP_HEADERS: ${q}Authorization=Bearer%20${oldKey},x=${extra}${q}${note}`,
      ],
      other: [
        '    environment:',
        '      OTEL_EXPORTER_OTLP_ENDPOINT: https://otlp.vendor.example',
        `      OTEL_EXPORTER_OTLP_HEADERS: ${q}Authorization=Bearer%20not-ours-0123456789${q}${note}`,
        `      PASSWORD: ${q}hunter2${q}`,
      ],
      passed: ['    env_file: .env', '    environment:', `      - CORALOGIX_PRIVATE_KEY${note}`],
    }
    return [`  ${name}:`, `    image: example/${extra}`, ...variables[form]]
  })
const composeText = fc
  .tuple(
    fc.uniqueArray(service, { minLength: 1, maxLength: 3, selector: (lines) => lines[0] }),
    fc.constantFrom('', ' # all'),
    shape,
  )
  .map(([services, note, ends]) =>
    wrap(["version: '3.8'", `services:${note}`, ...services.flat(), 'volumes: {}'], ends),
  )

generated('Compose', compose, composeText)
mutated(
  'Compose',
  compose,
  ['shop.yaml', 'indirect.yaml', 'inline-config.yaml', 'shared.yaml', 'windows-bom.yaml'].map((name) =>
    fixtureText(`compose/${name}`),
  ),
  yamlData,
)
