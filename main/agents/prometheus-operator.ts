import { comesLater } from './later.ts'

export const prometheusOperator = comesLater('prometheus-operator', 'Prometheus Operator')
