import fc from 'fast-check'
import { ecsTask } from '../../main/agents/ecs-task.ts'
import { lambda } from '../../main/agents/lambda.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

const gap = fc.constantFrom('', ' ', '\t', '\n    ')
const container = fc
  .record({ name: word, gap, form: fc.constantFrom('variable', 'firelens', 'other', 'secret'), extra: word })
  .map(({ name, gap: blank, form, extra }) => {
    const firelens = (host: string, key: string): string =>
      `"logConfiguration":${blank}{"options": {"Host": "${host}", "Header":${blank}"Authorization Bearer ${key}"}}`
    const parts: Readonly<Record<typeof form, string>> = {
      variable: `"environment": [{"name": "NOTE", "value": "größer ${extra} \\"☃\\""},{"value":${blank}"${oldKey}","name": "CX_API_KEY"}]`,
      firelens: firelens('ingress.eu2.coralogix.com', oldKey),
      other: firelens('logs.vendor.example', 'not-ours-0123456789'),
      secret: `"secrets": [{"name": "CX_API_KEY",${blank}"valueFrom": "arn:aws:ssm:eu-central-1:1:parameter/${extra}"}]`,
    }
    return `{"name": "${name}",${blank}${parts[form]}}`
  })
const taskText = fc
  .tuple(fc.array(container, { minLength: 1, maxLength: 5 }), word, shape)
  .map(([containers, family, ends]) =>
    wrap(
      ['{', `  "family": "${family}",`, '  "containerDefinitions": [', containers.join(',\n'), '  ]', '}'],
      ends,
    ),
  )

const templateText = fc
  .record({ q: quote, name: word, ends: shape, note: fc.constantFrom('', ' # größer ☃') })
  .map(({ q, name, ends, note }) =>
    wrap(
      [
        "AWSTemplateFormatVersion: '2010-09-09'",
        'Parameters:',
        `  Key: {Type: String, Default: ${q}${oldKey}${q}}${note}`,
        '  Password: {Type: String, Default: hunter2}',
        'Resources:',
        `  ${name}:`,
        '    Type: AWS::Lambda::Function',
        '    Properties:',
        '      Environment:',
        '        Variables:',
        `          CX_TOKEN: ${q}${oldKey}${q}${note}`,
        '          CX_API_KEY: !Ref Key',
        `          TABLE: !Sub '\${${name}}-x'`,
      ],
      ends,
    ),
  )

function jsonData(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch {
    return undefined
  }
}

generated('task definition', ecsTask, taskText)
generated('template', lambda, templateText)
mutated(
  'task definition',
  ecsTask,
  ['fargate', 'containers', 'windows-bom'].map((name) => fixtureText(`ecs-task/${name}.json`)),
  jsonData,
)
mutated(
  'template',
  lambda,
  ['template.yaml', 'serverless.yml', 'windows-bom.yaml'].map((name) => fixtureText(`lambda/${name}`)),
  yamlData,
)
