import type { Place } from '../agent.ts'
import { headersIn } from './fluentd-headers.ts'
import type { FluentdElement } from './formats/fluentd.ts'
import type { FluentdValue } from './formats/fluentd-value.ts'
import { hostSaid, type VendorHost, vendorOf } from './hosts.ts'
import { bearerTokenStart, looksLikeKey, type Position, positionsIn, type Reference } from './text.ts'

/** Paths that only the vendor's ingress has. */
const vendorPath = /\/(logs\/(v1|rest)\/(singles|bulk)|prometheus\/v1)/
const unknownHost = 'the file does not say which host this output sends to'
const bareHash =
  'Fluentd before 1.18 sends #{…} in a bare hash as it stands: put the whole value in double quotes'
const neverRun =
  'Fluentd runs #{…} only in double quotes, and in YAML only with the tag !fluent/s: this text is sent as it stands'

/** An output plugin and where it sends. */
interface Output {
  readonly label: string
  readonly settings: FluentdElement['settings']
  readonly type: string
  readonly host: string | null
  readonly provider: VendorHost['provider'] | null
  /** Nothing in the file says the host. */
  readonly open: boolean
}

type Facts = Pick<Place, 'output' | 'host'> & Partial<Place>

/**
 * Every place in sections of Fluentd's, in file order: headers of HTTP outputs on our hosts, the Coralogix plugin,
 * and the record fields that such an output takes its key from.
 */
