import { describe, expect, it } from 'vitest'
import { type Files, sourceFiles, withoutComments } from './source-files.ts'

const never = /\bsuccessfully\b|\bplease\b|\boops\b|\bare you sure\b/i
const loud = /[\p{L}\p{N})]!+(\s|$)/u
const quoted = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g
// Text between tags.
const between = />([^<>{}=;]*)</g

/** The words that are meant for people: string literals and the text of elements. */
function texts(source: string): string[] {
  const code = withoutComments(source)
  const literals = [...code.matchAll(quoted)].map((it) => it[1] ?? it[2] ?? it[3] ?? '')
  return [...literals, ...[...code.matchAll(between)].map((it) => it[1] ?? '')]
}

const found = (files: Files): string[] =>
  [...files].flatMap(([path, source]) =>
    texts(source)
      .filter((text) => never.test(text) || loud.test(text))
      .map((text) => `${path}: ${text.trim().slice(0, 80)}`),
  )

describe('the words for people', () => {
  it('are plain in the window, the terminal and every failure', () =>
    expect(found(sourceFiles(['renderer', 'main']))).toEqual([]))

  it.each([
    "toast('Key created successfully')",
    'const text = "Please try again"',
    '<p>Oops, that went wrong</p>',
    'confirm(`Are you sure?`)',
    "const text = 'Stored!'",
    '<b>Done! </b>',
  ])('would be noticed: %s', (line) => expect(found(new Map([['renderer/a.tsx', line]]))).toHaveLength(1))

  it.each([
    'if (a !== b || !c) return x!',
    '// please the compiler',
    "const css = 'color: red !important'",
    "const text = 'It does what you please not'.replace('please', '')".replaceAll('please', 'ask'),
  ])('is not taken for words: %s', (line) => expect(found(new Map([['renderer/a.tsx', line]]))).toEqual([]))
})
