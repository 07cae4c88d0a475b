import type { SnippetOptions } from './agent.ts'

/**
 * A Fluent Bit configuration for the HTTP ingress, `yaml` or `classic`. The key stands bare: Fluent Bit would send
 * quotes and a comment behind it along with it.
 */
export function fluentBitSnippet(options: SnippetOptions): string {
  const url = new URL(options.ingressUrl)
  const tls = url.protocol === 'https:' ? 'On' : 'Off'
  const port = url.port === '' ? (tls === 'On' ? '443' : '80') : url.port
  const key = options.value ?? `\${CORALOGIX_PRIVATE_KEY}`
  const app = options.application
  const sub = options.subsystem
  if (options.format === 'classic')
    return `[FILTER]
    Name        nest
    Match       *
    Operation   nest
    Wildcard    *
    Nest_under  text

[FILTER]
    Name        modify
    Match       *
    Add         applicationName ${app}
    Add         subsystemName ${sub}

[OUTPUT]
    Name        http
    Match       *
    Host        ${url.hostname}
    Port        ${port}
    URI         /logs/v1/singles
    Format      json_lines
    TLS         ${tls}
    Header      Authorization Bearer ${key}
    compress    gzip
    Retry_Limit 10
`
  return `pipeline:
  filters:
    - name: nest
      match: '*'
      operation: nest
      wildcard: '*'
      nest_under: text
    - name: modify
      match: '*'
      add:
        - ${JSON.stringify(`applicationName ${app}`)}
        - ${JSON.stringify(`subsystemName ${sub}`)}
  outputs:
    - name: http
      match: '*'
      host: ${url.hostname}
      port: ${port}
      uri: /logs/v1/singles
      format: json_lines
      tls: ${tls.toLowerCase()}
      header:
        - Authorization Bearer ${key}
      compress: gzip
      retry_limit: 10
`
}
