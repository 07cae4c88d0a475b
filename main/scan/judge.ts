import type { AgentId, Finding, KeyRef, KeyType, ProviderId } from '../../shared/model.ts'
import { endpointOf, ownerOf, type VendorHost } from '../agents/locators/hosts.ts'
import type { KeyFacts } from '../injection/injection-ports.ts'
import type { RawFinding } from './scan-job.ts'

/** The known key whose value was found. */
export interface FoundKey {
  readonly ref: KeyRef
  readonly facts: KeyFacts
  /** It is an earlier value of the key. */
  readonly superseded: boolean
  /** Every web page that uses it shows it. */
  readonly rum: boolean
}

export type Verdict = Pick<Finding, 'level' | 'sentence' | 'next' | 'advice'>

/** What text of files and vendors loses before it is in a sentence: control, direction and other unseen characters. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')

const problem = (sentence: string, next: string): Verdict => ({
  level: 'problem',
  sentence,
  next,
  advice: null,
})
const notice = (sentence: string, next: string): Verdict => ({
  level: 'notice',
  sentence,
  next,
  advice: null,
})
const fine = (sentence: string): Verdict => ({ level: 'fine', sentence, next: '', advice: null })

const article = (word: string): string => (/^[aeio]/i.test(word) ? `an ${word}` : `a ${word}`)

const typeNames: Readonly<Record<string, string>> = {
  'send-your-data': 'Send-Your-Data key',
  team: 'team key',
  personal: 'personal key',
  organisation: 'organisation key',
  user: 'user API key',
  'service-id': "service ID's API key",
  'org-wide': 'organisation-wide key',
}
const typeName = (type: string): string => typeNames[type] ?? `${type} key`

/** What vendors say of where their keys are and where they are sent. */
export interface VendorWords {
  /** Why it advises against having this key where this agent has it; null where nothing speaks against it. */
  advice(key: FoundKey, agent: AgentId | null): string | null
  /** Whether it is shutting down this address of its own, for what takes keys of these types. */
  retires(provider: ProviderId, host: string, takes: readonly KeyType[]): boolean
}

/**
 * What a finding means and what to do, by what is known of the key now.
 *
 * @param hosts everything that is a vendor's
 */
export function judge(
  raw: RawFinding,
  key: FoundKey | null,
  hosts: readonly VendorHost[],
  vendors: VendorWords,
): Verdict {
  if (key === null) return raw.kind === 'literal' ? unknown(raw) : referring(raw, hosts, vendors)
  const name = `${plain(key.facts.name)} of ${plain(key.facts.account)}`
  if (raw.foundIn === 'history' || raw.foundIn === 'backup') return leftBehind(raw, key, name)
  return (
    notWorking(raw, key, name) ??
    outOfPlace(raw, key, name, hosts, vendors) ??
    notRecommended(raw, key, name, vendors) ??
    inPlace(raw, key, name)
  )
}

/** Names that say by themselves what kind of file it is. */
const namesAFile = / (file|unit|Secret|manifest|definition|list|template)$/

/** Where it is, in words: "coralogix in this OpenTelemetry Collector configuration". */
function whereOf(raw: RawFinding): string {
  if (raw.agentName === null) return 'this file'
  const output = plain(raw.output)
  const file = `this ${raw.agentName}${namesAFile.test(raw.agentName) ? '' : ' configuration'}`
  return output === '' ? file : `${output} in ${file}`
}

/** The same; of a reference with what it takes the key from. */
const usedAt = (raw: RawFinding): string =>
  raw.kind === 'literal' ? whereOf(raw) : `${whereOf(raw)} (through ${sourceOf(raw)})`

function unknown(raw: RawFinding): Verdict {
  const where = whereOf(raw)
  if (raw.refusal !== null)
    return problem(`A key stands at ${where}, where it cannot work.`, plain(raw.refusal))
  if (raw.personal && !raw.takes.includes('personal')) {
    return problem(
      `A personal key that Keyturn does not hold stands at ${where}.`,
      'Put a key for sending data there, then delete the personal one at the vendor.',
    )
  }
  return notice(
    `A key that Keyturn does not hold stands at ${where}.`,
    'Import its value if it is one of yours, or put a key that Keyturn holds there.',
  )
}

const references = { env: 'the environment variable', file: 'the file', secret: 'the secret' } as const
const unnamed = { env: 'the environment', file: 'a file', secret: 'a secret' } as const

function sourceOf(raw: RawFinding): string {
  const kind = raw.kind === 'literal' ? 'env' : raw.kind
  return raw.target === null ? unnamed[kind] : `${references[kind]} ${plain(raw.target)}`
}

/** A reference to a value that is not known, or not here. */
function referring(raw: RawFinding, hosts: readonly VendorHost[], vendors: VendorWords): Verdict {
  const { far = [], broken } = raw.way ?? {}
  const more =
    new Set(far.map(({ fingerprint }) => fingerprint)).size > 1
      ? ', which several places set differently'
      : broken
        ? `, but ${plain(broken)}`
        : ''
  return (
    retired(raw, hosts, vendors) ?? fine(`The key at ${whereOf(raw)} comes from ${sourceOf(raw)}${more}.`)
  )
}

