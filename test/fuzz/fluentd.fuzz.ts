import fc from 'fast-check'
import { fluentd } from '../../main/agents/fluentd.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap, yamlData } from './fuzz.ts'

const remark = fc.constantFrom('', ' # note', '\t# größer "{')

const match = fc
  .record({
    form: fc.constantFrom('hash', 'lines', 'double', 'single', 'listed', 'plugin', 'other'),
    indent: fc.constantFrom('', '  ', '\t'),
    extra: word,
    note: remark,
  })
  .map(({ form, indent, extra, note }) => {
    if (form === 'plugin')
      return [
        `<match ${extra}.**>${note}`,
        `${indent}@type coralogix`,
        `${indent}privatekey ${extra.length % 2 === 0 ? oldKey : `"${oldKey}"`}${note}`,
        '</match>',
      ]
    const host = form === 'other' ? 'logs.vendor.example' : 'ingress.eu2.coralogix.com'
    const bearer = `Bearer ${form === 'other' ? 'not-ours-0123456789' : oldKey}`
    const forms: Readonly<Record<string, string>> = {
      hash: `{"x":"${extra}#","Authorization":"${bearer}"}${note}`,
      other: `{"Authorization":"${bearer}"}${note}`,
      lines: `{${note}\n${indent}"x":["${extra}"],${note}\n\n "authorization" : "${bearer}"${note}\n}`,
      double: `"{\\"AUTHORIZATION\\":\\"${bearer}\\",\\"x\\":\\"#{ENV['${extra}']}\\"}"${note}`,
      single: `'{"Authorization":"${bearer}"}'${note}`,
      listed: `x:${extra},authorization:${bearer}${note}`,
    }
    return [
      `${indent}<match ${extra}>`,
      `${indent}@type http${note}`,
      `endpoint "https://${host}/logs/v1/singles"`,
      `${indent}headers ${forms[form]}`,
      `${indent}<buffer>`,
      '</buffer>',
      '</match>',
    ].flatMap((line) => line.split('\n'))
  })
const conf = fc
  .tuple(fc.array(match, { minLength: 1, maxLength: 5 }), remark, shape)
  .map(([matches, note, ends]) =>
    wrap(['# shop', `<source>${note}`, '  @type forward', '</source>', ...matches.flat()], ends),
  )

/** The format read line by line, hashes as Fluentd itself does: one more character until it is JSON. */
function lines(text: string): unknown {
  const found: unknown[] = []
  const open: string[] = []
  let rest = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const take = (length: number): string => {
    const piece = rest.slice(0, length)
    rest = rest.slice(length)
    return piece
  }
  for (;;) {
    take(/^(?:\s|#[^\n]*)*/.exec(rest)?.[0].length ?? 0)
    if (rest === '') return open.length > 0 ? undefined : found
    if (rest.startsWith('<')) {
      const tag = /^<(\/?)(\w+)([^\n]*)>[ \t]*(#[^\n]*)?(?=\n|$)/.exec(rest)
      if (tag?.[2] === undefined) return undefined
      if (tag[1] === '') open.push(tag[2])
      else if (open.pop() !== tag[2]) return undefined
      found.push(take(tag[0].length))
      continue
    }
    // A name in double quotes may hold line ends, as a value may.
    found.push(take(/^(?:"[^"]*"|'[^'\n]*'|\S+)[ \t]*/.exec(rest)?.[0].length ?? 1))
    const value = readValue(rest)
    if (value === undefined) return undefined
    found.push(value.read)
    take(value.length)
    if (!/^[ \t]*(#[^\n]*)?(\n|$)/.test(rest)) return undefined
    take(/^[^\n]*/.exec(rest)?.[0].length ?? 0)
  }
}

function readValue(rest: string): { readonly read: unknown; readonly length: number } | undefined {
  if (/^["']/.test(rest)) {
    const string =
      /^"(?:\\[\s\S]|#\{(?:"[^"\n]*"|'[^'\n]*'|[^{}"'\n])*\}|[^"\\])*"|^'(?:\\[\\']|[^'\n])*'/.exec(rest)?.[0]
    return string === undefined ? undefined : { read: string, length: string.length }
  }
  if (/^[{[]/.test(rest)) return hash(rest)
  const plain = /^[^\n]*?(?=[ \t]+#|[ \t]*(?:\n|$))/.exec(rest)?.[0] ?? ''
  return { read: plain, length: plain.length }
}

function hash(rest: string): { readonly read: unknown; readonly length: number } | undefined {
  let json = ''
  let line = ''
  for (let at = 0; at < rest.length; at++) {
    const code = /^#\{\s*ENV\["[\w.-]+"\]\s*\}/.exec(rest.slice(at))?.[0]
    if (
      rest[at] === '#' &&
      data(`${json}${line.trimEnd().replace(/,$/, '')}${rest[0] === '{' ? '}' : ']'}`)
    ) {
      const end = rest.indexOf('\n', at)
      if (end === -1) return undefined
      json += `${line}\n`
      line = ''
      at = end
    } else if (code !== undefined) {
      line += 'code'
      at += code.length - 1
    } else if (rest[at] === '\n') {
      json += `${line}\n`
      line = ''
    } else {
      line += rest[at]
      if (!/[}\]]/.test(rest[at] ?? '')) continue
      const read = data(json + line)
      if (read !== undefined) return { read, length: at + 1 }
    }
  }
  return undefined
}

function data(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}

generated('Fluentd', fluentd, conf)
mutated(
  'Fluentd',
  fluentd,
  [
    fixtureText('fluentd/fluentd.conf'),
    fixtureText('fluentd/record.conf')
      .split('<filter env')[0]
      ?.concat(
        fixtureText('fluentd/record.conf').slice(fixtureText('fluentd/record.conf').indexOf('<match')),
      ) ?? '',
    fixtureText('fluentd/forms.conf').split('<match d>')[0] ?? '',
  ],
  lines,
)
const yaml = `config:
  - filter:
      $tag: a
      $type: record_transformer
      record: {privateKey: ${oldKey}}
  - match:
      $tag: a
      $type: http
      endpoint: https://ingress.eu2.coralogix.com/logs/v1/singles
      headers: '{"Authorization": "Bearer ${oldKey}"}'
  - match:
      $type: coralogix
      privatekey: "${oldKey}" # note
`
mutated('YAML of Fluentd', fluentd, [yaml], yamlData)
