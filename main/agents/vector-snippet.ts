import type { SnippetOptions } from './agent.ts'

/**
 * A configuration of Vector that sends logs to the HTTP ingress, in `yaml`, `toml` or `json`. Without a value the key
 * comes from a folder of secrets, since Vector does not read its environment unless it is told to.
 */
export function vectorSnippet(options: SnippetOptions): string {
  const uri = `${options.ingressUrl.replace(/\/+$/, '')}/logs/v1/singles`
  const own = options.value === null
  const token = options.value ?? 'SECRET[coralogix.key]'
  const source = `. = {
  "applicationName": ${JSON.stringify(options.application)},
  "subsystemName": ${JSON.stringify(options.subsystem)},
  "timestamp": to_unix_timestamp(now(), unit: "milliseconds"),
  "text": .
}
`
  if (options.format === 'json') return jsonSnippet(uri, token, source, own)
  return options.format === 'toml'
    ? tomlSnippet(uri, token, source, own)
    : yamlSnippet(uri, token, source, own)
}

const folder = '/etc/vector/secrets'

function jsonSnippet(uri: string, token: string, source: string, own: boolean): string {
  const secret = { coralogix: { type: 'directory', path: folder, remove_trailing_whitespace: true } }
  const config = {
    ...(own ? { secret } : {}),
    sources: { logs: { type: 'file', include: ['/var/log/*.log'] } },
    transforms: { for_coralogix: { type: 'remap', inputs: ['logs'], source } },
    sinks: {
      coralogix: {
        type: 'http',
        inputs: ['for_coralogix'],
        uri,
        method: 'post',
        compression: 'gzip',
        encoding: { codec: 'json' },
        auth: { strategy: 'bearer', token },
        batch: { max_bytes: 1_049_000, timeout_secs: 5 },
      },
    },
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

function tomlSnippet(uri: string, token: string, source: string, own: boolean): string {
  const secret = `# The file "key" in this folder holds the key and nothing else.
[secret.coralogix]
type = "directory"
path = "${folder}"
remove_trailing_whitespace = true

`
  return `${own ? secret : ''}[sources.logs]
type = "file"
include = ["/var/log/*.log"]

[transforms.for_coralogix]
type = "remap"
inputs = ["logs"]
source = '''
${source}'''

[sinks.coralogix]
type = "http"
inputs = ["for_coralogix"]
uri = ${JSON.stringify(uri)}
method = "post"
compression = "gzip"
encoding.codec = "json"
auth.strategy = "bearer"
auth.token = ${JSON.stringify(token)}
batch.max_bytes = 1049000
batch.timeout_secs = 5
`
}

function yamlSnippet(uri: string, token: string, source: string, own: boolean): string {
  const secret = `# The file "key" in this folder holds the key and nothing else.
secret:
  coralogix:
    type: directory
    path: ${folder}
    remove_trailing_whitespace: true

`
  return `${own ? secret : ''}sources:
  logs:
    type: file
    include: ["/var/log/*.log"]

transforms:
  for_coralogix:
    type: remap
    inputs: [logs]
    source: |
${source.replace(/^(?=.)/gm, '      ')}
sinks:
  coralogix:
    type: http
    inputs: [for_coralogix]
    uri: ${JSON.stringify(uri)}
    method: post
    compression: gzip
    encoding:
      codec: json
    auth:
      strategy: bearer
      token: ${JSON.stringify(token)}
    batch:
      max_bytes: 1049000
      timeout_secs: 5
`
}
