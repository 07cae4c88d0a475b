import { comesLater } from './later.ts'

export const telegraf = comesLater('telegraf', 'Telegraf')
