import { describe, expect, it } from 'vitest'
import { fluentd } from '../../../main/agents/fluentd.ts'
import { headersIn } from '../../../main/agents/locators/fluentd-headers.ts'
import { readFluentd } from '../../../main/agents/locators/formats/fluentd.ts'
import { failureOf, hosts, must } from './world.ts'

const settings = (text: string): readonly (readonly [string, string, string])[] =>
  must(readFluentd(text)).settings.map(({ key, value }) => [key, value.form, value.text])

describe('the scanner of Fluentd', () => {
  it.each([
    ['a b # c', 'plain', 'b'],
    ['a b#c', 'plain', 'b#c'],
    ['a #b', 'plain', '#b'],
    ['a', 'plain', ''],
    ['a   two words\t', 'plain', 'two words'],
    ['a "x\\"y\\n" # c', 'double', 'x"y\n'],
    ['a "x\\\ny"', 'double', 'xy'],
    ['a "x\ny"', 'double', 'x\ny'],
    [`a "#{ENV["X"] || '}'}"`, 'double', `#{ENV["X"] || '}'}`],
    ["a 'x\\'y\\n'", 'single', "x'y\\n"],
    ['a {"b":"#c"} # d', 'hash', '{"b":"#c"}'],
    ['a [1,\n2]', 'hash', '[1,\n2]'],
    ['a {"b": 1, # c\n "d": 2 # e\n}', 'hash', '{"b": 1, # c\n "d": 2 # e\n}'],
    ['"a" b', 'plain', 'b'],
  ])('reads %j', (text, form, value) => {
    expect(settings(text)).toEqual([['a', form, value]])
    expect(settings(`\uFEFF${text}\r\n\r\n`)).toEqual([['a', form, value]])
  })

  it.each([
    '<match',
    '<match a> x\n</match>',
    '<match a>',
    '<match a>\n</filter>',
    '</match>',
    '<>\n</>',
    'a "x',
    'a "x" y',
    'a "\\d"',
    'a "#{x"',
    "a 'x\ny'",
    'a {"b":1',
    'a {"b":1} c',
    "a {'b':1}",
    'a {"b":1,}',
    'a {"b": # c\n 1}',
    'a {"b":1,\n# c\n"d":2}',
    'a {"b":{"c":1 # d\n}}',
    'a [}',
    '"a"b',
  ])('refuses %j', (text) => {
    const failure = failureOf(readFluentd(text))
    expect(failure.code).toBe('file-invalid')
    expect(failure.message).toMatch(/^Line \d+ is not valid Fluentd configuration: /)
  })

  it('refuses carriage returns that end no line', () => {
    expect(failureOf(readFluentd('a b\rc d\n')).code).toBe('file-not-editable')
  })

  it('knows the way back from a string with escapes', () => {
    const text = '\nheaders "{\\"Authorization\\":\\"Bearer KEY\\"}"'
    const value = must(readFluentd(text)).settings[0]?.value
    const [header] = value === undefined ? [] : headersIn(value)
    expect(header?.name).toBe('authorization')
    expect(value?.text.slice(header?.from, header?.to)).toBe('Bearer KEY')
    expect(text.slice(value?.outer(header?.from ?? 0) ?? 0, value?.outer(header?.to ?? 0) ?? 0)).toBe(
      'Bearer KEY',
    )
  })

  it('does not read for minutes', () => {
    const started = Date.now()
    for (const piece of [' ', '#', '"', '{', '[', '<a>\n', '\\', 'a b\n', '"#{', '{"a":"#'])
      readFluentd(`<match>\nheaders ${piece.repeat(100_000)}`)
    expect(Date.now() - started).toBeLessThan(5000)
  })
})

describe('detecting Fluentd', () => {
  it.each([
    '<source>\n  @type forward\n</source>',
    '# only includes\n<system>\n</system>\n@include conf.d/*.conf',
    'config:\n  - match:\n      $tag: a\n      $type: http\n',
  ])('takes %j', (text) => {
    expect(fluentd.detect(text, hosts, 'f.conf')).toBe(true)
  })

  it.each([
    '<VirtualHost *:80>\n</VirtualHost>',
    '<html>\n<filter>',
    '<web-app>\n  <filter>\n    <filter-name>a</filter-name>\n  </filter>\n</web-app>',
    'config:\n  - a: 1\n',
    '<plist>\n</plist>',
  ])('leaves %j', (text) => {
    expect(fluentd.detect(text, hosts, 'f.conf')).toBe(false)
  })
})
