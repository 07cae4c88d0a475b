import { comesLater } from './later.ts'

export const rabbitmqMetrics = comesLater('rabbitmq-metrics', 'RabbitMQ Metrics')
