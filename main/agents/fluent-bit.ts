import type { Agent } from './agent.ts'
import { fluentBitRuns } from './fluent-bit-runs.ts'
import { fluentBitSnippet } from './fluent-bit-snippet.ts'
import { locateFluentBit } from './locators/fluent-bit.ts'
import { fluentBitTree, isFluentBit } from './locators/fluent-bit-file.ts'

/** Fluent Bit, classic and YAML: `Header Authorization Bearer …` on our hosts, and the Coralogix plugin. */
export const fluentBit: Agent = {
  id: 'fluent-bit',
  name: 'Fluent Bit',
  group: 'agent',
  needs: 'An http output with a Header line; the key stands bare after Authorization Bearer.',
  docsUrl: 'https://docs.fluentbit.io/manual/data-pipeline/outputs/http',
  takes: ['send-your-data'],
  files: [
    '/etc/fluent-bit/fluent-bit.conf',
    '/etc/fluent-bit/fluent-bit.yaml',
    '/fluent-bit/etc/fluent-bit.conf',
    'C:\\Program Files\\fluent-bit\\conf\\fluent-bit.conf',
  ],
  ...fluentBitRuns,
  blanksInNames: false,
  detect: (text) => isFluentBit(text),
  locate: (text, hosts) => locateFluentBit(text, hosts, 'fluent-bit'),
  tree: (text) => fluentBitTree(text),
  snippet: fluentBitSnippet,
}
