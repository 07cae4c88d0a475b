import { comesLater } from './later.ts'

export const aggregationsIo = comesLater('aggregations-io', 'Aggregations.io')
