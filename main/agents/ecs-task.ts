import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { cloudSecret } from './locators/cloud-secret.ts'
import { type CarriedSetting, keySettings, type SettingFacts, settingsNamed } from './locators/environment.ts'
import {
  type DataNode,
  indirect,
  inFileOrder,
  nodeAt,
  readJsonNode,
  referringPlace,
  textAt,
} from './locators/formats/data-node.ts'
import { jsonTree } from './locators/formats/json.ts'
import { hostName, isOurs, type VendorHost } from './locators/hosts.ts'
import { environmentItems } from './locators/manifest-workload.ts'
import { bearerTokenStart, referenceIn } from './locators/text.ts'

/** Task definitions of Amazon ECS and Fargate: variables, secrets, and FireLens headers of the containers. */
export const ecsTask: Agent = {
  id: 'ecs-task',
  name: 'ECS task definition',
  group: 'carrier',
  needs:
    'A variable such as CORALOGIX_PRIVATE_KEY of a container, better under secrets; with FireLens the Header option.',
  docsUrl: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  takes: keyTypes,
  files: ['task-definition.json'],
  formats: ['json'],
  afterChange:
    'Register it and update the service: aws ecs register-task-definition --cli-input-json file://FILE, then aws ecs update-service.',
  afterEnvironmentChange: 'Start the tasks anew: aws ecs update-service --force-new-deployment.',
  detect: (text) =>
    /^\s*[{[]/.test(text) &&
    (/"containerDefinitions"\s*:/.test(text) ||
      (/"logConfiguration"\s*:|"essential"\s*:/.test(text) && /"image"\s*:/.test(text))),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readJsonNode(text)
    if (!read.ok) return read
    return ok(
      inFileOrder(
        containersIn(read.value).flatMap(({ name, node }) => [
          ...keySettings(settingsOf(node), factsFor(name, hosts)),
          ...fireLens(name, node, hosts),
        ]),
      ),
    )
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readJsonNode(text)
    if (!read.ok) return read
    return ok(
      containersIn(read.value).flatMap((container) =>
        settingsNamed(settingsOf(container.node), name, factsFor(container.name, [])),
      ),
    )
  },
  tree: (text) => jsonTree(text),
  snippet,
}

interface Container {
  readonly name: string
  readonly node: DataNode
}

/** A task definition, what `describe-task-definition` prints, or a list of containers alone. */
function containersIn(root: DataNode): readonly Container[] {
  const task = nodeAt(root, 'taskDefinition') ?? root
  const list = nodeAt(task, 'containerDefinitions') ?? task
  return list.items().map((node) => ({ name: textAt(node, 'name') ?? 'container', node }))
}

const factsFor = (container: string, hosts: readonly VendorHost[]): SettingFacts => ({
  hosts,
  carrier: 'ecs-task',
  output: (name) => `${container}: ${name}`,
})

const settingsOf = (container: DataNode): readonly CarriedSetting[] => [
  ...environmentItems(nodeAt(container, 'environment')),
  ...(nodeAt(container, 'secrets')?.items() ?? []).flatMap((item): readonly CarriedSetting[] => {
    const name = textAt(item, 'name')
    return name === null ? [] : [{ name, node: null, skip: 0, from: secretPlace(item, name, '') }]
  }),
]

function secretPlace(item: DataNode, output: string, before: string): Place | null {
  const from = nodeAt(item, 'valueFrom')
  if (from?.text == null) return null
  const far = cloudSecret(from.text, before)
  return referringPlace(from, {
    agent: 'ecs-task',
    output,
    host: null,
    kind: 'secret',
    target: from.text,
    ...(far === null ? {} : { far }),
  })
}

/** The second is the vendor's first form, which holds the key alone. */
const headerStarts = [/^[ \t]*authorization[ \t]+(?=bearer)/i, /^[ \t]*private_key[ \t]+/i] as const

/** FireLens hands its options to Fluent Bit: `Header` is a whole header line. */
function fireLens(container: string, node: DataNode, hosts: readonly VendorHost[]): readonly Place[] {
  const log = nodeAt(node, 'logConfiguration')
  const options = nodeAt(log, 'options')?.entries() ?? []
  const option = (name: string): DataNode | null =>
    options.find(({ key }) => key.toLowerCase() === name)?.node ?? null
  const target = option('host')?.text ?? ''
  if (!isOurs(target, hosts)) return []
  const facts = {
    agent: 'fluent-bit',
    output: `${container}: FireLens Header`,
    host: hostName(target),
  } as const
  const header = option('header')
  const own = header?.place({
    ...facts,
    carriage: {
      after: (value) => {
        const [whole, bare] = headerStarts.map((start) => start.exec(value)?.[0].length)
        const skip = whole === undefined ? null : bearerTokenStart(value.slice(whole))
        return whole === undefined || skip === null ? (bare ?? null) : whole + skip
      },
    },
  })
  const stored = (nodeAt(log, 'secretOptions')?.items() ?? [])
    .filter((item) => textAt(item, 'name')?.toLowerCase() === 'header')
    .map((item) => secretPlace(item, facts.output, 'Authorization Bearer '))
    .map((place) => (place === null ? null : { ...place, agent: facts.agent, host: facts.host }))
  const reference = referenceIn(header?.text ?? '')
  return [own == null || reference === null ? (own ?? null) : indirect(own, reference), ...stored].filter(
    (place) => place !== null,
  )
}

/** The image has no configuration that sends anything: it takes this one out of its environment. */
function collectorConfig({ domain, ingressUrl }: SnippetOptions): string {
  const url = new URL(ingressUrl)
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port
  const signal = {
    endpoint: `${url.hostname}:${port}`,
    ...(url.protocol === 'http:' ? { tls: { insecure: true } } : {}),
  }
  const pipeline = { receivers: ['otlp'], processors: ['batch'], exporters: ['coralogix'] }
  return JSON.stringify({
    receivers: {
      otlp: { protocols: { grpc: { endpoint: '0.0.0.0:4317' }, http: { endpoint: '0.0.0.0:4318' } } },
    },
    processors: { batch: {} },
    exporters: {
      coralogix: {
        ...(domain === null
          ? { traces: signal, metrics: signal, logs: signal }
          : { domain: `\${env:CORALOGIX_DOMAIN}` }),
        private_key: `\${env:CORALOGIX_PRIVATE_KEY}`,
        application_name: `\${env:CORALOGIX_APPLICATION_NAME}`,
        subsystem_name: `\${env:CORALOGIX_SUBSYSTEM_NAME}`,
        timeout: '30s',
      },
    },
    service: { pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline } },
  })
}

