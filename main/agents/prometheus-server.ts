import { comesLater } from './later.ts'

export const prometheusServer = comesLater('prometheus-server', 'Prometheus Server')
