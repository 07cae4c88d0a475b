import { comesLater } from './later.ts'

export const fluentd = comesLater('fluentd', 'Fluentd')