function snippet(options: SnippetOptions): string {
  const secret = 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:coralogix-private-key'
  const variables = [
    options.domain === null
      ? { name: 'CORALOGIX_ENDPOINT', value: options.ingressUrl }
      : { name: 'CORALOGIX_DOMAIN', value: options.domain },
    { name: 'CORALOGIX_APPLICATION_NAME', value: options.application },
    { name: 'CORALOGIX_SUBSYSTEM_NAME', value: options.subsystem },
    { name: 'OTEL_CONFIG', value: collectorConfig(options) },
    ...(options.value === null ? [] : [{ name: 'CORALOGIX_PRIVATE_KEY', value: options.value }]),
  ]
  const container = {
    name: 'otel-collector',
    image: 'otel/opentelemetry-collector-contrib:latest',
    command: ['--config=env:OTEL_CONFIG'],
    essential: true,
    environment: variables,
    ...(options.value === null ? { secrets: [{ name: 'CORALOGIX_PRIVATE_KEY', valueFrom: secret }] } : {}),
  }
  const task = {
    family: 'otel-collector',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    executionRoleArn: 'arn:aws:iam::ACCOUNT:role/ecsTaskExecutionRole',
    containerDefinitions: [container],
  }
  return `${JSON.stringify(task, null, 2)}\n`
}
