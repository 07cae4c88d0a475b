import { keyTypes } from '../../shared/names.ts'
import type { Agent } from './agent.ts'
import { manifestEmbedded, manifestPlaces, manifestTree, manifestVariables } from './locators/manifest.ts'

const kinds =
  'ConfigMap|ConfigMapList|DaemonSet|Deployment|StatefulSet|ReplicaSet|ReplicationController|Pod|PodTemplate|Job|CronJob|List|Rollout|OpenTelemetryCollector|Instrumentation'

/** Kubernetes manifests that hold no Secret: ConfigMaps with whole configurations, workloads with variables. */
export const kubernetesConfigmap: Agent = {
  id: 'kubernetes-configmap',
  name: 'Kubernetes manifest',
  group: 'carrier',
  needs:
    'A configuration in a ConfigMap, or a variable of a container in any manifest that is not a Secret; better a reference to a Secret.',
  docsUrl: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  takes: keyTypes,
  files: ['configmap.yaml', 'daemonset.yaml'],
  formats: [],
  afterChange: 'Apply it and restart the pods: kubectl apply -f FILE && kubectl rollout restart WORKLOAD.',
  afterEnvironmentChange:
    'Apply it; the pods start anew where their template changed: kubectl apply -f FILE.',
  detect: (text) =>
    (/^["']?apiVersion["']?[ \t]*:/m.test(text) &&
      new RegExp(`^["']?kind["']?[ \\t]*:[ \\t]*["']?(?:${kinds})["']?[ \\t]*(?:#.*)?\\r?$`, 'm').test(
        text,
      )) ||
    (/^\s*\{/.test(text) &&
      /"apiVersion"\s*:/.test(text) &&
      new RegExp(`"kind"\\s*:\\s*"(?:${kinds})"`).test(text)),
  locate: (text, hosts) => manifestPlaces(text, hosts),
  variables: (text, name) => manifestVariables(text, name),
  embedded: (text) => manifestEmbedded(text),
  tree: (text) => manifestTree(text),
}
