import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Embedded, SnippetOptions } from './agent.ts'
import { embeddedBlock } from './locators/formats/block-scalar.ts'
import {
  entriesOf,
  entryAt,
  readYaml,
  scalarText,
  type YamlEntry,
  yamlTree,
} from './locators/formats/yaml.ts'
import { isTelegraf, telegrafOutput } from './locators/telegraf.ts'

/** `classes:` with a `data:` below it, at the top of the values or below a subchart's name. */
const values =
  /^([ \t]*)["']?classes["']?:[^\n]*\n(?:\1[ \t]+[^\n]*\n|(?:#[^\n]*)?\r?\n)*?\1[ \t]+["']?data["']?:/m
const secret = /^[ \t]+name:[ \t]*["']?telegraf-operator-classes["']?[ \t]*\r?$/m
const section = /^[ \t]+\[\[?[ \t]*(?:inputs|outputs|processors|aggregators|global_tags|agent)\b/m

/** The Telegraf Operator: Helm values or a Secret whose classes are whole configurations of Telegraf. */
export const telegrafOperator: Agent = {
  id: 'telegraf-operator',
  name: 'Telegraf Operator',
  group: 'agent',
  needs: "A class in the chart's values that holds a Telegraf output; the key stands in its coralogix table.",
  docsUrl: 'https://coralogix.com/docs/integrations/metrics/telegraf-operator/',
  takes: ['send-your-data'],
  files: ['values.yaml', 'classes.yml'],
  formats: ['yaml'],
  afterChange:
    'Apply it with helm upgrade or kubectl apply. With hotReload (operator 1.3.0) the sidecars follow; else restart the pods: kubectl rollout restart.',
  afterEnvironmentChange:
    'Restart the pods: kubectl rollout restart. A running sidecar keeps its environment.',
  detect(text) {
    if (!section.test(text) || isTelegraf(text)) return false
    const kinds = text.match(/^kind:/gm)?.length ?? 0
    // Among other manifests the Secret is the Kubernetes carrier's.
    return kinds === 0 ? values.test(text) : kinds === 1 && secret.test(text) && /^stringData:/m.test(text)
  },
  // Every place stands in a class; what is left is to refuse what does not parse.
  locate(text) {
    const read = readYaml(text)
    return read.ok ? ok([]) : read
  },
  embedded,
  tree: (text) => yamlTree(text),
  snippet,
}

function embedded(text: string): Result<readonly Embedded[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  const found: Embedded[] = []
  for (const document of read.value.documents) {
    const root = document.contents
    const isSecret = scalarText(entryAt(root, document, ['kind'])) === 'Secret'
    const holders: readonly (YamlEntry | null)[] = isSecret
      ? [entryAt(root, document, ['stringData'])]
      : [
          entryAt(root, document, ['classes', 'data']),
          ...entriesOf(root, document).map((chart) => entryAt(chart.value, document, ['classes', 'data'])),
        ]
    for (const holder of holders)
      for (const entry of holder === null ? [] : entriesOf(holder.value, document)) {
        const merged = entry.merged || holder?.merged === true
        const block = embeddedBlock(read.value, { ...entry, merged }, entry.key)
        if (block !== null) found.push(block)
      }
  }
  return ok(found)
}

/** Telegraf reads `$NAME` as `${NAME}`; the operator's documentation writes it so. */
const ownReference = '$CORALOGIX_PRIVATE_KEY'

function snippet(options: SnippetOptions): string {
  const output = telegrafOutput({ ...options, value: options.value ?? ownReference })
  const indented = output.replace(/^(?=.)/gm, '      ')
  const remark =
    options.value === null
      ? `# The variable comes from a Secret. Name it on the pods that are to be watched:
#   telegraf.influxdata.com/class: coralogix
#   telegraf.influxdata.com/env-secretkeyref-CORALOGIX_PRIVATE_KEY: coralogix-keys.PRIVATE_KEY
`
      : '# Name the class on the pods that are to be watched: telegraf.influxdata.com/class: coralogix\n'
  return `${remark}classes:
  secretName: telegraf-operator-classes
  default: coralogix
  data:
    coralogix: |
${indented}`
}
