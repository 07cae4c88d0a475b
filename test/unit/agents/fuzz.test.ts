import { parse as parseEnv } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Agent } from '../../../main/agents/agent.ts'
import { spliceProved } from '../../../main/agents/config-file/splice.ts'
import { dotenv } from '../../../main/agents/dotenv.ts'
import { fluentBit } from '../../../main/agents/fluent-bit.ts'
import { opentelemetry } from '../../../main/agents/opentelemetry.ts'
import { prometheus } from '../../../main/agents/prometheus.ts'
import { choosePlaces } from '../../../main/injection/choose.ts'
import { Secret } from '../../../main/vault/secret.ts'
import type { Result } from '../../../shared/errors.ts'
import { fixtureText, hosts, newKey, oldKey } from './world.ts'

const numRuns = Number(process.env.KEYTURN_FUZZ_RUNS ?? 1_000)
const timeout = 30_000 + numRuns * 60

/** What a plan would write, or why it would not. */
function inject(agent: Agent, text: string): Result<string> {
  const located = agent.locate(text, hosts, 'file')
  if (!located.ok) return located
  const choice = {
    file: 'file',
    agent,
    text,
    places: located.value,
    lines: [],
    keyType: 'send-your-data' as const,
  }
  const chosen = choosePlaces({ ...choice, label: () => 'masked' })
  if (!chosen.ok) return chosen
  const reader = {
    locate: (t: string) => agent.locate(t, hosts, 'file'),
    tree: (t: string) => agent.tree(t, 'file'),
  }
  const result = spliceProved(text, Buffer.from(text), located.value, chosen.value, Secret.of(newKey), reader)
  return result.ok ? { ok: true, value: result.value.bytes.toString('utf8') } : result
}

// ---------------------------------------------------------------- generated files

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
const remark = fc.oneof(fc.constant(''), fc.constantFrom('  # note', '\t# größer ☃', ' # a: "b" {c}', ' # 1'))
const quote = fc.constantFrom('', '"', "'")
const wrap = (lines: readonly string[], crlf: boolean, bom: boolean, final: boolean): string =>
  (bom ? '\uFEFF' : '') + lines.join(crlf ? '\r\n' : '\n') + (final ? (crlf ? '\r\n' : '\n') : '')
const shape = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean())

const exporter = fc
  .record({
    name: word,
    q: quote,
    flow: fc.boolean(),
    note: remark,
    form: fc.constantFrom('own', 'otlp', 'other'),
    extra: word,
  })
  .map(({ name, q, flow, note, form, extra }) => {
    if (form === 'own' && flow)
      return [
        `  coralogix/${name}: {domain: eu2.coralogix.com, private_key: ${q}${oldKey}${q}, subsystem_name: ${extra}}${note}`,
      ]
    if (form === 'own')
      return [
        `  coralogix/${name}:`,
        `    private_key: ${q}${oldKey}${q}${note}`,
        '    domain: "eu2.coralogix.com"',
        `    subsystem_name: ${extra}`,
      ]
    const host = form === 'otlp' ? 'ingress.eu2.coralogix.com:443' : 'otlp.vendor.example:443'
    const key = form === 'otlp' ? oldKey : 'not-ours-0123456789'
    return [
      `  otlp/${name}:`,
      `    endpoint: ${host}`,
      '    headers:',
      `      authorization: ${q}Bearer ${key}${q}${note}`,
    ]
  })
const collectorText = fc
  .tuple(
    fc.uniqueArray(exporter, { minLength: 1, maxLength: 5, selector: (lines) => lines[0]?.split(':')[0] }),
    remark,
    shape,
  )
  .map(([exporters, note, [crlf, bom, final]]) =>
    wrap(
      ['# collector', `exporters:${note}`, ...exporters.flat(), '', 'service:', '  pipelines: {}'],
      crlf,
      bom,
      final,
    ),
  )

const output = fc
  .record({
    plugin: fc.constantFrom('http', 'coralogix', 'other', 'opentelemetry'),
    upper: fc.boolean(),
    gap: fc.constantFrom(' ', '    '),
    extra: word,
  })
  .map(({ plugin, upper, gap, extra }) => {
    const header = upper ? 'HEADER' : 'Header'
    if (plugin === 'coralogix')
      return [
        '[OUTPUT]',
        `    Name${gap}coralogix`,
        `    Private_Key${gap}${oldKey}`,
        `    App_Name ${extra}`,
      ]
    const host = plugin === 'other' ? 'logs.vendor.example' : 'ingress.eu2.coralogix.com'
    const key = plugin === 'other' ? 'not-ours-0123456789' : oldKey
    return [
      '[OUTPUT]',
      `    Name${gap}${plugin === 'other' ? 'http' : plugin}`,
      '    # a comment',
      `    ${header}${gap}Authorization${gap}Bearer ${key}`,
      `    Host${gap}${host}`,
    ]
  })
const classicText = fc
  .tuple(fc.array(output, { minLength: 1, maxLength: 5 }), shape)
  .map(([outputs, [crlf, bom, final]]) =>
    wrap(['[SERVICE]', '    Flush 1', '', ...outputs.flat()], crlf, bom, final),
  )

const assignment = fc
  .record({
    name: fc.constantFrom(
      'CORALOGIX_PRIVATE_KEY',
      'CX_API_KEY',
      'CX_TOKEN',
      'PRIVATE_KEY',
      'OTEL_EXPORTER_OTLP_HEADERS',
      'OTHER',
      '#',
    ),
    q: quote,
    gap: fc.constantFrom('', ' '),
    exported: fc.boolean(),
    note: fc.constantFrom('', ' # note', '\t# it is "quoted"'),
  })
  .map(({ name, q, gap, exported, note }) => {
    if (name === '#') return `# PRIVATE_KEY=${q}commented`
    const value =
      name === 'OTHER'
        ? 'not-ours'
        : name.endsWith('HEADERS')
          ? `a=b,Authorization=Bearer%20${oldKey}`
          : oldKey
    return `${exported ? 'export ' : ''}${name}${gap}=${gap}${q}${value}${q}${note}`
  })
