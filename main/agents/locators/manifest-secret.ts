import type { AgentId } from '../../../shared/model.ts'
import type { Embedded, Place } from '../agent.ts'
import { type DataNode, nodeAt } from './formats/data-node.ts'
import type { VendorHost } from './hosts.ts'
import { type KeyInVariable, keysIn } from './key-variables.ts'
import type { ManifestObject } from './manifest.ts'
import { bearerTokenStart, looksLikeKey, referenceIn } from './text.ts'

const maps = ['data', 'stringData'] as const
export type SecretMap = (typeof maps)[number]

/** Secrets that the vendors' charts make or ask for, with the agent that reads them. */
export const vendorSecrets: ReadonlyMap<string, AgentId> = new Map<string, AgentId>([
  ['coralogix-keys', 'opentelemetry'],
  ['integrations-privatekey', 'opentelemetry'],
  ['fluent-bit-coralogix-account-secrets', 'fluent-bit'],
  ['logs-agent', 'ibm-cloud-logs'],
])

/** The places of the data keys of a Secret that carry a key of ours. */
export function secretPlacesIn(object: ManifestObject, hosts: readonly VendorHost[]): readonly Place[] {
  const entries = maps.flatMap((map) =>
    (nodeAt(object.node, map)?.entries() ?? []).map(({ key, node }) => ({
      map,
      name: key,
      node,
      value: ((map === 'data' ? decoded(node.text ?? '') : null) ?? node.text ?? '').trim(),
    })),
  )
  return entries.flatMap(({ map, name, node, value }) => {
    // A certificate or a whole file is no key of a vendor, whatever it is called.
    if (/[\r\n]/.test(value) || value.length > 4096) return []
    const known = keysIn({ name, value }, entries, hosts)
    const claims = known.length > 0 ? known : shapedLikeOurs(object, value)
    return claims.flatMap((claim) => {
      const place = placeIn(object, name, node, map, claim)
      const doubt = isVendors(object, name) ? null : claim.doubt
      if (place === null) return []
      return doubt === null || place.kind !== 'literal' ? [place] : [{ ...place, onlyWhenNamed: doubt }]
    })
  })
}

/** A Secret that a vendor's chart makes: its keys are what they are called, but for the ambiguous one. */
const isVendors = (object: ManifestObject, key: string): boolean =>
  vendorSecrets.has(object.name) && key !== 'CORALOGIX_API_KEY'

/** An unknown name with a value of the right shape. */
function shapedLikeOurs(object: ManifestObject, value: string): readonly KeyInVariable[] {
  const named = vendorSecrets.has(object.name) || /coralogix|(^|-)cx(-|$)/i.test(object.name)
  if (!looksLikeKey(value) || !(named || value.startsWith('cx'))) return []
  return [
    {
      from: 0,
      to: value.length,
      agent: vendorSecrets.get(object.name) ?? 'kubernetes-secret',
      form: 'bare',
      doubt: 'it looks like a key of this vendor, but its name does not say what it is for',
      host: null,
    },
  ]
}

const outputOf = (object: ManifestObject, map: SecretMap, key: string): string =>
  `${object.name === '' ? 'Secret' : object.name}: ${map}.${key}`

/** The place of one data key, whatever it is called; null where the Secret has none in that map. */
export function secretEntry(object: ManifestObject, map: SecretMap, name: string): Place | null {
  const node = nodeAt(object.node, map, name)
  if (node === null) return null
  const value = ((map === 'data' ? decoded(node.text ?? '') : null) ?? node.text ?? '').trim()
  const from = bearerTokenStart(value) ?? 0
  const agent =
    keysIn({ name, value }, [], [])[0]?.agent ?? vendorSecrets.get(object.name) ?? 'kubernetes-secret'
  return placeIn(object, name, node, map, {
    from,
    to: value.length,
    agent,
    form: 'bare',
    doubt: null,
    host: null,
  })
}

function placeIn(
  object: ManifestObject,
  name: string,
  node: DataNode,
  map: SecretMap,
  claim: KeyInVariable,
): Place | null {
  const { agent, host, from, to } = claim
  const facts = { agent, output: outputOf(object, map, name), host }
  const takes = claim.takes === undefined ? {} : { takes: claim.takes }
  if (map === 'stringData') {
    const place = node.place({ ...facts, carriage: { after: () => from, length: () => to - from } })
    return place === null
      ? null
      : { ...place, ...takes, ...(claim.form === 'header' ? { quoting: 'percent' } : {}) }
  }
  const text = node.text ?? ''
  const place = node.place({ ...facts, carriage: 'bare', ...whyNotBase64(text, claim) })
  if (place?.kind === 'env' && place.target !== null)
    return {
      ...place,
      far: {
        kind: 'outside',
        what: `${place.target}, which has to hold the key in base64`,
        command: "keyturn key value KEY_ID | tr -d '\\n' | base64 -w 0",
      },
    }
  return place === null || place.kind !== 'literal' ? place : { ...place, ...takes, quoting: 'base64' }
}

function whyNotBase64(text: string, { from, form }: KeyInVariable): { readonly notEditable?: string } {
  if (decoded(text) === null && referenceIn(text) === null)
    return { notEditable: 'it is not base64, which the data of a Secret must be' }
  return from > 0 || form === 'header' ? { notEditable: 'there is more than the key in the base64 text' } : {}
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
