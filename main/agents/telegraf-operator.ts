import { comesLater } from './later.ts'

export const telegrafOperator = comesLater('telegraf-operator', 'Telegraf Operator')
