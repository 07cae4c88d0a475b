import { comesLater } from './later.ts'

export const statsd = comesLater('statsd', 'StatsD')
