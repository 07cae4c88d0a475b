import type { Place } from '../agent.ts'
import { cloudSecret, parameter, secretsManager } from './cloud-secret.ts'
import {
  type CarriedSetting,
  keySettings,
  type Reference,
  type SettingFacts,
  settingsNamed,
} from './environment.ts'
import { type DataNode, nodeAt, referringPlace, textAt } from './formats/data-node.ts'
import { hostName, isOurs, type VendorHost } from './hosts.ts'
import { mapSettings } from './settings.ts'
import { referenceIn } from './text.ts'

/** What one process of a template gets. */
interface Environment {
  readonly name: string
  readonly settings: readonly CarriedSetting[]
}

const keyParameter = /^(?:Coralogix)?(?:ApiKey|PrivateKey|SendYourDataKey)$/i

/** The places of a template of CloudFormation, SAM or the Serverless Framework that carry a key of ours. */
export function templatePlaces(root: DataNode, hosts: readonly VendorHost[]): readonly (Place | null)[] {
  const variables = environmentsIn(root).flatMap(({ name, settings }) =>
    keySettings(settings, factsFor(name, hosts)),
  )
  const nested = resourcesIn(root).flatMap(({ key, node }) => applicationPlaces(key, node, hosts))
  const found = [...variables, ...nested]
  return [...found, ...parameterPlaces(root, found, hosts), ...selfPlaces(root, found, hosts)]
}

/** The places that set this variable in any process of the template. */
export const templateVariables = (root: DataNode, name: string): readonly Place[] =>
  environmentsIn(root).flatMap((each) => settingsNamed(each.settings, name, factsFor(each.name, [])))

const factsFor = (output: string, hosts: readonly VendorHost[]): SettingFacts => ({
  hosts,
  carrier: 'lambda',
  output: (name) => `${output}: ${name}`,
  reference: templateReference,
  apiKey: { agent: 'lambda', takes: ['send-your-data'] },
})

const resourcesIn = (root: DataNode) => nodeAt(root, 'Resources')?.entries() ?? []

function environmentsIn(root: DataNode): readonly Environment[] {
  const found: Environment[] = []
  const add = (name: string, map: DataNode | null): void => {
    if (map !== null) found.push({ name, settings: templateSettings(mapSettings(map)) })
  }
  add('Globals', nodeAt(root, 'Globals', 'Function', 'Environment', 'Variables'))
  for (const { key, node } of resourcesIn(root)) {
    add(key, nodeAt(node, 'Properties', 'Environment', 'Variables'))
    for (const container of nodeAt(node, 'Properties', 'ContainerDefinitions')?.items() ?? [])
      found.push({
        name: `${key} ${textAt(container, 'Name') ?? ''}`.trim(),
        settings: templateSettings(pairs(nodeAt(container, 'Environment'))),
      })
  }
  add('provider', nodeAt(root, 'provider', 'environment'))
  for (const { key, node } of nodeAt(root, 'functions')?.entries() ?? [])
    add(key, nodeAt(node, 'environment'))
  return found
}

const pairs = (list: DataNode | null): readonly CarriedSetting[] =>
  (list?.items() ?? []).flatMap((item): readonly CarriedSetting[] => {
    const name = textAt(item, 'Name')
    const node = nodeAt(item, 'Value')
    return name === null || node === null ? [] : [{ name, node, skip: 0, from: null }]
  })

/** A value in the long form of a function (`{Ref: X}`) is given by something else. */
const templateSettings = (settings: readonly CarriedSetting[]): readonly CarriedSetting[] =>
  settings.map((setting) => {
    const [call] = setting.node?.entries() ?? []
    if (call === undefined || !/^(?:Ref|Fn::\w+)$/.test(call.key)) return setting
    const node = call.node.text === null ? (call.node.items()[0] ?? call.node) : call.node
    const reference =
      call.key === 'Fn::Sub'
        ? templateReference(node.text ?? '', node)
        : toParameter(call.key, node.text ?? '')
    const from =
      node.text === null || reference === null
        ? null
        : referringPlace(node, { agent: 'lambda', output: setting.name, host: null, ...reference })
    return from === null ? setting : { ...setting, node: null, from }
  })

const toParameter = (call: string, name: string): Reference => ({
  kind: /^(?:!|Fn::)?(?:Ref|Sub)$/.test(call) ? 'env' : 'secret',
  target: name,
})

