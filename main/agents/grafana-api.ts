import { comesLater } from './later.ts'

export const grafanaApi = comesLater('grafana-api', 'Grafana API')