/** A history or a backup: nothing uses the key from there, but whoever reads the file has it. */
function leftBehind(raw: RawFinding, key: FoundKey, name: string): Verdict {
  const what = raw.foundIn === 'history' ? 'a shell history' : 'a backup copy'
  const remove = raw.foundIn === 'history' ? 'Delete the line from the history' : 'Delete the copy'
  const { state } = key.facts
  if (key.superseded) return notice(`An earlier value of ${name} stands in ${what}.`, `${remove}.`)
  if (state === 'active' && key.rum)
    return fine(`${name}, which every web page that uses it shows, stands in ${what}.`)
  if (state === 'active')
    return problem(
      `${name} is active and stands in ${what}, where programs of this user can read it.`,
      `${remove}; replace the key if others could have read it.`,
    )
  return notice(
    `${name} is ${state === 'gone' ? 'gone at the vendor' : state} and stands in ${what}.`,
    `${remove}.`,
  )
}

function notWorking(raw: RawFinding, key: FoundKey, name: string): Verdict | null {
  const where = usedAt(raw)
  if (key.superseded)
    return problem(
      `An earlier value of ${name} stands at ${where}; Keyturn holds a newer one.`,
      'Put the present value there.',
    )
  switch (key.facts.state) {
    case 'gone':
      return problem(
        `${name} is gone at the vendor, and ${where} still carries it.`,
        'Put another key there.',
      )
    case 'disabled':
      if (key.facts.expired)
        return problem(`${name} has expired, and ${where} still carries it.`, 'Put another key there.')
      return problem(
        `${name} is disabled, and ${where} still carries it.`,
        'Enable the key again, or put an active one there.',
      )
    case 'orphan':
      return problem(
        `${name} comes from a creation that did not end well, and ${where} carries it.`,
        'Settle that creation first, then put a key from it there.',
      )
    case 'active':
      return null
  }
}

/** The key works, but not here, or it should not be here. */
function outOfPlace(
  raw: RawFinding,
  key: FoundKey,
  name: string,
  hosts: readonly VendorHost[],
  vendors: VendorWords,
): Verdict | null {
  const { facts } = key
  const where = usedAt(raw)
  if (raw.refusal !== null)
    return problem(`${name} stands at ${where}, where it cannot work.`, plain(raw.refusal))
  if (raw.placed && raw.provider !== null && raw.provider !== facts.provider)
    return problem(
      `${name} stands at ${where}, which takes another vendor's key.`,
      'Put a key of that vendor there.',
    )
  const takes = raw.placed && raw.takes.length > 0 ? raw.takes : null
  if (facts.type === 'personal' && takes?.includes('personal') === false)
    return problem(
      `${name} is a personal key and stands at ${where}: it ends with its owner's account and may do more than send data.`,
      `Put ${article(typeName(takes[0] ?? 'team'))} there.`,
    )
  if (takes !== null && !takes.includes(facts.type))
    return problem(
      `${name} is ${article(typeName(facts.type))}, but ${where} takes ${article(typeName(takes[0] ?? ''))}.`,
      'Put a key of that type there, and replace this one if others could have read it.',
    )
  const owner = raw.host === null ? null : ownerOf(endpointOf(raw.host), hosts)
  if (owner !== null && !facts.hosts.some(({ domain }) => domain === owner.domain))
    return problem(
      `${name} stands at ${where}, which sends to ${plain(raw.host ?? '')}: another account or region than the key's.`,
      "Put a key of that account there, or correct the address to the key's own region.",
    )
  return retired(raw, hosts, vendors)
}

/** It works there, and its vendor says that it should not be there. */
function notRecommended(raw: RawFinding, key: FoundKey, name: string, vendors: VendorWords): Verdict | null {
  const advice = raw.placed ? vendors.advice(key, raw.agent) : null
  if (advice === null) return null
  const better = raw.takes.find((type) => type !== key.facts.type)
  return {
    ...notice(
      `${name} is active and stands at ${usedAt(raw)}, where it is not recommended.`,
      better === undefined ? 'Put a key of another kind there.' : `Put ${article(typeName(better))} there.`,
    ),
    advice: plain(advice),
  }
}

function retired(raw: RawFinding, hosts: readonly VendorHost[], vendors: VendorWords): Verdict | null {
  const owner = raw.host === null ? null : ownerOf(endpointOf(raw.host), hosts)
  if (raw.host === null || owner === null || !vendors.retires(owner.provider, raw.host, raw.takes))
    return null
  return notice(
    `The key at ${whereOf(raw)} is sent to ${plain(raw.host)}, an address that the vendor is shutting down.`,
    'Change the address to the ingress of the region; the key can stay.',
  )
}

function inPlace(raw: RawFinding, key: FoundKey, name: string): Verdict {
  const where = usedAt(raw)
  if (raw.placed) return fine(`${name} is active and stands at ${where}.`)
  if (key.rum) return fine(`${name}, which every web page that uses it shows, stands in ${where}.`)
  if (raw.agent !== null)
    return notice(
      `${name} is active and stands in ${where}, outside of the places that Keyturn can change.`,
      'See what it does there: in a comment, delete it; where it is used, it has to be replaced by hand.',
    )
  return notice(
    `${name} is active and stands in a file that Keyturn does not know as configuration.`,
    'See what reads the file; if nothing does, delete the key from it.',
  )
}
