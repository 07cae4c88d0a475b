import { describe, expect, it } from 'vitest'
import type { KeyFacts } from '../../../main/injection/injection-ports.ts'
import { coralogixFacts } from '../../../main/providers/coralogix/facts.ts'
import { type FoundKey, judge, type VendorWords } from '../../../main/scan/judge.ts'
import type { RawFinding } from '../../../main/scan/scan-job.ts'

const eu2 = { provider: 'coralogix', domain: 'eu2.coralogix.com' } as const
const us1 = { provider: 'coralogix', domain: 'us1.coralogix.com' } as const
const hosts = [eu2, us1]

const facts: KeyFacts = {
  name: 'edge',
  type: 'send-your-data',
  state: 'active',
  account: 'acme',
  provider: 'coralogix',
  ingressUrl: 'https://ingress.eu2.coralogix.com',
  apiUrl: 'https://api.eu2.coralogix.com',
  domain: 'eu2.coralogix.com',
  hosts: [eu2],
}
const key = (more: Partial<KeyFacts> = {}, rest: Partial<FoundKey> = {}): FoundKey => ({
  ref: { accountId: 'a', keyId: 'k' },
  facts: { ...facts, ...more },
  superseded: false,
  rum: false,
  ...rest,
})
// What a vendor says of its own keys.
const vendors: VendorWords = {
  advice: ({ facts: { type } }) => (type === 'user' ? 'It may do everything that the person may.' : null),
  retires: (id, host, takes) => id === 'coralogix' && coralogixFacts.retires?.(host, takes) === true,
}
const place: RawFinding = {
  file: '/etc/otel.yaml',
  line: 4,
  column: 2,
  agent: 'opentelemetry',
  agentName: 'OpenTelemetry Collector',
  output: 'coralogix',
  kind: 'literal',
  foundIn: 'config',
  fingerprint: 'f',
  placed: true,
  target: null,
  host: 'ingress.eu2.coralogix.com',
  provider: 'coralogix',
  takes: ['send-your-data'],
  refusal: null,
  personal: false,
}
const left = {
  agent: null,
  agentName: null,
  output: '',
  placed: false,
  host: null,
  provider: null,
  takes: [],
}
const history = { ...left, foundIn: 'history' } as const
const backup = { ...left, foundIn: 'backup' } as const
const elsewhere = { ...left, foundIn: 'other' } as const

const cases: readonly [string, Partial<RawFinding>, FoundKey | null, string, RegExp][] = [
  ['a working key in its place', {}, key(), 'fine', /active/],
  ['a key in a carrier', { agentName: '.env file' }, key(), 'fine', /at coralogix in this \.env file\.$/],
  ['a key in a program’s file', {}, key(), 'fine', /in this OpenTelemetry Collector configuration\.$/],
  ['a disabled key', {}, key({ state: 'disabled' }), 'problem', /disabled/],
  ['a key that is gone', {}, key({ state: 'gone' }), 'problem', /gone at the vendor/],
  ['an orphan', {}, key({ state: 'orphan' }), 'problem', /did not end well/],
  ['an earlier value', {}, key({}, { superseded: true }), 'problem', /earlier value/],
  ['another region', { host: 'ingress.us1.coralogix.com' }, key(), 'problem', /another account or region/],
  ["somebody's own host", { host: 'collector.internal' }, key(), 'fine', /active/],
  ['a personal key in an agent', {}, key({ type: 'personal' }), 'problem', /personal key/],
  ['a personal key where one belongs', { takes: ['personal'] }, key({ type: 'personal' }), 'fine', /active/],
  ['a management key where data goes in', {}, key({ type: 'team' }), 'problem', /a team key, but/],
  [
    "a person's IBM key in an agent",
    { provider: 'ibm-cloud', takes: ['service-id', 'user'], host: null },
    key({ type: 'user', provider: 'ibm-cloud' }),
    'notice',
    /where it is not recommended\.$/,
  ],
  [
    "a person's IBM key in a file of no agent",
    { ...elsewhere, provider: null },
    key({ type: 'user', provider: 'ibm-cloud' }),
    'notice',
    /does not know as configuration/,
  ],
  ['an expired key', {}, key({ state: 'disabled', expired: true }), 'problem', /^edge of acme has expired/],
  ["another vendor's place", { provider: 'ibm-cloud', takes: [] }, key(), 'problem', /another vendor/],
  ['an agent that is refused', { refusal: 'Use Fluent Bit.' }, key(), 'problem', /cannot work/],
  ['an old address', { host: 'api.eu2.coralogix.com' }, key(), 'notice', /shutting down/],
  [
    'a reader of the same address',
    { host: 'api.eu2.coralogix.com', takes: ['team'] },
    key({ type: 'team' }),
    'fine',
    /active/,
  ],
  ['outside of the places', { placed: false, output: '', takes: [], host: null }, key(), 'notice', /outside/],
  ['a shell history', history, key(), 'problem', /shell history/],
  ['a disabled key in a history', history, key({ state: 'disabled' }), 'notice', /disabled/],
  ['a backup', backup, key(), 'problem', /backup/],
  ['an earlier value in a backup', backup, key({}, { superseded: true }), 'notice', /earlier value/],
  ['a file of no agent', elsewhere, key(), 'notice', /does not know/],
  ['a key of web pages in a file of no agent', elsewhere, key({}, { rum: true }), 'fine', /web page/],
  ['a value that is not held', {}, null, 'notice', /does not hold/],
  ['a personal value that is not held', { personal: true }, null, 'problem', /personal key/],
  ['a value that is not held, refused', { refusal: 'Use Fluent Bit.' }, null, 'problem', /cannot work/],
  ['a variable', { kind: 'env', target: 'CX_KEY', fingerprint: null }, null, 'fine', /variable CX_KEY/],
  ['a file', { kind: 'file', fingerprint: null }, null, 'fine', /comes from a file/],
]

describe('what a finding means', () => {
  it.each(cases)('%s', (_, raw, found, level, sentence) => {
    const verdict = judge({ ...place, ...raw }, found, hosts, vendors)
    expect(verdict.level).toBe(level)
    expect(verdict.sentence).toMatch(sentence)
    // One finding, one sentence, one next step; nothing is to be done only where all is well.
    expect(verdict.sentence).toMatch(/^(edge|[A-Z]).*\w\.$/)
    expect(verdict.next === '').toBe(level === 'fine')
  })

  it('names what the vendor recommends in its place', () => {
    const raw = { ...place, provider: 'ibm-cloud', takes: ['user', 'service-id'], host: null } as const
    const verdict = judge(raw, key({ type: 'user', provider: 'ibm-cloud' }), hosts, vendors)
    expect(verdict.next).toBe("Put a service ID's API key there.")
  })

  it('shows no character that is not seen', () => {
    const raw = { ...place, output: 'a\u001b[31m\u202eb\nc' }
    const verdict = judge(raw, key({ name: 'x\u200by', account: 'z\r' }), hosts, vendors)
    expect(verdict.sentence).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})
