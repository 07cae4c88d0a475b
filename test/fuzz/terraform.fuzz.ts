import fc from 'fast-check'
import { terraform } from '../../main/agents/terraform.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap } from './fuzz.ts'

const block = fc
  .record({
    name: word,
    form: fc.constantFrom('module', 'variable', 'map', 'list', 'other', 'heredoc'),
    note: fc.constantFrom('', ' # "note', ' // {', '\t/* größer ☃ */'),
    gap: fc.constantFrom(' = ', '=', '\t=  '),
    extra: word,
  })
  .map(({ name, form, note, gap, extra }) => {
    const source = (from: string): string => `  source${gap}"${from}"`
    const blocks: Readonly<Record<typeof form, readonly string[]>> = {
      module: [
        `module "${name}" {${note}`,
        source('coralogix/aws/coralogix//modules/s3'),
        `  api_key${gap}"${oldKey}"${note}`,
        `  note${gap}"\${var.${extra}} \\"api_key = 1\\" $\${x}"`,
        '}',
      ],
      variable: [`variable "coralogix_${name}_private_key" { default${gap}"${oldKey}" }${note}`],
      map: [
        `resource "aws_lambda_function" "${name}" {`,
        '  environment {',
        `    variables = merge({ CX_API_KEY${gap}"${oldKey}"${note}`,
        `      PASSWORD${gap}"hunter2" }, [for k, v in x : { k = v }]...)`,
        '  }',
        '}',
      ],
      list: [
        `resource "aws_ecs_task_definition" "${name}" {`,
        `  container_definitions = jsonencode([{ environment = [{ name = "CX_API_KEY", value${gap}"${oldKey}" }] }])${note}`,
        '}',
      ],
      other: [
        `module "${name}" {`,
        source(`theirs/${extra}/aws`),
        `  api_key${gap}"not-ours-0123456789"${note}`,
        '}',
      ],
      heredoc: [
        `resource "x" "${name}" {`,
        `  text${gap}<<-EOT`,
        `    api_key = "${extra}" {`,
        '  EOT',
        `  on = ${extra} ? [1, -2] : { a = !b }${note}`,
        '}',
      ],
    }
    return blocks[form]
  })
const terraformText = fc
  .tuple(fc.array(block, { minLength: 1, maxLength: 5 }), shape)
  .map(([blocks, ends]) => wrap(['# telemetry', '', ...blocks.flat()], ends))

/** HCL in the plainest way: words and strings, line by line. */
const hclData = (text: string): unknown => text.split(/\r?\n/).map((line) => line.trim().split(/[ \t]+/))

generated('Terraform', terraform, terraformText)
mutated(
  'Terraform',
  terraform,
  ['main.tf', 'indirect.tf', 'shop.tfvars', 'windows-bom.tf'].map((name) => fixtureText(`terraform/${name}`)),
  hclData,
)
