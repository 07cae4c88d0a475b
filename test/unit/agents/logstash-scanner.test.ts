import { describe, expect, it } from 'vitest'
import { logstashTree, readLogstash } from '../../../main/agents/locators/formats/logstash.ts'
import { logstash } from '../../../main/agents/logstash.ts'
import { failureOf, hosts, must } from './world.ts'

describe('detecting Logstash', () => {
  it.each([
    ['output { a { b => c } }', 'pipeline', true],
    ['# c\n  input\n  {\n  a { b => c } }', 'x.conf', true],
    ['val a = list\n  filter { case x => y }', 'a.scala', false],
    ['output { a = b }', 'x.conf', false],
  ])('%j in %s', (text, name, expected) => {
    expect(logstash.detect(text, hosts, name)).toBe(expected)
  })
})

describe('the scanner of Logstash', () => {
  it('reads every kind of value', () => {
    const text = `output { "a" { b => c_d e => -1.5 f => 'x\\'y' g => ["1", 2,[yes]] # c
      h => { "i" => 1 2 => "three" j_k => x { l => "m" } } } n {} }`
    expect(must(logstashTree(text))).toEqual([
      {
        type: 'output',
        inner: [
          {
            name: 'a',
            settings: [
              ['b', ['word', 'plain', 'c_d']],
              ['e', ['number', 'plain', '-1.5']],
              ['f', ['string', 'single', "x\\'y"]],
              ['g', [['string', 'double', '1'], ['number', 'plain', '2'], [['word', 'plain', 'yes']]]],
              [
                'h',
                {
                  entries: [
                    ['i', ['number', 'plain', '1']],
                    ['2', ['string', 'double', 'three']],
                    ['j_k', { name: 'x', settings: [['l', ['string', 'double', 'm']]] }],
                  ],
                },
              ],
            ],
          },
          { name: 'n', settings: [] },
        ],
      },
    ])
  })

  it.each([
    '[a] == "b"',
    '[a][b] != [c] and [d] >= 5',
    '"x" in [tags] or "y" not in [tags]',
    '![a]',
    '!([a] or [b]) nand [c] xor [d]',
    '[a] =~ /x\\/}"/',
    '[a] !~ "x"',
    '[a] in ["b", "c"]',
    'call_me("a", [b])',
    '( [a] == "b" )',
  ])('knows the condition %s', (condition) => {
    const text = `filter{if ${condition}{drop{}}else if ${condition} { } else{drop { } } }`
    expect(readLogstash(text).ok).toBe(true)
  })

  it.each([
    'output',
    'output {',
    'output }',
    'outputs { }',
    'output { a }',
    'output { a { b } }',
    'output { a { b => } }',
    'output { a { b = "c" } }',
    'output { a { b => "c" "d" } }',
    'output { a { b => "c"d => "e" } }',
    'output { a { b => ["c",] } }',
    'output { a { b => ["c" "d"] } }',
    'output { a { b => { "c" => 1, "d" => 2 } } }',
    'output { a { b => "c } }',
    'output { a { b => "c\\" } }',
    'output { if { } else [a] { } }',
    'output { else { } }',
    'output { if [a] { } else { } else { } }',
    'output { if [a] == { } }',
    'output { if ([a] { } }',
    'output { a { b => c } } }',
    'output { a { b => x } # not closed',
  ])('refuses %s', (text) => {
    const failure = failureOf(readLogstash(text))
    expect(failure.code).toBe('file-invalid')
    expect(failure.message).toMatch(/^Line 1 /)
  })

  it('refuses carriage returns that end no line', () => {
    expect(failureOf(readLogstash('output {\r}\n')).code).toBe('file-not-editable')
  })

  it('does not read for minutes', () => {
    const started = Date.now()
    for (const piece of [
      ' ',
      '#',
      '"',
      "'",
      '{',
      '[',
      'a{',
      'if ',
      'if(',
      '!(',
      '[a]',
      '/',
      '=>',
      '\\"',
      'a=>[',
    ])
      readLogstash(`output { ${piece.repeat(100_000)}`)
    expect(Date.now() - started).toBeLessThan(5000)
  })
})
