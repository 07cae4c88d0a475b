import type { AgentTarget, RotationTarget } from '../../shared/rotation.ts'
import { acme, ago } from './keys.ts'

/** What carries edge-eu2-otel: an agent that Keyturn reloads over HTTP, one by a command, one only the user can reach. */

const carried = (file: string, line: number, output: string) => ({
  files: [file],
  uses: [{ file, line, output, kind: 'literal' as const }],
})

export const prometheus: RotationTarget = {
  id: 't1',
  name: '/etc/prometheus/prometheus.yml',
  file: '/etc/prometheus/prometheus.yml',
  host: null,
  agent: 'prometheus',
  agentName: 'Prometheus',
  ...carried('/etc/prometheus/prometheus.yml', 112, 'remote_write[0]'),
  controlUrl: 'http://127.0.0.1:9090',
  reloadCommand: null,
  reload: 'http',
  reloadText: 'Keyturn asks it to reload: POST http://127.0.0.1:9090/-/reload.',
  proofText: 'Proven when its last successful reload is later than the write.',
  checker: 'promtool check config /etc/prometheus/prometheus.yml',
  outside: null,
}

export const collector: RotationTarget = {
  id: 't2',
  name: '/srv/edge/otel/config.yaml',
  file: '/srv/edge/otel/config.yaml',
  host: null,
  agent: 'opentelemetry',
  agentName: 'OpenTelemetry Collector',
  ...carried('/srv/edge/otel/config.yaml', 34, 'coralogix'),
  controlUrl: 'http://127.0.0.1:8888',
  reloadCommand: 'sudo systemctl restart otelcol-contrib',
  reload: 'command',
  reloadText: 'Keyturn runs: sudo systemctl restart otelcol-contrib',
  proofText: 'Proven when its process has started after the write.',
  checker: 'otelcol-contrib validate --config=/srv/edge/otel/config.yaml',
  outside: null,
}

export const fluentBit: RotationTarget = {
  id: 't3',
  name: 'edge-fr-2: /etc/fluent-bit/fluent-bit.yaml',
  file: '/etc/fluent-bit/fluent-bit.yaml',
  host: 'edge-fr-2',
  agent: 'fluent-bit',
  agentName: 'Fluent Bit',
  files: [],
  uses: [],
  controlUrl: null,
  reloadCommand: null,
  reload: 'word',
  reloadText: 'Put the new key in the file on edge-fr-2, then run: systemctl restart fluent-bit',
  proofText: 'Keyturn cannot look there: you say when it runs with the new key.',
  checker: null,
  outside: null,
}

/** A second agent of which only the user can say how it is. */
export const vector: RotationTarget = {
  ...fluentBit,
  id: 't4',
  name: '/etc/vector/vector.yaml',
  file: '/etc/vector/vector.yaml',
  host: null,
  agent: 'vector',
  agentName: 'Vector',
  ...carried('/etc/vector/vector.yaml', 18, 'sinks.coralogix'),
  reloadText: 'Reload it yourself: systemctl reload vector',
  proofText: 'It says nothing about its configuration: you say when it runs with the new key.',
  checker: 'vector validate --no-environment /etc/vector/vector.yaml',
}

export const usualTargets: readonly RotationTarget[] = [prometheus, collector]

export const fakeTargets = (): readonly AgentTarget[] => [
  {
    file: collector.file,
    host: null,
    ref: null,
    agent: 'opentelemetry',
    controlUrl: 'http://127.0.0.1:8888',
    reloadCommand: 'sudo systemctl restart otelcol-contrib',
    addedAt: ago(20),
  },
  {
    file: fluentBit.file,
    host: 'edge-fr-2',
    ref: { accountId: acme, keyId: 'acme-0000' },
    agent: null,
    controlUrl: null,
    reloadCommand: 'systemctl restart fluent-bit',
    addedAt: ago(3),
  },
]
