import fc from 'fast-check'
import { systemd } from '../../main/agents/systemd.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap } from './fuzz.ts'

const name = 'override.conf'
const item = fc
  .record({
    variable: fc.constantFrom('CORALOGIX_PRIVATE_KEY', 'CX_API_KEY', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTHER'),
    q: quote,
    inner: fc.boolean(),
    extra: word,
  })
  .map(({ variable, q, inner, extra }) => {
    const value =
      variable === 'OTHER'
        ? `not-ours-${extra}`
        : variable.endsWith('HEADERS')
          ? `a=${extra},Authorization=Bearer%%20${oldKey}`
          : oldKey
    return inner ? `${variable}=${q}${value}${q}` : `${q}${variable}=${value}${q}`
  })
const line = fc.oneof(
  fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 4 }), fc.constantFrom('', ' '))
    .map(([items, gap]) => `Environment${gap}=${gap}${items.join(' ')}`),
  fc.constantFrom(
    '# Environment=CX_API_KEY=not-ours',
    '; größer ☃ 🔑',
    '',
    'EnvironmentFile=-/etc/default/x',
    'ExecStart=/bin/sh -c "a b \\\n  c"',
  ),
)
const unitText = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 8 }), shape)
  .map(([lines, ends]) => wrap(['[Unit]', 'Description="open', '[Service]', ...lines], ends))

/** The format read in the plainest way: lines without their blanks. */
const plain = (text: string): unknown => text.split(/\r?\n/).map((each) => each.trim())

generated('systemd unit', systemd, unitText, name)
mutated(
  'systemd unit',
  systemd,
  ['override.conf', 'hard.service', 'windows-bom.conf'].map((each) => fixtureText(`systemd/${each}`)),
  plain,
  name,
)
