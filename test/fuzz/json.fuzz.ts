import fc from 'fast-check'
import { stripComments } from 'jsonc-parser'
import type { Agent } from '../../main/agents/agent.ts'
import { jsonPlaceOf, jsonTree, readJson, valueIn } from '../../main/agents/locators/formats/json.ts'
import { vector } from '../../main/agents/vector.ts'
import { ok } from '../../shared/errors.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap } from './fuzz.ts'

const blank = fc.constantFrom('', ' ', '\t', '  ')
const sink = fc
  .record({
    name: word,
    gap: blank,
    form: fc.constantFrom('auth', 'headers', 'other'),
    text: fc.string({ maxLength: 12 }),
  })
  .map(({ name, gap, form, text }) => {
    const host = form === 'other' ? 'logs.vendor.example' : 'ingress.eu2.coralogix.com'
    const key = form === 'other' ? 'not-ours-0123456789' : oldKey
    const carried =
      form === 'headers'
        ? `"request":${gap}{"headers": {"X": ${JSON.stringify(text)}, "authorization"${gap}:${gap}"Bearer ${key}"}}`
        : `"auth": {"strategy": "bearer",${gap}"token":${gap}"${key}"}`
    return [
      `"${name}": {`,
      `"type": "http", "inputs": ["in"],${gap}"uri": "https://${host}/logs/v1/singles",`,
      `${gap}${carried} }`,
    ]
  })
const sinks = fc.uniqueArray(sink, { minLength: 1, maxLength: 5, selector: (lines) => lines[0] })
const between = (parts: readonly (readonly string[])[]): readonly string[] =>
  parts.flatMap((lines, index) => (index === parts.length - 1 ? lines : [...lines, ',']))

const jsonText = fc
  .tuple(sinks, shape)
  .map(([all, ends]) =>
    wrap(['{', '"sources": {"in": {"type": "stdin"}},', '"sinks": {', ...between(all), '}', '}'], ends),
  )

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

generated('JSON', vector, jsonText)
mutated(
  'JSON',
  vector,
  [fixtureText('vector/vector.json'), fixtureText('vector/windows-bom.json')],
  parsed,
  'vector.json',
)

/** No agent of ours reads comments in JSON by itself: a reader of one property stands in for those that do. */
const commented: Agent = {
  ...vector,
  locate(text) {
    const file = readJson(text, 'jsonc')
    if (!file.ok) return file
    const facts = { agent: 'vector', output: 'key', host: null, carriage: 'bare-or-bearer' } as const
    const place = jsonPlaceOf(file.value, valueIn(file.value.root, ['a', 'key']), facts)
    return ok(place === null ? [] : [place])
  },
  tree: (text) => jsonTree(text, 'jsonc'),
}

const remark = fc.constantFrom('', ' // note "x', '/* {"a": 1} */', ' /* größer\n☃ 😀 */ ')
const commentedText = fc
  .tuple(remark, remark, remark, word, shape)
  .map(([first, second, third, name, ends]) =>
    wrap(
      [
        `{${first}`,
        `"${name}_": [1, 2,],${second}`,
        `"a": {"key"${third.startsWith(' //') ? '' : third}: "Bearer ${oldKey}",}${first}`,
        ',',
        `}${second}`,
      ],
      ends,
    ),
  )

const withoutComments = (text: string): unknown =>
  parsed(stripComments(text.replace(/^\uFEFF/, '')).replaceAll(/,(\s*[}\]])/g, '$1'))

generated('JSON with comments', commented, commentedText)
mutated(
  'JSON with comments',
  commented,
  [
    `{\n  // the key\n  "a": {"key": "${oldKey}", /* "key": "not-ours" */ "b": [1, 2,],},\n  "c": "hunter2"\n}\n`,
    `\uFEFF/* top */ {\r\n\t"b": null,\r\n\t"a": {"key": "Bearer ${oldKey}"} // end\r\n}`,
  ],
  withoutComments,
)
