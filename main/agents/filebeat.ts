import { refusedAgent } from './refused-agent.ts'

/** Filebeat: its key travels as an event field beside a numeric company id. */
export const filebeat = refusedAgent({
  id: 'filebeat',
  name: 'Filebeat',
  docsUrl: 'https://www.elastic.co/guide/en/beats/filebeat/current/index.html',
  files: ['/etc/filebeat/filebeat.yml'],
  refusal:
    'Filebeat sends one old default key together with a company id as event fields; several keys do not apply there. Move to the OpenTelemetry Collector or Fluent Bit.',
  detect: (text, _hosts, fileName) =>
    /^filebeat[.:]/m.test(text) ||
    (/^output(\.logstash|:)/m.test(text) &&
      !/^winlogbeat[.:]/m.test(text) &&
      !/winlogbeat/i.test(fileName) &&
      (/^[ \t]*PRIVATE_KEY[ \t]*:/m.test(text) || /filebeat/i.test(fileName))),
})
