import { comesLater } from './later.ts'

export const customMetrics = comesLater('custom-metrics', 'Custom Metrics')
