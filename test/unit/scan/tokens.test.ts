import { describe, expect, it } from 'vitest'
import { KnownValues } from '../../../main/scan/known-values.ts'
import { standingAt } from '../../../main/scan/standing.ts'
import { Tokenizer } from '../../../main/scan/tokens.ts'
import { fingerprintUnder } from '../../../main/vault/fingerprints.ts'

const secret = new Uint8Array(32).fill(7)
const values = {
  coralogix: 'cxtp_Fixture1111111111111111111111',
  uuid: '0f8fad5b-d9cb-469f-a165-70867728950e',
  ibm: '-aB3_fixture-1111111111111111111111111111_x-',
  wide: 'eyJhbGci.fixture-1111.2222+3333/4444==',
}
const known = new KnownValues(
  secret,
  Object.values(values).map((value) => fingerprintUnder(secret, value)),
)
const tokenizer = new Tokenizer(known, ['coralogix', '127.0.0.1:2', 'cx_'])
const read = (text: string) => tokenizer.read(Buffer.from(text))
const base64 = (text: string) => Buffer.from(text).toString('base64')

const around: readonly [string, (key: string) => string][] = [
  ['alone', (key) => key],
  ['in quotes', (key) => `private_key: "${key}"`],
  ['after Bearer', (key) => `Authorization: Bearer ${key}\r\n`],
  ['after Bearer%20', (key) => `Authorization=Bearer%20${key},x=y`],
  ['percent-encoded quotes', (key) => `?q=%22${key}%22`],
  ['percent-encoded twice', (key) => `h=Bearer%2520${key}`],
  ['in a URL', (key) => `https://user:${key}@host/path`],
  ['before a comma', (key) => `a,${key},b`],
  ['after an equals sign', (key) => `KEY=${key}`],
  ['in JSON', (key) => `{"Authorization":"Bearer ${key}"}`],
  ['in JSON in JSON', (key) => `"{\\"key\\":\\"${key}\\"}"`],
  ['after an escaped line end', (key) => `"a=b\\n${key}\\n"`],
  ['as the default of a variable', (key) => `\${CORALOGIX_KEY:-${key}}`],
  ['as base64', (key) => `  PRIVATE_KEY: ${base64(key)}`],
  ['as base64 with a line end', (key) => `  PRIVATE_KEY: ${base64(`${key}\n`)}`],
  ['as basic authentication', (key) => `Authorization: Basic ${base64(`api:${key}`)}`],
  ['in a config as base64', (key) => `config: ${base64(`output:\n  key: ${key} # ours?\n`)}`],
  ['as base64 in a URL', (key) => `t=${encodeURIComponent(base64(key))}`],
  ['in XML', (key) => `<string>${key}</string>`],
  ['in brackets', (key) => `[${key}]`],
]

describe.each(Object.entries(values))('a value like %s', (style, value) => {
  it.each(around)('is found %s', (where, write) => {
    // What is wide has no end of its own beside characters that could be part of it.
    if (style === 'wide' && /equals|default|Bearer%20|twice|URL|line end$/.test(where)) return
    const text = write(value)
    const { hits } = read(`# first\n${text}\n`)
    expect(hits.map(({ fingerprint }) => fingerprint)).toEqual([fingerprintUnder(secret, value)])
    const at = text.indexOf(value)
    if (at !== -1) expect(hits[0]).toMatchObject({ start: 8 + at, end: 8 + at + value.length })
  })
})

describe('tokens', () => {
  it('finds a value that is written with escapes, at its start', () => {
    const { hits } = read('x = "\\u0063xtp\\u005fFixture1111111111111111111111"')
    expect(hits).toMatchObject([{ start: 5 }])
    expect(read('h=cxtp%5FFixture1111111111111111111111').hits).toMatchObject([{ start: 2 }])
  })

  it('finds the same value twice, and two side by side', () => {
    expect(read(`${values.coralogix} ${values.coralogix}`).hits).toHaveLength(2)
    expect(read(`${values.coralogix},${values.uuid}`).hits).toHaveLength(2)
    expect(read(`cx-${values.uuid}-old`).hits).toHaveLength(1)
  })

  it.each([
    'cxtp_Fixture2222222222222222222222',
    `${values.coralogix}1`,
    `a${values.coralogix}`,
    values.coralogix.toUpperCase(),
    values.coralogix.slice(0, -1),
    '%%%%%%%%%%%%%%%%%%%%\\\\\\\\\\\\\\\\\\u\\x\\u00',
    '====////++++....~~~~',
    'QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE',
  ])('takes nothing else for it: %s', (text) => expect(read(text).hits).toEqual([]))

  it('says where an agent may be at home', () => {
    expect(read('my_coralogix').hinted).toBe(true)
    expect(read('url = http://127.0.0.1:2/x').hinted).toBe(true)
    expect(read('TF_VAR_CX_KEY=1').hinted).toBe(true)
    expect(read('http://127.0.0.1:3 coralogi x').hinted).toBe(false)
  })

  it('reads bytes that are no text, and long lines, in one pass', () => {
    const noise = Buffer.alloc(3_000_000, 'ab%4\\x')
    const before = performance.now()
    expect(tokenizer.read(noise).hits).toEqual([])
    expect(performance.now() - before).toBeLessThan(3000)
    const often = Buffer.from(`é "${values.coralogix}" `.repeat(40_000))
    const places = standingAt(often, tokenizer.read(often).hits)
    expect(places).toHaveLength(40_000)
    expect(places[39_999]).toMatchObject({ line: 1, column: 39_999 * 39 + 4 })
    const all = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256))
    expect(tokenizer.read(all).hits).toEqual([])
  })
})
