import { describe, expect, it } from 'vitest'
import type { Embedded } from '../../../main/agents/agent.ts'
import { embeddedBlock } from '../../../main/agents/locators/formats/block-scalar.ts'
import { entryAt, readYaml } from '../../../main/agents/locators/formats/yaml.ts'
import { must } from './world.ts'

function block(text: string, key = 'conf'): Embedded | null {
  const file = must(readYaml(text))
  const document = file.documents[0]
  if (document === undefined) throw new Error('no document')
  const entry = entryAt(document.contents, document, ['data', key])
  return entry === null ? null : embeddedBlock(file, entry, key)
}

/** Every character of the inner text stands where the mapping says. */
function runsSideBySide(text: string): string {
  const found = block(text)
  if (found === null) throw new Error('nothing found')
  expect(found.notEditable).toBeUndefined()
  for (let offset = 0; offset < found.text.length; offset++) {
    const character = found.text[offset]
    const outer = found.outer(offset) ?? -1
    if (character === '\n') expect(text.slice(outer)).toMatch(/^(\r?\n|$)/)
    else expect(text[outer]).toBe(character)
  }
  return found.text
}

describe('a text in a YAML scalar', () => {
  const body = ['[[outputs.http]]', '  url = "x"', '', '  # é ☃ 😀', '  token = "k"']
  const lines = body.map((line) => (line === '' ? '' : `    ${line}`))

  it.each(['|', '|-', '|+', '|  # note', '|2', '|2-', '|+2', '| \t'])('is mapped from %j', (header) => {
    for (const end of ['\n', '\r\n'])
      for (const tail of [[], [''], ['', ''], ['  other: 1'], ['', 'kind: ConfigMap']]) {
        const text = ['# top', 'data:', `  conf: ${header}`, ...lines, ...tail].join(end)
        expect(runsSideBySide(text)).toContain('token = "k"')
        if (tail.length > 0) runsSideBySide(`\uFEFF${text}${end}`)
      }
  })

  it('may start with blank lines and be indented more in its first line', () => {
    expect(runsSideBySide('data:\n  conf: |\n\n  \n    a: 1\n    b: 2\n')).toBe('\n\na: 1\nb: 2\n')
    expect(runsSideBySide('data:\n  conf: |2\n      a: 1\n    b: 2\n')).toBe('  a: 1\nb: 2\n')
  })

  it.each(['a = 1', '"a = 1"', "'a = 1'"])('is mapped from one line: %s', (value) => {
    expect(runsSideBySide(`data:\n  conf: ${value} # note\n`)).toBe('a = 1')
  })

  it.each([
    ['conf: >\n    a\n    b\n', 'folded'],
    ['conf: "a\\nb"\n', 'escapes'],
    ['conf: "a\\x41"\n', 'escapes'],
    ["conf: 'a''b'\n", 'escapes'],
    ['conf: "a\n    b"\n', 'folded'],
    ['conf: &x |\n    a\n', 'anchor'],
    ['conf: !custom |\n    a\n', 'tag'],
    ['other: &x |\n    a\n  conf: *x\n', 'alias'],
    ['<<: {conf: a b}\n', 'merge'],
  ])('is shown and not edited: %j', (text, reason) => {
    const found = block(`data:\n  ${text}`)
    expect(found?.notEditable).toContain(reason)
    expect(found?.outer(0)).toBe(found?.outer(1))
  })

  it.each(['conf: 1', 'conf:', 'conf: ""', 'conf: {a: b}'])('is not there: %s', (text) => {
    expect(block(`data:\n  ${text}\n`)).toBeNull()
  })
})
