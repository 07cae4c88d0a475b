import fc from 'fast-check'
import { logstash } from '../../main/agents/logstash.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap } from './fuzz.ts'

const remark = fc.constantFrom('', ' # note', '\t# "größer" => {')

const plugin = fc
  .record({
    form: fc.constantFrom('array', 'hash', 'old', 'other'),
    quote: fc.constantFrom('"', "'"),
    gap: fc.constantFrom('', ' ', '\n    '),
    extra: word,
    note: remark,
  })
  .map(({ form, quote: q, gap, extra, note }) => {
    const text = (value: string) => `${q}${value}${q}`
    const arrow = `${gap}=>${gap}`
    if (form === 'old')
      return [
        '  coralogix {',
        `    config_params${arrow}{${note}`,
        `      ${text('APP_NAME')} => ${text(extra)}`,
        `      ${text('PRIVATE_KEY')}${arrow}${text(oldKey)} }${note}`,
        '  }',
      ]
    const host = form === 'other' ? 'logs.vendor.example' : 'ingress.eu2.coralogix.com'
    const bearer = text(`Bearer ${form === 'other' ? 'not-ours-0123456789' : oldKey}`)
    const headers =
      form === 'array'
        ? `[${text('x')}, ${text(extra)},${gap}${text('authorization')} , ${bearer}]`
        : `{ ${text('x')} => ${text(extra)} ${text('Authorization')}${arrow}${bearer} }`
    return [
      '  http {',
      `    url => ${text(`https://${host}/logs/v1/singles`)}${note}`,
      `    headers${arrow}${headers}`,
      '    retries => 5',
      '  }',
    ]
  })
const pipeline = fc
  .tuple(fc.array(plugin, { minLength: 1, maxLength: 5 }), fc.boolean(), remark, shape)
  .map(([plugins, branch, note, ends]) =>
    wrap(
      [
        'input { stdin { } }',
        `output {${note}`,
        ...(branch ? ['  if [type] == "a" and !([b][c] =~ /{"/) {'] : []),
        ...plugins.flat().flatMap((line) => line.split('\n')),
        ...(branch ? ['  } else { stdout {} }'] : []),
        '}',
      ],
      ends,
    ),
  )

/** The format as a flat list of words, strings and signs; undefined where something is not closed. */
function words(text: string): unknown {
  const found: string[] = []
  const open: string[] = []
  const sign = /=>|[=!<>~]+|[{}[\](),!]|[^\s{}[\](),"'#=/!<>~]+/y
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const character = text[at] ?? ''
    if (/[ \t\r\n]/.test(character)) at++
    else if (character === '#') {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
    } else {
      // Outside of a value, brackets name a field and may hold anything else.
      const field = /\[[^\][,]+\]/y
      field.lastIndex = at
      const named = ['=>', ',', '['].includes(found.at(-1) ?? '') ? null : field.exec(text)
      sign.lastIndex = at
      const piece = named?.[0] ?? (/["'/]/.test(character) ? quoted(text, at) : sign.exec(text)?.[0])
      if (piece === undefined) return undefined
      if (/^[{[(]$/.test(piece)) open.push(piece)
      if (/^[}\])]$/.test(piece) && `${open.pop()}${piece}`.match(/^(\{\}|\[\]|\(\))$/) === null)
        return undefined
      found.push(piece)
      at += piece.length
    }
  }
  return open.length > 0 ? undefined : found
}

function quoted(text: string, at: number): string | undefined {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === text[at]) return text.slice(at, end + 1)
    if (text[end] === '\\' && text[end + 1] === text[at]) end++
  }
  return undefined
}

generated('Logstash', logstash, pipeline)
mutated(
  'Logstash',
  logstash,
  [
    fixtureText('logstash/pipeline.conf'),
    fixtureText('logstash/pipeline.conf').slice(fixtureText('logstash/pipeline.conf').indexOf('output {')),
    fixtureText('logstash/windows-bom.conf').split('\thttp {')[0]?.concat('}\r\n') ?? '',
  ],
  words,
)
