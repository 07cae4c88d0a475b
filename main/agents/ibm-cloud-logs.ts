import type { Agent, SnippetOptions } from './agent.ts'
import { fluentBitControl } from './control/fluent-bit.ts'
import { hasIbmOutput, locateFluentBit } from './locators/fluent-bit.ts'
import { fluentBitTree } from './locators/fluent-bit-file.ts'

/** The IBM Cloud Logs agent: Fluent Bit with IBM's own output plugin, which trades an API key for a token. */
export const ibmCloudLogs: Agent = {
  id: 'ibm-cloud-logs',
  name: 'IBM Cloud Logs agent',
  group: 'agent',
  provider: 'ibm-cloud',
  needs:
    'An API key, best of a service ID with the role Sender: in IAM_API_key of the output, or in IAM_API_KEY of its environment.',
  docsUrl: 'https://cloud.ibm.com/docs/cloud-logs?topic=cloud-logs-agent-plugin-parameters',
  takes: ['service-id', 'user'],
  files: [
    '/etc/fluent-bit/fluent-bit.conf',
    '/etc/fluent-bit/outputs.conf',
    'C:\\Program Files\\logs-agent\\etc\\fluent-bit.conf',
  ],
  formats: ['classic'],
  blanksInNames: false,
  afterChange:
    'Restart the agent: systemctl daemon-reload && systemctl restart fluent-bit; in Kubernetes kubectl rollout restart ds/logs-agent.',
  afterEnvironmentChange:
    'Restart the agent: systemctl daemon-reload && systemctl restart fluent-bit; in Kubernetes kubectl rollout restart ds/logs-agent.',
  environmentFiles: [
    '/etc/default/fluent-bit',
    '/etc/sysconfig/fluent-bit',
    '/etc/systemd/system/fluent-bit.service.d',
  ],
  // No checker: a Fluent Bit that is not the agent's own does not know the plugin, and refuses every such file.
  control: fluentBitControl,
  detect: (text) => hasIbmOutput(text),
  locate: (text, hosts) => locateFluentBit(text, hosts, 'fluent-bit'),
  tree: (text) => fluentBitTree(text),
  snippet,
}

/** Which IAM the plugin asks for a token: IBM's public one, its private one, or another by name. */
function identity(apiUrl: string): string {
  const { hostname, host } = new URL(apiUrl)
  if (hostname === 'iam.cloud.ibm.com') return '    IAM_Environment     Production'
  if (hostname === 'private.iam.cloud.ibm.com') return '    IAM_Environment     PrivateProduction'
  return `    IAM_Environment     Custom\n    IAM_Host            ${host}`
}

function snippet(options: SnippetOptions): string {
  const url = new URL(options.ingressUrl)
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  const note =
    url.protocol === 'https:'
      ? ''
      : '# The plugin has no setting that turns TLS off: put something that ends TLS in front of this address.\n'
  return `${note}[FILTER]
    Name                modify
    Match               *
    Add                 applicationName ${options.application}
    Add                 subsystemName ${options.subsystem}

[OUTPUT]
    Name                logger-icl-output-plugin
    Id                  cloud-logs
    Match               *
    Target_Host         ${url.hostname}
    Target_Port         ${port}
    Target_Path         /logs/v1/singles
    Authentication_Mode IAMAPIKey
${identity(options.apiUrl)}
    IAM_API_key         ${options.value ?? `\${IAM_API_KEY}`}
    Retry_Limit         10
`
}
