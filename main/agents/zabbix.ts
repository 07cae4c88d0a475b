import { comesLater } from './later.ts'

export const zabbix = comesLater('zabbix', 'Zabbix')
