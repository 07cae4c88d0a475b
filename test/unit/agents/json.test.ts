import { describe, expect, it } from 'vitest'
import {
  entriesIn,
  itemsIn,
  jsonPlaceOf,
  jsonTree,
  readJson,
  stringIn,
  valueIn,
} from '../../../main/agents/locators/formats/json.ts'
import { failureOf, must, oldKey } from './world.ts'

const facts = { agent: 'vector', output: 'http', host: null, carriage: 'bare-or-bearer' } as const

describe('JSON', () => {
  it('reads objects and arrays by path', () => {
    const { root } = must(readJson('{"a": {"B": ["x", 2]}, "c": null}'))
    expect(itemsIn(valueIn(root, ['a', 'B'])).map(stringIn)).toEqual(['x', null])
    expect(valueIn(root, ['a', 'b'])).toBeNull()
    expect(valueIn(root, ['a', 'b'], true)).not.toBeNull()
    expect(entriesIn(root).map((entry) => entry.key)).toEqual(['a', 'c'])
  })

  it.each([
    ['', 'empty'],
    ['{"a": 1,}', 'a trailing comma'],
    ['{"a": 1} // note', 'a comment'],
    ['{"a": 1, "a": 2}', 'a repeated key'],
    ['{"a": 1, "\\u0061": 2}', 'a repeated key in disguise'],
    ['{"a": 01}', 'a leading zero'],
    ['{"a": "\u0001"}', 'a control character'],
    ["{'a': 1}", 'single quotes'],
    ['{"a": 1', 'an open end'],
    ['{"a": 1} {"a": 1}', 'two of them'],
    ['['.repeat(100_000), 'nesting without end'],
    [`${'['.repeat(300)}${']'.repeat(300)}`, 'deep nesting'],
  ])('refuses %j: %s', (text) => {
    expect(failureOf(readJson(text)).code).toBe('file-invalid')
    expect(failureOf(jsonTree(text)).code).toBe('file-invalid')
  })

  it('reads comments and trailing commas where they are allowed', () => {
    expect(must(jsonTree('{"a": 1, /* b */}\n// end', 'jsonc'))).toEqual({ object: [['a', 1]] })
    expect(failureOf(jsonTree('{"a": 1,, }', 'jsonc')).code).toBe('file-invalid')
    expect(failureOf(jsonTree('{"a": 1 /* b', 'jsonc')).code).toBe('file-invalid')
  })

  it('tells names that objects treat specially apart', () => {
    expect(must(jsonTree('{"__proto__": "a"}'))).not.toEqual(must(jsonTree('{"__proto__": "b"}')))
  })

  it('never quotes the text', () => {
    expect(failureOf(readJson(`{"a": ${oldKey}}`)).message).not.toContain('Fixture')
  })

  it('gives the place of the bare value, behind a byte order mark too', () => {
    const text = `\uFEFF{\r\n  "h": "Bearer ${oldKey}"\r\n}`
    const file = must(readJson(text))
    const place = jsonPlaceOf(file, valueIn(file.root, ['h']), facts)
    expect(text.slice(place?.start, place?.end)).toBe(oldKey)
    expect(place).toMatchObject({ line: 2, column: 16, quoting: 'double', kind: 'literal' })
  })

  it('does not edit what is written with escapes', () => {
    const file = must(readJson('{"a": "cx\\u0074p_1"}'))
    expect(jsonPlaceOf(file, valueIn(file.root, ['a']), facts)?.notEditable).toBe(
      'it is written with escapes',
    )
    expect(jsonPlaceOf(file, file.root, facts)).toBeNull()
  })

  it('knows references', () => {
    const file = must(readJson(`{"a": "Bearer \${KEY}"}`))
    expect(jsonPlaceOf(file, valueIn(file.root, ['a']), facts)).toMatchObject({ kind: 'env', target: 'KEY' })
  })
})
