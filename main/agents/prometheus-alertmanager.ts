import { refusedAgent } from './refused-agent.ts'

/** Alertmanager: the key is baked into a webhook address that the vendor's wizard makes. */
export const prometheusAlertmanager = refusedAgent({
  id: 'prometheus-alertmanager',
  name: 'Prometheus Alertmanager',
  docsUrl: 'https://prometheus.io/docs/alerting/latest/configuration/',
  files: ['/etc/alertmanager/alertmanager.yml', '/etc/prometheus/alertmanager.yml'],
  refusal:
    'Alertmanager has no field for a key: it is part of the webhook address that the Contextual Data wizard makes. Make a new address there and put it into webhook_configs.',
  detect: (text) =>
    /^receivers[ \t]*:/m.test(text) && /^route[ \t]*:/m.test(text) && !/^exporters[ \t]*:/m.test(text),
})
