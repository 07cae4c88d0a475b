import type { AgentGroup, AgentId, AgentInfo, KeyType } from '../../shared/model.ts'

/** The catalogue as the window gets it: every id once, in the order of the model. */

type Line = readonly [
  id: AgentId,
  name: string,
  needs: string,
  files: readonly string[],
  afterChange: string,
  more?: Partial<AgentInfo>,
]

const docsUrl = 'https://coralogix.com/docs/'
const ingest: readonly KeyType[] = ['send-your-data']
const all: readonly KeyType[] = ['send-your-data', 'team', 'personal']

const of =
  (group: AgentGroup, takes: readonly KeyType[]) =>
  ([id, name, needs, files, afterChange, more = {}]: Line): AgentInfo => ({
    id,
    name,
    group,
    provider: 'coralogix',
    needs,
    docsUrl,
    supported: true,
    reason: null,
    takes,
    files,
    formats: ['yaml'],
    afterChange,
    ...more,
  })

const prometheus =
  'A remote_write to the ingress; the key stands in authorization.credentials or in a credentials_file.'
const reload = 'Reload Prometheus: systemctl reload prometheus, or POST /-/reload.'

const agents: readonly Line[] = [
  [
    'logstash',
    'Logstash',
    'An http or coralogix output; the key stands in the Authorization header or in private_key.',
    ['/etc/logstash/conf.d/coralogix.conf'],
    'Nothing with config.reload.automatic; otherwise restart it: systemctl restart logstash.',
    { formats: ['conf'] },
  ],
  [
    'fluent-bit',
    'Fluent Bit',
    'An http output with a Header line; the key stands bare after Authorization Bearer.',
    ['/etc/fluent-bit/fluent-bit.conf', '/etc/fluent-bit/fluent-bit.yaml'],
    'Restart Fluent Bit: systemctl restart fluent-bit. With hot reload on, SIGHUP or POST /api/v2/reload is enough.',
    { formats: ['classic', 'yaml'] },
  ],
  [
    'vector',
    'Vector',
    'An http or opentelemetry sink; the key stands in the Authorization header.',
    ['/etc/vector/vector.yaml', '/etc/vector/vector.toml'],
    'Reload Vector: systemctl reload vector.',
    { formats: ['toml', 'yaml'] },
  ],
  [
    'fluentd',
    'Fluentd',
    'A match with @type http; the key stands in headers, after Bearer.',
    ['/etc/fluent/fluentd.conf'],
    'Reload Fluentd: systemctl reload fluentd.',
    { formats: ['conf'] },
  ],
  [
    'opentelemetry',
    'OpenTelemetry Collector',
    'A coralogix exporter (or OTLP with an Authorization header); the key stands in private_key.',
    ['/etc/otelcol-contrib/config.yaml', '/etc/otelcol/config.yaml'],
    'Reload the collector with SIGHUP, or restart it: systemctl restart otelcol-contrib.',
  ],
  ['prometheus', 'Prometheus', prometheus, ['/etc/prometheus/prometheus.yml'], reload],
  ['prometheus-server', 'Prometheus Server', prometheus, ['/etc/prometheus/prometheus.yml'], reload],
  ['prometheus-agent', 'Prometheus Agent', prometheus, ['/etc/prometheus/agent.yml'], reload],
  [
    'prometheus-operator',
    'Prometheus Operator',
    'A remoteWrite of the Prometheus resource; the key stands in the Secret that it names.',
    [],
    'Nothing: the operator writes the configuration anew.',
  ],
  [
    'telegraf',
    'Telegraf',
    'An outputs.http or outputs.opentelemetry; the key stands in the Authorization header.',
    ['/etc/telegraf/telegraf.conf'],
    'Reload Telegraf: systemctl reload telegraf.',
    { formats: ['toml'] },
  ],
  [
    'telegraf-operator',
    'Telegraf Operator',
    'A class in the operator’s Secret; the key stands in that class, as in Telegraf.',
    [],
    'Restart the pods that use the class.',
  ],
  [
    'zabbix',
    'Zabbix',
    'A collector with a zabbix receiver; the key stands in its exporter’s private_key.',
    [],
    'Restart the collector.',
  ],
  [
    'nagios',
    'Nagios',
    'A command that posts with curl; the key stands in its Authorization header or in a $USERn$ macro.',
    ['/etc/nagios4/objects/commands.cfg'],
    'Reload Nagios: systemctl reload nagios4.',
    { formats: ['cfg'] },
  ],
  [
    'statsd',
    'StatsD',
    'A collector with a statsd receiver; the key stands in its exporter’s private_key.',
    [],
    'Restart the collector.',
  ],
  [
    'custom-metrics',
    'Custom Metrics',
    'A script or tool that posts to the ingress; the key stands in its Authorization header.',
    [],
    'Nothing: the next run reads it.',
    { formats: ['curl'] },
  ],
  [
    'rabbitmq-metrics',
    'RabbitMQ Metrics',
    'A collector with a rabbitmq receiver; the key stands in its exporter’s private_key.',
    [],
    'Restart the collector.',
  ],
  [
    'ibm-cloud-logs',
    'IBM Cloud Logs agent',
    'A logs-router or Fluent Bit output of IBM’s agent; the key stands in IAM_API_Key.',
    ['/etc/fluent-bit/fluent-bit.conf'],
    'Restart the agent: systemctl restart fluent-bit.',
    { provider: 'ibm-cloud', takes: ['service-id', 'user'] },
  ],
]

