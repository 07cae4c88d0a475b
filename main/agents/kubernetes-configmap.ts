import { comesLater } from './later.ts'

export const kubernetesConfigmap = comesLater('kubernetes-configmap', 'Kubernetes ConfigMap')
