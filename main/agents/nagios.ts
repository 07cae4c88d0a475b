import { comesLater } from './later.ts'

export const nagios = comesLater('nagios', 'Nagios')
