import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { hostName, isOurs } from './locators/hosts.ts'
import { referenceIn } from './locators/text.ts'
import { entryAt, itemsOf, placeOf, readYaml, scalarText, yamlTree } from './locators/yaml.ts'

/** Where the snippet expects the key. Prometheus re-reads the file by itself, so a new key needs no reload. */
const credentialsFile = '/etc/prometheus/coralogix-key'

/** Prometheus, server and agent mode: `remote_write` to our hosts. */
export const prometheus: Agent = {
  id: 'prometheus',
  name: 'Prometheus',
  group: 'agent',
  needs:
    'A remote_write to the ingress; the key stands in authorization.credentials or in a credentials_file.',
  docsUrl: 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#remote_write',
  takes: ['send-your-data'],
  files: ['/etc/prometheus/prometheus.yml'],
  formats: ['yaml'],
  afterChange: 'Reload Prometheus: systemctl reload prometheus, or POST /-/reload.',
  afterKeyFileChange: 'Nothing: Prometheus reads a credentials_file again by itself.',
  checkers: (file) => [['promtool', 'check', 'config', file]],
  detect: (text) =>
    /^["']?(remote_write|scrape_configs|scrape_config_files|rule_files)["']?[ \t]*:/m.test(text) &&
    !/^["']?exporters["']?[ \t]*:/m.test(text),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readYaml(text)
    if (!read.ok) return read
    const places: (Place | null)[] = []
    for (const document of read.value.documents) {
      const list = entryAt(document.contents, document, ['remote_write'])
      for (const [index, item] of itemsOf(list?.value ?? null, document).entries()) {
        const url = scalarText(entryAt(item, document, ['url']))
        if (url === null || !isOurs(url, hosts)) continue
        const output = scalarText(entryAt(item, document, ['name'])) ?? `remote_write[${index}]`
        const facts = { agent: 'prometheus' as const, output, host: hostName(url), carriage: 'bare' as const }
        const type = scalarText(entryAt(item, document, ['authorization', 'type'])) ?? 'Bearer'
        for (const path of [['authorization', 'credentials'], ['bearer_token']]) {
          if (path.length === 2 && type.trim().toLowerCase() !== 'bearer') continue
          const place = placeOf(read.value, entryAt(item, document, path), facts)
          places.push(place === null ? null : explainReference(place, text))
        }
        for (const path of [['authorization', 'credentials_file'], ['bearer_token_file']]) {
          if (path.length === 2 && type.trim().toLowerCase() !== 'bearer') continue
          places.push(placeOf(read.value, entryAt(item, document, path), { ...facts, names: 'file' }))
        }
      }
    }
    return ok(places.filter((place) => place !== null).sort((a, b) => a.start - b.start))
  },
  tree: (text) => yamlTree(text),
  snippet,
}

// A `${X}` in `credentials` is sent as it stands, unless something renders the file before Prometheus reads it.
function explainReference(place: Place, text: string): Place {
  if (place.kind === 'literal' || referenceIn(text.slice(place.start, place.end)) === null) return place
  return {
    ...place,
    notEditable:
      'Prometheus never expands variables, so the file is rendered by something else or the text is sent as it stands',
  }
}

function snippet(options: SnippetOptions): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const query = 'appLabelName=cx_application&subSystemLabelName=cx_subsystem'
  const credentials =
    options.value === null
      ? `      credentials_file: ${credentialsFile}`
      : `      credentials: ${JSON.stringify(options.value)}`
  return `global:
  external_labels:
    cx_application: ${JSON.stringify(options.application)}
    cx_subsystem: ${JSON.stringify(options.subsystem)}

remote_write:
  - name: coralogix
    url: ${JSON.stringify(`${address}/prometheus/v1?${query}`)}
    remote_timeout: 120s
    authorization:
      type: Bearer
${credentials}
`
}