export function placesOf(root: FluentdElement, text: string, hosts: readonly VendorHost[]): readonly Place[] {
  const positionAt = positionsIn(text)
  const places: (Place | null)[] = []
  const fields = new Map<string, Facts>()
  const foreign = new Map<string, string>()
  for (const output of outputsIn(root, hosts, positionAt)) {
    const found = [...headerKeys(output), ...pluginKeys(output)]
    for (const { value, from, to, escaped, facts } of found) {
      const field = fieldIn(value.text.slice(from, to))
      if (field === null) places.push(placeIn(value, from, to, escaped, facts, positionAt))
      else if (!fields.has(field)) fields.set(field, { ...facts, output: `record ${field}` })
    }
    if (found.length === 0)
      for (const { value } of output.settings)
        for (const [, name] of value.text.matchAll(/\$\{?\$?\.?([A-Za-z_]\w*)/g))
          if (name !== undefined) foreign.set(name, output.label)
  }
  for (const { key, value } of recordsIn(root)) {
    const facts = fields.get(key)
    if (facts === undefined || value.text.includes('$')) continue
    const elsewhere = foreign.get(key)
    const reason =
      elsewhere === undefined ? {} : { notEditable: `the output ${elsewhere} uses the same field` }
    places.push(placeIn(value, 0, value.text.length, false, { ...facts, ...reason }, positionAt))
  }
  const sorted = places.filter((place) => place !== null).sort((a, b) => a.start - b.start)
  return sorted.filter((place, index) => index === 0 || sorted[index - 1]?.start !== place.start)
}

function* outputsIn(
  element: FluentdElement,
  hosts: readonly VendorHost[],
  positionAt: (offset: number) => Position,
): Generator<Output> {
  const last = (key: string) => element.settings.findLast((setting) => setting.key === key)?.value.text
  const type = last('@type') ?? ''
  if (['match', 'store', 'secondary'].includes(element.name)) {
    const endpoint = last('endpoint') ?? last('endpoint_url')
    // Code in front of the path decides where the data goes.
    const host = hostSaid(endpoint ?? '', hosts)
    yield {
      label: last('@id') ?? `${type} (line ${positionAt(element.start).line})`,
      settings: element.settings,
      type,
      host,
      provider: host === null ? null : vendorOf(endpoint ?? '', hosts),
      open: host === null,
    }
  }
  for (const child of element.children) yield* outputsIn(child, hosts, positionAt)
}

function* recordsIn(element: FluentdElement): Generator<FluentdElement['settings'][number]> {
  const type = element.settings.findLast((setting) => setting.key === '@type')?.value.text ?? ''
  if (/^record_(transformer|modifier)$/.test(type))
    for (const record of element.children) if (record.name === 'record') yield* record.settings
  for (const child of element.children) yield* recordsIn(child)
}

interface Found {
  readonly value: FluentdValue
  readonly from: number
  readonly to: number
  readonly escaped: boolean
  readonly facts: Facts
}

function headerKeys(output: Output): readonly Found[] {
  if (output.type !== 'http' || (output.provider === null && !output.open)) return []
  const { host, label } = output
  const endpoint = output.settings.findLast((setting) => /^endpoint/.test(setting.key))?.value.text ?? ''
  return output.settings
    .filter(({ key }) => ['headers', 'headers_from_placeholders', 'custom_headers'].includes(key))
    .flatMap(({ value }) => headersIn(value))
    .flatMap(({ name, value, from, to, escaped }) => {
      const facts = { output: label, host }
      if (name === 'x-api-token' && output.provider === 'aggregations-io')
        return [
          {
            value,
            from,
            to,
            escaped,
            facts: { ...facts, provider: output.provider, takes: ['personal', 'org-wide'] as const },
          },
        ]
      const written = value.text.slice(from, to)
      const skip = name === 'private_key' ? 0 : name === 'authorization' ? bearerTokenStart(written) : null
      if (skip === null) return []
      const found = { value, from: from + skip, to, escaped }
      if (output.provider === 'coralogix') return [{ ...found, facts }]
      return output.open && (vendorPath.test(endpoint) || looksLikeKey(written.slice(skip)))
        ? [{ ...found, facts: { ...facts, onlyWhenNamed: unknownHost } }]
        : []
    })
}

/** The vendor's own plugin sends to the vendor unless the file names another host. */
function pluginKeys({ type, settings, label, host, provider }: Output): readonly Found[] {
  if (type !== 'coralogix' || (host !== null && provider !== 'coralogix')) return []
  return settings
    .filter(({ key, value }) => key === 'privatekey' && value.text !== '')
    .map(({ value }) => ({
      value,
      from: 0,
      to: value.text.length,
      escaped: false,
      facts: { output: label, host },
    }))
}

/** `${$.privateKey}`, or for the vendor's plugin `$privateKey`: the record's field that holds the key. */
const fieldIn = (token: string): string | null =>
  /^\$\{\$?\.?([\w]+)\}$/.exec(token)?.[1] ?? /^\$\.?(\w+)$/.exec(token)?.[1] ?? null

/** What Ruby code takes the value from; `unknown` for code that does something else. */
function referenceOf(token: string): Reference | 'unknown' | null {
  if (!token.includes('#{')) return null
  const code = /^#\{\s*([^{}]*?)\s*\}$/.exec(token)?.[1] ?? ''
  const variable = /^ENV(?:\[|\.fetch\()\s*["']([\w.-]+)["']/.exec(code)?.[1]
  if (variable !== undefined) return { kind: 'env', target: variable }
  const file = /^(?:File|IO)\.read\(\s*["']([^"']+)["']\s*\)(?:\.(?:strip|chomp))?$/.exec(code)?.[1]
  return file === undefined ? 'unknown' : { kind: 'file', target: file }
}

function placeIn(
  value: FluentdValue,
  from: number,
  to: number,
  escaped: boolean,
  facts: Facts,
  positionAt: (offset: number) => Position,
): Place | null {
  const token = value.text.slice(from, to)
  const reference = referenceOf(token)
  const start = value.outer(from)
  const end = value.outer(to)
  const whole = start !== null && end !== null && end - start === to - from
  const why =
    facts.notEditable ??
    value.blocked ??
    (escaped || !whole ? 'it is written with escapes' : null) ??
    (reference === 'unknown' ? 'it is computed by Ruby code' : null) ??
    (reference !== null && value.expands === 'no' ? neverRun : null) ??
    (reference === null && /\s/.test(token) ? 'there is more than the key in it' : null)
  const doubt = reference !== null && value.expands === 'since 1.18' ? bareHash : facts.onlyWhenNamed
  const known = reference === 'unknown' ? { kind: 'env' as const, target: null } : reference
  const at = start ?? value.start
  return {
    agent: 'fluentd',
    ...facts,
    start: at,
    end: whole ? end : value.end,
    ...positionAt(at),
    kind: known?.kind ?? 'literal',
    target: known?.target ?? null,
    quoting: value.form === 'hash' ? 'double' : value.form,
    ...(why === null ? {} : { notEditable: why }),
    ...(doubt === undefined ? {} : { onlyWhenNamed: doubt }),
  }
}
