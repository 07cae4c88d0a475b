import { describe, expect, it } from 'vitest'
import { agentNamed, catalog } from '../../../main/agents/catalog.ts'
import { endpointOf, ownerOf, type VendorHost } from '../../../main/agents/locators/hosts.ts'
import { domains } from '../../../main/providers/coralogix/domains.ts'
import type { AgentId } from '../../../shared/model.ts'

// What each agent says of itself, against the table of what applies a new key there.

type Row = readonly [AgentId, file: RegExp, environment: RegExp | null, keyFile: RegExp | null]
const prometheus = [/systemctl reload prometheus.*\/-\/reload/, null, /^Nothing/] as const
const fluentBit = [
  /restart.*hot reload.*SIGHUP.*POST \/api\/v2\/reload/i,
  /systemctl restart fluent-bit/,
  /^Nothing.*refresh_interval above 0.*reload/,
] as const
const collector = [/SIGHUP/, /daemon-reload && systemctl restart/, /SIGHUP.*bearertokenauth/] as const
const telegraf = [/reload telegraf.*SIGHUP/, /systemctl restart telegraf/, /restart/i] as const
const restartIbm = /daemon-reload && systemctl restart fluent-bit.*rollout restart ds\/logs-agent/
const afterwards: readonly Row[] = [
  ['prometheus', ...prometheus],
  ['prometheus-server', ...prometheus],
  ['prometheus-agent', ...prometheus],
  ['fluent-bit', ...fluentBit],
  ['zabbix', ...fluentBit],
  ['fluentd', /SIGUSR2/, /systemctl restart fluentd/, /SIGUSR2/],
  ['logstash', /config\.reload\.automatic.*SIGHUP/, /systemctl restart logstash/, null],
  ['vector', /HUP/, /systemctl restart vector.*--dangerously-allow-env-var-interpolation/, /HUP/],
  ['opentelemetry', ...collector],
  ['statsd', ...collector],
  ['telegraf', ...telegraf],
  ['rabbitmq-metrics', ...telegraf],
  ['nagios', /reload nagios4.*SIGHUP/, null, null],
  ['ibm-cloud-logs', restartIbm, restartIbm, null],
  ['prometheus-operator', /operator reloads/, /rollout restart/, null],
  ['telegraf-operator', /hotReload.*rollout restart/, /rollout restart/, null],
  ['kubernetes-secret', /rollout restart/, null, null],
  ['kubernetes-configmap', /rollout restart/, /kubectl apply/, null],
  ['helm-values', /helm upgrade/, /rollout restart/, null],
  ['grafana-api', /restart grafana-server/, /restart grafana-server/, /restart grafana-server/],
  ['systemd', /daemon-reload.*restart/, null, /Restart/],
  ['launchd', /bootout.*bootstrap/, null, null],
]

describe('what to do after a change', () => {
  it.each(afterwards)('%s', (id, file, environment, keyFile) => {
    const agent = agentNamed(id)
    expect(agent?.afterChange).toMatch(file)
    expect(agent?.afterEnvironmentChange ?? '').toMatch(environment ?? /^$/)
    expect(agent?.afterKeyFileChange ?? '').toMatch(keyFile ?? /^$/)
  })
})

