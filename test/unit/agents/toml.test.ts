import { describe, expect, it } from 'vitest'
import { nodeAt, textAt } from '../../../main/agents/locators/formats/data-node.ts'
import { readToml, tomlTree } from '../../../main/agents/locators/formats/toml.ts'
import { failureOf, must, oldKey } from './world.ts'

const facts = { agent: 'telegraf', output: 'http', host: null, carriage: 'bare-or-bearer' } as const
const placeIn = (text: string, ...path: string[]) =>
  nodeAt(must(readToml(text)).root, ...path)?.place(facts) ?? null

describe('TOML', () => {
  it('reads tables, arrays of tables, inline tables and dotted keys by path', () => {
    const { root } = must(
      readToml(
        'a.b = "1"\n[[o.http]]\nurl = "x"\n[o.http.h]\n"A b" = \'c\'\n[[o.http]]\nh = {d.e = "f"}\n[z]\nl = ["g"]\n',
      ),
    )
    expect(textAt(root, 'a', 'b')).toBe('1')
    const outputs = nodeAt(root, 'o', 'http')?.items() ?? []
    expect(outputs.map((each) => textAt(each, 'url'))).toEqual(['x', null])
    expect(textAt(outputs[0] ?? null, 'h', 'A b')).toBe('c')
    expect(textAt(outputs[1] ?? null, 'h', 'd', 'e')).toBe('f')
    expect(nodeAt(root, 'z', 'l')?.items()[0]?.text).toBe('g')
  })

  it.each([
    ['a = 1\na = 2', 2],
    ['[a]\n[a]', 2],
    ['a = {b = 1, }', 1],
    ['a = {\nb = 1\n}', 2],
    ['a = "x', 1],
    ['a = "\u0001"', 1],
    ['a = 1\rb = 2', 1],
    ['a = x', 1],
    [`a = ${'['.repeat(100_000)}`, 1],
    [`a = ${oldKey}`, 1],
    ['a = "\\e"', 1],
    ['a.b = 1\n[a]', 2],
    ['[[a]]\n[a]', 2],
  ])('refuses %j', (text, line) => {
    const failure = failureOf(readToml(text))
    expect(failure.code).toBe('file-invalid')
    expect(failure.message).toContain(`Line ${line} `)
    expect(failure.message).not.toContain('Fixture')
    expect(failureOf(tomlTree(text)).code).toBe('file-invalid')
  })

  it.each([
    [`a = "${oldKey}"`, 'double'],
    [`# é ☃ 😀\r\na = '${oldKey}' # "note"`, 'single'],
    [`\uFEFFa = "Bearer ${oldKey}"\n`, 'double'],
    [`n = \${NUMBER}\ns = "$HOST 😀"\na = "${oldKey}"`, 'double'],
  ])('gives the place of the bare value in %j', (text, quoting) => {
    const place = placeIn(text, 'a')
    expect(text.slice(place?.start, place?.end)).toBe(oldKey)
    expect(place).toMatchObject({ quoting, kind: 'literal' })
    expect(place?.notEditable).toBeUndefined()
  })

  it.each([
    ['a = """x"""', 'it stands in triple quotes'],
    ["a = '''\nx'''", 'it stands in triple quotes'],
    ['a = "\\u0078"', 'it is written with escapes'],
    ['a = "x y"', 'there is more than the key in it'],
  ])('does not edit %j', (text, reason) => {
    expect(placeIn(text, 'a')?.notEditable).toBe(reason)
  })

  it.each([
    [`a = "\${KEY}"`, 'env', 'KEY'],
    [`a = "Bearer \${KEY:-none}"`, 'env', 'KEY'],
    ['a = "$KEY"', 'env', 'KEY'],
    [`a = \${KEY}`, 'env', 'KEY'],
    ['a = "@{store:key}"', 'secret', 'store:key'],
  ])('knows the reference in %j', (text, kind, target) => {
    expect(placeIn(text, 'a')).toMatchObject({ kind, target })
  })

  it('has a tree that changes with anything', () => {
    const tree = (text: string) => must(tomlTree(text))
    const base = tree('a = 1\nb = "x"\n[__proto__]\nc = 1979-05-27')
    for (const text of [
      'a = 2\nb = "x"\n[__proto__]\nc = 1979-05-27',
      'a = 1\nb = "y"\n[__proto__]\nc = 1979-05-27',
      'a = 1\nb = "x"\n[__proto__]\nc = 1979-05-28',
      'a = 1\nb = "x"\n[__proto__]\nd = 1979-05-27',
      'b = "x"\na = 1\n[__proto__]\nc = 1979-05-27',
    ])
      expect(tree(text)).not.toEqual(base)
    expect(tree('a = "$X"')).not.toEqual(tree('a = "$Y"'))
  })
})
