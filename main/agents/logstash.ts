import { ok } from '../../shared/errors.ts'
import type { Agent, SnippetOptions } from './agent.ts'
import { logstashControl } from './control/logstash.ts'
import { logstashTree, readLogstash } from './locators/formats/logstash.ts'
import { placesOf } from './locators/logstash-places.ts'

/** Logstash pipelines: headers of http outputs on our hosts, and the vendor's old plugins. */
export const logstash: Agent = {
  id: 'logstash',
  name: 'Logstash',
  group: 'agent',
  needs: 'An http output with headers; the key stands after Bearer, or in a variable of the keystore.',
  docsUrl: 'https://www.elastic.co/docs/reference/logstash/plugins/plugins-outputs-http',
  takes: ['send-your-data'],
  files: ['/etc/logstash/conf.d/*.conf', '/usr/share/logstash/pipeline/logstash.conf'],
  formats: ['conf'],
  afterChange:
    'Nothing where Logstash runs with config.reload.automatic; otherwise send it SIGHUP, or restart it: systemctl restart logstash.',
  afterEnvironmentChange: 'Restart Logstash: systemctl restart logstash.',
  environmentFiles: [
    '/etc/default/logstash',
    '/etc/sysconfig/logstash',
    '/etc/systemd/system/logstash.service.d',
  ],
  control: logstashControl,
  checkers: (file) =>
    ['logstash', '/usr/share/logstash/bin/logstash'].map((program) => [
      program,
      ...settingsFor(file),
      '-t',
      '-f',
      file,
    ]),
  // Program text has such words too, further in.
  detect: (text, _hosts, fileName) =>
    text.includes('=>') &&
    (/\.conf$/i.test(fileName)
      ? /^[ \t]*(input|filter|output)[ \t\r\n]*\{/m
      : /^(input|filter|output)[ \t\r\n]*\{/m
    ).test(text),
  locate(text, hosts) {
    const read = readLogstash(text)
    return read.ok ? ok(placesOf(read.value, text, hosts)) : read
  },
  tree: (text) => logstashTree(text),
  snippet,
}

/** Without its settings a package's Logstash finds no keystore, and then a variable of it is an error. */
const settingsFor = (file: string): readonly string[] =>
  file.startsWith('/etc/logstash/') ? ['--path.settings', '/etc/logstash'] : []

/** The names go through Ruby's single quotes: in a mapping `%{` would be a field. */
function snippet(options: SnippetOptions): string {
  const address = options.ingressUrl.replace(/\/+$/, '')
  const key = options.value ?? `\${CORALOGIX_PRIVATE_KEY}`
  return `filter {
  ruby {
    code => "
      host = event.get('host')
      event.set('[@metadata][application]', '${options.application}')
      event.set('[@metadata][subsystem]', '${options.subsystem}')
      event.set('[@metadata][computer]', host.is_a?(Hash) ? host['name'] : host)
      event.set('[@metadata][event]', event.to_json)
    "
  }
}

output {
  http {
    id => "coralogix"
    url => "${address}/logs/v1/singles"
    http_method => "post"
    headers => ["authorization", "Bearer ${key}"]
    format => "json_batch"
    codec => "json"
    mapping => {
      "applicationName" => "%{[@metadata][application]}"
      "subsystemName" => "%{[@metadata][subsystem]}"
      "computerName" => "%{[@metadata][computer]}"
      "text" => "%{[@metadata][event]}"
    }
    http_compression => true
    automatic_retries => 5
    retry_non_idempotent => true
    connect_timeout => 30
    keepalive => false
  }
}
`
}
