import type { Document, Node } from 'yaml'
import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place } from './agent.ts'
import { fluentBitSnippet } from './fluent-bit-snippet.ts'
import {
  classicTree,
  expand,
  type Property,
  propertiesOf,
  propertyOf,
  readClassic,
  type Section,
} from './locators/fluent-bit-classic.ts'
import { hostName, isOurs, type VendorHost } from './locators/hosts.ts'
import { bearerTokenStart, positionOf, referenceIn } from './locators/text.ts'
import { entriesOf, entryAt, itemsOf, placeOf, readYaml, scalarText, yamlTree } from './locators/yaml.ts'

/** Outputs that send HTTP with headers of the user's choice. */
const httpOutputs = ['http', 'opentelemetry', 'prometheus_remote_write']

const isClassic = (text: string): boolean => /^\uFEFF?\[[A-Za-z_ ]+\]/m.test(text)

/** Fluent Bit, classic and YAML: `Header Authorization Bearer …` on our hosts, and the Coralogix plugin. */
export const fluentBit: Agent = {
  id: 'fluent-bit',
  name: 'Fluent Bit',
  group: 'agent',
  needs: 'An http output with a Header line; the key stands bare after Authorization Bearer.',
  docsUrl: 'https://docs.fluentbit.io/manual/data-pipeline/outputs/http',
  takes: ['send-your-data'],
  files: ['/etc/fluent-bit/fluent-bit.conf', '/etc/fluent-bit/fluent-bit.yaml'],
  formats: ['yaml', 'classic'],
  afterChange:
    'Restart Fluent Bit: systemctl restart fluent-bit. With hot reload on, SIGHUP or POST /api/v2/reload is enough.',
  afterEnvironmentChange: 'Restart Fluent Bit: systemctl restart fluent-bit.',
  environmentFiles: [
    '/etc/default/fluent-bit',
    '/etc/sysconfig/fluent-bit',
    '/etc/systemd/system/fluent-bit.service.d',
  ],
  checkers: (file) => [['fluent-bit', '--dry-run', '-c', file]],
  detect: (text) =>
    /^\uFEFF?\[(SERVICE|INPUT|OUTPUT|FILTER|CUSTOM)\][ \t]*\r?$/im.test(text)
      ? /^[ \t]+(name|flush|match|parsers_file|daemon|log_level|http_server)[ \t]+\S/im.test(text)
      : /^["']?pipeline["']?[ \t]*:/m.test(text) &&
        /^[ \t]+["']?(inputs|outputs|filters)["']?[ \t]*:/m.test(text),
  locate: (text, hosts) => (isClassic(text) ? locateClassic(text, hosts) : locateYaml(text, hosts)),
  tree: (text) => (isClassic(text) ? classicTree(text) : yamlTree(text)),
  snippet: fluentBitSnippet,
}

/**
 * Where the key starts in a header value: `Authorization Bearer KEY`, or the vendor's first form
 * `private_key KEY`. Null for any other header.
 */
function keyStart(header: string): number | null {
  const name = /^(\S+)[ \t]+/.exec(header)
  if (name?.[1] === undefined) return null
  const rest = header.slice(name[0].length)
  if (name[1].toLowerCase() === 'private_key') return name[0].length
  if (name[1].toLowerCase() !== 'authorization') return null
  const token = bearerTokenStart(rest)
  return token === null ? null : name[0].length + token
}

function locateClassic(text: string, hosts: readonly VendorHost[]): Result<readonly Place[]> {
  const read = readClassic(text)
  if (!read.ok) return read
  const { sections, variables } = read.value
  const places: Place[] = []
  for (const section of sections) {
    if (section.name !== 'OUTPUT') continue
    const plugin = (propertyOf(section, 'name')?.value ?? '').toLowerCase()
    const address = propertyOf(section, plugin === 'coralogix' ? 'endpoint' : 'host')?.value
    const named = address === undefined ? null : expand(withPort(address, section), variables)
    const host = named === null ? null : hostName(named)
    const ours = named !== null && isOurs(named, hosts)
    const output = outputName(section, plugin)
    if (plugin === 'coralogix' && (ours || host === null))
      for (const property of propertiesOf(section, 'private_key'))
        places.push(place(text, property, 0, output, host))
    if (!httpOutputs.includes(plugin) || !ours) continue
    for (const property of propertiesOf(section, 'header')) {
      const quoted = /^["']/.exec(property.value)?.[0] ?? ''
      const start = keyStart(property.value.slice(quoted.length)) ?? keyStartQuoted(property.value)
      if (start !== null) places.push(place(text, property, start + quoted.length, output, host))
    }
  }
  return ok(places)
}

/** `Authorization "Bearer KEY"`: the header is one of ours, but Fluent Bit sends the quotes. */
function keyStartQuoted(header: string): number | null {
  const match = /^authorization[ \t]+["']Bearer[ \t]+/i.exec(header)
  return match === null ? null : match[0].length
}

const withPort = (address: string, section: Section): string => {
  const port = propertyOf(section, 'port')?.value
  return port !== undefined && /^\d+$/.test(port) && !/:\d+/.test(address) ? `${address}:${port}` : address
}

const outputName = (section: Section, plugin: string): string => {
  const alias = propertyOf(section, 'alias')?.value
  return alias ?? `${plugin} (line ${section.line})`
}

function place(text: string, property: Property, from: number, output: string, host: string | null): Place {
  const start = property.valueStart + from
  const token = property.value.slice(from)
  const reference = referenceIn(token)
  const written = property.value.replace(/\s#.*$/, '')
  const reason = /["'`]/.test(written)
    ? 'it stands in quotes, and Fluent Bit sends quotes as part of the value: remove them first'
    : /\s#/.test(token)
      ? 'a comment follows it on the same line, and Fluent Bit sends that as part of the value: move the comment first'
      : /\s/.test(token)
        ? 'there is more than the key behind it, and Fluent Bit sends all of the line'
        : null
  return {
    start,
    end: start + token.length,
    ...positionOf(text, start),
    agent: 'fluent-bit',
    output,
    kind: reference?.kind ?? 'literal',
    target: reference?.target ?? null,
    quoting: 'plain',
    ...(reason === null ? {} : { notEditable: reason }),
    host,
  }
}

function locateYaml(text: string, hosts: readonly VendorHost[]): Result<readonly Place[]> {
  const read = readYaml(text)
  if (!read.ok) return read
  const places: (Place | null)[] = []
  for (const document of read.value.documents) {
    const variables = environment(document)
    const outputs = entryAt(document.contents, document, ['pipeline', 'outputs'])
    for (const [index, item] of itemsOf(outputs?.value ?? null, document).entries()) {
      const at = (key: string) => entryAt(item, document, [key], true)
      const plugin = (scalarText(at('name')) ?? '').toLowerCase()
      const address = scalarText(at(plugin === 'coralogix' ? 'endpoint' : 'host'))
      const port = scalarText(at('port'))
      const full = address === null || port === null || /:\d+/.test(address) ? address : `${address}:${port}`
      const named = full === null ? null : expand(full, variables)
      const host = named === null ? null : hostName(named)
      const ours = named !== null && isOurs(named, hosts)
      const output = scalarText(at('alias')) ?? `${plugin} (outputs[${index}])`
      const facts = { agent: 'fluent-bit' as const, output, host }
      if (plugin === 'coralogix' && (ours || host === null))
        places.push(placeOf(read.value, at('private_key'), { ...facts, carriage: 'bare' }))
      const header = at('header')
      if (!httpOutputs.includes(plugin) || !ours || header === null) continue
      const list = itemsOf(header.value, document, true)
      for (const value of list)
        places.push(placeOf(read.value, { ...header, value }, { ...facts, carriage: { after: keyStart } }))
    }
  }
  return ok(places.filter((found) => found !== null).sort((a, b) => a.start - b.start))
}

/** What `env:` sets: a map, or a list of maps. */
function environment(document: Document.Parsed): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const env = entryAt(document.contents, document, ['env'])?.value ?? null
  const maps: readonly (Node | null)[] = [env, ...itemsOf(env, document)]
  for (const entry of maps.flatMap((map) => entriesOf(map, document))) {
    const value = scalarText(entry)
    if (value !== null) variables.set(entry.key, value)
  }
  return variables
}
