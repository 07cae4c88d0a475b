import { comesLater } from './later.ts'

export const kubernetesSecret = comesLater('kubernetes-secret', 'Kubernetes Secret')
