import type { AgentId } from '../../../shared/model.ts'
import type { Place } from '../agent.ts'
import { inFileOrder } from './formats/data-node.ts'
import type { HclBlock, HclSetting, HclValue } from './formats/hcl.ts'
import { hostName, isOurs, type VendorHost } from './hosts.ts'
import { type KeyInVariable, keysIn } from './key-variables.ts'
import { branchesOf, type Found, type Purpose, terraformPlace } from './terraform-place.ts'
import { looksLikeKey, positionsIn } from './text.ts'

const ambiguous =
  'its name does not say whether it is a Send-Your-Data key for a module or a management key for the provider'
const vendorName = /coralogix|^cx_|_cx_/i
/** `api_key`, `private_key_eu`; what ends so as to name something else (`api_key_secret_arn`) is not the key itself. */
const keyName =
  /(?:^|_)(?:api|private|data|ingest(?:ion)?|coralogix|cx)?_?(?:key|token)(?:_(?!arn|id|name|secret|path|file|version)\w+)?$/i

/** The places of a Terraform text that carry a key of ours, in file order. */
export function terraformPlaces(
  text: string,
  file: HclBlock,
  hosts: readonly VendorHost[],
): readonly Place[] {
  const positionAt = positionsIn(text)
  const found = [...topSettings(file), ...file.blocks.flatMap((block) => inBlock(block, hosts))].flatMap(
    branchesOf,
  )
  const used = new Map<string, Purpose>()
  for (const { value, purpose } of found)
    if (value.kind === 'reference' && !used.has(value.path)) used.set(value.path, purpose)
  return inFileOrder(
    [...found, ...definitions(file, used).flatMap(branchesOf)].map((each) =>
      terraformPlace(text, each, positionAt),
    ),
  )
}

/** `.tfvars`: the names are all that it says. */
const topSettings = (file: HclBlock): readonly Found[] =>
  file.settings.flatMap(({ name, value }) => namedKey(name, value, name))

function namedKey(name: string, value: HclValue, output: string): readonly Found[] {
  const ours = vendorName.test(name)
  if (!keyName.test(name)) return []
  const shaped = value.kind === 'string' && looksLikeKey(value.token.text)
  if (!ours && !shaped) return []
  const sends = /private|send_your_data|ingest/i.test(name)
  const purpose = { agent: 'terraform', output, host: null } as const
  if (ours && sends) return [{ value, purpose: { ...purpose, takes: ['send-your-data'], doubt: null } }]
  const doubt = ours ? ambiguous : `${name} is a common name, and nothing else says whose key it is`
  return [{ value, purpose: { ...purpose, takes: ['send-your-data', 'team', 'personal'], doubt } }]
}

/** The default of a variable and the value of a local: by what uses them in this file, else by their names. */
function definitions(file: HclBlock, used: ReadonlyMap<string, Purpose>): readonly Found[] {
  return file.blocks.flatMap((block) => {
    if (block.type !== 'variable' && block.type !== 'locals') return []
    return block.settings.flatMap(({ name, value }): readonly Found[] => {
      if (block.type === 'variable' && name !== 'default') return []
      const called = block.type === 'variable' ? (block.labels[0] ?? '') : name
      const output = block.type === 'variable' ? `variable ${called}` : `local ${called}`
      const purpose = used.get(`${block.type === 'variable' ? 'var' : 'local'}.${called}`)
      if (purpose !== undefined) return [{ value, purpose: { ...purpose, output } }]
      return namedKey(called, value, output)
    })
  })
}

function inBlock(block: HclBlock, hosts: readonly VendorHost[]): readonly Found[] {
  const output = [block.type, ...block.labels].join(' ')
  const host = hostOf(block, hosts)
  const own = (names: RegExp, purpose: Omit<Purpose, 'output' | 'host' | 'doubt'>): readonly Found[] =>
    block.settings
      .filter(({ name }) => names.test(name))
      .map(({ name, value }) => ({
        value,
        purpose: { ...purpose, output: `${output}: ${name}`, host, doubt: null },
      }))
  if (block.type === 'provider' && block.labels[0] === 'coralogix')
    return own(/^api_key$/, { agent: 'terraform', takes: ['team', 'personal'] })
  const source = block.type === 'module' ? (textOf(block, 'source') ?? '') : ''
  const inModule = /coralogix/i.test(source)
    ? own(/^(?:coralogix_)?(?:api|private)_key$/, { agent: moduleAgent(source), takes: ['send-your-data'] })
    : []
  return [...inModule, ...environments(block, output, hosts)]
}