const readers: readonly Line[] = [
  [
    'metrics-cardinality',
    'Metrics Cardinality',
    'A script that reads the cardinality API; the key stands in its Authorization header.',
    [],
    'Nothing: the next run reads it.',
    { formats: ['curl'] },
  ],
  [
    'grafana-api',
    'Grafana API',
    'A Prometheus or Loki datasource; the key stands in secureJsonData.',
    ['/etc/grafana/provisioning/datasources/coralogix.yaml'],
    'Restart Grafana: systemctl restart grafana-server.',
  ],
  [
    'aggregations-io',
    'Aggregations.io',
    'An x-api-token header of an ingest, or a Grafana datasource with one.',
    [],
    'Nothing: the next request uses it.',
    { provider: 'aggregations-io', takes: ['org-wide', 'personal'] },
  ],
]

const carriers: readonly Line[] = [
  [
    'dotenv',
    '.env file',
    'A variable such as CORALOGIX_PRIVATE_KEY, CX_API_KEY or OTEL_EXPORTER_OTLP_HEADERS.',
    ['.env'],
    'Restart what reads the file: a running process keeps the old environment.',
  ],
  [
    'systemd',
    'systemd unit',
    'An Environment line of a unit or drop-in, or an EnvironmentFile.',
    ['/etc/systemd/system/*.service.d/override.conf'],
    'Load and restart it: systemctl daemon-reload && systemctl restart otelcol-contrib.',
  ],
  [
    'compose',
    'Docker Compose',
    'A variable in environment, or in the env_file that the service names.',
    ['compose.yaml'],
    'Make the containers anew: docker compose up -d.',
  ],
  [
    'kubernetes-secret',
    'Kubernetes Secret',
    'A key of data (base64) or stringData in a manifest.',
    [],
    'Apply it, then restart what uses it: kubectl apply -f FILE && kubectl rollout restart daemonset.',
  ],
  [
    'kubernetes-configmap',
    'Kubernetes ConfigMap',
    'An agent’s whole configuration inside a block scalar.',
    [],
    'Apply it, then restart what uses it.',
  ],
  ['helm-values', 'Helm values', 'A value of a chart that carries the key.', [], 'Upgrade the release.'],
  [
    'ecs-task',
    'ECS task definition',
    'An environment entry of a container; secrets are followed to where they stand.',
    [],
    'Register the task definition, then update the service.',
  ],
  [
    'lambda',
    'Lambda environment',
    'Environment.Variables of a function in a template.',
    [],
    'Deploy the template.',
  ],
  [
    'launchd',
    'launchd plist',
    'EnvironmentVariables of a launch agent or daemon.',
    ['~/Library/LaunchAgents'],
    'Load it again with launchctl bootout and bootstrap.',
  ],
  [
    'terraform',
    'Terraform variables',
    'A string in a .tfvars file or a variable’s default.',
    [],
    'Run terraform plan, look at it, then apply.',
  ],
]

const beats =
  'sends one old default key together with a company id as event fields; several keys do not apply there.'
const refusals: readonly (readonly [AgentId, string, string])[] = [
  ['filebeat', 'Filebeat', `Filebeat ${beats} Move to the OpenTelemetry Collector or Fluent Bit.`],
  [
    'winlogbeat',
    'Winlogbeat',
    `Winlogbeat ${beats} Move to the OpenTelemetry Collector with the Windows event log receiver.`,
  ],
  [
    'prometheus-alertmanager',
    'Prometheus Alertmanager',
    'Alertmanager has no field for a key: it is part of the webhook address that the Contextual Data wizard makes. Make a new address there and put it into webhook_configs.',
  ],
]

export const fakeAgents: readonly AgentInfo[] = [
  ...agents.map(of('agent', ingest)),
  ...readers.map(of('reader', ['team', 'personal'])),
  ...carriers.map((line) => ({ ...of('carrier', all)(line), formats: [] })),
  ...refusals.map(([id, name, reason]) =>
    of('refused', [])([id, name, reason, [], '', { supported: false, reason, formats: [] }]),
  ),
]
