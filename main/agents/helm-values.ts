import { comesLater } from './later.ts'

export const helmValues = comesLater('helm-values', 'Helm values')
