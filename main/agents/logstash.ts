import { comesLater } from './later.ts'

export const logstash = comesLater('logstash', 'Logstash')
