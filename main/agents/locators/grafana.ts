import type { Document } from 'yaml'
import { ok, type Result } from '../../../shared/errors.ts'
import type { FarEnd, Place } from '../agent.ts'
import { entriesOf, entryAt, itemsOf, readYaml, scalarText, type YamlFile } from './formats/yaml.ts'
import { placeOf } from './formats/yaml-place.ts'
import { hostName, type VendorHost, vendorOf } from './hosts.ts'

/** The type of the vendor's own data source, which always reads from this host. */
export const aggregationsType = 'aggregations-io-datasource'
const aggregationsHost = 'app.aggregations.io'

/** Whether a text provisions Grafana's data sources, by its top-level keys. */
export const provisionsDatasources = (text: string): boolean =>
  /^\uFEFF?["']?datasources["']?[ \t]*:/m.test(text) &&
  /^\uFEFF?["']?apiVersion["']?[ \t]*:[ \t]*["']?\d+["']?[ \t]*(#.*)?\r?$/m.test(text)

/** Whether a text names an address of this vendor. */
export const namesHostOf = (
  text: string,
  hosts: readonly VendorHost[],
  provider: VendorHost['provider'],
): boolean =>
  (text.match(/\bhttps?:\/\/[^\s"'<>,}\]]+/gi) ?? []).some((url) => vendorOf(url, hosts) === provider)

/**
 * Every key in the data sources of a provisioning file, of both vendors that Grafana reads from: headers with a number
 * (`httpHeaderName1` and `httpHeaderValue1`), and the key of the vendor's own data source. Fails like `readYaml`.
 */
export function datasourcePlaces(text: string, hosts: readonly VendorHost[]): Result<readonly Place[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  const places = read.value.documents.flatMap((document) => {
    const list = entryAt(document.contents, document, ['datasources'])
    return itemsOf(list?.value ?? null, document).flatMap((item, index) => {
      const name = scalarText(entryAt(item, document, ['name'])) ?? `datasources[${index}]`
      return placesOf(read.value, document, item, name, hosts)
    })
  })
  return ok(places.map((place) => readReference(place, text)).sort((a, b) => a.start - b.start))
}

const aggregations = {
  agent: 'aggregations-io',
  provider: 'aggregations-io',
  takes: ['personal', 'org-wide'],
} as const

function placesOf(
  file: YamlFile,
  document: Document.Parsed,
  item: Parameters<typeof entryAt>[0],
  output: string,
  hosts: readonly VendorHost[],
): readonly Place[] {
  const at = (...path: string[]) => entryAt(item, document, path)
  const facts = { agent: 'grafana-api' as const, output }
  if (scalarText(at('type')) === aggregationsType) {
    const key = placeOf(file, at('secureJsonData', 'apiKey'), {
      ...facts,
      host: aggregationsHost,
      carriage: 'bare',
    })
    return key === null ? [] : [{ ...key, ...aggregations }]
  }
  const url = scalarText(at('url'))
  const vendor = url === null ? null : vendorOf(url, hosts)
  if (url === null || (vendor !== 'coralogix' && vendor !== 'aggregations-io')) return []
  const found: Place[] = []
  for (const entry of entriesOf(at('jsonData')?.value ?? null, document)) {
    const number = /^httpHeaderName(\d+)$/.exec(entry.key)?.[1]
    const header = scalarText(entry)?.trim().toLowerCase()
    if (number === undefined || header === undefined) continue
    const value = at('secureJsonData', `httpHeaderValue${number}`)
    const common = { ...facts, host: hostName(url), ownReference: /^\$__\w+\{/ }
    if (vendor === 'aggregations-io') {
      const place = header === 'x-api-token' ? placeOf(file, value, { ...common, carriage: 'bare' }) : null
      if (place !== null) found.push({ ...place, ...aggregations })
      continue
    }
    // Before `Authorization` the vendor read a header of its own.
    const carriage = header === 'authorization' ? 'bearer' : header === 'token' ? 'bare-or-bearer' : null
    const place = carriage === null ? null : placeOf(file, value, { ...common, carriage })
    if (place !== null) found.push(place)
  }
  return found
}

/** What Grafana fills in: `$X`, `${X}`, `$__env{X}`, `$__file{/path}`; `$$` is the character. */
function readReference(place: Place, text: string): Place {
  const written = text.slice(place.start, place.end)
  if (!written.includes('$') || place.notEditable !== undefined) return place
  const variable = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|__env\{([A-Za-z_]\w*)\})$/.exec(written)
  const name = variable?.[1] ?? variable?.[2] ?? variable?.[3]
  if (name !== undefined) return { ...place, kind: 'env', target: name }
  const path = /^\$__file\{([^${}]+)\}$/.exec(written)?.[1]
  if (path !== undefined) {
    const far: FarEnd = { kind: 'file', path, form: 'whole' }
    return { ...place, kind: 'file', target: path, far }
  }
  const outside = /^\$__(\w+)\{([^${}]+)\}$/.exec(written)
  if (outside !== null) return { ...place, kind: 'secret', target: `${outside[1]}:${outside[2]}` }
  return {
    ...place,
    kind: 'literal',
    target: null,
    notEditable: 'it holds a $, which Grafana takes for a reference or for an escaped $',
  }
}
