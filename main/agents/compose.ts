import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Embedded, Place, SnippetOptions } from './agent.ts'
import {
  type CarriedSetting,
  keySettings,
  type Reference,
  type SettingFacts,
  settingsNamed,
} from './locators/environment.ts'
import { embeddedBlock } from './locators/formats/block-scalar.ts'
import {
  type DataNode,
  inFileOrder,
  nodeAt,
  readYamlNodes,
  referringPlace,
} from './locators/formats/data-node.ts'
import { yamlTree } from './locators/formats/yaml.ts'
import type { VendorHost } from './locators/hosts.ts'
import { listSettings, mapSettings } from './locators/settings.ts'

/** Docker Compose: variables of the services, the files that set them, and configurations written inline. */
export const compose: Agent = {
  id: 'compose',
  name: 'Docker Compose',
  group: 'carrier',
  needs: 'A variable such as CORALOGIX_PRIVATE_KEY under environment of a service, or in its env_file.',
  docsUrl: 'https://docs.docker.com/reference/compose-file/services/',
  takes: keyTypes,
  files: ['compose.yaml', 'docker-compose.yml'],
  formats: ['yaml'],
  afterChange: 'Create the containers anew: docker compose up -d.',
  afterEnvironmentChange: 'Create the containers anew: docker compose up -d.',
  environmentFiles: ['.env'],
  checkers: (file) => [
    ['docker-compose', '-f', file, 'config', '-q'],
    ['docker', 'compose', '-f', file, 'config', '-q'],
  ],
  detect: (text) =>
    /^["']?services["']?[ \t]*:/m.test(text) &&
    /^(?:[ \t]+|[ \t]*\{.*)["']?(?:image|build|extends|env_file)["']?[ \t]*:/m.test(text),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readYamlNodes(text)
    if (!read.ok) return read
    return ok(
      inFileOrder(
        servicesIn(read.value).flatMap(({ name, node }) =>
          keySettings(environmentOf(node), factsFor(name, hosts)),
        ),
      ),
    )
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readYamlNodes(text)
    if (!read.ok) return read
    return ok(
      servicesIn(read.value).flatMap((service) => {
        const facts = factsFor(service.name, [])
        const own = settingsNamed(environmentOf(service.node), name, facts)
        return [...environmentFiles(service, name), ...own]
      }),
    )
  },
  embedded(text): Result<readonly Embedded[]> {
    if (!/^["']?configs\b/m.test(text)) return ok([])
    const read = readYamlNodes(text)
    if (!read.ok) return read
    return ok(
      read.value.flatMap((root) =>
        (nodeAt(root, 'configs')?.entries() ?? []).flatMap(({ key, node }) => {
          const content = nodeAt(node, 'content')?.yaml
          const block = content == null ? null : embeddedBlock(content.file, content.entry, key)
          return block === null ? [] : [asMounted(block)]
        }),
      ),
    )
  },
  tree: (text) => yamlTree(text),
  snippet,
}

/** What the container gets: Compose writes a `$` of the text as `$$`. */
function asMounted(block: Embedded): Embedded {
  const offsets: number[] = []
  for (let at = 0; at <= block.text.length; at++) {
    offsets.push(at)
    if (block.text.startsWith('$$', at)) at++
  }
  return {
    ...block,
    text: block.text.replaceAll('$$', () => '$'),
    outer: (offset) => {
      const at = offsets[offset]
      return at === undefined ? null : block.outer(at)
    },
  }
}

interface Service {
  readonly name: string
  readonly node: DataNode
}

const servicesIn = (documents: readonly DataNode[]): readonly Service[] =>
  documents.flatMap((root) =>
    (nodeAt(root, 'services')?.entries() ?? []).map(({ key, node }) => ({ name: key, node })),
  )

const factsFor = (service: string, hosts: readonly VendorHost[]): SettingFacts => ({
  hosts,
  carrier: 'compose',
  output: (name) => `${service}: ${name}`,
  reference,
})

/** `environment` is a map or a list; a name without a value is passed through from where compose runs. */
function environmentOf(service: DataNode): readonly CarriedSetting[] {
  const environment = nodeAt(service, 'environment')
  const passed = (name: string, node: DataNode): CarriedSetting => ({
    name,
    node: null,
    skip: 0,
    from: referringPlace(node, {
      agent: 'compose',
      output: name,
      host: null,
      kind: 'env',
      target: name,
      far: { kind: 'variable', name },
    }),
  })
  const named = mapSettings(environment).map((setting) =>
    setting.node?.isEmpty === true ? passed(setting.name, setting.node) : setting,
  )
  const bare = (environment?.items() ?? []).flatMap((node) => {
    const text = node.text ?? ''
    return /^[A-Za-z_]\w*$/.test(text) ? [passed(text, node)] : []
  })
  return [...named, ...listSettings(environment), ...bare]
}

/** What compose interpolates; `$$` is the character `$`, and any other `$` in a value is an error of compose. */
function reference(value: string): Reference | null {
  const found = /(?<!\$)(?:\$\$)*\$(?:\{([A-Za-z_]\w*)[^}]*\}|([A-Za-z_]\w*))/.exec(value)
  const name = found?.[1] ?? found?.[2]
  return name === undefined ? null : { kind: 'env', target: name, far: { kind: 'variable', name } }
}

/** `env_file`: a path, a list of paths, or a list of maps with one each. Later ones win. */
function environmentFiles(service: Service, name: string): readonly Place[] {
  const entry = nodeAt(service.node, 'env_file')
  const paths =
    entry?.text != null ? [entry] : (entry?.items() ?? []).map((item) => nodeAt(item, 'path') ?? item)
  return paths.flatMap((node) => {
    const path = node.text
    if (path === null) return []
    return (
      referringPlace(node, {
        agent: 'compose',
        output: `${service.name}: env_file`,
        host: null,
        kind: 'file',
        target: path,
        far: { kind: 'file', path, form: 'env', name },
      }) ?? []
    )
  })
}

const quoted = (value: string): string => `'${value.replaceAll('$', '$$$$')}'`

function snippet(options: SnippetOptions): string {
  const key = options.value === null ? `\${CORALOGIX_PRIVATE_KEY}` : quoted(options.value)
  const address =
    options.domain === null
      ? `CORALOGIX_ENDPOINT: ${quoted(options.ingressUrl)}`
      : `CORALOGIX_DOMAIN: ${quoted(options.domain)}`
  return `# ./config.yaml is the collector's own configuration; in a container its receivers listen on 0.0.0.0.
version: '3.8'

services:
  otel-collector:
    image: otel/opentelemetry-collector-contrib:latest
    command: ['--config=/etc/otelcol-contrib/config.yaml']
    restart: unless-stopped
    environment:
      CORALOGIX_PRIVATE_KEY: ${key}
      ${address}
      CORALOGIX_APPLICATION_NAME: ${quoted(options.application)}
      CORALOGIX_SUBSYSTEM_NAME: ${quoted(options.subsystem)}
    volumes:
      - ./config.yaml:/etc/otelcol-contrib/config.yaml:ro
    ports:
      - '127.0.0.1:4317:4317'
      - '127.0.0.1:4318:4318'
`
}
