import type { AgentId } from '../../../shared/model.ts'
import type { Embedded, Place } from '../agent.ts'
import { type DataNode, nodeAt } from './data-node.ts'
import { keySettings } from './environment.ts'
import type { VendorHost } from './hosts.ts'
import { keyVariables } from './key-variables.ts'
import type { ManifestObject } from './manifest.ts'
import { mapSettings } from './settings.ts'
import { looksLikeKey, referenceIn } from './text.ts'

/** Secrets that the vendors' charts make or ask for, with the agent that reads them. */
export const vendorSecrets: ReadonlyMap<string, AgentId> = new Map<string, AgentId>([
  ['coralogix-keys', 'opentelemetry'],
  ['integrations-privatekey', 'opentelemetry'],
  ['fluent-bit-coralogix-account-secrets', 'fluent-bit'],
  ['logs-agent', 'ibm-cloud-logs'],
])

/** The places of the data keys of a Secret that carry a key of ours. */
export function secretPlacesIn(object: ManifestObject, hosts: readonly VendorHost[]): readonly Place[] {
  const settings = mapSettings(nodeAt(object.node, 'stringData'))
  const headers = keySettings(settings, {
    hosts,
    carrier: 'kubernetes-secret',
    output: (name) => outputOf(object, 'stringData', name),
  }).filter((place) => place.quoting === 'percent')
  const keys = (['data', 'stringData'] as const).flatMap((map) =>
    (nodeAt(object.node, map)?.entries() ?? []).flatMap(({ key, node }) => {
      const text = map === 'data' ? (decoded(node.text ?? '') ?? node.text ?? '') : (node.text ?? '')
      const claim = claimOn(object, key, text.trim())
      const place = claim === null ? null : placeIn(object, key, node, map, claim.agent)
      if (place === null || claim === null) return []
      return claim.doubt === null || place.kind !== 'literal'
        ? [place]
        : [{ ...place, onlyWhenNamed: claim.doubt }]
    }),
  )
  return [...keys, ...headers]
}

const outputOf = (object: ManifestObject, map: 'data' | 'stringData', key: string): string =>
  `${object.name === '' ? 'Secret' : object.name}: ${map}.${key}`

/** The place of one data key, whatever it is called; null where the Secret has none in that map. */
export function secretEntry(object: ManifestObject, map: 'data' | 'stringData', key: string): Place | null {
  const node = nodeAt(object.node, map, key)
  const agent = agentOf(object, key) ?? 'kubernetes-secret'
  return node === null ? null : placeIn(object, key, node, map, agent)
}

const agentOf = (object: ManifestObject, key: string): AgentId | null =>
  vendorSecrets.get(object.name) ?? keyVariables.get(key)?.agent ?? null

/** Whether a data key carries a key of ours, and how sure that is. */
function claimOn(
  object: ManifestObject,
  key: string,
  value: string,
): { readonly agent: AgentId; readonly doubt: string | null } | null {
  // A certificate or a whole file is no key of a vendor, whatever it is called.
  if (/[\r\n]/.test(value) || value.length > 300) return null
  if (key === 'CORALOGIX_API_KEY')
    return { agent: 'kubernetes-secret', doubt: `${key} may be a Send-Your-Data or a management key` }
  const known = keyVariables.get(key)
  const shaped = /^cx[a-z]{2}_/.test(value) && looksLikeKey(value)
  const agent = agentOf(object, key)
  const vendors = vendorSecrets.has(object.name)
  if (vendors && agent !== null && (known !== undefined || shaped || looksLikeKey(value)))
    return { agent, doubt: null }
  const named = vendors || /coralogix|(^|-)cx(-|$)/i.test(object.name)
  if (known !== undefined) {
    const sure = known.general !== true || named || shaped || hasVendorKey(object, key)
    return {
      agent: known.agent,
      doubt: sure
        ? null
        : `${key} is a common name, and nothing in the Secret says that it is a key of this vendor`,
    }
  }
  if (shaped || (named && looksLikeKey(value)))
    return {
      agent: agent ?? 'kubernetes-secret',
      doubt: 'it looks like a key of this vendor, but its name does not say what it is for',
    }
  return null
}

const hasVendorKey = (object: ManifestObject, except: string): boolean =>
  ['data', 'stringData'].some((map) =>
    (nodeAt(object.node, map)?.entries() ?? []).some(
      ({ key }) => key !== except && /^(CORALOGIX|CX)_/.test(key),
    ),
  )

function placeIn(
  object: ManifestObject,
  key: string,
  node: DataNode,
  map: 'data' | 'stringData',
  agent: AgentId,
): Place | null {
  const facts = { agent, output: outputOf(object, map, key), host: null, carriage: 'bare' } as const
  if (map === 'stringData') return node.place(facts)
  const text = node.text ?? ''
  const place = node.place(
    decoded(text) === null && referenceIn(text) === null
      ? { ...facts, notEditable: 'it is not base64, which the data of a Secret must be' }
      : facts,
  )
  if (place?.kind === 'env' && place.target !== null)
    return {
      ...place,
      far: {
        kind: 'outside',
        what: `${place.target}, which has to hold the key in base64`,
        command: "keyturn key value KEY_ID | tr -d '\\n' | base64 -w 0",
      },
    }
  return place === null || place.kind !== 'literal' ? place : { ...place, quoting: 'base64' }
}

/** What base64 stands for; null where it is not base64 or not text. */
function decoded(text: string): string | null {
  const compact = text.replace(/\s/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return null
  const bytes = Buffer.from(compact, 'base64')
  const value = bytes.toString('utf8')
  return Buffer.from(value, 'utf8').equals(bytes) && bytes.toString('base64') === compact ? value : null
}

/** A whole configuration in base64: it is read, and nothing in it can be changed in place. */
export function base64Config(name: string, node: DataNode): Embedded | null {
  const text = decoded(node.text ?? '')
  const start = node.range?.[0]
  if (text === null || start === undefined || !/\n|^\s*[{[]/.test(text)) return null
  return { name, text, outer: () => start, notEditable: 'the whole configuration around it is in base64' }
}

const ours = /coralogix|\bCX_|PRIVATE_KEY|IAM_API_KEY/i

/** Why the values of a manifest are out of reach, with the way out; null where they are not. */
export function sealedReason(
  objects: readonly ManifestObject[],
  text: string,
  hasPlaces: boolean,
): { readonly why: string; readonly hint: string } | null {
  // Its checksum is over every value, so that even one that is plain must not be changed by hand.
  if (
    objects.some(
      ({ node }) => nodeAt(node, 'sops', 'mac') !== null || nodeAt(node, 'sops', 'version') !== null,
    )
  )
    return { why: 'SOPS encrypted them', hint: 'Change the key with: sops edit FILE' }
  if (!ours.test(text) || hasPlaces) return null
  if (objects.some(({ kind }) => kind === 'SealedSecret'))
    return {
      why: 'a SealedSecret is encrypted for one cluster',
      hint: 'Put the key into the plain Secret and seal it again: kubeseal < SECRET.yaml > FILE',
    }
  if (objects.some(({ kind }) => kind === 'ExternalSecret' || kind === 'ClusterExternalSecret'))
    return {
      why: 'an ExternalSecret names a secret store that holds them',
      hint: 'Change the key in that store; the operator copies it into the cluster.',
    }
  return null
}
