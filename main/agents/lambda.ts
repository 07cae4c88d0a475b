import { comesLater } from './later.ts'

export const lambda = comesLater('lambda', 'AWS Lambda')