const envText = fc
  .tuple(fc.array(assignment, { minLength: 1, maxLength: 8 }), shape)
  .map(([lines, [crlf, bom, final]]) => wrap(lines, crlf, bom, final))

describe('generated files', () => {
  it.each<readonly [string, Agent, fc.Arbitrary<string>]>([
    ['YAML', opentelemetry, collectorText],
    ['classic Fluent Bit', fluentBit, classicText],
    ['.env', dotenv, envText],
  ])(
    '%s: exactly the key changes',
    (_format, agent, texts) => {
      fc.assert(
        fc.property(texts, (text) => {
          const result = inject(agent, text)
          const carries = text.includes(oldKey)
          if (result.ok) expect(result.value).toBe(text.replaceAll(oldKey, newKey))
          else expect(carries).toBe(false)
        }),
        { numRuns },
      )
    },
    timeout,
  )
})

// ---------------------------------------------------------------- mutated files

const mutation = fc.record({
  kind: fc.constantFrom('delete', 'insert', 'double', 'cut', 'swap'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 12 }),
  text: fc.constantFrom(
    ' ',
    '\t',
    '\n',
    '\r',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    '#',
    '&a ',
    '*a',
    '|',
    '>',
    '\\',
    '- ',
    `\${X}`,
    '\u0000',
    '\u2028',
    '=',
    '%',
    '<<: *a\n',
  ),
})

function mutate(
  text: string,
  mutations: readonly (typeof mutation extends fc.Arbitrary<infer T> ? T : never)[],
): string {
  let result = text
  for (const { kind, at, length, text: piece } of mutations) {
    const from = Math.floor(at * result.length)
    const part = result.slice(from, from + length)
    if (kind === 'delete') result = result.slice(0, from) + result.slice(from + length)
    if (kind === 'insert') result = result.slice(0, from) + piece + result.slice(from)
    if (kind === 'double') result = result.slice(0, from) + part + part + result.slice(from + length)
    if (kind === 'cut') result = result.slice(0, Math.max(20, from))
    if (kind === 'swap') {
      const lines = result.split('\n')
      const index = Math.floor(at * (lines.length - 1))
      lines.splice(index, 2, lines[index + 1] ?? '', lines[index] ?? '')
      result = lines.join('\n')
    }
  }
  return result
}

const yamlData = (text: string): unknown => {
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' })
  if (!Array.isArray(documents)) return null
  if (documents.some((each) => each.errors.length > 0)) return undefined
  try {
    return documents.map((each) => each.toJS({ maxAliasCount: 100 }))
  } catch {
    return undefined
  }
}
/** Fluent Bit's format read in the plainest way: section, first word, rest. */
const classicData = (text: string): unknown => text.split(/\r?\n/).map((line) => line.trim().split(/[ \t]+/))

describe('mutated files', () => {
  it.each<readonly [string, Agent, number, readonly string[], (text: string) => unknown]>([
    [
      'YAML collector',
      opentelemetry,
      0.5,
      ['gateway', 'extensions', 'merged', 'anchored', 'windows-bom', 'three-documents'].map((name) =>
        fixtureText(`opentelemetry/${name}.yaml`),
      ),
      yamlData,
    ],
    [
      'YAML Prometheus',
      prometheus,
      0.25,
      [fixtureText('prometheus/prometheus.yml'), fixtureText('prometheus/custom-ingress.yml')],
      yamlData,
    ],
    ['YAML Fluent Bit', fluentBit, 0.25, [fixtureText('fluent-bit/pipeline.yaml')], yamlData],
    [
      'classic Fluent Bit',
      fluentBit,
      1,
      ['outputs', 'quoted', 'windows-bom'].map((name) => fixtureText(`fluent-bit/${name}.conf`)),
      classicData,
    ],
    [
      '.env',
      dotenv,
      1,
      ['app', 'windows-bom', 'common-names'].map((name) => fixtureText(`dotenv/${name}.env`)),
      parseEnv,
    ],
  ])(
    '%s: refused, or exactly one value replaced',
    (_format, agent, share, texts, read) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...texts),
          fc.array(mutation, { minLength: 1, maxLength: 4 }),
          (base, mutations) => {
            const text = mutate(base, mutations)
            const before = read(text)
            const result = inject(agent, text)
            if (before === undefined) expect(result.ok).toBe(false)
            if (!result.ok) {
              expect(result.failure.message.length).toBeGreaterThan(10)
              return
            }
            // The bytes: pieces of the original around the new value, with one and the same old value in between.
            const parts = result.value.split(newKey)
            const first = parts[0] ?? ''
            expect(text.startsWith(first)).toBe(true)
            const lost = text.length - parts.join('').length
            const old = text.slice(first.length, first.length + lost / (parts.length - 1))
            expect(parts.join(old)).toBe(text)
            // Nothing but the value: no scheme, quote, blank or comment goes with it.
            expect(old).not.toMatch(/[\s"'{}]|not-ours|hunter2/)
            expect(JSON.stringify(read(result.value)).replaceAll(newKey, old)).toBe(JSON.stringify(before))
          },
        ),
        { numRuns: Math.ceil(numRuns * share) },
      )
    },
    timeout,
  )
})
