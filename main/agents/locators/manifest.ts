import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Embedded, Place } from '../agent.ts'
import { embeddedBlock } from './formats/block-scalar.ts'
import { type DataNode, inFileOrder, nodeAt, readYamlNodes, textAt } from './formats/data-node.ts'
import { yamlTree } from './formats/yaml.ts'
import type { VendorHost } from './hosts.ts'
import { base64Config, sealedReason, secretEntry, secretPlacesIn } from './manifest-secret.ts'
import { workloadEmbedded, workloadPlaces, workloadVariables } from './manifest-workload.ts'

/** One object of a manifest, also from inside a `List`. */
export interface ManifestObject {
  readonly kind: string
  readonly name: string
  readonly node: DataNode
}

/** The objects of a manifest in file order. Fails like `readYaml`. */
function objectsIn(text: string): Result<readonly ManifestObject[]> {
  const read = readYamlNodes(text)
  return read.ok ? ok(read.value.flatMap((node) => objectsOf(node, 0))) : read
}

function objectsOf(node: DataNode, depth: number): readonly ManifestObject[] {
  const kind = textAt(node, 'kind') ?? ''
  if (/List$/.test(kind) && depth < 3)
    return (nodeAt(node, 'items')?.items() ?? []).flatMap((item) => objectsOf(item, depth + 1))
  return [{ kind, name: textAt(node, 'metadata', 'name') ?? '', node }]
}

/**
 * Every place of a manifest: Secrets, ConfigMaps and workloads, whatever stands beside them. Fails like `readYaml`,
 * and with `file-not-editable` where the values are encrypted or kept elsewhere.
 */
export function manifestPlaces(text: string, hosts: readonly VendorHost[]): Result<readonly Place[]> {
  const objects = objectsIn(text)
  if (!objects.ok) return objects
  const places = objects.value.flatMap((object) =>
    object.kind === 'Secret' ? secretPlacesIn(object, hosts) : workloadPlaces(object, hosts),
  )
  const sealed = sealedReason(objects.value, text, places.length > 0)
  return sealed === null
    ? ok(inFileOrder(places))
    : fail('file-not-editable', `The values in this file are not plain: ${sealed.why}.`, sealed.hint)
}

/** The whole configurations in a manifest: texts of ConfigMaps and Secrets, and of custom resources. */
export function manifestEmbedded(text: string): Result<readonly Embedded[]> {
  const objects = objectsIn(text)
  if (!objects.ok) return objects
  return ok(
    objects.value.flatMap((object) => {
      if (object.kind !== 'Secret' && object.kind !== 'ConfigMap') return workloadEmbedded(object)
      const plain = nodeAt(object.node, object.kind === 'Secret' ? 'stringData' : 'data')
      const encoded = object.kind === 'Secret' ? nodeAt(object.node, 'data') : null
      return [
        ...(plain?.entries() ?? []).flatMap(({ key, node }) => textConfig(key, node) ?? []),
        ...(encoded?.entries() ?? []).flatMap(({ key, node }) => base64Config(key, node) ?? []),
      ]
    }),
  )
}

function textConfig(name: string, node: DataNode): Embedded | null {
  if (node.yaml === null || !/\n|^\s*[{[]/.test(node.text ?? '')) return null
  return embeddedBlock(node.yaml.file, node.yaml.entry, name)
}

/** The places that set an environment variable of this name in any container or ConfigMap of the manifest. */
export function manifestVariables(text: string, name: string): Result<readonly Place[]> {
  const objects = objectsIn(text)
  if (!objects.ok) return objects
  return ok(
    objects.value
      .filter(({ kind }) => kind !== 'Secret')
      .flatMap((object) => workloadVariables(object, name)),
  )
}

/**
 * The places that set one data key of a Secret in a manifest, whatever the key is called: `data`, then `stringData`,
 * which wins. Fails like `readYaml`; none where the manifest does not define that Secret.
 */
export function secretPlaces(text: string, secretName: string, dataKey: string): Result<readonly Place[]> {
  const objects = objectsIn(text)
  if (!objects.ok) return objects
  return ok(
    objects.value
      .filter(({ kind, name }) => kind === 'Secret' && name === secretName)
      .flatMap((object) =>
        (['data', 'stringData'] as const).flatMap((map) => secretEntry(object, map, dataKey) ?? []),
      ),
  )
}

/** The manifest as plain data. A text in it counts line by line, so that each line is proved on its own. */
export function manifestTree(text: string): Result<unknown> {
  const tree = yamlTree(text)
  return tree.ok ? ok(byLine(tree.value)) : tree
}

function byLine(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\n') ? { lines: value.split('\n') } : value
  if (Array.isArray(value)) return value.map(byLine)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  // An object is a list of its keys and values, so that no name is special.
  return { object: Object.entries(value).map(([key, inner]) => [key, byLine(inner)]) }
}