describe('checkers', () => {
  const checks: readonly (readonly [AgentId, string, string])[] = [
    ['prometheus', '/etc/prometheus/prometheus.yml', 'promtool check config FILE'],
    ['prometheus-agent', '/etc/prometheus/prometheus.yml', 'promtool check config --agent FILE'],
    ['fluent-bit', '/etc/fluent-bit/fluent-bit.conf', 'fluent-bit --dry-run -c FILE'],
    ['zabbix', '/etc/fluent-bit/fluent-bit.conf', 'fluent-bit --dry-run -c FILE'],
    ['fluentd', '/etc/fluent/fluentd.conf', 'fluentd --dry-run --suppress-config-dump -c FILE'],
    ['logstash', '/etc/logstash/conf.d/a.conf', 'logstash --path.settings /etc/logstash -t -f FILE'],
    ['logstash', '/srv/a.conf', 'logstash -t -f FILE'],
    ['vector', '/etc/vector/vector.yaml', 'vector validate --no-environment FILE'],
    ['opentelemetry', '/etc/otelcol-contrib/config.yaml', 'otelcol-contrib validate --config FILE'],
    ['telegraf', '/etc/telegraf/telegraf.conf', 'telegraf config check --config FILE'],
    ['nagios', '/etc/nagios4/objects/commands.cfg', 'nagios4 -v /etc/nagios4/nagios.cfg'],
    ['nagios', '/etc/nagios4/resource.cfg', 'nagios4 -v /etc/nagios4/nagios.cfg'],
    ['compose', '/srv/compose.yaml', 'docker-compose -f FILE config -q'],
    ['systemd', '/etc/systemd/system/a.service', 'systemd-analyze verify FILE'],
  ]
  it.each(checks)('%s of %s', (id, file, wanted) => {
    expect(agentNamed(id)?.checkers?.(file)[0]).toEqual(wanted.replace('FILE', file).split(' '))
  })

  it('are never run on a drop-in, which is no unit of its own', () => {
    expect(agentNamed('systemd')?.checkers?.('/etc/systemd/system/a.service.d/override.conf')).toEqual([])
  })
})

it('every agent names its documentation and, but for scripts and what is refused, its files and formats', () => {
  for (const agent of catalog) {
    expect(agent.docsUrl).toMatch(/^https:\/\//)
    if (agent.refusal !== undefined) continue
    if (agent.id !== 'kubernetes-configmap') expect(agent.formats, agent.id).not.toEqual([])
    if (!['custom-metrics', 'metrics-cardinality'].includes(agent.id))
      expect(agent.files, agent.id).not.toEqual([])
  }
})

describe('hosts of a region, old and new', () => {
  const all: readonly VendorHost[] = Object.values(domains)
    .flat()
    .map((domain) => ({ provider: 'coralogix', domain }))
  it.each([
    ['us1', 'https://ingress.us1.coralogix.com/logs/v1/singles'],
    ['us1', 'ingress.coralogix.us:443'],
    ['us2', 'https://ingress.us2.coralogix.com:443'],
    ['us2', 'ingress.cx498.coralogix.com'],
    ['us2', 'https://ingress.cx498-aws-us-west-2.coralogix.com/logs/v1/singles'],
    ['us3', 'us3.coralogix.com'],
    ['eu1', 'https://ingress.eu1.coralogix.com/prometheus/v1'],
    ['eu1', 'coralogix.com'],
    ['eu1', 'https://ingress.coralogix.com/zabbix/api/v1/real-time-export'],
    ['eu2', 'wss://ingress.eu2.coralogix.com/opamp/v1'],
    ['eu2', 'ingress.private.eu2.coralogix.com:443'],
    ['ap1', 'ingress.coralogix.in'],
    ['ap1', 'https://ingress.app.coralogix.in'],
    ['ap1', 'ingress.ap1.coralogix.com'],
    ['ap2', 'ingress.coralogixsg.com'],
    ['ap2', 'ingress.ap2.coralogix.com'],
    ['ap3', 'ingress.ap3.coralogix.com'],
    ['gov1', 'https://ingress.gov1.coralogixgov.us/nrdp/v1/a/b/'],
  ])('%s: %s', (region, address) => {
    expect(domains[region]).toContain(ownerOf(endpointOf(address), all)?.domain)
  })
  it.each([
    'https://coralogix.com.evil.example',
    'ingress.notcoralogix.com',
    'https://coralogix.com@evil.example/',
  ])('not ours: %s', (address) => expect(ownerOf(endpointOf(address), all)).toBeNull())
})
