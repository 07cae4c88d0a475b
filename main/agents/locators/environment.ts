import type { AgentId, KeyType } from '../../../shared/model.ts'
import type { FarEnd, Place } from '../agent.ts'
import { secretsManager } from './cloud-secret.ts'
import { type DataNode, indirect } from './formats/data-node.ts'
import type { VendorHost } from './hosts.ts'
import { type KeyInVariable, keysIn } from './key-variables.ts'
import { bearerTokenStart, referenceIn } from './text.ts'

/** One environment variable as a carrier sets it. */
export interface CarriedSetting {
  readonly name: string
  /** The scalar that holds its value; null where something else gives it. */
  readonly node: DataNode | null
  /** How much of the scalar stands before the value: `NAME=` in a list of assignments. */
  readonly skip: number
  /** The place that refers to where the value comes from, for a variable without one of its own. */
  readonly from: Place | null
}

export interface Reference {
  readonly kind: 'env' | 'file' | 'secret'
  readonly target: string
  readonly far?: FarEnd
}

export interface SettingFacts {
  readonly hosts: readonly VendorHost[]
  /** The carrier: what a variable of no known agent belongs to. */
  readonly carrier: AgentId
  /** How the place of a variable is called. */
  output(name: string): string
  /** What a value refers to by the carrier's own rules; the general ones unless given. */
  reference?(value: string, node: DataNode): Reference | null
  /** What the ambiguous `CORALOGIX_API_KEY` is, where the carrier itself says it. */
  readonly apiKey?: { readonly agent: AgentId; readonly takes: readonly KeyType[] }
}

/** The value of a setting; empty where there is none or something else gives it. */
export const settingValue = (setting: CarriedSetting): string => setting.node?.text?.slice(setting.skip) ?? ''

/** The places of the variables that carry a key of ours, among all that one process gets. */
export function keySettings(settings: readonly CarriedSetting[], facts: SettingFacts): readonly Place[] {
  const all = settings.map((setting) => ({ name: setting.name, value: settingValue(setting) }))
  const stored = settings.flatMap((setting) => storedKey(setting, facts) ?? [])
  const own = settings.flatMap((setting) =>
    keysIn({ name: setting.name, value: settingValue(setting) }, all, facts.hosts).flatMap(
      (key) => keyPlace(setting, decided(setting.name, key, facts), facts) ?? [],
    ),
  )
  return [...own, ...stored]
}

/** The vendor's Lambda exporter takes `CX_SECRET`, the name of a secret of AWS, in place of the key. */
function storedKey({ name, node, skip }: CarriedSetting, facts: SettingFacts): Place | null {
  const id = node?.text?.slice(skip) ?? ''
  if (name !== 'CX_SECRET' || node === null || !/^[\w./:@+=-]+$/.test(id) || node.tag !== null) return null
  const to = { kind: 'secret', target: id, far: secretsManager(id, '') } as const
  const place = node.place({
    agent: 'lambda',
    output: facts.output(name),
    host: null,
    carriage: { after: () => skip },
  })
  return indirect(place, to)
}

const decided = (name: string, key: KeyInVariable, facts: SettingFacts): KeyInVariable =>
  name === 'CORALOGIX_API_KEY' && facts.apiKey !== undefined ? { ...key, ...facts.apiKey, doubt: null } : key

/** The places of the variables of one name, whatever it is, in the order of the settings. */
export function settingsNamed(
  settings: readonly CarriedSetting[],
  name: string,
  facts: SettingFacts,
): readonly Place[] {
  return settings
    .filter((setting) => setting.name === name)
    .flatMap((setting) => {
      const value = settingValue(setting)
      const from = bearerTokenStart(value) ?? 0
      const agent = keysIn({ name, value }, [], facts.hosts)[0]?.agent ?? facts.carrier
      const key = { from, to: value.trimEnd().length, agent, form: 'bare', doubt: null, host: null } as const
      return keyPlace(setting, key, facts) ?? []
    })
}

function keyPlace(setting: CarriedSetting, key: KeyInVariable, facts: SettingFacts): Place | null {
  const output = facts.output(setting.name)
  const takes = key.takes === undefined ? {} : { takes: key.takes }
  if (setting.node === null)
    return setting.from === null
      ? null
      : { ...setting.from, agent: key.agent, output, ...takes, host: key.host }
  const value = settingValue(setting)
  const quoted = setting.skip > 0 && /^["'].*["']$/.test(value)
  const found = setting.node.place({
    agent: key.agent,
    output,
    host: key.host,
    carriage: { after: () => setting.skip + key.from, length: () => key.to - key.from },
    ...(quoted ? { notEditable: 'in this list its quotes are part of the value: remove them first' } : {}),
  })
  if (found === null) return null
  const place = { ...found, ...takes, ...(key.form === 'header' ? { quoting: 'percent' as const } : {}) }
  const token = value.slice(key.from, key.to)
  const reference = facts.reference === undefined ? referenceIn(token) : facts.reference(token, setting.node)
  if (reference !== null) return indirect(place, reference)
  return {
    ...place,
    kind: 'literal',
    target: null,
    ...(key.doubt === null ? {} : { onlyWhenNamed: key.doubt }),
  }
}
