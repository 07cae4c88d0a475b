import { beatsSignature, refusedAgent } from './refused-agent.ts'

/** Winlogbeat: its key travels as an event field beside a numeric company id. */
export const winlogbeat = refusedAgent({
  id: 'winlogbeat',
  name: 'Winlogbeat',
  docsUrl: 'https://www.elastic.co/guide/en/beats/winlogbeat/current/index.html',
  files: ['C:\\Program Files\\Winlogbeat\\winlogbeat.yml'],
  refusal:
    'Winlogbeat sends one old default key as an event field (fields.PRIVATE_KEY) to a Logstash endpoint, together with a numeric company id; several keys do not apply there. Move to the OpenTelemetry Collector with the Windows event log receiver.',
  detect: (text, _hosts, fileName) => beatsSignature(text, fileName, 'winlogbeat', 'filebeat'),
})