const moduleAgent = (source: string): AgentId =>
  /ecs|otel|opentelemetry/i.test(source)
    ? 'opentelemetry'
    : /shipper|lambda|s3|cloudwatch|sqs|kinesis/i.test(source)
      ? 'lambda'
      : 'terraform'

const textOf = (block: HclBlock, name: string): string | null => {
  const value = block.settings.find((each) => each.name === name)?.value
  return value?.kind === 'string' ? value.token.text : null
}

function hostOf(block: HclBlock, hosts: readonly VendorHost[]): string | null {
  const named = ['custom_domain', 'domain', 'coralogix_domain']
    .map((name) => textOf(block, name))
    .find((text) => text !== null && isOurs(text, hosts))
  return named == null ? null : hostName(named)
}

/** Variables with known names, in maps, in lists of `name` and `value`, and in blocks of those. */
function environments(block: HclBlock, output: string, hosts: readonly VendorHost[]): readonly Found[] {
  const found = block.settings.flatMap(({ value }) => inValue(value, output, hosts))
  const named = block.blocks.flatMap((inner) => pairOf(inner.settings) ?? [])
  return [
    ...known(block.settings, output, hosts),
    ...found,
    ...known(named, output, hosts),
    ...block.blocks.flatMap((inner) => environments(inner, output, hosts)),
  ]
}

function inValue(value: HclValue, output: string, hosts: readonly VendorHost[]): readonly Found[] {
  if (value.kind === 'object')
    return [
      ...known(value.settings, output, hosts),
      ...value.settings.flatMap((each) => inValue(each.value, output, hosts)),
    ]
  const items = value.kind === 'list' ? value.items : value.kind === 'other' ? value.parts : []
  const pairs = items.flatMap((item) => (item.kind === 'object' ? (pairOf(item.settings) ?? []) : []))
  return [...known(pairs, output, hosts), ...items.flatMap((item) => inValue(item, output, hosts))]
}

/** `name` and `value` as one setting. */
function pairOf(settings: readonly HclSetting[]): HclSetting | null {
  const name = settings.find((each) => each.name === 'name')?.value
  const value = settings.find((each) => each.name === 'value')?.value
  return name?.kind === 'string' && value !== undefined ? { name: name.token.text, value } : null
}

function known(
  settings: readonly HclSetting[],
  output: string,
  hosts: readonly VendorHost[],
): readonly Found[] {
  const all = settings.map(({ name, value }) => ({
    name,
    value: value.kind === 'string' ? value.token.text : '',
  }))
  return settings.flatMap(({ value }, index) => {
    const setting = all[index]
    if (setting === undefined) return []
    return keysIn(setting, all, hosts)
      .map((each) => inLambda(each, setting.name, output))
      .map((key) => ({
        value,
        key,
        purpose: {
          agent: key.agent,
          ...(key.takes === undefined ? {} : { takes: key.takes }),
          output: `${output}: ${setting.name}`,
          host: key.host,
          doubt: key.doubt,
        },
      }))
  })
}

/** The places that a Terraform variable (`TF_VAR_x`) is set at: its default, then `.tfvars`, which wins. */
export function terraformVariables(text: string, file: HclBlock, name: string): readonly Place[] {
  const variable = /^TF_VAR_(.+)$/.exec(name)?.[1]
  if (variable === undefined) return []
  const purpose = { agent: 'terraform', output: variable, host: null, doubt: null } as const
  const defaults = file.blocks
    .filter((block) => block.type === 'variable' && block.labels[0] === variable)
    .flatMap((block) => block.settings.filter((each) => each.name === 'default'))
  const set = file.settings.filter((each) => each.name === variable)
  const positionAt = positionsIn(text)
  return [...defaults, ...set].flatMap(
    ({ value }) => terraformPlace(text, { value, purpose }, positionAt) ?? [],
  )
}

/** A function of the vendor's takes Send-Your-Data keys alone, whatever the variable is called. */
const inLambda = (key: KeyInVariable, name: string, output: string): KeyInVariable =>
  name === 'CORALOGIX_API_KEY' && /^resource aws_lambda_function /.test(output)
    ? { ...key, agent: 'lambda', takes: ['send-your-data'], doubt: null }
    : key
