import fc from 'fast-check'
import { lambda } from '../../main/agents/lambda.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

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

generated('template', lambda, templateText)
mutated(
  'template',
  lambda,
  ['template.yaml', 'serverless.yml', 'windows-bom.yaml'].map((name) => fixtureText(`lambda/${name}`)),
  yamlData,
)
