import { comesLater } from './later.ts'

export const metricsCardinality = comesLater('metrics-cardinality', 'Metrics Cardinality')
