import { ok, type Result } from '../../shared/errors.ts'
import { keyTypes } from '../../shared/names.ts'
import type { Agent, Embedded, Place, SnippetOptions } from './agent.ts'
import { readHcl } from './locators/formats/hcl.ts'
import { hclTree } from './locators/formats/hcl-tokens.ts'
import { hclHeredocs } from './locators/terraform-place.ts'
import { terraformPlaces, terraformVariables } from './locators/terraform-places.ts'

/** Terraform: keys given to the vendor's modules and provider, variables of functions and containers, `.tfvars`. */
export const terraform: Agent = {
  id: 'terraform',
  name: 'Terraform',
  group: 'carrier',
  needs:
    "api_key of the vendor's module, better through a sensitive variable; the provider block takes a management key instead.",
  docsUrl: 'https://registry.terraform.io/modules/coralogix/aws/coralogix/latest',
  takes: keyTypes,
  files: ['main.tf', 'terraform.tfvars'],
  formats: ['hcl'],
  afterChange: 'Plan and apply it: terraform plan && terraform apply.',
  afterEnvironmentChange: 'Plan and apply with the new variable: terraform plan && terraform apply.',
  // They parse the file and print its name, where they would format it otherwise.
  checkers: (file) => [
    ['terraform', 'fmt', '-write=false', file],
    ['tofu', 'fmt', '-write=false', file],
  ],
  detect(text, _hosts, fileName) {
    if (/\.tf\.json$/i.test(fileName)) return false
    if (/\.(?:tf|tofu|tfvars)$/i.test(fileName)) return true
    return (
      /^[ \t]*(?:resource|data)[ \t]+"[^"\n]+"[ \t]+"[^"\n]+"[ \t]*\{/m.test(text) ||
      /^[ \t]*(?:module|provider|variable)[ \t]+"[^"\n]+"[ \t]*\{/m.test(text)
    )
  },
  locate(text, hosts): Result<readonly Place[]> {
    const read = readHcl(text)
    return read.ok ? ok(terraformPlaces(text, read.value, hosts)) : read
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readHcl(text)
    return read.ok ? ok(terraformVariables(text, read.value, name)) : read
  },
  embedded(text): Result<readonly Embedded[]> {
    const read = readHcl(text)
    return read.ok ? ok(hclHeredocs(read.value)) : read
  },
  tree: (text) => hclTree(text),
  snippet,
}

/** The regions that the vendor's modules know by name. */
const moduleRegion = /^(eu1|eu2|us1|us2|ap1|ap2|ap3)\.coralogix\.com$/

/** The module itself puts `https://ingress.` in front of the domain. */
function customDomain({ domain, ingressUrl }: SnippetOptions): string {
  const url = new URL(ingressUrl)
  const own = url.protocol === 'https:' && url.host.startsWith('ingress.')
  const note =
    domain !== null || own
      ? ''
      : `  # The module sends to https://ingress.DOMAIN only, so that it cannot reach ${url.origin}.\n`
  return `${note}  custom_domain    = ${string(domain ?? url.host.replace(/^ingress\./, ''))}`
}

const string = (value: string): string => JSON.stringify(value).replaceAll('%{', '%%{')

function snippet(options: SnippetOptions): string {
  const region = moduleRegion.exec(options.domain ?? '')?.[1]?.toUpperCase()
  const target =
    region === undefined
      ? `  coralogix_region = "Custom"\n${customDomain(options)}`
      : `  coralogix_region = "${region}"`
  const key = options.value === null ? 'var.coralogix_send_your_data_key' : string(options.value)
  const variable =
    options.value === null
      ? `variable "coralogix_send_your_data_key" {
  type      = string
  sensitive = true
}

`
      : ''
  return `${variable}module "coralogix_shipper" {
  source = "coralogix/aws/coralogix//modules/coralogix-aws-shipper"

${target}
  api_key          = ${key}
  application_name = ${string(options.application)}
  subsystem_name   = ${string(options.subsystem)}
  integration_type = "CloudWatch"
  log_groups       = ["/aws/lambda/example"]
}
`
}
