import { refusedAgent } from './refused-agent.ts'

/** Alertmanager: the key is baked into a webhook address that the vendor's wizard makes. */
export const prometheusAlertmanager = refusedAgent({
  id: 'prometheus-alertmanager',
  name: 'Prometheus Alertmanager',
  docsUrl: 'https://prometheus.io/docs/alerting/latest/configuration/',
  files: ['/etc/alertmanager/alertmanager.yml', '/etc/prometheus/alertmanager.yml'],
  refusal:
    'Alertmanager has no field for a key: key, application and subsystem are inside the webhook address that the Contextual Data wizard in Coralogix makes. Make a new address there, put it into webhook_configs, then reload Alertmanager.',
  detect: (text) =>
    /^["']?receivers["']?[ \t]*:/m.test(text) &&
    /^["']?route["']?[ \t]*:/m.test(text) &&
    /^[ \t]*-?[ \t]*["']?receiver["']?[ \t]*:/m.test(text) &&
    !/^["']?(exporters|service|apiVersion)["']?[ \t]*:/m.test(text),
})
