import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { must, newKey, oldKey, otherKey, refOf, temporaryFolder, world } from '../agents/world.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const put = (name: string, text: string): string => {
  const path = join(folder.path, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
const text = (path: string): string => readFileSync(path, 'utf8')
const changed = async (...files: readonly string[]): Promise<readonly string[]> => {
  const { injection } = world()
  const plan = must(await injection.plan(files, refOf('new'), []))
  must(await injection.apply(plan.planId))
  return plan.files.map(({ file }) => file).sort()
}

const compose = (): string =>
  put(
    'app/compose.yaml',
    `services:
  collector:
    image: otel/opentelemetry-collector-contrib
    environment:
      CORALOGIX_DOMAIN: eu2.coralogix.com
      CORALOGIX_PRIVATE_KEY: \${CORALOGIX_PRIVATE_KEY}
`,
  )
const task = (): string =>
  put(
    'app/task.json',
    `{"family": "web", "containerDefinitions": [{"name": "otel", "environment": [
  {"name": "CORALOGIX_DOMAIN", "value": "eu2.coralogix.com"},
  {"name": "CORALOGIX_PRIVATE_KEY", "value": "${oldKey}"}
]}]}
`,
  )

describe('of files that are named together', () => {
  it("a task definition's variable is not taken for the one that Compose reads", async () => {
    const [config, other] = [compose(), task()]
    const env = put('app/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    expect(await changed(config, other)).toEqual([env, other].sort())
    expect([text(env), text(other)].every((each) => each.includes(newKey))).toBe(true)
  })

  it('the one that sets a variable anyway counts, though others set it too', async () => {
    const config = put(
      'app/config.yaml',
      `receivers: {otlp: {protocols: {grpc: {}}}}
exporters:
  coralogix:
    domain: eu2.coralogix.com
    private_key: \${env:CORALOGIX_PRIVATE_KEY}
service:
  pipelines: {logs: {receivers: [otlp], exporters: [coralogix]}}
`,
    )
    const env = put('app/.env', `CORALOGIX_PRIVATE_KEY=${oldKey}\n`)
    const other = task()
    expect(await changed(config, env, other)).toEqual([env, other].sort())
  })
})

describe("a Terraform variable's value", () => {
  const module = (variable: string): string =>
    put(
      'tf/main.tf',
      `${variable}
module "otel" {
  source           = "coralogix/aws/coralogix//modules/ecs-ec2"
  coralogix_region = "EU2"
  api_key          = var.cx_key
}
`,
    )

  it('is changed in terraform.tfvars beside it', async () => {
    const main = module('variable "cx_key" {\n  type = string\n}')
    const values = put('tf/terraform.tfvars', `cx_key = "${oldKey}"\n`)
    put('tf/staging.tfvars', `cx_key = "${otherKey}"\n`)
    expect(await changed(main)).toEqual([values])
    expect(text(values)).toBe(`cx_key = "${newKey}"\n`)
  })

  it('is changed in what wins: .auto.tfvars before terraform.tfvars before the default', async () => {
    const main = module('')
    const variables = put('tf/variables.tf', `variable "cx_key" {\n  default = "${oldKey}"\n}\n`)
    expect(await changed(main)).toEqual([variables])
    const values = put('tf/terraform.tfvars', `cx_key = "${oldKey}"\n`)
    expect(await changed(main)).toEqual([values])
    const automatic = put('tf/a.auto.tfvars', `cx_key = "${oldKey}"\n`)
    expect(await changed(main)).toEqual([automatic])
  })
})
