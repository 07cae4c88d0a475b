import { comesLater } from './later.ts'

export const prometheusAgent = comesLater('prometheus-agent', 'Prometheus Agent')
