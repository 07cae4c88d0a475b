import fc from 'fast-check'
import { oldKey } from '../unit/agents/world.ts'

/** What may stand behind a value. */
export const note = fc.constantFrom('', '  # note', '\t# größer ☃')

/** A collector's configuration inside another text: one exporter of ours, one of theirs. */
export const nestedCollector = (indent: string, q: string, extra: string): readonly string[] => [
  `${indent}exporters:`,
  `${indent}  coralogix/${extra}:`,
  `${indent}    domain: eu2.coralogix.com`,
  '',
  `${indent}    private_key: ${q}${oldKey}${q} # nested`,
  `${indent}  otlp/theirs:`,
  `${indent}    endpoint: otlp.vendor.example:443`,
  `${indent}    headers: {authorization: Bearer not-ours-0123456789}`,
  `${indent}service: {}`,
]
