import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Agent } from '../../main/agents/agent.ts'
import { spliceProved } from '../../main/agents/config-file/splice.ts'
import { locateAll } from '../../main/agents/locating.ts'
import { choosePlaces } from '../../main/injection/choose.ts'
import { Secret } from '../../main/vault/secret.ts'
import type { Result } from '../../shared/errors.ts'
import { hosts, newKey, oldKey } from '../unit/agents/world.ts'

/** How many generated and how many mutated files per format. */
export const numRuns = Number(process.env.KEYTURN_FUZZ_RUNS ?? 5_000)
/**
 * The same files each time, so that a change of ours is what turns a run red; `KEYTURN_FUZZ_SEED` explores others.
 */
const seed = Number(process.env.KEYTURN_FUZZ_SEED ?? 20_261_121)
const timeout = 30_000 + numRuns * 60

/** What a plan would write, or why it would not. `name` is the file's name, which a carrier may go by. */
export function inject(agent: Agent, text: string, name = 'file'): Result<string> {
  const located = locateAll(agent, text, hosts, name)
  if (!located.ok) return located
  const choice = {
    file: name,
    agent,
    text,
    places: located.value,
    followed: new Map(),
    lines: [],
    key: {
      provider: agent.provider ?? ('coralogix' as const),
      type: agent.takes.includes('send-your-data') ? ('send-your-data' as const) : (agent.takes[0] ?? 'team'),
      id: 'new',
    },
    amongOthers: false,
  }
  const chosen = choosePlaces({ ...choice, label: () => 'masked' })
  if (!chosen.ok) return chosen
  const reader = {
    locate: (t: string) => locateAll(agent, t, hosts, name),
    tree: (t: string) => agent.tree(t, name),
  }
  const result = spliceProved(
    text,
    Buffer.from(text),
    located.value,
    chosen.value.places,
    Secret.of(newKey),
    reader,
  )
  return result.ok ? { ok: true, value: result.value.bytes.toString('utf8') } : result
}

export const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
export const quote = fc.constantFrom('', '"', "'")
export const shape = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean())
/** Lines as a file, with or without CRLF, a byte order mark and a final newline. */
export const wrap = (
  lines: readonly string[],
  [crlf, bom, final]: readonly [boolean, boolean, boolean],
): string => (bom ? '\uFEFF' : '') + lines.join(crlf ? '\r\n' : '\n') + (final ? (crlf ? '\r\n' : '\n') : '')

/** Every form in which the old key stands in a generated file, with the new key in this form. */
const plainForm: ReadonlyMap<string, string> = new Map([[oldKey, newKey]])

/** Generated files, all valid: exactly the key changes, wherever it stands as ours, in any of its `forms`. */
export function generated(
  format: string,
  agent: Agent,
  texts: fc.Arbitrary<string>,
  name = 'file',
  forms = plainForm,
): void {
  describe(`generated ${format}`, () => {
    it(
      'exactly the key changes',
      () => {
        fc.assert(
          fc.property(texts, (text) => {
            const result = inject(agent, text, name)
            if (!result.ok) for (const old of forms.keys()) expect(text).not.toContain(old)
            else {
              let expected = text
              for (const [old, now] of forms) expected = expected.replaceAll(old, now)
              expect(result.value).toBe(expected)
            }
          }),
          { numRuns, seed },
        )
      },
      timeout,
    )
  })
}

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

/**
 * Mutated files: refused, or exactly one value replaced. `read` is the plainest other reader of the format, as plain
 * data; undefined where the text is invalid, and then the file must be refused. `written`: the new key as it stands.
 */
export function mutated(
  format: string,
  agent: Agent,
  bases: readonly string[],
  read: (text: string) => unknown,
  name = 'file',
  written = newKey,
): void {
  describe(`mutated ${format}`, () => {
    it(
      'refused, or exactly one value replaced',
      () => {
        fc.assert(
          fc.property(
            fc.constantFrom(...bases),
            fc.array(mutation, { minLength: 1, maxLength: 4 }),
            (base, mutations) => heldUp(agent, mutate(base, mutations), read, name, written),
          ),
          { numRuns, seed },
        )
      },
      timeout,
    )
  })
}

function heldUp(
  agent: Agent,
  text: string,
  read: (text: string) => unknown,
  name: string,
  written: string,
): void {
  const before = read(text)
  const result = inject(agent, text, name)
  if (before === undefined) expect(result.ok).toBe(false)
  if (!result.ok) {
    expect(result.failure.message.length).toBeGreaterThan(10)
    return
  }
  // The bytes: pieces of the original around the new value, with one and the same old value in between.
  const parts = result.value.split(written)
  const first = parts[0] ?? ''
  expect(text.startsWith(first)).toBe(true)
  const lost = text.length - parts.join('').length
  const old = text.slice(first.length, first.length + lost / (parts.length - 1))
  expect(parts.join(old)).toBe(text)
  // Nothing but the value: no scheme, quote, blank or comment goes with it.
  expect(old).not.toMatch(/[\s"'{}]|not-ours|hunter2/)
  expect(JSON.stringify(read(result.value)).replaceAll(written, old)).toBe(JSON.stringify(before))
}

/** YAML by the library's other interface; undefined where it does not parse or resolve. */
export function yamlData(text: string): unknown {
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' })
  if (!Array.isArray(documents)) return null
  if (documents.some((each) => each.errors.length > 0)) return undefined
  try {
    return documents.map((each) => each.toJS({ maxAliasCount: 100 }))
  } catch {
    return undefined
  }
}