/** What a value of a template refers to: a parameter, a secret that is looked up when it is deployed, a variable. */
function templateReference(value: string, node: DataNode): Reference | null {
  const secret =
    /\{\{resolve:secretsmanager:([^:}]+(?::[^:}]+){0,6}?)(?::SecretString(?::([^:}]*))?[^}]*)?\}\}/.exec(
      value,
    )
  if (secret?.[1] !== undefined)
    return { kind: 'secret', target: secret[1], far: secretsManager(secret[1], secret[2] ?? '') }
  const stored =
    /\{\{resolve:ssm(?:-secure)?:([^:}]+)[^}]*\}\}/.exec(value) ??
    /^\$\{ssm(?:\([^)]*\))?:([^},~\s]+)[^}]*\}$/.exec(value)
  if (stored?.[1] !== undefined) return { kind: 'secret', target: stored[1], far: parameter(stored[1]) }
  if (node.tag !== null && node.tag !== '!Sub') return toParameter(node.tag, value)
  if (/^arn:/.test(value)) {
    const far = cloudSecret(value)
    return { kind: 'secret', target: value, ...(far === null ? {} : { far }) }
  }
  const variable = /^\$\{env:([A-Za-z_]\w*)[^}]*\}$/.exec(value)?.[1]
  if (variable !== undefined)
    return { kind: 'env', target: variable, far: { kind: 'variable', name: variable } }
  const other = /^\$\{((?:self|opt|param|file|cf|s3|sls|aws)\b[^}]*)\}$/.exec(value)?.[1]
  return other === undefined ? referenceIn(value) : { kind: 'env', target: other }
}

/** `${self:custom.x}` of the Serverless Framework: a value elsewhere in the same file. */
const selfPlaces = (
  root: DataNode,
  users: readonly Place[],
  hosts: readonly VendorHost[],
): readonly Place[] =>
  users.flatMap((user) => {
    const path = /^self:([\w.-]+)/.exec(user.target ?? '')?.[1]
    const node = path === undefined ? null : nodeAt(root, ...path.split('.'))
    if (path === undefined || node === null) return []
    return settingsNamed([{ name: path, node, skip: 0, from: null }], path, factsFor('self', hosts)).map(
      (place) => ({ ...place, agent: user.agent, host: user.host }),
    )
  })

/** A nested application or stack of the vendor's takes its key as a parameter. */
function applicationPlaces(name: string, resource: DataNode, hosts: readonly VendorHost[]): readonly Place[] {
  const properties = nodeAt(resource, 'Properties')
  const source = [
    textAt(properties, 'Location'),
    textAt(properties, 'Location', 'ApplicationId'),
    textAt(properties, 'TemplateURL'),
  ].join(' ')
  if (!/^AWS::(?:Serverless::Application|CloudFormation::Stack)$/.test(textAt(resource, 'Type') ?? ''))
    return []
  if (!/coralogix/i.test(source)) return []
  const parameters = templateSettings(mapSettings(nodeAt(properties, 'Parameters')))
  const domain = parameters.find((each) => /domain|endpoint/i.test(each.name))?.node?.text ?? ''
  const host = isOurs(domain, hosts) ? hostName(domain) : null
  return parameters
    .filter((each) => keyParameter.test(each.name))
    .flatMap((each) => settingsNamed([each], each.name, factsFor(name, hosts)))
    .map((place) => ({ ...place, host }))
}

/** The default of a parameter that a key refers to, or that is called so in a template of the vendor's. */
function parameterPlaces(
  root: DataNode,
  users: readonly Place[],
  hosts: readonly VendorHost[],
): readonly (Place | null)[] {
  const parameters = nodeAt(root, 'Parameters')?.entries() ?? []
  const vendors =
    /coralogix/i.test(textAt(root, 'Description') ?? '') ||
    parameters.some(({ key }) => /^(?:Coralogix|CX)/i.test(key)) ||
    environmentsIn(root).some(({ settings }) => settings.some(({ name }) => /^(?:CORALOGIX|CX)_/.test(name)))
  return parameters.flatMap(({ key, node }) => {
    const user = users.find((place) => place.kind === 'env' && place.target === key)
    const preset = nodeAt(node, 'Default')
    if (preset === null || (user === undefined && !(vendors && keyParameter.test(key)))) return []
    const facts = { agent: user?.agent ?? ('lambda' as const), host: user?.host ?? null }
    const [place] = settingsNamed(
      [{ name: key, node: preset, skip: 0, from: null }],
      key,
      factsFor('Parameters', hosts),
    )
    return place === undefined
      ? []
      : [{ ...place, ...facts, ...(user?.takes === undefined ? {} : { takes: user.takes }) }]
  })
}
