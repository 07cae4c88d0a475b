import { beatsSignature, refusedAgent } from './refused-agent.ts'

/** Filebeat: its key travels as an event field beside a numeric company id. */
export const filebeat = refusedAgent({
  id: 'filebeat',
  name: 'Filebeat',
  docsUrl: 'https://www.elastic.co/guide/en/beats/filebeat/current/index.html',
  files: ['/etc/filebeat/filebeat.yml'],
  refusal:
    'Filebeat sends one old default key as an event field (fields.PRIVATE_KEY) to a Logstash endpoint, together with a numeric company id; several keys do not apply there, and the vendor calls it legacy. Move to the OpenTelemetry Collector or Fluent Bit.',
  detect: (text, _hosts, fileName) => beatsSignature(text, fileName, 'filebeat', 'winlogbeat'),
})
