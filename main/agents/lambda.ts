import { ok, type Result } from '../../shared/errors.ts'
import type { Agent, Place, SnippetOptions } from './agent.ts'
import { templatePlaces, templateVariables } from './locators/cloudformation.ts'
import { type DataNode, inFileOrder, readJsonNode, readYamlNodes } from './locators/formats/data-node.ts'
import { jsonTree } from './locators/formats/json.ts'
import { yamlTree } from './locators/formats/yaml.ts'

/** Lambda functions in a template of CloudFormation, SAM or the Serverless Framework, in YAML or JSON. */
export const lambda: Agent = {
  id: 'lambda',
  name: 'AWS Lambda in a template',
  group: 'carrier',
  needs: 'The variable CX_API_KEY, or CORALOGIX_API_KEY of the AWS shipper, or its parameter ApiKey.',
  docsUrl:
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-environment.html',
  takes: ['send-your-data'],
  files: ['template.yaml', 'serverless.yml'],
  formats: ['yaml'],
  afterChange: 'Deploy it: sam deploy, aws cloudformation deploy or serverless deploy.',
  afterEnvironmentChange: 'Deploy it again: sam deploy, aws cloudformation deploy or serverless deploy.',
  checkers: (file) => [
    ['sam', 'validate', '--template-file', file],
    ['cfn-lint', file],
  ],
  detect: (text) =>
    /^["']?(?:AWSTemplateFormatVersion|Transform)["']?[ \t]*:/m.test(text) ||
    (/^["']?Resources["']?[ \t]*:/m.test(text) && /["']?Type["']?[ \t]*:[ \t]*["']?AWS::/.test(text)) ||
    (/^service[ \t]*:/m.test(text) &&
      /^provider[ \t]*:/m.test(text) &&
      /^(?:functions|frameworkVersion)[ \t]*:/m.test(text)) ||
    (isJson(text) && /"Resources"\s*:/.test(text) && /"Type"\s*:\s*"AWS::/.test(text)),
  locate(text, hosts): Result<readonly Place[]> {
    const read = readTemplate(text)
    return read.ok ? ok(inFileOrder(read.value.flatMap((root) => templatePlaces(root, hosts)))) : read
  },
  variables(text, name): Result<readonly Place[]> {
    const read = readTemplate(text)
    return read.ok ? ok(read.value.flatMap((root) => templateVariables(root, name))) : read
  },
  tree: (text) => (isJson(text) ? jsonTree(text) : yamlTree(text)),
  snippet,
}

const isJson = (text: string): boolean => /^\uFEFF?\s*\{/.test(text)

function readTemplate(text: string): Result<readonly DataNode[]> {
  if (!isJson(text)) return readYamlNodes(text)
  const read = readJsonNode(text)
  return read.ok ? ok([read.value]) : read
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`

function snippet(options: SnippetOptions): string {
  const key = options.value === null ? '!Ref CoralogixApiKey' : quoted(options.value)
  const parameter =
    options.value === null
      ? `Parameters:
  CoralogixApiKey:
    Type: String
    NoEcho: true
    Description: A Send-Your-Data key

`
      : ''
  // Only the AWS shipper takes an address that is not a domain of the vendor's.
  const variables =
    options.domain === null
      ? `        CORALOGIX_ENDPOINT: ${quoted(options.ingressUrl)}
        CORALOGIX_API_KEY: ${key}
        APP_NAME: ${quoted(options.application)}
        SUB_NAME: ${quoted(options.subsystem)}`
      : `        CX_DOMAIN: ${quoted(options.domain)}
        CX_API_KEY: ${key}
        CX_APPLICATION: ${quoted(options.application)}
        CX_SUBSYSTEM: ${quoted(options.subsystem)}`
  return `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31

${parameter}Globals:
  Function:
    Environment:
      Variables:
${variables}

Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: ./src
      # Add the layer of the vendor's telemetry exporter for your region under Layers.
`
}
