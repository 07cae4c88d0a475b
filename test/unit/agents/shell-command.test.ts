import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readShell } from '../../../main/agents/locators/formats/shell-command.ts'
import { plainText } from '../../../main/agents/locators/formats/shell-word.ts'
import { failureOf, must } from './world.ts'

const words = (text: string): (string | null)[][] =>
  must(readShell(text)).commands.map((command) => command.map((word) => plainText(word)))

describe('the scanner of shell scripts', () => {
  it.each<[string, (string | null)[][]]>([
    ['a b\tc', [['a', 'b', 'c']]],
    ['a \'b c\'"d e"f\\ g', [['a', 'b cd ef g']]],
    ['a \\\n  b # c "d', [['a', 'b']]],
    ['a#b "#c"', [['a#b', '#c']]],
    ['a; b && c | d & e', [['a'], ['b'], ['c'], ['d'], ['e']]],
    ['a > out 2>&1 b < in &> all', [['a', 'b']]],
    ['a "\\"\\$\\\\\\x"', [['a', '"$\\\\x']]],
    ['a $\'b c\' $"d"', [['a', 'b c', 'd']]],
    ['a "" b', [['a', '', 'b']]],
    ['a $b "c$d" `e`', [['a', null, null, null]]],
    [
      'a $(b "c d")',
      [
        ['b', 'c d'],
        ['a', null],
      ],
    ],
    ["cat <<EOF x\nit's\nEOF\nb", [['cat', 'x'], ['b']]],
    ["cat <<-'E F'\n\tit's\n\tE F\nb", [['cat'], ['b']]],
    ['a <<< "b c" d', [['a', 'd']]],
    ['((a < b)); c', [['c']]],
    ['a $((1 + (2))) b', [['a', null, 'b']]],
    ['case $x in a) b;; esac', [['case', null, 'in', 'a'], ['b'], ['esac']]],
    [`a ${'$'}{b:-c d} e`, [['a', null, 'e']]],
  ])('%j', (text, expected) => expect(words(text)).toEqual(expected))

  it.each([
    ["a 'b", 'file-invalid'],
    ['a "b', 'file-invalid'],
    ['a `b', 'file-invalid'],
    ['a $(b', 'file-invalid'],
    ['a ${b', 'file-invalid'],
    ["a $'b\\'", 'file-invalid'],
    ['a \\', 'file-invalid'],
    ['cat <<EOF\nb', 'file-invalid'],
    ['cat <<EOF', 'file-invalid'],
    ['a $(case x in x) b;; esac)', 'file-not-editable'],
    [`a "${'$'}{b:-'c'}"`, 'file-not-editable'],
    ['a $((1 + "2"))', 'file-not-editable'],
    ['cat <<$END\nb', 'file-not-editable'],
    ['a\r\nb', 'file-not-editable'],
    ['a $\\\n"b"', 'file-not-editable'],
    ['cat <\\\n<EOF\nEOF', 'file-not-editable'],
    [`a ${'$('.repeat(60)}`, 'file-not-editable'],
  ])('refuses %j', (text, code) => expect(failureOf(readShell(text)).code).toBe(code))

  // The shell itself is the judge: a function prints the words that it really gets.
  const bash = spawnSync('bash', ['-c', ':']).status === 0
  it.skipIf(!bash)('reads words as the shell does', () => {
    const piece = fc.constantFrom(
      'a',
      'B7',
      ' ',
      '\t',
      '\\ ',
      '\\"',
      "\\'",
      "'x y'",
      "'\"'",
      '"p q"',
      '"\'"',
      '"\\""',
      '"\\\\"',
      '\\\n',
      '#',
      ' #c',
      '=',
      ':',
      '-',
      '/',
      '""',
      "''",
      '"a\\b"',
      '"z"',
      '$',
      ' $ ',
      '%',
      '{',
      '}',
      ',',
    )
    const commands = fc
      .sample(fc.array(piece, { minLength: 1, maxLength: 8 }), { numRuns: 400, seed: 7 })
      .map((pieces) => `show ${pieces.join('')}`)
      .filter((line) => readShell(line).ok && !words(line).flat().includes(null) && !/\\$|#.*\\\n/.test(line))
    const script = `set -f\nshow() { printf '%s\\1' "$@"; printf '\\2'; }\n${commands.join('\n')}\n`
    const run = spawnSync('bash', [], { input: script, encoding: 'utf8' })
    const heard = run.stdout
      .split('\u0002')
      .slice(0, -1)
      .map((each) => each.split('\u0001').slice(0, -1))
    const read = must(readShell(`${commands.join('\n')}\n`)).commands.map((command) =>
      command.slice(1).map((word) => plainText(word)),
    )
    expect(commands.length).toBeGreaterThan(200)
    expect(run.stderr).toBe('')
    expect(read.map((each) => (each.length === 0 ? [''] : each))).toEqual(heard)
  })
})
