import { parse } from 'dotenv'
import fc from 'fast-check'
import { dotenv } from '../../main/agents/dotenv.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, wrap } from './fuzz.ts'

const assignment = fc
  .record({
    name: fc.constantFrom(
      'CORALOGIX_PRIVATE_KEY',
      'CX_API_KEY',
      'CX_TOKEN',
      'PRIVATE_KEY',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTHER',
      '#',
    ),
    q: quote,
    gap: fc.constantFrom('', ' '),
    exported: fc.boolean(),
    note: fc.constantFrom('', ' # note', '\t# it is "quoted"'),
  })
  .map(({ name, q, gap, exported, note }) => {
    if (name === '#') return `# PRIVATE_KEY=${q}commented`
    const value =
      name === 'OTHER'
        ? 'not-ours'
        : name.endsWith('HEADERS')
          ? `a=b,Authorization=Bearer%20${oldKey}`
          : oldKey
    return `${exported ? 'export ' : ''}${name}${gap}=${gap}${q}${value}${q}${note}`
  })
const envText = fc
  .tuple(fc.array(assignment, { minLength: 1, maxLength: 8 }), shape)
  .map(([lines, ends]) => wrap(lines, ends))

generated('.env', dotenv, envText)
generated(
  'environment file of systemd',
  dotenv,
  envText.map((text) => text.replaceAll(/export |[ \t]+#[^\r\n]*/g, '')),
  '/etc/default/otelcol',
)
mutated(
  'environment file of systemd',
  dotenv,
  [fixtureText('dotenv/otelcol-contrib.conf')],
  (text) => text.split(/\r?\n/),
  'otelcol-contrib.conf',
)
mutated(
  '.env',
  dotenv,
  ['app', 'windows-bom', 'common-names', 'headers', 'shipper'].map((name) =>
    fixtureText(`dotenv/${name}.env`),
  ),
  parse,
)
