import fc from 'fast-check'
import { ecsTask } from '../../main/agents/ecs-task.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, shape, word, wrap } from './fuzz.ts'

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

function jsonData(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch {
    return undefined
  }
}

generated('task definition', ecsTask, taskText)
mutated(
  'task definition',
  ecsTask,
  ['fargate', 'containers', 'windows-bom'].map((name) => fixtureText(`ecs-task/${name}.json`)),
  jsonData,
)
