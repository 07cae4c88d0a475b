import type { Embedded, Place } from '../agent.ts'
import { type CarriedSetting, keySettings, type SettingFacts, settingsNamed } from './environment.ts'
import { embeddedBlock } from './formats/block-scalar.ts'
import { type DataNode, nodeAt, textAt } from './formats/data-node.ts'
import { embeddedSubtree } from './formats/subtree.ts'
import { hostName, isOurs, type VendorHost } from './hosts.ts'
import { environmentItems, kubernetesReference } from './manifest-workload.ts'
import { listSettings, mapSettings } from './settings.ts'

const environments = /^(?:extraEnvs?|env|envs|envVars|environment|extraEnvVars|extraEnvironmentVars)$/
/** Keys under which a chart takes a whole configuration as part of its values. */
const configurations =
  /^(?:config|customConfig|alternateConfig|existingConfig|collectorConfig|configuration)$/
const deepest = 30

interface Visited {
  readonly path: readonly string[]
  readonly node: DataNode
}

/** Every map below a node with its path, the node itself first. */
function mapsBelow(node: DataNode, path: readonly string[] = []): readonly Visited[] {
  if (path.length > deepest) return []
  const inner = node.entries().flatMap((entry) => mapsBelow(entry.node, [...path, entry.key]))
  const listed = node.items().flatMap((item, index) => mapsBelow(item, [...path, String(index)]))
  return [{ path, node }, ...inner, ...listed]
}

/** The places in the values of a chart that carry a key of ours. */
export function chartPlaces(root: DataNode, hosts: readonly VendorHost[]): readonly (Place | null)[] {
  const named = [textAt(root, 'global', 'domain'), textAt(root, 'global', 'endpoint')]
  const general = named.find((text) => text !== null && isOurs(text, hosts)) ?? null
  return mapsBelow(root).flatMap(({ path, node }): readonly (Place | null)[] => {
    const last = path.at(-1) ?? ''
    const label = path.join('.')
    if (last === 'coralogixExporter') {
      const own = textAt(node, 'domain')
      const host = own !== null && isOurs(own, hosts) ? own : general
      return [keyPlace(node, 'privateKey', label, 'opentelemetry', host)]
    }
    if (path.length === 1 && last === 'global')
      return ['privateKey', 'private_key', 'coralogixPrivateKey'].map((key) =>
        keyPlace(node, key, label, 'opentelemetry', general),
      )
    if (last === 'secret') return [keyPlace(node, 'iamAPIKey', label, 'ibm-cloud-logs', null)]
    if (!environments.test(last)) return []
    return keySettings(settingsOf(node), factsFor(label, hosts))
  })
}

function keyPlace(
  map: DataNode,
  key: string,
  label: string,
  agent: 'opentelemetry' | 'ibm-cloud-logs',
  host: string | null,
): Place | null {
  const place = nodeAt(map, key)?.place({
    agent,
    output: `${label}.${key}`,
    host: host === null ? null : hostName(host),
    carriage: 'bare',
  })
  return place ?? null
}

const settingsOf = (node: DataNode): readonly CarriedSetting[] => {
  const maps = mapSettings(node).filter((each) => each.node?.text !== null)
  return [...maps, ...environmentItems(node), ...listSettings(node)]
}

const factsFor = (label: string, hosts: readonly VendorHost[]): SettingFacts => ({
  hosts,
  carrier: 'helm-values',
  output: (name) => `${label}: ${name}`,
  reference: kubernetesReference,
})

/** The places that set this environment variable anywhere in the values. */
export const chartVariables = (root: DataNode, name: string): readonly Place[] =>
  mapsBelow(root)
    .filter(({ path }) => environments.test(path.at(-1) ?? ''))
    .flatMap(({ path, node }) => settingsNamed(settingsOf(node), name, factsFor(path.join('.'), [])))

/** The configurations in the values: texts of several lines, and parts of the YAML itself. */
export function chartEmbedded(root: DataNode, path: readonly string[] = []): readonly Embedded[] {
  if (path.length > deepest) return []
  return root.entries().flatMap(({ key, node }) => {
    const name = [...path, key].join('.')
    if (node.yaml !== null && /\n/.test(node.text ?? ''))
      return embeddedBlock(node.yaml.file, node.yaml.entry, name) ?? []
    const part =
      node.yaml !== null && configurations.test(key)
        ? embeddedSubtree(node.yaml.file, node.yaml.entry, `${name}.yaml`)
        : null
    const inner = chartEmbedded(node, [...path, key])
    return part === null ? inner : [part, ...inner]
  })
}
