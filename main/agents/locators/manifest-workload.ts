import type { AgentId } from '../../../shared/model.ts'
import type { Embedded, Place } from '../agent.ts'
import {
  type CarriedSetting,
  keySettings,
  type Reference,
  type SettingFacts,
  settingsNamed,
} from './environment.ts'
import { embeddedBlock } from './formats/block-scalar.ts'
import { type DataNode, nodeAt, referringPlace, textAt } from './formats/data-node.ts'
import { embeddedSubtree } from './formats/subtree.ts'
import type { VendorHost } from './hosts.ts'
import { keysIn } from './key-variables.ts'
import type { ManifestObject } from './manifest.ts'
import { vendorSecrets } from './manifest-secret.ts'
import { mapSettings } from './settings.ts'
import { referenceIn } from './text.ts'

const podSpecs: readonly (readonly string[])[] = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['template', 'spec'],
]

interface Container {
  readonly name: string
  readonly node: DataNode
}

/** The containers of a workload. An operator's resource with an `env` of its own counts as one. */
function containersIn(object: ManifestObject): readonly Container[] {
  const found = podSpecs.flatMap((path) =>
    ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
      (nodeAt(object.node, ...path, list)?.items() ?? []).map((node) => ({
        name: textAt(node, 'name') ?? object.name,
        node,
      })),
    ),
  )
  const spec = nodeAt(object.node, 'spec')
  return spec !== null && nodeAt(spec, 'env') !== null ? [...found, { name: object.name, node: spec }] : found
}

/** The places of a workload's containers, and of variables in a ConfigMap. */
export function workloadPlaces(object: ManifestObject, hosts: readonly VendorHost[]): readonly Place[] {
  if (object.kind === 'ConfigMap') return keySettings(configMapSettings(object), factsFor(object.name, hosts))
  return containersIn(object).flatMap((container) => {
    const facts = factsFor(container.name, hosts)
    return [
      ...keySettings(environmentItems(nodeAt(container.node, 'env')), facts),
      ...wholeSecrets(container, null),
    ]
  })
}

/** The places that set this variable in a workload's containers or a ConfigMap; `env` comes after `envFrom`. */
export function workloadVariables(object: ManifestObject, name: string): readonly Place[] {
  if (object.kind === 'ConfigMap')
    return settingsNamed(configMapSettings(object), name, factsFor(object.name, []))
  return containersIn(object).flatMap((container) => [
    ...wholeSecrets(container, name),
    ...settingsNamed(environmentItems(nodeAt(container.node, 'env')), name, factsFor(container.name, [])),
  ])
}

/** The configuration of an operator's resource (`spec.config`), as a text or as part of the YAML. */
export function workloadEmbedded(object: ManifestObject): readonly Embedded[] {
  const node = nodeAt(object.node, 'spec', 'config')
  if (node?.yaml == null) return []
  const { file, entry } = node.yaml
  const found =
    node.text === null
      ? embeddedSubtree(file, entry, 'config.yaml')
      : embeddedBlock(file, entry, 'config.yaml')
  return found === null ? [] : [found]
}

const factsFor = (container: string, hosts: readonly VendorHost[]): SettingFacts => ({
  hosts,
  carrier: 'kubernetes-configmap',
  output: (name) => `${container}: ${name}`,
  reference: kubernetesReference,
})

/** Kubernetes knows `$(X)` alone; what other shapes refer to is left to what reads the variable. */
export function kubernetesReference(value: string): Reference | null {
  const name = /^\$\(([\w.-]+)\)$/.exec(value)?.[1]
  return name === undefined ? referenceIn(value) : { kind: 'env', target: name }
}

// Whole files in it are configurations of their own.
const configMapSettings = (object: ManifestObject): readonly CarriedSetting[] =>
  mapSettings(nodeAt(object.node, 'data')).filter(({ node }) => !/\n/.test((node?.text ?? '').trim()))

/** The variables of a list of `name` with `value` or `valueFrom`. */
export function environmentItems(list: DataNode | null): readonly CarriedSetting[] {
  return (list?.items() ?? []).flatMap((item): readonly CarriedSetting[] => {
    const name = textAt(item, 'name')
    if (name === null) return []
    const node = nodeAt(item, 'value')
    if (node !== null) return [{ name, node, skip: 0, from: null }]
    const from = nodeAt(item, 'valueFrom')
    return from === null ? [] : [{ name, node: null, skip: 0, from: valueFrom(from, name) }]
  })
}

function valueFrom(from: DataNode, name: string): Place | null {
  for (const [kind, what] of [
    ['secretKeyRef', 'secret'],
    ['configMapKeyRef', 'env'],
  ] as const) {
    const reference = nodeAt(from, kind)
    const key = nodeAt(reference, 'key')
    const holder = textAt(reference, 'name')
    if (key?.text == null || holder === null) continue
    return referringPlace(key, {
      agent: 'kubernetes-configmap',
      output: name,
      host: null,
      kind: what,
      target: `${holder}/${key.text}`,
      far:
        what === 'secret'
          ? { kind: 'kubernetes-secret', secret: holder, key: key.text }
          : { kind: 'variable', name: key.text },
    })
  }
  return null
}

/**
 * `envFrom`: every data key of a Secret becomes a variable. Without a variable's name only the vendors' own Secrets
 * are told, under the data key that their charts use.
 */
function wholeSecrets(container: Container, variable: string | null): readonly Place[] {
  return (nodeAt(container.node, 'envFrom')?.items() ?? []).flatMap((item) => {
    const prefix = textAt(item, 'prefix') ?? ''
    const name = nodeAt(item, 'secretRef', 'name')
    if (name?.text == null) return []
    const vendor = vendorSecrets.get(name.text)
    if (variable === null ? vendor === undefined : !variable.startsWith(prefix)) return []
    const key =
      variable?.slice(prefix.length) ?? (vendor === 'ibm-cloud-logs' ? 'IAM_API_KEY' : 'PRIVATE_KEY')
    const agent: AgentId =
      vendor ??
      (variable === null ? undefined : keysIn({ name: variable, value: '' }, [], [])[0]?.agent) ??
      'kubernetes-configmap'
    return (
      referringPlace(name, {
        agent,
        output: `${container.name}: ${variable ?? 'envFrom'}`,
        host: null,
        kind: 'secret',
        target: `${name.text}/${key}`,
        far: { kind: 'kubernetes-secret', secret: name.text, key },
      }) ?? []
    )
  })
}
