import type { AgentId, AgentInfo, KeyType } from '../../shared/model.ts'

const reason = 'Comes in a later version.'
const later = (
  id: AgentId,
  name: string,
  docsUrl: string,
  takes: readonly KeyType[] = ['send-your-data'],
): AgentInfo => ({
  id,
  name,
  docsUrl,
  supported: false,
  reason,
  takes,
  files: [],
  formats: [],
  afterChange: '',
})

const coralogix = 'https://coralogix.com/docs/integrations/'

/** What the documents name and this version does not handle yet: listed, so that nobody has to search. */
export const comingLater: readonly AgentInfo[] = [
  later('logstash', 'Logstash', 'https://www.elastic.co/guide/en/logstash/current/index.html'),
  later('vector', 'Vector', 'https://vector.dev/docs/reference/configuration/'),
  later('fluentd', 'Fluentd', 'https://docs.fluentd.org/configuration'),
  later(
    'prometheus-server',
    'Prometheus Server',
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/',
  ),
  later(
    'prometheus-agent',
    'Prometheus Agent',
    'https://prometheus.io/docs/prometheus/latest/feature_flags/',
  ),
  later('prometheus-operator', 'Prometheus Operator', 'https://prometheus-operator.dev/'),
  // Two that read from the vendor: an ingestion key is of no use there.
  later('metrics-cardinality', 'Metrics Cardinality', coralogix, ['team', 'personal']),
  later('grafana-api', 'Grafana API', coralogix, ['team', 'personal']),
  later('telegraf', 'Telegraf', 'https://docs.influxdata.com/telegraf/v1/configuration/'),
  later('telegraf-operator', 'Telegraf Operator', 'https://github.com/influxdata/telegraf-operator'),
  later('zabbix', 'Zabbix', coralogix),
  later('nagios', 'Nagios', coralogix),
  later('statsd', 'StatsD', coralogix),
  later('custom-metrics', 'Custom Metrics', coralogix),
  later('rabbitmq-metrics', 'RabbitMQ Metrics', coralogix),
  later('ibm-cloud-logs', 'IBM Cloud Logs agent', 'https://cloud.ibm.com/docs/cloud-logs', []),
  later('aggregations-io', 'Aggregations.io', 'https://aggregations.io/docs', []),
  later(
    'systemd',
    'systemd unit',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html',
  ),
  later('compose', 'Docker Compose', 'https://docs.docker.com/reference/compose-file/'),
  later(
    'kubernetes-secret',
    'Kubernetes Secret',
    'https://kubernetes.io/docs/concepts/configuration/secret/',
  ),
  later(
    'kubernetes-configmap',
    'Kubernetes ConfigMap',
    'https://kubernetes.io/docs/concepts/configuration/configmap/',
  ),
  later('helm-values', 'Helm values', 'https://helm.sh/docs/chart_template_guide/values_files/'),
  later('ecs-task', 'ECS task definition', 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/'),
  later('lambda', 'AWS Lambda', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'),
  later(
    'launchd',
    'launchd property list',
    'https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/',
  ),
  later('terraform', 'Terraform', 'https://developer.hashicorp.com/terraform/language'),
]
