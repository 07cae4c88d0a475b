import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { aggregationsIo } from '../../main/agents/aggregations-io.ts'
import { customMetrics } from '../../main/agents/custom-metrics.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, word } from './fuzz.ts'

/** One word of the shell that comes to `text`, written in one of the ways in which a person writes it. */
const asWord = (text: string, key: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    `"${text}${key}"`,
    `'${text}${key}'`,
    `'${text}'"${key}"`,
    `${text.replaceAll(' ', '\\ ')}${key}`,
    `"${text}"${key}`,
    `$'${text}${key}'`,
  )
const request = fc
  .record({
    ours: fc.boolean(),
    header: fc
      .boolean()
      .chain((lower) =>
        fc.tuple(
          asWord(`${lower ? 'a' : 'A'}uthorization: Bearer `, oldKey),
          asWord('Authorization: Bearer ', 'not-ours'),
        ),
      ),
    flag: fc.constantFrom('-H ', '-H', '--header ', '-sSH '),
    tool: fc.constantFrom('curl', '/usr/bin/curl', 'sudo curl', 'if ! curl'),
    around: fc.constantFrom('', '$(', '"$('),
    more: fc.constantFrom('', '> out 2>&1', '-d \'{"a": 1}\'', '-d "it\'s $(date)"', '\\\n  -s', '| jq .'),
    name: word,
  })
  .map(({ ours, header, flag, tool, around, more, name }) => {
    const host = ours ? 'ingress.eu2.coralogix.com' : 'otlp.vendor.example'
    const call = `${tool} ${flag}${ours ? header[0] : header[1]} https://${host}/v1/${name} ${more}`
    if (around === '') return call.startsWith('if') ? `${call}; then :; fi` : call
    return call.startsWith('if')
      ? `echo ${name}`
      : `${name}=${around}${call})${around.startsWith('"') ? '"' : ''}`
  })
const remark = fc.constantFrom(
  "# don't",
  '',
  "cat <<'EOF'\nit's\nEOF",
  'case $1 in a) echo ")";; esac',
  'n=$((1 + 2))',
)
const script = fc
  .array(fc.oneof(request, remark), { minLength: 1, maxLength: 6 })
  .map((lines) => `#!/bin/sh\n${lines.join('\n')}\n`)

generated('shell scripts', customMetrics, script)

// A shell takes far longer than the scanner: it is asked about some of the texts only.
let asked = 0
function lines(text: string): unknown {
  asked += 1
  if (asked % 40 === 0) {
    const checked = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })
    if (checked.error === undefined && /unexpected EOF while looking for matching/.test(checked.stderr))
      return undefined
  }
  return text.split('\n')
}
mutated(
  'shell scripts',
  customMetrics,
  ['send.sh', 'quoting.sh', 'grpc', 'two-regions.sh'].map((name) => fixtureText(`custom-metrics/${name}`)),
  lines,
)
mutated('scripts that send events', aggregationsIo, [fixtureText('aggregations-io/send-events.sh')], lines)
