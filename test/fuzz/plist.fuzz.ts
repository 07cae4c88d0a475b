import fc from 'fast-check'
import { launchd } from '../../main/agents/launchd.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap } from './fuzz.ts'

const entry = fc
  .record({
    variable: fc.constantFrom('CORALOGIX_PRIVATE_KEY', 'CX_API_KEY', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTHER'),
    gap: fc.constantFrom('', ' ', '\n\t\t', '<!-- a "note" -->'),
    extra: word,
  })
  .map(({ variable, gap, extra }) => {
    const value =
      variable === 'OTHER'
        ? `not-ours &amp; ${extra}`
        : variable.endsWith('HEADERS')
          ? `a=${extra},Authorization=Bearer%20${oldKey}`
          : oldKey
    return { variable, line: `<key>${variable}</key>${gap}<string>${value}</string>` }
  })
const plistText = fc
  .tuple(fc.uniqueArray(entry, { minLength: 1, maxLength: 4, selector: (each) => each.variable }), shape)
  .map(([entries, ends]) =>
    wrap(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<plist version="1.0"><dict>',
        '  <key>Label</key><string>größer ☃ 🔑</string>',
        '  <key>EnvironmentVariables</key>',
        '  <dict>',
        ...entries.map(({ line }) => line),
        '  </dict>',
        '</dict></plist>',
      ],
      ends,
    ),
  )

/** The format read in the plainest way: tags, and what stands between them. */
const plain = (text: string): unknown => text.split(/(<[^>]*>)/)

generated('launchd plist', launchd, plistText)
mutated(
  'launchd plist',
  launchd,
  ['com.coralogix.otelcol', 'hard', 'windows-bom'].map((name) => fixtureText(`launchd/${name}.plist`)),
  plain,
)
